"""Changes decided for a day ahead: kept as what was asked, and played in order on the places of that day.

Pure. What is kept is the wish (merge these two), not its rows: on its day it is planned anew on the places as
they then stand, so that a hamlet founded or renamed in between is not forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from mangnon.core.places.changes import (
    Merge,
    NewUnit,
    PlaceAction,
    PlaceChangeError,
    Rename,
    Reparent,
    Split,
    apply_plan,
    plan_change,
)
from mangnon.core.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Wish:
    """One change decided for a day: what is to happen, from when, on what ground; ``key`` tells wishes apart."""

    key: UUID
    action: PlaceAction
    on: date
    source: str


class WishBrokenError(PlaceChangeError):
    """A change decided for a day ahead cannot be made any more."""

    code = "place.change.broken"

    def __init__(self, wish: Wish, error: PlaceChangeError) -> None:
        super().__init__(error.problems)
        self.wish = wish


def play(gazetteer: Gazetteer, wishes: Iterable[Wish]) -> Gazetteer:
    """Return the dated places with wishes carried out, in the order of their days.

    Args:
        gazetteer: the dated places.
        wishes: in the order in which they were decided; those of one day keep it.

    Raises:
        WishBrokenError: one of them cannot be made; it is named.
    """
    for wish in sorted(wishes, key=lambda each: each.on):
        try:
            plan = plan_change(gazetteer, action=wish.action, on=wish.on, source=wish.source)
        except PlaceChangeError as error:
            raise WishBrokenError(wish, error) from error
        gazetteer = apply_plan(gazetteer, plan)
    return gazetteer


def codes_of(action: PlaceAction) -> tuple[str, ...]:
    """Return the codes of the places that an action changes or names."""
    match action:
        case Rename():
            return (action.code,)
        case Merge():
            return (*action.codes, action.into.code)
        case Split():
            return (action.code, *(part.code for part in action.parts))
        case Reparent():
            return (action.code, action.parent)


def as_kept(action: PlaceAction) -> dict[str, Any]:
    """Return an action as JSON keeps it; :func:`as_asked` reads it back."""
    return {"change": type(action).__name__.lower(), **asdict(action)}


def as_asked(kept: dict[str, Any]) -> PlaceAction:
    """Return the action that was kept.

    Raises:
        ValueError: the kind is not known.
    """
    told = {key: value for key, value in kept.items() if key != "change"}
    match kept.get("change"):
        case "rename":
            return Rename(**told)
        case "merge":
            return Merge(tuple(told["codes"]), NewUnit(**told["into"]))
        case "split":
            return Split(told["code"], tuple(NewUnit(**part) for part in told["parts"]), dict(told["children"]))
        case "reparent":
            return Reparent(**told)
    raise ValueError(f"unknown kind of change: {kept.get('change')}")
