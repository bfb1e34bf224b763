"""Plan a change of places from a day on: rename, merge, split, re-parent.

Pure. A plan says which versions end, which begin and which change rows join them; nothing is written
here. What cannot be planned is told in Vietnamese sentences, all of them at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from mangnon.core.places.gazetteer import (
    ChangeKind,
    Gazetteer,
    PlaceChange,
    PlaceVersion,
    Share,
    build_gazetteer,
)
from mangnon.core.places.names import Level, toned_key
from mangnon.vocab.errors import MangnonError


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to begin: its code may be that of a unit that ends; centre and area only if they are known."""

    code: str
    name: str
    kind: str
    parent: str
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a unit another name or kind; code and parent stay."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Put whole units together into one."""

    codes: tuple[str, ...]
    into: NewUnit


@dataclass(frozen=True, slots=True)
class Split:
    """Divide a unit; ``children`` says for each hamlet beneath it into which part it goes."""

    code: str
    parts: tuple[NewUnit, ...]
    children: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reparent:
    """Put a unit under another one; code and name stay."""

    code: str
    parent: str


PlaceAction = Rename | Merge | Split | Reparent


@dataclass(frozen=True, slots=True)
class PlaceProblem:
    """Why a change cannot be planned, or what is wrong with the dated places: a code and a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What a change writes: versions that end, versions that begin, and the rows that join them.

    ``closed`` holds the versions as they stand now; each gets ``valid_to = on``.
    """

    on: date
    closed: tuple[PlaceVersion, ...]
    opened: tuple[PlaceVersion, ...]
    changes: tuple[PlaceChange, ...]


class PlaceChangeError(MangnonError):
    """A change cannot be planned; ``problems`` lists every reason."""

    code = "place.change"

    def __init__(self, problems: tuple[PlaceProblem, ...]) -> None:
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.problems = problems


def plan_change(gazetteer: Gazetteer, *, action: PlaceAction, on: date, source: str) -> ChangePlan:
    """Plan one change.

    Args:
        gazetteer: the dated places.
        action: what is to happen.
        on: the first day on which it holds.
        source: the decision behind it, as the sources of the content name it.

    Returns:
        The plan; apply it with :func:`apply_plan` or write its rows.

    Raises:
        PlaceChangeError: with every reason against it.
    """
    problems = tuple(_problems(gazetteer, action, on, source))
    if problems:
        raise PlaceChangeError(problems)
    match action:
        case Rename():
            return _plan_rename(gazetteer, action, on, source)
        case Merge():
            return _plan_merge(gazetteer, action, on, source)
        case Split():
            return _plan_split(gazetteer, action, on, source)
        case Reparent():
            return _plan_reparent(gazetteer, action, on, source)


def apply_plan(gazetteer: Gazetteer, plan: ChangePlan) -> Gazetteer:
    """Return the dated places with a plan carried out."""
    closing = set(plan.closed)
    ended = [replace(place, valid_to=plan.on) for place in plan.closed]
    kept = [place for place in gazetteer.places if place not in closing]
    return build_gazetteer(
        places=[*kept, *ended, *plan.opened],
        changes=[*gazetteer.changes, *plan.changes],
        aliases=gazetteer.aliases,
    )


# ------------------------------------------------------------------ plans


def _plan_rename(gazetteer: Gazetteer, action: Rename, on: date, source: str) -> ChangePlan:
    old = gazetteer.get(code=action.code, on=on)
    new = replace(
        old,
        name=action.name,
        kind=action.kind,
        valid_from=on,
        valid_to=None,
        source=source,
        verified=False,
        note="",
    )
    return ChangePlan(on, (old,), (new,), (_row(old, new, on, "rename", "whole", source),))


def _plan_reparent(gazetteer: Gazetteer, action: Reparent, on: date, source: str) -> ChangePlan:
    old = gazetteer.get(code=action.code, on=on)
    new = _moved(old, action.parent, on, source)
    return ChangePlan(on, (old,), (new,), (_row(old, new, on, "reparent", "whole", source),))


def _plan_merge(gazetteer: Gazetteer, action: Merge, on: date, source: str) -> ChangePlan:
    units = [gazetteer.get(code=code, on=on) for code in action.codes]
    new = _begun(action.into, units[0].level, on, source)
    moving = [
        child for unit in units if unit.code != new.code for child in gazetteer.children_of(code=unit.code, on=on)
    ]
    moved = [_moved(child, new.code, on, source) for child in moving]
    rows = [_row(unit, new, on, "merge", "whole", source) for unit in units]
    rows += [_row(a, b, on, "reparent", "whole", source) for a, b in zip(moving, moved, strict=True)]
    return ChangePlan(on, (*units, *moving), (new, *moved), tuple(rows))


