"""The table of rights as a page shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mangnon.core.scope.rights import ACTION_NAMES, CLASS_NAMES, RIGHTS, ROLE_NAMES, Action, RecordClass, Role


@dataclass(frozen=True)
class RightsRow:
    """What one role may do: pairs of a class and the actions in words, in the order of the classes."""

    role: str
    mine: bool
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RightsTable:
    """Classes across, roles down."""

    classes: tuple[str, ...]
    rows: tuple[RightsRow, ...]


def rights_table(mine: Collection[Role]) -> RightsTable:
    """Return the whole table of rights.

    Args:
        mine: the roles that the reader holds, to be marked.
    """
    rows = tuple(
        RightsRow(name, role in mine, tuple((CLASS_NAMES[each], _cell(role, each)) for each in RecordClass))
        for role, name in ROLE_NAMES.items()
    )
    return RightsTable(tuple(CLASS_NAMES[each] for each in RecordClass), rows)


def _cell(role: Role, record_class: RecordClass) -> str:
    held = RIGHTS[role].get(record_class, frozenset())
    if Action.SEE in held:  # who may see may count
        held = held - {Action.COUNT}
    return ", ".join(ACTION_NAMES[action] for action in Action if action in held)
