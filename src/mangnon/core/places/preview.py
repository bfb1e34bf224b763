"""Who gains and who loses which children when places change, told before anything is written.

Pure. An assignment to a unit that goes wholly into another one follows it there; an assignment to a unit
that is split ends and waits for a decision, and so do the children of whom nobody can say into which part
they go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mangnon.core.places.changes import ChangePlan, apply_plan, day_before
from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion, Successor


@dataclass(frozen=True, slots=True)
class PlaceAssignment:
    """Somebody's role at a place from a day to the day before another."""

    who: str
    role: str
    place: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class ChildCount:
    """How many children live in a place (counted once, at the lowest level that is known)."""

    place: str
    children: int


@dataclass(frozen=True, slots=True)
class AccessChange:
    """What one assignment gains and loses from a day on.

    Args:
        assignment: as it stands.
        from_day: the first day on which it differs.
        follows_to: the unit it continues at; ``None`` when it ends and somebody must decide.
        gains, loses: places, as they were called before, whose children it begins or ceases to see.
        undecided: places that are split, so that nobody can say yet.
    """

    assignment: PlaceAssignment
    from_day: date
    follows_to: str | None
    gains: tuple[ChildCount, ...]
    loses: tuple[ChildCount, ...]
    undecided: tuple[ChildCount, ...]


@dataclass(frozen=True, slots=True)
class MovedChildren:
    """Where the children of one place that changes are from the day on; several codes when it is split."""

    place: str
    full_name: str
    children: int
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """All that a plan does to people: children by place, and access by assignment."""

    on: date
    moved: tuple[MovedChildren, ...]
    access: tuple[AccessChange, ...]
    undecided_children: int


@dataclass(frozen=True, slots=True)
class _Ground:
    """One counted place with the codes above it before the change, and after it surely and perhaps."""

    count: ChildCount
    before: frozenset[str]
    surely: frozenset[str]
    perhaps: frozenset[str]


def preview_change(
    gazetteer: Gazetteer,
    *,
    plan: ChangePlan,
    assignments: Iterable[PlaceAssignment],
    counts: Iterable[ChildCount],
) -> ChangePreview:
    """Say who gains and loses what when a plan is carried out.

    Args:
        gazetteer: the dated places before the plan.
        plan: the change.
        assignments: the roles of people at places; those that ended before the day are left out.
        counts: children by the place they live in on the day before; unknown places are left out.

    Returns:
        The children moved, and one row for each assignment whose access or place changes.
    """
    after = apply_plan(gazetteer, plan)
    grounds = [ground for count in counts if (ground := _ground(gazetteer, after, count, plan.on)) is not None]
    access = []
    for assignment in assignments:
        change = _access(gazetteer, after, plan, assignment, grounds)
        if change is not None:
            access.append(change)
    undecided = sum(ground.count.children for ground in grounds if ground.surely != ground.perhaps)
    return ChangePreview(plan.on, _moved(after, plan, grounds), tuple(access), undecided)


def _ground(before: Gazetteer, after: Gazetteer, count: ChildCount, on: date) -> _Ground | None:
    place = before.find(code=count.place, on=day_before(on))
    if place is None:
        return None
    later = [found.place for found in _went_to(after, place, on)]
    chains = [_chain(after, found, on) for found in later]
    if not chains:
        return None
    return _Ground(
        count=count,
        before=_chain(before, place, day_before(on)),
        surely=frozenset.intersection(*chains),
        perhaps=frozenset.union(*chains),
    )


def _access(
    before: Gazetteer,
    after: Gazetteer,
    plan: ChangePlan,
    assignment: PlaceAssignment,
    grounds: list[_Ground],
) -> AccessChange | None:
    if assignment.valid_to is not None and assignment.valid_to <= plan.on:
        return None
    place = before.find(code=assignment.place, on=day_before(plan.on))
    if place is None:
        return None
    reached = _went_to(after, place, plan.on)
    whole = reached[0].place.code if len(reached) == 1 else None
    gains, loses, undecided = [], [], []
    for ground in grounds:
        saw = place.code in ground.before
        sees = whole in ground.surely
        if whole in ground.perhaps and not sees:
            undecided.append(ground.count)
        elif sees and not saw:
            gains.append(ground.count)
        elif saw and not sees:
            loses.append(ground.count)
    if not (gains or loses or undecided) and whole == assignment.place:
        return None
    return AccessChange(
        assignment=assignment,
        from_day=max(plan.on, assignment.valid_from or plan.on),
        follows_to=whole,
        gains=tuple(gains),
        loses=tuple(loses),
        undecided=tuple(undecided),
    )


def _moved(after: Gazetteer, plan: ChangePlan, grounds: list[_Ground]) -> tuple[MovedChildren, ...]:
    found = []
    for place in plan.closed:
        children = sum(ground.count.children for ground in grounds if place.code in ground.before)
        to = tuple(successor.place.code for successor in _went_to(after, place, plan.on))
        found.append(MovedChildren(place.code, place.full_name, children, to))
    return tuple(found)


def _went_to(after: Gazetteer, place: PlaceVersion, on: date) -> tuple[Successor, ...]:
    """Return what a place of the day before is on the day of the change."""
    return after.lineage(code=place.code, on=day_before(on), until=on)


def _chain(gazetteer: Gazetteer, place: PlaceVersion, on: date) -> frozenset[str]:
    """Return a place's code and those above it on a day."""
    codes = {place.code}
    parent = place.parent
    while parent is not None and parent not in codes:
        codes.add(parent)
        above = gazetteer.find(code=parent, on=on)
        parent = above.parent if above is not None else None
    return frozenset(codes)