def _plan_split(gazetteer: Gazetteer, action: Split, on: date, source: str) -> ChangePlan:
    unit = gazetteer.get(code=action.code, on=on)
    parts = [_begun(part, unit.level, on, source) for part in action.parts]
    moving = [
        child for child in gazetteer.children_of(code=unit.code, on=on) if action.children[child.code] != unit.code
    ]
    moved = [_moved(child, action.children[child.code], on, source) for child in moving]
    rows = [_row(unit, part, on, "split", "part", source) for part in parts]
    rows += [_row(a, b, on, "reparent", "whole", source) for a, b in zip(moving, moved, strict=True)]
    return ChangePlan(on, (unit, *moving), (*parts, *moved), tuple(rows))


def _begun(unit: NewUnit, level: Level, on: date, source: str) -> PlaceVersion:
    return PlaceVersion(
        level=level,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        parent=unit.parent,
        valid_from=on,
        lat=unit.lat,
        lon=unit.lon,
        area_km2=unit.area_km2,
        source=source,
    )


def _moved(place: PlaceVersion, parent: str, on: date, source: str) -> PlaceVersion:
    return replace(place, parent=parent, valid_from=on, valid_to=None, source=source, verified=False, note="")


def _row(old: PlaceVersion, new: PlaceVersion, on: date, kind: ChangeKind, share: Share, source: str) -> PlaceChange:
    return PlaceChange(on, old.level, kind, old.code, new.code, share, source)


# ------------------------------------------------------------------ what speaks against a change


def _problems(gazetteer: Gazetteer, action: PlaceAction, on: date, source: str) -> Iterator[PlaceProblem]:
    if not source.strip():
        yield PlaceProblem("place.change.source", "Chưa ghi căn cứ của thay đổi. Hãy ghi số và ngày văn bản.")
    ending = _ending_codes(action)
    found = [place for code in ending if (place := gazetteer.find(code=code, on=on)) is not None]
    for code in ending:
        yield from _not_endable(gazetteer, code, on)
    match action:
        case Rename():
            yield from _rename_problems(gazetteer, action, found, on)
        case Merge():
            if len(set(action.codes)) < 2:
                yield PlaceProblem("place.change.too_few", "Hợp nhất cần ít nhất hai đơn vị khác nhau.")
            yield from _level_problems(found)
            yield from _new_unit_problems(gazetteer, (action.into,), found, on)
        case Split():
            if len(action.parts) < 2:
                yield PlaceProblem("place.change.too_few", "Chia tách cần ít nhất hai đơn vị mới.")
            yield from _new_unit_problems(gazetteer, action.parts, found, on)
            yield from _unassigned_children(gazetteer, action, on)
        case Reparent():
            for place in found:
                if place.parent == action.parent:
                    yield PlaceProblem("place.change.nothing", f"{place.full_name} đã thuộc đơn vị này rồi.")
                yield from _parent_problems(gazetteer, place.full_name, place.level, action.parent, on)
                yield from _same_name(gazetteer, place.kind, place.name, action.parent, {place.code}, on)


def _ending_codes(action: PlaceAction) -> tuple[str, ...]:
    return tuple(dict.fromkeys(action.codes)) if isinstance(action, Merge) else (action.code,)


def _not_endable(gazetteer: Gazetteer, code: str, on: date) -> Iterator[PlaceProblem]:
    """Tell why a unit cannot end on a day: unknown, begun that day or later, or already ending later."""
    place = gazetteer.find(code=code, on=on)
    if place is None:
        versions = gazetteer.versions(code)
        if versions and versions[0].valid_from is not None and versions[0].valid_from > on:
            first = versions[0]
            yield PlaceProblem(
                "place.change.date_order",
                f"{first.full_name} chỉ có từ ngày {versions[0].valid_from:%d/%m/%Y}; hãy chọn ngày sau đó.",
            )
        else:
            yield PlaceProblem(
                "place.change.unknown",
                f"Ngày {on:%d/%m/%Y} không có đơn vị mã {code}. Hãy kiểm tra mã và ngày.",
            )
        return
    if place.valid_from == on:
        yield PlaceProblem(
            "place.change.date_order",
            f"{place.full_name} mới bắt đầu đúng ngày {on:%d/%m/%Y}; hãy chọn ngày sau đó.",
        )
    if place.valid_to is not None:
        yield PlaceProblem(
            "place.change.overlap",
            f"{place.full_name} đã có thay đổi khác từ ngày {place.valid_to:%d/%m/%Y}; "
            "hãy bỏ thay đổi đó trước hoặc chọn ngày từ đó trở đi.",
        )


