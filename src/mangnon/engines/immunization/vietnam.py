"""Compile the Vietnamese schedule, written for provincial officers, to the model of the engine.

The content is plain data (lists and mappings as YAML gives them). Every mistake is reported with the file
and the path of the cell, in Vietnamese.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from mangnon.engines.immunization.dates import Period, parse_period
from mangnon.engines.immunization.schedule import (
    AgeRule,
    Antigen,
    Association,
    Conflict,
    Group,
    IntervalRule,
    Product,
    Schedule,
    ScheduleVersions,
    Series,
    SeriesDose,
    SeriesKind,
    Skip,
    SkipCondition,
    SkipSet,
    VaccineRule,
)
from mangnon.vocab.errors import MangnonError

_EPOCH: Final = date(1970, 1, 1).toordinal()
_VERIFIED: Final = ("official", "secondary", "unverified")
_TOP: Final = frozenset({"schedule", "title", "versions", "products", "spacing", "courses"})
_VERSION: Final = frozenset({"id", "valid_from", "valid_to", "source", "verified"})
_PRODUCT: Final = frozenset({"label", "antigens", "live_injected"})
_SPACING: Final = frozenset({"between", "minimum", "source", "verified"})
_COURSE: Final = frozenset({"antigen", "group", "label", "recommended", "source", "verified", "series"})
_SERIES: Final = frozenset(
    {"name", "sexes", "product_path", "evaluation_only", "source", "verified", "doses"}
)
_PERIODS: Final = (
    "absolute_minimum_age",
    "minimum_age",
    "recommended_age",
    "maximum_age",
    "minimum_interval",
    "recommended_interval",
    "late_after",
    "skip_from_age",
)
_DOSE: Final = frozenset({"number", "label", "optional", "products", "accepted", "source", "verified", *_PERIODS})
_CHOICE: Final = frozenset({"product", "from_age", "to_age"})


class ScheduleContentError(MangnonError):
    """A cell of the schedule's content is wrong."""

    code = "immunization.content"


@dataclass(frozen=True)
class ReviewRow:
    """One value of the schedule with where it comes from, for the review table."""

    group: str
    antigen: str
    series: str
    dose: int
    key: str
    value: str
    source: str
    verified: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True)
