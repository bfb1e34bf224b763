"""``so-tiem-chung.xlsx`` and ``so-can-do.xlsx``: the health station's dose register and weighing book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np

from mangnon.interfaces.exchange.synth import clerk
from mangnon.interfaces.exchange.synth.copies import without_tones
from mangnon.interfaces.exchange.synth.workbooks import sheet as page_of
from mangnon.interfaces.exchange.synth.workbooks.sample import SampleChild, Weighing
from mangnon.interfaces.exchange.synth.workbooks.sheet import Cell, RowTruth
from mangnon.interfaces.exchange.synth.workbooks.written import OLD_COMMUNES, old_commune_of

# Column heads and, for each, the product and which dose of it stands there.
_VACCINES: tuple[tuple[str, str, str, int], ...] = (
    ("Viêm gan B sơ sinh", "^", "HEPB0", 1),
    ("BCG (Lao)", "^", "BCG", 1),
    ("DPT-VGB-Hib (5 trong 1)", "Mũi 1", "PENTA", 1),
    ("<", "Mũi 2", "PENTA", 2),
    ("<", "Mũi 3", "PENTA", 3),
    ("OPV (Bại liệt uống)", "Lần 1", "BOPV", 1),
    ("<", "Lần 2", "BOPV", 2),
    ("<", "Lần 3", "BOPV", 3),
    ("IPV (Bại liệt tiêm)", "Mũi 1", "IPV", 1),
    ("<", "Mũi 2", "IPV", 2),
    ("6 trong 1 (tiêm dịch vụ)", "Mũi 1", "HEXA", 1),
    ("<", "Mũi 2", "HEXA", 2),
    ("<", "Mũi 3", "HEXA", 3),
    ("Rota", "Lần 1", "ROTA", 1),
    ("<", "Lần 2", "ROTA", 2),
    ("Phế cầu", "Mũi 1", "PCV", 1),
    ("<", "Mũi 2", "PCV", 2),
    ("Sởi", "^", "MEASLES", 1),
    ("Viêm não Nhật Bản", "Mũi 1", "JE", 1),
    ("<", "Mũi 2", "JE", 2),
    ("<", "Mũi 3", "JE", 3),
    ("Sởi - Rubella (MR)", "^", "MR", 1),
    ("MMR (dịch vụ)", "^", "MMR", 1),
    ("DPT 4 (18 tháng)", "^", "DPT", 1),
)
_SEX = {"m": "Nam", "f": "Nữ"}
_STRANGERS = 0.02
_MESSY = 0.02
_HURRIED = 0.08  # rows written in a hurry


def write_dose_register(
    *, path: Path, children: Sequence[SampleChild], hamlets: tuple[str, ...], seed: int, today: date
) -> list[RowTruth]:
    """Write the immunization register: a sheet per birth year, a row per child, a date per vaccine and dose.

    Args:
        path: where to.
        children: the commune's child records; second records are left out, as they have no doses.
        hamlets: the names of its hamlets.
        seed: for the nurses' moods.
        today: the day the register was copied.

    Returns:
        The truth of every data row; ``facts`` counts the doses whose date can be read.
    """
    rng = np.random.default_rng([seed, 2])
    book = page_of.open_book(path)
    young = [child for child in children if not child.same_as and today.year - child.birth_date.year <= 5]
    for year, group in groupby(sorted(young, key=lambda child: child.birth_date), key=_birth_year):
        widths = (6, 15, 26, 12, 7, 24, 16, *([11.5] * len(_VACCINES)), 22)
        page = page_of.add_sheet(book, f"Sinh {year}", widths=widths)
        page_of.head_of_office(
            page,
            title="SỔ TIÊM CHỦNG CƠ BẢN CHO TRẺ EM",
            notes=[f"Trạm Y tế xã Đại Từ - Trẻ sinh năm {year}"],
        )
        first = ["STT", "Mã định danh", "Họ và tên trẻ", "Ngày sinh", "Giới", "Họ tên mẹ", "Xóm"]
        page_of.header(
            page,
            [
                [*first, *(head for head, _, _, _ in _VACCINES), "Ghi chú"],
                [*(["^"] * len(first)), *(under for _, under, _, _ in _VACCINES), "^"],
            ],
        )
        for number, child in enumerate(group, start=1):
            known, child_key, odd = _maybe_stranger(child, rng)
            cells, facts, dose_odd = _dose_cells(known, rng)
            name, name_odd = _name(known, rng)
            mother = known.parent("mother")
            personal = known.personal_id if rng.random() < 0.7 else ""
            start: list[Cell] = [
                number,
                personal,
                name,
                _birth(known),
                "Nam" if known.sex == "m" else "Nữ",
            ]
            start += [mother.full_name if mother else "", hamlets[known.hamlet]]
            page_of.data_line(
                page,
                [*start, *cells],
                child_key=child_key,
                oddities=[*odd, *name_odd, *dose_odd],
                facts=facts,
            )
        page_of.signatures(page)
    book.book.close()
    return book.truth


def _birth_year(child: SampleChild) -> int:
    return child.birth_date.year


def _birth(child: SampleChild) -> Cell:
    day = child.birth_date
    return {"year": str(day.year), "month": f"{day.month}/{day.year}"}.get(child.birth_precision, day)


def _maybe_stranger(child: SampleChild, rng: np.random.Generator) -> tuple[SampleChild, str, list[str]]:
    """Now and then a row is of a child from elsewhere, whom no list knows."""
    if rng.random() >= _STRANGERS:
        return child, child.key, []
    family = ("Đàm", "Hứa", "Giáp", "Thân", "Khổng")[int(rng.integers(5))]
    name = f"{family} {child.full_name.split(' ', 1)[1]}"
    parents = tuple(replace(p, full_name=f"{family} Thị Lành") for p in child.parents if p.relation == "mother")
    return replace(child, full_name=name, personal_id="", parents=parents), "", ["stranger"]


def _name(child: SampleChild, rng: np.random.Generator) -> tuple[str, list[str]]:
    chance = rng.random()
    if chance < _MESSY:
        return clerk.careless(rng, child.full_name), ["stray_space"]
    if chance < 2 * _MESSY:
        return without_tones(child.full_name), ["tones_dropped"]
    return child.full_name, []


def _dose_cells(child: SampleChild, rng: np.random.Generator) -> tuple[list[Cell], int, list[str]]:
    """The dates of a child's doses in the register's columns, how many can be read, and what is odd."""
    given: dict[str, list[date]] = {}
    for dose in child.doses:
        given.setdefault(dose.product, []).append(dose.on)
    cells: list[Cell] = []
    facts, odd = 0, set()
    hurried = rng.random() < _HURRIED
    for _, _, product, number in _VACCINES:
        days = given.get(product, [])
        if len(days) < number:
            cells.append("hoãn" if not days and number == 1 and rng.random() < 0.002 else "")
            continue
        cell, readable, kind = _dose_cell(days[number - 1], rng, hurried)
        cells.append(cell)
        facts += readable
        if kind:
            odd.add(kind)
    note = "Tiêm dịch vụ" if "HEXA" in given else ""
    return [*cells, note], facts, sorted(odd)


def _dose_cell(on: date, rng: np.random.Generator, hurried: bool) -> tuple[Cell, int, str]:
    chance = rng.random()
    if not hurried or chance > 0.4:
        return on, 1, ""
    if chance < 0.03:
        return "x", 0, "date_unknown"
    if chance < 0.05:
        return f"{on.day}/{on.month}", 0, "year_missing"
    return clerk.date_text(rng, on, plain=chance < 0.25), 1, "date_text"


def write_weighing_book(
    *, path: Path, children: Sequence[SampleChild], hamlets: tuple[str, ...], seed: int, today: date
) -> list[RowTruth]:
    """Write the weighing book: a sheet per old commune, weight and height for each of the last 14 months.

    Args:
        path: where to.
        children: the commune's child records; those under five are in the book.
        hamlets: the names of its hamlets.
        seed: for the nurses' moods.
        today: the last month is this day's.

    Returns:
        The truth of every data row; ``facts`` counts the weights and lengths that can be read.
    """
    rng = np.random.default_rng([seed, 3])
    book = page_of.open_book(path)
    months = _last_months(today, 14)
    for commune, commune_name in enumerate(OLD_COMMUNES):
        page = page_of.add_sheet(book, commune_name, widths=(6, 26, 12, 7, 24, 16, *([7.5] * 28), 18))
        page_of.head_of_office(
            page,
            title="SỔ THEO DÕI CÂN ĐO TRẺ DƯỚI 5 TUỔI",
            notes=[f"Địa bàn {commune_name} - Trạm Y tế xã Đại Từ", "Cân vào ngày 05 hằng tháng"],
        )
        page_of.header(page, _weighing_header(months))
        mine = [
            child
            for child in children
            if not child.same_as
            and old_commune_of(hamlet=child.hamlet, hamlets=len(hamlets)) == commune
            and (today - child.birth_date).days < 1_826 + 30 * 13
        ]
        number = 0
        for hamlet, group in groupby(mine, key=lambda child: child.hamlet):
            page_of.merged_line(page, hamlets[hamlet], bold=True, align="left")
            for child in group:
                number += 1
                known, child_key, odd = _maybe_stranger(child, rng)
                cells, facts, cell_odd = _weighing_cells(known.weighings, months, rng)
                name, name_odd = _name(known, rng)
                mother = known.parent("mother")
                start: list[Cell] = [number, name, _birth(known), _SEX[known.sex]]
                start += [mother.full_name if mother else "", hamlets[known.hamlet]]
                page_of.data_line(
                    page,
                    [*start, *cells],
                    child_key=child_key,
                    oddities=[*odd, *name_odd, *cell_odd],
                    facts=facts,
                )
        page_of.line(page, ["", f"Tổng số trẻ được theo dõi: {number}"], bold=True)
        page_of.signatures(page)
    book.book.close()
    return book.truth


def _last_months(today: date, count: int) -> list[tuple[int, int]]:
    last = today.year * 12 + today.month - 1
    return [divmod(month, 12) for month in range(last - count + 1, last + 1)]


def _weighing_header(months: Sequence[tuple[int, int]]) -> list[list[str]]:
    """Three rows: the year over its months, the month over weight and height."""
    first = ["STT", "Họ và tên trẻ", "Ngày sinh", "Giới tính", "Họ tên mẹ", "Xóm"]
    years, names, kinds = list(first), ["^"] * len(first), ["^"] * len(first)
    above = 0
    for year, month in months:
        years += ["<" if year == above else f"Năm {year}", "<"]
        names += [f"Tháng {month + 1}", "<"]
        kinds += ["CN (kg)", "CC (cm)"]
        above = year
    return [[*years, "Ghi chú"], [*names, "^"], [*kinds, "^"]]


def _weighing_cells(
    weighings: Sequence[Weighing], months: Sequence[tuple[int, int]], rng: np.random.Generator
) -> tuple[list[Cell], int, list[str]]:
    last = {(weighing.on.year, weighing.on.month - 1): weighing for weighing in weighings}
    cells: list[Cell] = []
    facts, odd = 0, set()
    hurried = rng.random() < _HURRIED
    for month in months:
        weighing = last.get(month)
        if weighing is None:
            cells += ["v" if rng.random() < 0.05 else "", ""]
            continue
        for value, plain, careless in (
            (weighing.weight_g, round(weighing.weight_g / 1000, 2), clerk.weight_text),
            (weighing.length_mm, round(weighing.length_mm / 10, 1), clerk.length_text),
        ):
            if not value:
                cells.append("")
            elif hurried and rng.random() < 0.4:
                cells.append(careless(rng, value))
                odd.add("number_text")
            else:
                cells.append(plain)
            facts += bool(value)
    return [*cells, ""], facts, sorted(odd)
