"""Compile the Vietnamese schedule, written for provincial officers, to the model of the engine.

The content is plain data (lists and mappings as YAML gives them). Every mistake is reported with the file
and the path of the cell, in Vietnamese.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mangnon.engines.immunization.cells import Cell, need, provenance_of
from mangnon.engines.immunization.conditions import (
    Condition,
    antigens_under,
    holds_of,
    read_conditions,
)
from mangnon.engines.immunization.dates import Period
from mangnon.engines.immunization.schedule import (
    Association,
    Conflict,
    Group,
    Product,
    Schedule,
    ScheduleVersions,
)
from mangnon.engines.immunization.series import (
    AgeRule,
    IntervalRule,
    Series,
    SeriesDose,
    SeriesKind,
    Skip,
    SkipCondition,
    SkipSet,
    VaccineRule,
)

TOP: Final = frozenset({"schedule", "title", "versions", "products", "spacing", "courses", "conditions"})
_OPTIONAL: Final = frozenset({"conditions"})
_VERSION: Final = frozenset({"id", "valid_from", "valid_to", "source", "verified"})
_PRODUCT: Final = frozenset({"label", "antigens", "live_injected", "live_oral", "components"})
_SPACING: Final = frozenset({"between", "minimum", "source", "verified"})
COURSE: Final = frozenset({"antigen", "group", "label", "recommended", "source", "verified", "series"})
SERIES: Final = frozenset({"name", "sexes", "product_path", "evaluation_only", "source", "verified", "doses"})
PERIODS: Final = (
    "absolute_minimum_age",
    "minimum_age",
    "recommended_age",
    "maximum_age",
    "minimum_interval",
    "recommended_interval",
    "late_after",
    "offered_before_age",
    "skip_from_age",
)
DOSE: Final = frozenset({"number", "label", "optional", "products", "accepted", "source", "verified", *PERIODS})
_CHOICE: Final = frozenset({"product", "from_age", "to_age"})


@dataclass(frozen=True)
class _Version:
    name: str
    valid_from: int


@dataclass(frozen=True)
class _Names:
    """Places of products and antigens by name."""

    products: dict[str, int]
    antigens: dict[str, int]


def compile_schedule(*, content: object, file: str) -> ScheduleVersions:
    """Compile all versions of the schedule.

    Args:
        content: the content as plain data.
        file: the file's name, for the messages.

    Returns:
        The versions in the order of their dates.

    Raises:
        ScheduleContentError: a cell is wrong; the message names it.
    """
    top = Cell(file, "", content).fields(TOP)
    for needed in sorted(TOP - _OPTIONAL - top.keys()):
        raise Cell(file, needed, None).error("bị thiếu")
    name = top["schedule"].text()
    antigens = _antigens(top["courses"], top["products"])
    products = _products(top["products"], antigens)
    names = _Names({product.code: place for place, product in enumerate(products)}, antigens)
    spacing = _spacing(top["spacing"], top["products"], names)
    conditions = read_conditions(top.get("conditions"), top["products"], tuple(antigens))
    return ScheduleVersions(
        name=name,
        versions=tuple(
            _compile_version(name, version, top["courses"], names, products, spacing, conditions)
            for version in _versions(top["versions"])
        ),
    )


def conditions_of(*, content: object, file: str) -> tuple[Condition, ...]:
    """Read the conditions alone: what may be recorded of a child.

    Raises:
        ScheduleContentError: a cell is wrong; the message names it.
    """
    top = Cell(file, "", content).fields(TOP)
    antigens = _antigens(top["courses"], top["products"])
    return read_conditions(top.get("conditions"), top["products"], tuple(antigens))


def _versions(cell: Cell) -> list[_Version]:
    found: list[_Version] = []
    previous_end: int | None = None
    for row in cell.items():
        cells = row.fields(_VERSION)
        provenance_of(row, cells, None)
        name, begin = need(row, cells, "id").text(), need(row, cells, "valid_from").day()
        if found and previous_end is None:
            raise row.error("đứng sau một phiên bản chưa có ngày hết hiệu lực (valid_to)")
        if previous_end is not None and begin != previous_end + 1:
            raise cells["valid_from"].error("phải là ngày liền sau valid_to của phiên bản trước")
        end = cells.get("valid_to")
        previous_end = None if end is None or end.value is None else end.day()
        if previous_end is not None and previous_end < begin:
            raise cells["valid_to"].error("phải sau valid_from")
        found.append(_Version(name, begin))
    return found


def _products(cell: Cell, antigens: dict[str, int]) -> tuple[Product, ...]:
    found = []
    for code, row in cell.fields(frozenset()).items():
        cells = row.fields(_PRODUCT)
        links = tuple(Association(antigens[one.text()]) for one in need(row, cells, "antigens").items())
        found.append(Product(code, need(row, cells, "label").text(), links))
    return tuple(found)


def _spacing(cell: Cell, products: Cell, names: _Names) -> tuple[Conflict, ...]:
    found = []
    for row in cell.items():
        cells = row.fields(_SPACING)
        provenance_of(row, cells, None)
        if need(row, cells, "between").text() != "live_injected":
            raise cells["between"].error("chỉ dùng được live_injected")
        minimum = need(row, cells, "minimum").period()
        live = [
            names.products[code]
            for code, product in products.fields(frozenset()).items()
            if "live_injected" in (marks := product.fields(_PRODUCT)) and marks["live_injected"].flag()
        ]
        found += [
            Conflict(previous=one, current=other, begin=Period(0, 1), minimum_end=minimum, end=minimum)
            for one in live
            for other in live
        ]
    return tuple(found)


def _antigens(courses: Cell, products: Cell) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in courses.items():
        name = need(row, row.fields(COURSE), "antigen")
        if name.text() in found:
            raise name.error("đã có liệu trình khác cùng tên")
        found[name.text()] = len(found)
    for product in products.fields(frozenset()).values():
        cells = product.fields(_PRODUCT)
        need(product, cells, "label").text()
        for antigen in need(product, cells, "antigens").items():
            if antigen.text() not in found:
                raise antigen.error(
                    f"không có liệu trình nào mang tên này trong courses (chỉ dùng: {', '.join(found)})"
                )
    return found


def _compile_version(
    name: str,
    version: _Version,
    courses: Cell,
    names: _Names,
    products: tuple[Product, ...],
    spacing: tuple[Conflict, ...],
    conditions: tuple[Condition, ...],
) -> Schedule:
    groups: dict[str, list[int]] = {}
    wanted: set[str] = set()
    series: list[Series] = []
    for row in courses.items():
        cells = row.fields(COURSE)
        provenance_of(row, cells, None)
        need(row, cells, "label").text()
        antigen = names.antigens[cells["antigen"].text()]
        group = need(row, cells, "group").text()
        groups.setdefault(group, []).append(antigen)
        recommended = _in_force(need(row, cells, "recommended"), version)
        if recommended:
            wanted.add(group)
        of = _Course(antigen, list(groups).index(group), recommended)
        series += [_series(one, rank, of, names) for rank, one in enumerate(need(row, cells, "series").items())]
    standing = tuple(one for one in conditions if one.in_force(version.valid_from))
    return Schedule(
        name=f"{name}@{version.name}",
        products=products,
        antigens=antigens_under(standing, tuple(names.antigens), products),
        holds=holds_of(standing, products),
        groups=tuple(
            Group(group, tuple(members), independent=len(members) > 1, forecast=group in wanted)
            for group, members in groups.items()
        ),
        series=tuple(series),
        conflicts=spacing,
        valid_from=version.valid_from,
    )


@dataclass(frozen=True)
class _Course:
    antigen: int
    group: int
    recommended: bool


def _in_force(cell: Cell, version: _Version) -> bool:
    """Tell whether a course is recommended on the first day of a version; never, where it says null."""
    if cell.value is None:
        return False
    cells = cell.fields(frozenset({"valid_from", "valid_to"}))
    begin = need(cell, cells, "valid_from").day()
    end = cells.get("valid_to")
    return begin <= version.valid_from and (end is None or end.value is None or version.valid_from <= end.day())


def _series(row: Cell, rank: int, course: _Course, names: _Names) -> Series:
    cells = row.fields(SERIES)
    if "source" in cells or "verified" in cells:
        provenance_of(row, cells, None)
    only = "evaluation_only" in cells and cells["evaluation_only"].flag()
    kind: SeriesKind = "evaluation_only" if only or not course.recommended else "standard"
    sexes = tuple(one.text() for one in cells["sexes"].items()) if "sexes" in cells else ()
    if not set(sexes) <= {"m", "f"}:
        raise cells["sexes"].error("chỉ dùng được m hoặc f")
    doses = need(row, cells, "doses").items()
    return Series(
        name=need(row, cells, "name").text(),
        antigen=course.antigen,
        group=course.group,
        kind=kind,
        doses=tuple(_dose(one, place + 1, names) for place, one in enumerate(doses)),
        sexes=sexes,
        default=rank == 0,
        product_path="product_path" in cells and cells["product_path"].flag(),
        preference=rank + 1,
    )


def _dose(row: Cell, place: int, names: _Names) -> SeriesDose:
    cells = row.fields(DOSE)
    if "source" in cells or "verified" in cells:
        provenance_of(row, cells, None)
    number = need(row, cells, "number")
    if number.number() != place:
        raise number.error(f"phải là {place} (các mũi đánh số liên tục từ 1)")
    length: dict[str, Period] = {key: _value(cells[key]).period() for key in PERIODS if key in cells}
    floor = length.get("absolute_minimum_age")
    if "minimum_age" in length and floor is None:
        raise cells["minimum_age"].error("cần ghi thêm absolute_minimum_age")
    if place == 1 and {"minimum_interval", "recommended_interval"} & length.keys():
        raise row.error("là mũi 1 nên không có khoảng cách với mũi trước")
    if place > 1 and "minimum_interval" not in length:
        raise Cell(row.file, f"{row.path}.minimum_interval", None).error("bị thiếu")
    skips = []
    if "skip_from_age" in length:
        skips.append(_skip(SkipCondition(kind="age", begin=length["skip_from_age"]), in_evaluation=True))
    if "offered_before_age" in length:
        skips.append(_skip(SkipCondition(kind="age", begin=length["offered_before_age"]), in_evaluation=False))
    if "optional" in cells and cells["optional"].flag():
        skips.append(_skip(SkipCondition(kind="age"), in_evaluation=False))
    return SeriesDose(
        number=place,
        ages=(
            AgeRule(
                absolute_minimum=floor,
                minimum=length.get("minimum_age", floor),
                earliest_recommended=length.get("recommended_age"),
                maximum=length.get("maximum_age"),
            ),
        ),
        intervals=_intervals(length),
        preferable=tuple(_choice(one, names) for one in need(row, cells, "products").items()),
        allowable=tuple(_choice(one, names) for one in cells["accepted"].items()) if "accepted" in cells else (),
        skips=tuple(skips),
        late_after=length.get("late_after"),
    )


def _intervals(length: dict[str, Period]) -> tuple[IntervalRule, ...]:
    minimum = length.get("minimum_interval")
    if minimum is None:
        return ()
    return (
        IntervalRule(
            reference="previous",
            absolute_minimum=minimum,
            minimum=minimum,
            earliest_recommended=length.get("recommended_interval"),
        ),
    )


def _skip(condition: SkipCondition, *, in_evaluation: bool) -> Skip:
    return Skip(sets=(SkipSet(conditions=(condition,)),), in_evaluation=in_evaluation)


def _value(cell: Cell) -> Cell:
    """The value of a cell, which may carry its own source."""
    if not isinstance(cell.value, dict):
        return cell
    cells = cell.fields(frozenset({"value", "source", "verified", "valid_from", "valid_to"}))
    provenance_of(cell, cells, None)
    return need(cell, cells, "value")


def _choice(row: Cell, names: _Names) -> VaccineRule:
    if isinstance(row.value, dict):
        cells = row.fields(_CHOICE)
        product = need(row, cells, "product")
        begin = cells["from_age"].period() if "from_age" in cells else None
        end = cells["to_age"].period() if "to_age" in cells else None
    else:
        product, begin, end = row, None, None
    if product.text() not in names.products:
        raise product.error(f"không có trong danh sách products (chỉ dùng: {', '.join(names.products)})")
    return VaccineRule(names.products[product.text()], begin=begin, end=end, forecast=True)
