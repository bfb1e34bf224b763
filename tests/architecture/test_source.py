"""Habits of the source that no tool checks for us."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import dotted, module_name, named, parsed, sources, walk

# Who may touch tables: reads, writes, background work, and what the models' room keeps beside them.
TABLE_FILES = {
    "models.py", "facts.py", "queries.py", "services.py", "fact_services.py", "pairs.py", "merging.py", "suspects.py",
    "telling.py", "lookalikes.py", "carers.py", "consents.py", "households.py", "photos.py",
    "assignments.py", "jobs.py", "report_queries.py", "reporting.py", "hazards.py", "lessons.py",
}  # fmt: skip
# Other files that touch tables, each with its reason; take one off when it is mended.
TABLE_EXCEPTIONS = {
    "src/mangnon/core/accounts/adapter.py": "allauth asks its adapter for users",
    "src/mangnon/core/accounts/demo.py": "opens demo accounts, outside any request",
    "src/mangnon/core/accounts/second_factor.py": "reads allauth's own table",
    "src/mangnon/core/vault/cleaning/documents.py": "saves a PDF, no row",
    "src/mangnon/core/vault/cleaning/pictures.py": "saves a picture, no row",
    "src/mangnon/core/vault/cleaning/sounds.py": "saves a recording, no row",
    "src/mangnon/domain/children/history.py": "reads the states that the database kept of a child's rows",
    "src/mangnon/domain/children/access.py": "one question put down beside a child, a service of its own",
    "src/mangnon/domain/children/listing.py": "the list's own reads: homes, ages and circumstances of a day",
    "src/mangnon/domain/children/portraits.py": "saves a picture, no row",
    "src/mangnon/domain/children/surroundings.py": "reads all that stands beside one child's profile",
    **{
        f"src/mangnon/domain/protection/{name}.py": "one concern of the room's own tables; none is read elsewhere"
        for name in (
            "attachments", "case_queries", "handover", "history", "intake", "late", "notices", "numbering",
            "seeing", "steps", "supervision", "team", "timing", "work",
        )
    },
    "src/mangnon/interfaces/exchange/imports/children.py": "looks up and writes thousands of rows at once",
    "src/mangnon/interfaces/exchange/imports/pages.py": "reads the import's own rows",
    "src/mangnon/interfaces/exchange/imports/resolving.py": "keeps the facts of a row that waited",
    "src/mangnon/interfaces/exchange/imports/undo.py": "takes back thousands of rows at once",
    "src/mangnon/interfaces/exchange/imports/run.py": "keeps the import's own rows",
    "src/mangnon/interfaces/papers/word.py": "saves a Word file, no row",
    "src/mangnon/interfaces/papers/word_blank.py": "saves a Word file, no row",
    "src/mangnon/interfaces/exchange/sample_people.py": "made-up people of the sample commune",
}  # fmt: skip
CLOCK = "src/mangnon/core/clock/__init__.py"
CLOCK_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "datetime.date.today",
    "timezone.now", "django.utils.timezone.now", "time.time",
}  # fmt: skip
FRAMEWORK_METHODS = {"ready", "render", "handle", "to_python", "clean"}


def test_public_things_when_undocumented_then_named() -> None:
    """Every public module, class and function says in one sentence what it is."""
    bare = [what for path in sources() for what in _undocumented(path)]
    assert not bare, "no docstring:\n" + "\n".join(bare)


def _undocumented(path: Path) -> Iterator[str]:
    tree = parsed(path)
    if tree.body and not ast.get_docstring(tree) and path.name != "apps.py":
        yield named(path)
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        is_app = path.name == "apps.py" and node.name.endswith("Config")
        if not ast.get_docstring(node) and not is_app:
            yield f"{named(path)}: {node.name}"
        if isinstance(node, ast.ClassDef) and not _fulfils_a_base(node):
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("_") and not _told(each):
                    yield f"{named(path)}: {node.name}.{each.name}"


def _told(method: ast.FunctionDef) -> bool:
    inherited = method.name in FRAMEWORK_METHODS or any(
        dotted(d).endswith("setter") for d in method.decorator_list if isinstance(d, ast.Attribute)
    )
    return bool(ast.get_docstring(method)) or inherited


def _fulfils_a_base(node: ast.ClassDef) -> bool:
    # A method that answers its base class's question is documented there.
    return bool(node.bases) and not all(
        dotted(base) in {"object", "Exception"} for base in node.bases if isinstance(base, ast.Name | ast.Attribute)
    )


def test_tables_when_touched_outside_their_files_then_refused() -> None:
    """Pages, rules and commands never read or write a table themselves."""
    touched: dict[str, set[str]] = {}
    for path, node in walk(sources()):
        if path.name in TABLE_FILES or "migrations" in path.parts:
            continue
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"} and _is_model(node.value):
            touched.setdefault(named(path), set()).add(f"line {node.lineno}: {dotted(node)}")
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"save", "bulk_create"}
        ):
            touched.setdefault(named(path), set()).add(f"line {node.lineno}: {ast.unparse(node)[:60]}")
    strays = [f"{name}: {', '.join(sorted(what))}" for name, what in touched.items() if name not in TABLE_EXCEPTIONS]
    assert not strays, "\n".join(strays)
    mended = [name for name in TABLE_EXCEPTIONS if name not in touched]
    assert not mended, f"no longer touches tables, take it off TABLE_EXCEPTIONS: {mended}"


def _is_model(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id[:1].isupper()) or isinstance(node, ast.Call | ast.Attribute)


def test_clock_when_read_elsewhere_then_refused() -> None:
    """Only core.clock reads the clock, so that a day can be moved and a rule computed for any day."""
    readers = [
        f"{named(path)}:{node.lineno}: {dotted(node)}"
        for path, node in walk(sources())
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCK_CALLS and named(path) != CLOCK
        and module_name(path) != "mangnon.vocab.ids"  # a new key holds the moment it was made
    ]  # fmt: skip
    assert not readers, "\n".join(readers)