def _rename_problems(
    gazetteer: Gazetteer, action: Rename, found: list[PlaceVersion], on: date
) -> Iterator[PlaceProblem]:
    if not action.name.strip() or not action.kind.strip():
        yield PlaceProblem("place.change.name", "Chưa ghi đủ loại và tên mới của đơn vị.")
    for place in found:
        if (place.name, place.kind) == (action.name, action.kind):
            yield PlaceProblem("place.change.nothing", f"{place.full_name} đã mang tên này rồi.")
        if place.parent is not None:
            yield from _same_name(gazetteer, action.kind, action.name, place.parent, {place.code}, on)


def _level_problems(found: list[PlaceVersion]) -> Iterator[PlaceProblem]:
    if len({place.level for place in found}) > 1:
        yield PlaceProblem("place.change.level", "Chỉ hợp nhất được các đơn vị cùng cấp.")


def _new_unit_problems(
    gazetteer: Gazetteer, units: tuple[NewUnit, ...], ending: list[PlaceVersion], on: date
) -> Iterator[PlaceProblem]:
    going = {place.code for place in ending}
    for code, times in Counter(unit.code for unit in units).items():
        if times > 1:
            yield PlaceProblem("place.change.overlap", f"Mã {code} được ghi cho nhiều đơn vị mới.")
    for unit in units:
        label = f"{unit.kind} {unit.name}".strip()
        if not unit.code.strip() or not unit.name.strip() or not unit.kind.strip():
            yield PlaceProblem("place.change.name", "Chưa ghi đủ mã, loại và tên của đơn vị mới.")
            continue
        later = [v for v in gazetteer.versions(unit.code) if v.valid_to is None or v.valid_to > on]
        taken = [version for version in later if version.code not in going or not version.exists_on(on)]
        if taken:
            yield PlaceProblem(
                "place.change.overlap", f"Mã {unit.code} đang thuộc {taken[0].full_name}. Hãy chọn mã khác."
            )
        if ending:
            yield from _parent_problems(gazetteer, label, ending[0].level, unit.parent, on)
        yield from _same_name(gazetteer, unit.kind, unit.name, unit.parent, going, on)


def _parent_problems(gazetteer: Gazetteer, label: str, level: Level, parent: str, on: date) -> Iterator[PlaceProblem]:
    above = gazetteer.find(code=parent, on=on)
    order = list(Level)
    if above is None:
        yield PlaceProblem(
            "place.change.unknown", f"Ngày {on:%d/%m/%Y} không có đơn vị cấp trên mã {parent} cho {label}."
        )
    elif order.index(above.level) >= order.index(level):
        yield PlaceProblem("place.change.level", f"{above.full_name} không thể là cấp trên của {label}.")
    elif above.valid_to is not None:
        yield PlaceProblem(
            "place.change.gap",
            f"{above.full_name} sẽ hết từ ngày {above.valid_to:%d/%m/%Y}; {label} sẽ không còn cấp trên.",
        )


def _same_name(
    gazetteer: Gazetteer, kind: str, name: str, parent: str, going: set[str], on: date
) -> Iterator[PlaceProblem]:
    for sibling in gazetteer.children_of(code=parent, on=on):
        if sibling.code not in going and (sibling.kind, toned_key(sibling.name)) == (kind, toned_key(name)):
            yield PlaceProblem(
                "place.change.same_name",
                f"Đã có {sibling.full_name} (mã {sibling.code}) trong cùng đơn vị cấp trên.",
            )


def _unassigned_children(gazetteer: Gazetteer, action: Split, on: date) -> Iterator[PlaceProblem]:
    parts = {part.code for part in action.parts}
    for child in gazetteer.children_of(code=action.code, on=on):
        if action.children.get(child.code) not in parts:
            yield PlaceProblem("place.change.gap", f"Chưa chọn {child.full_name} (mã {child.code}) về đơn vị nào.")


def day_before(on: date) -> date:
    """Return the last day on which the old order of a change holds."""
    return on - timedelta(days=1)
