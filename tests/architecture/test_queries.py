"""Every read takes a Scope: a public function of a queries file has one, or stands here with who checks instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.tree import named, parsed, sources

# Whole files that read what everybody may know.
OPEN_FILES = {
    "src/mangnon/core/places/queries.py": "places are open to all who are signed in; no child is read",
}
# Functions without a Scope, each with who checks. Take one off when it takes a Scope; the list may only shrink.
WITHOUT_SCOPE = {
    "children.any_child": "tells nothing of a child; asked by commands alone, to know an empty database",
    "children.survivor_of": "a key for a key; the child's page asks find_child, with its scope, whether to open it",
    "children.hits_of": "takes rows that search_children, listing or find_child read within scope",
    "children.first_carers": "takes keys that hits_of, list_tasks or a session's list_followed found within scope",
    "children.place_words": "puts words together of a child already read; reads no table",
    "worklist.steps_on": "the headings of every list of work, from content; no child is read",
    "worklist.synthetic_in": "looks at tasks that list_tasks read within scope; reads no table",
    "workforce.workers_of_hamlets": "names of workers stand on every list of work; no child is read",
    "workforce.names_of_workers": "names of workers stand on every list of work; no child is read",
    "workforce.hamlets_of_worker": "a worker's area; its children are asked for with a scope (keys_living_in)",
    "facilities.pupil_keys": "asked by core/scope/pupils.py, to build the reach of a school's own scope",
    "facilities.names_of_facilities": "names of schools, open to all who are signed in",
    "referrals.names_of_bodies": "names of outside bodies, open to all who are signed in",
    "facilities.enrolled_among": "takes children of an import whose undo checked the scope of the import (get_import)",
    "accounts.names_of_users": "names of colleagues stand beside what they wrote; no child is read",
    "scope.get_scope": "makes the Scope",
    "scope.place_titles": "titles of places, open to all who are signed in",
}


def _queries() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sources():
        if not path.stem.endswith("queries") or named(path) in OPEN_FILES:
            continue
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{path.parent.name}.{node.name}", node


def _takes_scope(node: ast.FunctionDef) -> bool:
    """Tell whether a parameter ``scope: Scope`` is asked for, without a default that would stand for it."""
    arguments = node.args
    told = [*arguments.posonlyargs, *arguments.args]
    needed = told[: len(told) - len(arguments.defaults)]
    needed += [a for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is None]
    return any(
        each.arg == "scope" and each.annotation is not None and ast.unparse(each.annotation) == "Scope"
        for each in needed
    )


def test_queries_when_public_then_they_take_a_scope_or_say_who_checks() -> None:
    """A read that forgets to ask who reads is found here, before it is found by somebody who may not."""
    bare = [name for name, node in _queries() if not _takes_scope(node) and name not in WITHOUT_SCOPE]
    assert not bare, "take a Scope: " + ", ".join(bare)


def test_queries_when_they_take_a_scope_then_off_the_list() -> None:
    """The list holds only what is still without one."""
    without = {name for name, node in _queries() if not _takes_scope(node)}
    assert not WITHOUT_SCOPE.keys() - without, f"take it off the list: {sorted(WITHOUT_SCOPE.keys() - without)}"


def test_queries_when_a_scope_is_missing_optional_or_of_another_kind_then_seen() -> None:
    """The check itself can fail."""
    wrong = ("def f(child_id: UUID): ...", "def f(*, scope: Scope | None = None): ...", "def f(scope): ...",
             "def f(scope: Scope = NOBODY): ...")  # fmt: skip
    right = ("def f(scope: Scope): ...", "def f(*, scope: Scope, limit: int = 5): ...")
    taken = [_takes_scope(ast.parse(text).body[0]) for text in (*wrong, *right)]  # type: ignore[arg-type]
    assert taken == [False] * len(wrong) + [True] * len(right)
