"""The files of the checkout, for the tests that hold its rules."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "mangnon"


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the tree: git's, new ones too, or all but the ignored folders without git."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return tuple(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())
    skipped = {".git", ".venv", "var", "build", "node_modules"}
    return tuple(
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts) and "__pycache__" not in path.parts
    )


@cache
def sources() -> tuple[Path, ...]:
    """Return the package's Python files, migrations left out."""
    return tuple(
        sorted(p for p in tracked() if p.suffix == ".py" and PACKAGE in p.parents and "migrations" not in p.parts)
    )


@cache
def parsed(path: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """Return a path as messages name it: from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """Return the dotted name of a source file."""
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` of an attribute chain, with ``?`` for what is no name."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else "?"


def walk(paths: tuple[Path, ...]) -> Iterator[tuple[Path, ast.AST]]:
    """Yield every node of these files."""
    for path in paths:
        for node in ast.walk(parsed(path)):
            yield path, node
