"""Compiles forms, the rule of risk, kinds of harm and services, and holidays; names the cell that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from mangnon.core.content.protection_cells import Cell, keyed
from mangnon.vocab.dated import Version
from mangnon.vocab.protection import Dated, ItemLevel, ItemTable, RiskLevel, SightClass
from mangnon.vocab.protection_forms import (
    Form,
    FormField,
    FormItem,
    HarmKind,
    RiskCondition,
    RiskRule,
    RiskRules,
    ServiceKind,
)

_FIELD_TYPES = ("text", "long_text", "date", "moment", "choice", "person", "table")
_CODES = ("01", "02", "03", "04", "05", "06", "07")
_LONGEST_BREAK_DAYS = 15


@dataclass(frozen=True)
class HolidayRow:
    """One exception of a year's calendar: days in a row, closed or worked."""

    first: date
    last: date
    working: bool
    words: str
    told: Dated

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class HolidayYear:
    """The exceptions of one year."""

    year: int
    rows: tuple[HolidayRow, ...]


@dataclass(frozen=True)
class FormSet:
    """One dated version of the forms, with all rows of its time."""

    name: str
    valid_from: date
    valid_to: date | None
    forms: tuple[Form, ...]


@dataclass(frozen=True)
class Kinds:
    """One dated version of kinds of harm or of services."""

    name: str
    valid_from: date
    valid_to: date | None
    harms: tuple[HarmKind, ...] = ()
    services: tuple[ServiceKind, ...] = ()


def compile_forms(version: Version, top: Cell) -> FormSet:
    """Check one version of the forms and put it into its form.

    Raises:
        ProtectionContentError: a cell is wrong or missing; the sentence names it.
    """
    top.only("version", "forms")
    forms = keyed((cell, cell.at("code").words(), _form(cell.below())) for cell in top.at("forms").lines())
    missing = [code for code in _CODES if code not in forms]
    if missing or len(forms) > len(_CODES):
        raise top.at("forms").wrong(f"phải có đúng các mẫu {', '.join(_CODES)}")
    return FormSet(version.name, version.valid_from, version.valid_to, tuple(forms.values()))


def _form(cell: Cell) -> Form:
    cell.only("code", "title", "fields", "items")
    fields = keyed((each, each.at("code").words(), _field(each)) for each in cell.at("fields").lines())
    rows = [(each, _item(each)) for each in (cell.at("items").lines() if cell.maybe("items") else [])]
    keyed((each, f"{item.code} từ {item.told.valid_from}", item) for each, item in rows)
    return Form(
        code=cell.at("code").words(),
        title=cell.at("title").words(),
        fields=tuple(fields.values()),
        items=tuple(item for _, item in rows),
        told=cell.dated(),
    )


def _field(cell: Cell) -> FormField:
    cell.only("code", "words", "type", "required", "choices")
    kind = cell.at("type").words()
    if kind not in _FIELD_TYPES:
        raise cell.at("type").wrong(f"không có kiểu «{kind}»; chỉ có {', '.join(_FIELD_TYPES)}")
    choices = cell.maybe("choices")
    if (kind == "choice") != (choices is not None):
        raise cell.wrong("«choices» phải có ở mục chọn, và chỉ ở đó")
    return FormField(
        code=cell.at("code").words(),
        words=cell.at("words").words(),
        type=kind,
        required=found.flag() if (found := cell.maybe("required")) else False,
        choices=tuple((code, words.words()) for code, words in choices.entries()) if choices else (),
        told=cell.dated(),
    )


def _item(cell: Cell) -> FormItem:
    cell.only("code", "table", "words", *(each.value for each in ItemLevel))
    code, table = cell.at("code").words(), cell.at("table").code(ItemTable)
    if not code.startswith("H" if table is ItemTable.HARM else "P"):
        raise cell.at("code").wrong("mã phải bắt đầu bằng H ở bảng tổn hại, bằng P ở bảng khả năng")
    return FormItem(
        code=code,
        table=table,
        words=cell.at("words").words(),
        levels=MappingProxyType({each: cell.at(each.value).words() for each in ItemLevel}),
        told=cell.dated(),
    )


def compile_risk(version: Version, top: Cell) -> RiskRules:
    """Check one version of the rule of risk and put it into its form.

    Raises:
        ProtectionContentError: a cell is wrong or missing; the sentence names it.
    """
    top.only("version", "rules")
    cells = top.at("rules").lines()
    rules = keyed((cell, cell.at("code").words(), _rule(cell)) for cell in cells)
    found = tuple(rules.values())
    if found[-1].when or not all(each.when for each in found[:-1]):
        raise cells[-1].at("when").wrong("chỉ dòng cuối, và dòng cuối phải, không có điều kiện")
    return RiskRules(version.name, version.valid_from, version.valid_to, found)


