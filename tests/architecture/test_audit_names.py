"""One verb names a thing through all layers: the write service and the action in the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import PACKAGE, named, sources

WRITE_FILES = {
    "services.py",
    "pairs.py",
    "telling.py",
    "assignments.py",
    "carers.py",
    "consents.py",
    "households.py",
    "photos.py",
    "hazards.py",
    "lessons.py",
}
# The room whose table is written names the action.
PREFIXES = {"src/mangnon/core/accounts/assignments.py": "scope"}
# Writes whose name in the log differs from the function's, or that are logged by their caller; each with its reason.
EXCEPTIONS = {
    "audit.record": "is the log",
    "children.register_children": "one child alone is logged as children.register_child",
    "children.register_child": "logged by register_children, which it calls",
    "children.tell_again": "logs children.update_child: the same change, told by a file",
}  # fmt: skip


def _services() -> Iterator[tuple[Path, str, ast.FunctionDef]]:
    for path in sources():
        if path.name not in WRITE_FILES or path.parent.parent not in {PACKAGE / "domain", PACKAGE / "core"}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and any(arg.arg == "scope" for arg in node.args.kwonlyargs):
                yield path, f"{PREFIXES.get(named(path), path.parent.name)}.{node.name}", node


def _actions(node: ast.AST) -> set[str]:
    return {
        each.value
        for call in ast.walk(node) if isinstance(call, ast.Call)
        for keyword in call.keywords if keyword.arg == "action"
        for each in ast.walk(keyword.value) if isinstance(each, ast.Constant) and isinstance(each.value, str)
        and "." in each.value
    }  # fmt: skip


def test_write_services_when_they_log_then_the_action_bears_their_name() -> None:
    """One search for a verb finds the service, the log's action and the test."""
    wrong = []
    for path, name, node in _services():
        if node.name.startswith("_") or name in EXCEPTIONS:
            continue
        others = _actions(node) - {name}
        if others:
            wrong.append(f"{named(path)}: {node.name} logs {sorted(others)}, expected {name!r}")
    assert not wrong, "\n".join(wrong)


def test_write_services_when_public_then_they_log() -> None:
    """A write by a user that the log does not know of did not happen by right."""
    known = {name for _, name, node in _services() if name in _actions(node)}
    silent = []
    for path, name, node in _services():
        if node.name.startswith("_") or name in EXCEPTIONS or name in known:
            continue
        called = {
            call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        if not called & _that_log(path):
            silent.append(f"{named(path)}: {node.name}")
    assert not silent, "\n".join(silent)


def _that_log(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(call, ast.Call) and any(keyword.arg == "action" for keyword in call.keywords)
            for call in ast.walk(node)
        )
    }
