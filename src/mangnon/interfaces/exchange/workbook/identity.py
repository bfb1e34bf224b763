"""Reads the columns that say who a row is about: lists of children, registers, weighing books."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.layout import Table
from mangnon.interfaces.exchange.workbook.marks import MarkReader, PlaceText
from mangnon.interfaces.exchange.workbook.people import (
    NO_NAME,
    EthnicReader,
    NameReading,
    Sex,
    read_carer_name,
    read_name,
    read_parents,
    read_sex,
    sex_numbers_of,
)
from mangnon.interfaces.exchange.workbook.records import Record
from mangnon.interfaces.exchange.workbook.wording import cell_text
from mangnon.vocab.dates import NOTHING, Cell, DateReading, Precision, read_date, read_date_parts
from mangnon.vocab.identifiers import (
    NumberReading,
    check_personal_id,
    read_birth_certificate_no,
    read_carer_id,
    read_insurance_no,
    read_personal_id,
    read_phone,
)

_PERSONAL_ID_DIGITS = 12
_NUMBER_READERS: tuple[tuple[str, str, Callable[[Cell], NumberReading]], ...] = (
    ("personal_id", "personal_id", read_personal_id),
    ("insurance_no", "insurance_no", read_insurance_no),
    ("birth_certificate_no", "birth_certificate_no", read_birth_certificate_no),
    ("phone", "child_phone", read_phone),
)
ADULT_AGE = 16
# As many letters of a name as a record holds.
LONGEST_NAME = 120
"""Age at which a person is no child any more. Source: Law on Children 102/2016/QH13, Art. 1."""


@dataclass(frozen=True)
class Carer:
    """A grown-up of the row.

    Attributes:
        relation: "mother", "father" or "guardian".
        relation_text: what the list says of a guardian ("bà nội"); empty when nothing.
    """

    relation: str
    full_name: str
    birth_year: int | None = None
    phone: str | None = None
    personal_id: str | None = None
    relation_text: str = ""


@dataclass(frozen=True)
class Identity:
    """Who a row is about.

    Attributes:
        order_no: the list's own number, as text.
        full_name: as stored; empty for a child without a name.
        placeholder: the name stands for a newborn without one, or there is none.
        twin: the row says so, or a neighbour has the same mother and birthday.
        birth_date: first day of month or year when ``birth_precision`` is "month" or "year".
        sex: "m", "f" or None. ethnic_code: two characters of the 1979 list.
        place: what the row and its headings say. context: what titles and the sheet's name say.
    """

    order_no: str = ""
    full_name: str = ""
    placeholder: bool = False
    twin: bool = False
    birth_date: date | None = None
    birth_precision: Precision | None = None
    sex: Sex | None = None
    ethnic_code: str | None = None
    ethnic_text: str = ""
    personal_id: str | None = None
    insurance_no: str | None = None
    birth_certificate_no: str | None = None
    phone: str | None = None
    carers: tuple[Carer, ...] = ()
    household_head: str = ""
    household_code: str = ""
    place: PlaceText = field(default_factory=PlaceText)
    context: PlaceText = field(default_factory=PlaceText)

    def carer(self, relation: str) -> Carer | None:
        """Return the first carer of a relation."""
        return next((carer for carer in self.carers if carer.relation == relation), None)


class IdentityReader:
    """Reads the identity of each record of one table."""

    def __init__(
        self, table: Table, *, content: ExchangeContent, marks: MarkReader, ethnic: EthnicReader,
        context: PlaceText, today: date, date_1904: bool, marks_one_sex: Sex | None,
    ) -> None:  # fmt: skip
        self._column = {meaning: table.column_of(meaning) for meaning in {c.meaning for c in table.columns}}
        self._names = [at for m in ("name_first", "name", "name_last") for at in table.columns_of(m)]
        self._headers = {column.at: column.header for column in table.columns}
        self._content = content
        self._marks = marks
        self._ethnic = ethnic
        self._context = context
        self._today = today
        self._date_1904 = date_1904
        self._one_sex = marks_one_sex
        sex = self._column.get("sex")
        self._sex_numbers = sex_numbers_of(self._headers[sex]) if sex is not None else ()
        self._carer_columns = {
            relation: [
                (what, self._column[f"{relation}_{what}"])
                for what in ("birth_year", "phone", "personal_id")
                if f"{relation}_{what}" in self._column
            ]
            for relation in ("father", "mother", "guardian")
        }
        self._number_columns = [
            (kind, self._column[meaning], reader)
            for kind, meaning, reader in _NUMBER_READERS
            if meaning in self._column
        ]
        self._has_place = any(m in self._column for m in ("hamlet", "address"))

    def read(self, record: Record) -> tuple[Identity, tuple[str, ...], tuple[str, ...]]:
        """Return (identity, warnings, reasons) of a record."""
        warnings, reasons = list(record.warnings), list[str]()
        name = self._name(record)
        sex, birth_in_mark = self._sex(record, warnings)
        birth = self._birth(record, birth_in_mark, warnings)
        carers = self._carers(record, warnings)
        numbers = self._numbers(record, sex=sex, birth=birth, warnings=warnings)
        ethnic_code, ethnic_warning = self._ethnic.read(self._cell(record, "ethnic"))
        warnings += [ethnic_warning] if ethnic_warning else []
        identity = Identity(
            order_no=cell_text(self._cell(record, "order_no")),
            full_name=name.full_name,
            placeholder=name.placeholder or not name.full_name,
            twin=name.twin,
            birth_date=birth.on,
            birth_precision=birth.precision,
            sex=sex,
            ethnic_code=ethnic_code,
            ethnic_text=cell_text(self._cell(record, "ethnic")),
            carers=carers,
            household_head=read_carer_name(cell_text(self._cell(record, "household_head"))),
            household_code=cell_text(self._cell(record, "household_code")),
            place=self._place(record, warnings),
            context=self._context,
            **numbers,
        )
        self._judge(identity, name, birth, warnings, reasons)
        return identity, tuple(dict.fromkeys(warnings)), tuple(dict.fromkeys(reasons))

    def _cell(self, record: Record, meaning: str) -> Cell:
        return record.at(self._column.get(meaning))

    def _name(self, record: Record) -> NameReading:
        parts = [(at, record.at(at)) for at in self._names]
        text = " ".join(str(cell) for _, cell in parts if cell is not None)
        if not text:
            return NO_NAME
        if any(cell is not None and type(cell) is not str for _, cell in parts):
            return NameReading(full_name=text, problem="name_unreadable")
        return read_name(text, legacy=any(at in record.legacy for at, _ in parts))

    def _sex(self, record: Record, warnings: list[str]) -> tuple[Sex | None, Cell]:
        """Return the sex and the birthday that stands in a column "Nam" or "Nữ"."""
        sex, warning = read_sex(self._cell(record, "sex"), numbers=self._sex_numbers)
        marked: list[tuple[Sex, Cell]] = []
        for meaning, marked_sex in (("male", "m"), ("female", "f")):
            cell = self._cell(record, meaning)
            tick = self._marks.tick(cell)
            if tick is not False:
                marked.append(("m" if marked_sex == "m" else "f", None if tick else cell))
        born = next((cell for _, cell in marked if cell is not None), None)
        if len(marked) > 1:
            warnings.append("sex_conflict")
            return None, born
        if marked:
            if sex is not None and sex != marked[0][0]:
                warnings.append("sex_conflict")
                return None, born
            return self._word_in_mark(marked[0])
        if warning:
            warnings.append(warning)
        if sex is None and self._one_sex is not None and "sex" not in self._column:
            warnings.append("sex_by_empty_mark")
            return ("f" if self._one_sex == "m" else "m"), None
        return sex, None

    @staticmethod
    def _word_in_mark(marked: tuple[Sex, Cell]) -> tuple[Sex, Cell]:
        """A column "Nữ" may say "Nữ" instead of a cross."""
        sex, cell = marked
        return (sex, None) if type(cell) is str and read_sex(cell)[0] == sex else (sex, cell)

    def _birth(self, record: Record, in_mark: Cell, warnings: list[str]) -> DateReading:
        day, month, year = (self._cell(record, m) for m in ("birth_day", "birth_month", "birth_year"))
        whole = self._cell(record, "birth_date")
        whole = _with_year(whole, year)
        reading = self._date(whole if whole is not None else in_mark)
        if reading == NOTHING and in_mark is not None and whole is not None:
            reading = self._date(in_mark)
        parts = NOTHING
        if day is not None or month is not None or year is not None:
            parts = read_date_parts(day, month, year, today=self._today) if year is not None else self._date(None)
        if reading.on is None and reading.problem is None and parts != NOTHING:
            reading = parts
        elif reading.on is not None and parts.on is not None and reading.on.year != parts.on.year:
            warnings.append("birth_parts_disagree")
        warnings += reading.warnings
        return reading

    def _date(self, value: Cell) -> DateReading:
        return read_date(value, today=self._today, date_1904=self._date_1904)

    def _numbers(
        self, record: Record, *, sex: Sex | None, birth: DateReading, warnings: list[str]
    ) -> dict[str, str | None]:
        read: dict[str, str | None] = {}
        for kind, column, reader in self._number_columns:
            cell = record.at(column)
            if cell is None:
                continue
            reading = reader(cell)
            if kind == "personal_id" and reading.number is not None:
                reading = self._checked_id(reading, sex=sex, birth=birth)
            warnings += reading.warnings
            read[kind] = reading.number
        return read

    def _checked_id(self, reading: NumberReading, *, sex: Sex | None, birth: DateReading) -> NumberReading:
        number = reading.number
        if number is None or len(number) != _PERSONAL_ID_DIGITS:
            return NumberReading(None, reading.warnings)
        year = birth.on.year if birth.on is not None else None
        places = self._content.personal_number_places
        checks = check_personal_id(number, sex=sex, birth_year=year, places=places)
        return NumberReading(number, (*reading.warnings, *checks))

    def _carers(self, record: Record, warnings: list[str]) -> tuple[Carer, ...]:
        both = self._column.get("parents_names")
        cell = record.at(both)
        parents = None
        if both is not None and type(cell) is str:
            parents = read_parents(cell, header=self._headers[both], legacy=both in record.legacy)
            warnings += parents.warnings
        found = []
        for relation in ("father", "mother", "guardian"):
            name = self._carer_name(record, relation)
            if not name and parents is not None:
                name = getattr(parents, relation)
            carer = self._carer(record, relation, name, warnings)
            if carer is not None:
                found.append(carer)
        return tuple(found)

    def _carer_name(self, record: Record, relation: str) -> str:
        column = self._column.get(f"{relation}_name")
        cell = record.at(column)
        return read_carer_name(cell, legacy=column in record.legacy) if type(cell) is str else ""

    def _carer(self, record: Record, relation: str, name: str, warnings: list[str]) -> Carer | None:
        year = phone = number = None
        for what, column in self._carer_columns[relation]:
            cell = record.at(column)
            if cell is None:
                continue
            if what == "birth_year":
                on = self._date(cell).on
                year = on.year if on is not None else None
                continue
            reading = read_phone(cell) if what == "phone" else read_carer_id(cell)
            if what == "phone":
                phone = reading.number
                warnings += reading.warnings
            else:
                number = reading.number
                warnings += ["carer_id_unreadable"] if number is None and reading.warnings else []
        if not name and number is None:
            return None
        told = cell_text(self._cell(record, "guardian_relation")) if relation == "guardian" else ""
        return Carer(relation, name, birth_year=year, phone=phone, personal_id=number, relation_text=told)

    def _place(self, record: Record, warnings: list[str]) -> PlaceText:
        own = PlaceText(
            hamlet=self._hamlet(record),
            commune=cell_text(self._cell(record, "commune")),
            district=cell_text(self._cell(record, "district")),
            province=cell_text(self._cell(record, "province")),
            address=cell_text(self._cell(record, "address")) or cell_text(self._cell(record, "permanent_address")),
        )
        section = record.section
        if not own.commune and not own.address:
            own = own.or_else(
                PlaceText(
                    hamlet=section.place.hamlet,
                    commune=section.place.commune,
                    district=section.place.district,
                )
            )
        elif not own.hamlet:
            own = replace(own, hamlet=section.place.hamlet)
        if section.text and not section.place and not self._has_place and _may_be_hamlet(section.text):
            warnings.append("hamlet_from_heading")
            own = replace(own, hamlet=section.text)
        return own

    def _hamlet(self, record: Record) -> str:
        """Read the hamlet; a bare number in a column "Tổ" is "Tổ 5"."""
        text = cell_text(self._cell(record, "hamlet"))
        if not text.isdigit() or not text.strip("0"):
            return "" if self._marks.is_blank_sign(text) else text
        head = self._headers[self._column["hamlet"] or 0].split(" › ")[-1].strip()
        return f"{head.capitalize()} {text}" if self._marks.is_hamlet_head(head) else text

    def _judge(
        self,
        identity: Identity,
        name: NameReading,
        birth: DateReading,
        warnings: list[str],
        reasons: list[str],
    ) -> None:
        warnings += name.warnings
        if name.problem is not None:
            reasons.append(name.problem)
        if birth.problem is not None:
            reasons.append(birth.problem)
        if not identity.full_name and name.problem is None:
            known = identity.birth_date is not None and (identity.carers or identity.household_head)
            (warnings if known or identity.personal_id else reasons).append("name_missing")
        if (
            max(len(each) for each in (identity.full_name, *(carer.full_name for carer in identity.carers)))
            > LONGEST_NAME
        ):
            warnings.append("name_long")
        if birth.on is None and birth.problem is None:
            warnings.append("birth_missing")
        elif birth.on is not None:
            self._judge_age(birth, warnings, reasons)
        if identity.sex is None and not {"sex_conflict", "sex_unknown", "sex_unreadable"} & set(warnings):
            warnings.append("sex_missing")

    def _judge_age(self, birth: DateReading, warnings: list[str], reasons: list[str]) -> None:
        on = birth.on
        if on is None:
            return
        if on > self._today:
            reasons.append("birth_future")
        elif _is_16(_latest(on, birth.precision), today=self._today):
            reasons.append("age_over_16")
        elif _is_16(on, today=self._today):
            warnings.append("age_near_16")


def _with_year(day: Cell, year: Cell) -> Cell:
    """Complete "12/3" with the year out of its own column."""
    if type(day) is str and year is not None and re.fullmatch(r"\s*\d{1,2}\s*[/.-]\s*\d{1,2}\s*", day):
        return f"{day.strip()}/{cell_text(year)}"
    return day


def _latest(on: date, precision: Precision | None) -> date:
    """Return the last day that an imprecise birthday may be."""
    if precision == "year":
        return date(on.year, 12, 31)
    if precision == "month":
        return date(on.year, on.month, 28)
    return on


def _is_16(born: date, *, today: date) -> bool:
    return (today.year - born.year, today.month, today.day) >= (ADULT_AGE, born.month, born.day)


def _may_be_hamlet(text: str) -> bool:
    return len(text) <= 40 and not re.search(
        r"trẻ|tuổi|hộ nghèo|đối tượng|nhóm|danh sách|khuyết|mồ côi|nam\b|nữ\b", text.lower()
    )