def _rule(cell: Cell) -> RiskRule:
    cell.only("code", "level", "emergency", "when", "why")
    level, emergency = cell.at("level").code(RiskLevel), cell.at("emergency").flag()
    if emergency and level is not RiskLevel.HIGH:
        raise cell.at("emergency").wrong("chỉ mức cao mới là khẩn cấp")
    return RiskRule(
        code=cell.at("code").words(),
        level=level,
        emergency=emergency,
        when=tuple(_condition(each) for each in cell.at("when").lines(least=0)),
        why=cell.at("why").words(),
        told=cell.dated(),
    )


def _condition(cell: Cell) -> RiskCondition:
    cell.only("table", "level", "count", "percent")
    count, percent = cell.maybe("count"), cell.maybe("percent")
    if count is None and percent is None:
        raise cell.wrong("phải có count hoặc percent")
    return RiskCondition(
        table=cell.at("table").code(ItemTable),
        level=cell.at("level").code(ItemLevel),
        at_least=count.whole(least=1, most=100) if count else 0,
        at_least_percent=percent.whole(least=1, most=100) if percent else 0,
    )


def compile_harms(version: Version, top: Cell) -> Kinds:
    """Check one version of the kinds of harm and put it into its form.

    Raises:
        ProtectionContentError: a cell is wrong or missing; the sentence names it.
    """
    top.only("version", "kinds")
    harms = keyed((cell, cell.at("code").words(), _harm(cell)) for cell in top.at("kinds").lines())
    return Kinds(version.name, version.valid_from, version.valid_to, harms=tuple(harms.values()))


def _harm(cell: Cell) -> HarmKind:
    cell.only("code", "words", "sight", "groups")
    return HarmKind(
        code=cell.at("code").words(),
        words=cell.at("words").words(),
        sight=cell.at("sight").code(SightClass),
        groups=tuple(each.words() for each in cell.at("groups").lines(least=0)),
        told=cell.dated(),
    )


def compile_services(version: Version, top: Cell) -> Kinds:
    """Check one version of the kinds of services and put it into its form.

    Raises:
        ProtectionContentError: a cell is wrong or missing; the sentence names it.
    """
    top.only("version", "kinds")
    kinds = keyed((cell, cell.at("code").words(), _service(cell)) for cell in top.at("kinds").lines())
    return Kinds(version.name, version.valid_from, version.valid_to, services=tuple(kinds.values()))


def _service(cell: Cell) -> ServiceKind:
    cell.only("code", "words", "providers")
    providers = tuple(each.words() for each in cell.at("providers").lines())
    return ServiceKind(cell.at("code").words(), cell.at("words").words(), providers, cell.dated())


def compile_holidays(version: Version, top: Cell) -> HolidayYear:
    """Check one year's exceptions and put them into their form.

    Raises:
        ProtectionContentError: a cell is wrong or missing, a day is told twice or lies in another year.
    """
    top.only("version", "rows")
    year = version.valid_from.year
    if version.name != str(year) or version.valid_from != date(year, 1, 1) or version.valid_to != date(year + 1, 1, 1):
        raise top.wrong("một bản là trọn một năm: version là năm, từ 01/01 đến trước 01/01 năm sau")
    rows: list[HolidayRow] = []
    seen: set[date] = set()
    for cell in top.at("rows").lines():
        row = _holiday(cell)
        if any(day.year != year for day in row.days):
            raise cell.wrong(f"có ngày ngoài năm {year}")
        if seen & set(row.days):
            raise cell.wrong("có ngày đã ghi ở dòng khác")
        if row.working and any(day.weekday() < 5 for day in row.days):
            raise cell.wrong("ngày làm bù phải là thứ Bảy hoặc Chủ nhật")
        seen.update(row.days)
        rows.append(row)
    return HolidayYear(year, tuple(rows))


def _holiday(cell: Cell) -> HolidayRow:
    cell.only("day", "from", "to", "kind", "words")
    one = cell.maybe("day")
    first, last = (one.day(), one.day()) if one else (cell.at("from").day(), cell.at("to").day())
    if not 0 <= (last - first).days < _LONGEST_BREAK_DAYS:
        raise cell.wrong(f"khoảng ngày {first} đến {last} không đúng")
    kind = cell.at("kind").words()
    if kind not in ("closed", "working"):
        raise cell.at("kind").wrong("phải là closed hoặc working")
    return HolidayRow(first, last, kind == "working", cell.at("words").words(), cell.dated())
