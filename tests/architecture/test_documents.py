"""Documents that a newcomer follows: links lead somewhere, commands exist."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.architecture.tree import ROOT, named, tracked

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE_PATH = re.compile(r"`((?:src|tests|docs|content|contracts|tools|bench|samples|requirements)/[\w./*<>-]+)`")
DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_when_followed_then_lead_to_a_file(path: Path) -> None:
    """Every link inside the tree, and every path written in code marks, exists."""
    text = _without_code(path.read_text(encoding="utf-8"))
    dead = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        if not (path.parent / unquote(target.split("#")[0])).exists():
            dead.append(target)
    for target in CODE_PATH.findall(text):
        if not any(sign in target for sign in "*<>") and not (ROOT / target.rstrip("/.")).exists():
            dead.append(target)
    assert not dead, f"{named(path)}: {dead}"


def test_commands_when_documented_then_the_makefile_has_them() -> None:
    """``make x`` in a document is a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, flags=re.MULTILINE))
    told = {
        (named(path), target)
        for path in DOCUMENTS
        for target in re.findall(r"(?:`|^)make ([a-z][a-z-]*)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    missing = sorted(f"{name}: make {target}" for name, target in told if target not in targets)
    assert not missing, "\n".join(missing)
    assert {"run", "test", "check", "bench", "docs"} <= targets


def test_ci_when_it_runs_then_it_calls_make_test_only() -> None:
    """What the gate runs is what a person runs."""
    lines = [line.strip() for line in (ROOT / ".ci" / "run").read_text().splitlines()]
    doing = [line for line in lines if line and not line.startswith("#") and not line.startswith(("set ", "cd "))]
    assert doing == ["exec make test"], doing


def test_architecture_decisions_when_numbered_then_in_a_row_and_each_with_its_four_parts() -> None:
    """Context, decision, price, how we would notice that it is wrong."""
    found = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in found] == list(range(1, len(found) + 1))
    lacking = [
        f"{named(path)}: no «{part}»"
        for path in found
        for part in ("Context", "Decision", "Price", "How we would notice it is wrong")
        if f"## {part}" not in path.read_text(encoding="utf-8")
    ]
    assert not lacking, "\n".join(lacking)
