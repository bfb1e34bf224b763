"""Every error a person may see has a stable code of its own and one Vietnamese sentence."""

from __future__ import annotations

import ast
import importlib
import re

from tests.architecture.tree import dotted, module_name, named, parsed, sources, walk

from mangnon.vocab.errors import MangnonError

VIETNAMESE = re.compile(r"[à-ỹÀ-ỸđĐ]")
# Classes that only gather others: never raised themselves.
BASES = {"MangnonError"}


def _error_classes() -> dict[str, type[MangnonError]]:
    found: dict[str, type[MangnonError]] = {}
    for path in sources():
        if not any(isinstance(node, ast.ClassDef) and node.name.endswith("Error") for node in parsed(path).body):
            continue
        module = importlib.import_module(module_name(path))
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, MangnonError) and kind.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = kind
    return found


def test_error_classes_when_compared_then_each_has_its_own_dotted_code() -> None:
    """Programs compare the code; two errors with one code cannot be told apart."""
    by_code: dict[str, list[str]] = {}
    wrong = []
    for name, kind in _error_classes().items():
        if kind.__name__ in BASES:
            continue
        if "code" not in vars(kind):
            wrong.append(f"{name} has no code of its own")
        elif not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*", kind.code):
            wrong.append(f"{name}: code {kind.code!r} is not dotted lower case")
        by_code.setdefault(kind.code, []).append(name)
    wrong.extend(f"code {code!r} is shared by {names}" for code, names in by_code.items() if len(names) > 1)
    assert not wrong, "\n".join(wrong)


def test_errors_when_raised_then_the_sentence_is_vietnamese() -> None:
    """A sentence written at the place of raising, or in the class, is Vietnamese and ends."""
    names = {name.rsplit(".", 1)[1] for name in _error_classes()}
    wrong = []
    for path, node in walk(sources()):
        if not isinstance(node, ast.Call) or dotted(node.func).rsplit(".", 1)[-1] not in names or not node.args:
            continue
        words = "".join(
            part.value
            for part in ast.walk(node.args[0])
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
        if len(words) > 12 and not VIETNAMESE.search(words):
            wrong.append(f"{named(path)}:{node.lineno}: {words[:80]}")
    assert not wrong, "\n".join(wrong)