class _Cell:
    """A value of the content, its file and the path to it."""

    file: str
    path: str
    value: object

    def error(self, what: str) -> ScheduleContentError:
        """An error that names this cell."""
        return ScheduleContentError(f"{self.file}: ô «{self.path or 'đầu tệp'}» {what}.")

    def fields(self, allowed: frozenset[str]) -> dict[str, _Cell]:
        """The cells of a mapping; an unknown key is a mistake."""
        if not isinstance(self.value, dict):
            raise self.error("phải là một bảng gồm tên và giá trị")
        found = {}
        for key, value in self.value.items():
            cell = _Cell(self.file, f"{self.path}.{key}".lstrip("."), value)
            if allowed and key not in allowed:
                raise cell.error(f"không phải tên được dùng ở đây (chỉ dùng: {', '.join(sorted(allowed))})")
            found[str(key)] = cell
        return found

    def items(self) -> list[_Cell]:
        """The cells of a list."""
        if not isinstance(self.value, list) or not self.value:
            raise self.error("phải là một danh sách có ít nhất một dòng")
        return [_Cell(self.file, f"{self.path}[{place}]", value) for place, value in enumerate(self.value)]

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("phải là chữ và không được để trống")
        return self.value.strip()

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.error("phải là true hoặc false")
        return self.value

    def number(self) -> int:
        """A whole number of 1 or more."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 1:
            raise self.error("phải là số nguyên từ 1 trở lên")
        return self.value

    def day(self) -> int:
        """A date as a day number."""
        if not isinstance(self.value, date):
            raise self.error("phải là ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2026-07-01")
        return self.value.toordinal() - _EPOCH

    def period(self) -> Period:
        """A length of time such as ``28 ngày``."""
        try:
            found = parse_period(self.text())
        except ValueError:
            found = None
        if found is None:
            raise self.error(f"«{self.value}» không phải là tuổi hay khoảng thời gian (ví dụ: 28 ngày, 2 tháng)")
        return found

    def verified(self) -> str:
        """One of the three grades of certainty."""
        if self.value not in _VERIFIED:
            raise self.error(f"phải là một trong: {', '.join(_VERIFIED)}")
        return str(self.value)


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
    top = _Cell(file, "", content).fields(_TOP)
    for needed in sorted(_TOP - top.keys()):
        raise _Cell(file, needed, None).error("bị thiếu")
    name = top["schedule"].text()
    antigens = _antigens(top["courses"], top["products"])
    products = _products(top["products"], antigens)
    names = _Names({product.code: place for place, product in enumerate(products)}, antigens)
    spacing = _spacing(top["spacing"], top["products"], names)
    return ScheduleVersions(
        name=name,
        versions=tuple(
            _compile_version(name, version, top["courses"], names, products, spacing)
            for version in _versions(top["versions"])
        ),
    )


def _versions(cell: _Cell) -> list[_Version]:
    found: list[_Version] = []
    previous_end: int | None = None
    for row in cell.items():
        cells = row.fields(_VERSION)
        _provenance(row, cells, None)
        name, begin = _need(row, cells, "id").text(), _need(row, cells, "valid_from").day()
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


def _need(row: _Cell, cells: dict[str, _Cell], key: str) -> _Cell:
    if key not in cells:
        raise _Cell(row.file, f"{row.path}.{key}", None).error("bị thiếu")
    return cells[key]


def _provenance(row: _Cell, cells: dict[str, _Cell], above: tuple[str, str] | None) -> tuple[str, str]:
    """Source and grade of a row, taken from the row above where it says none."""
    if "source" not in cells and above is not None:
        return above
    return _need(row, cells, "source").text(), _need(row, cells, "verified").verified()


def _products(cell: _Cell, antigens: dict[str, int]) -> tuple[Product, ...]:
    found = []
    for code, row in cell.fields(frozenset()).items():
        cells = row.fields(_PRODUCT)
        links = tuple(Association(antigens[one.text()]) for one in _need(row, cells, "antigens").items())
        found.append(Product(code, _need(row, cells, "label").text(), links))
    return tuple(found)


def _spacing(cell: _Cell, products: _Cell, names: _Names) -> tuple[Conflict, ...]:
    found = []
    for row in cell.items():
        cells = row.fields(_SPACING)
        _provenance(row, cells, None)
        if _need(row, cells, "between").text() != "live_injected":
            raise cells["between"].error("chỉ dùng được live_injected")
        minimum = _need(row, cells, "minimum").period()
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


def _antigens(courses: _Cell, products: _Cell) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in courses.items():
        name = _need(row, row.fields(_COURSE), "antigen")
        if name.text() in found:
            raise name.error("đã có liệu trình khác cùng tên")
        found[name.text()] = len(found)
    for product in products.fields(frozenset()).values():
        cells = product.fields(_PRODUCT)
        _need(product, cells, "label").text()
        for antigen in _need(product, cells, "antigens").items():
            if antigen.text() not in found:
                raise antigen.error("không có liệu trình nào mang tên này trong courses")
    return found


def _compile_version(
    name: str,
    version: _Version,
    courses: _Cell,
    names: _Names,
    products: tuple[Product, ...],
    spacing: tuple[Conflict, ...],
) -> Schedule:
    groups: dict[str, list[int]] = {}
    wanted: set[str] = set()
    series: list[Series] = []
    for row in courses.items():
        cells = row.fields(_COURSE)
        _provenance(row, cells, None)
        _need(row, cells, "label").text()
        antigen = names.antigens[cells["antigen"].text()]
        group = _need(row, cells, "group").text()
        groups.setdefault(group, []).append(antigen)
        recommended = _in_force(_need(row, cells, "recommended"), version)
        if recommended:
            wanted.add(group)
        of = _Course(antigen, list(groups).index(group), recommended)
        series += [
            _series(one, rank, of, names) for rank, one in enumerate(_need(row, cells, "series").items())
        ]
    return Schedule(
        name=f"{name}@{version.name}",
        products=products,
        antigens=tuple(Antigen(antigen) for antigen in names.antigens),
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


def _in_force(cell: _Cell, version: _Version) -> bool:
    """Tell whether a course is recommended on the first day of a version; never, where it says null."""
    if cell.value is None:
        return False
    cells = cell.fields(frozenset({"valid_from", "valid_to"}))
    begin = _need(cell, cells, "valid_from").day()
    end = cells.get("valid_to")
    return begin <= version.valid_from and (
        end is None or end.value is None or version.valid_from <= end.day()
    )


def _series(row: _Cell, rank: int, course: _Course, names: _Names) -> Series:
    cells = row.fields(_SERIES)
    if "source" in cells:
        _provenance(row, cells, None)
    only = "evaluation_only" in cells and cells["evaluation_only"].flag()
    kind: SeriesKind = "evaluation_only" if only or not course.recommended else "standard"
    sexes = tuple(one.text() for one in cells["sexes"].items()) if "sexes" in cells else ()
    if not set(sexes) <= {"m", "f"}:
        raise cells["sexes"].error("chỉ dùng được m hoặc f")
    doses = _need(row, cells, "doses").items()
    return Series(
        name=_need(row, cells, "name").text(),
        antigen=course.antigen,
        group=course.group,
        kind=kind,
        doses=tuple(_dose(one, place + 1, names) for place, one in enumerate(doses)),
        sexes=sexes,
        default=rank == 0,
        product_path="product_path" in cells and cells["product_path"].flag(),
        preference=rank + 1,
    )


def _dose(row: _Cell, place: int, names: _Names) -> SeriesDose:
    cells = row.fields(_DOSE)
    number = _need(row, cells, "number")
    if number.number() != place:
        raise number.error(f"phải là {place} (các mũi đánh số liên tục từ 1)")
    length = {key: _value(cells[key]).period() for key in _PERIODS if key in cells}
    floor = length.get("absolute_minimum_age")
    if "minimum_age" in length and floor is None:
        raise cells["minimum_age"].error("cần ghi thêm absolute_minimum_age")
    if place == 1 and {"minimum_interval", "recommended_interval"} & length.keys():
        raise row.error("là mũi 1 nên không có khoảng cách với mũi trước")
    if place > 1 and "minimum_interval" not in length:
        raise _Cell(row.file, f"{row.path}.minimum_interval", None).error("bị thiếu")
    skips = []
    if "skip_from_age" in length:
        skips.append(_skip(SkipCondition(kind="age", begin=length["skip_from_age"]), in_evaluation=True))
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
        preferable=tuple(_choice(one, names) for one in _need(row, cells, "products").items()),
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


def _value(cell: _Cell) -> _Cell:
    """The value of a cell, which may carry its own source."""
    if not isinstance(cell.value, dict):
        return cell
    cells = cell.fields(frozenset({"value", "source", "verified", "valid_from", "valid_to"}))
    _provenance(cell, cells, None)
    return _need(cell, cells, "value")


def _choice(row: _Cell, names: _Names) -> VaccineRule:
    if isinstance(row.value, dict):
        cells = row.fields(_CHOICE)
        product = _need(row, cells, "product")
        begin = cells["from_age"].period() if "from_age" in cells else None
        end = cells["to_age"].period() if "to_age" in cells else None
    else:
        product, begin, end = row, None, None
    if product.text() not in names.products:
        raise product.error("không có trong danh sách products")
    return VaccineRule(names.products[product.text()], begin=begin, end=end, forecast=True)


def review_rows(*, content: object, file: str) -> Iterator[ReviewRow]:
    """List every value of the schedule with its source, for the review table.

    Args:
        content: the content as plain data; it must compile.
        file: the file's name, for the messages.

    Yields:
        One row per value of a dose.
    """
    top = _Cell(file, "", content).fields(_TOP)
    for course in top["courses"].items():
        cells = course.fields(_COURSE)
        dates = cells["recommended"]
        force = dates.fields(frozenset()) if dates.value else {}
        begin, end = (str(force[key].value or "") if key in force else "" for key in ("valid_from", "valid_to"))
        at_course = _provenance(course, cells, None)
        for series in cells["series"].items():
            within = series.fields(_SERIES)
            at_series = _provenance(series, within, at_course)
            for dose in within["doses"].items():
                of_dose = dose.fields(_DOSE)
                at_dose = _provenance(dose, of_dose, at_series)
                for key in (*_PERIODS, "products", "accepted"):
                    if key not in of_dose:
                        continue
                    value, source = _shown(of_dose[key], at_dose)
                    yield ReviewRow(
                        group=cells["group"].text(),
                        antigen=cells["antigen"].text(),
                        series=within["name"].text(),
                        dose=of_dose["number"].number(),
                        key=key,
                        value=value,
                        source=source[0],
                        verified=source[1],
                        valid_from=begin,
                        valid_to=end,
                    )


def _shown(cell: _Cell, above: tuple[str, str]) -> tuple[str, tuple[str, str]]:
    if isinstance(cell.value, list):
        return ", ".join(_shown_choice(one) for one in cell.items()), above
    if isinstance(cell.value, dict):
        cells = cell.fields(frozenset())
        return str(cells["value"].value), _provenance(cell, cells, above)
    return str(cell.value), above


def _shown_choice(cell: _Cell) -> str:
    if not isinstance(cell.value, dict):
        return str(cell.value)
    begin, end = cell.value.get("from_age"), cell.value.get("to_age")
    limits = [f"từ {begin}" if begin else "", f"đến dưới {end}" if end else ""]
    return f"{cell.value['product']} ({', '.join(part for part in limits if part)})"
