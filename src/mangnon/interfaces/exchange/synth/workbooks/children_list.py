"""``danh-sach-tre-em.xlsx``: the list of children as four old communes kept it, each in its own way."""

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
from mangnon.interfaces.exchange.synth.workbooks.sample import SampleChild
from mangnon.interfaces.exchange.synth.workbooks.sheet import Book, Cell, RowTruth, Sheet
from mangnon.interfaces.exchange.synth.workbooks.written import (
    OLD_COMMUNES,
    OLD_DISTRICT,
    Written,
    in_capitals,
    in_letters,
    old_commune_of,
    older,
    written,
)

_SPLIT = (
    "Tổ 5, phường Cam Giá, TP. Thái Nguyên",
    "Xóm Trại, xã Thượng Đình, huyện Phú Bình",
    "Tổ 12, phường Gia Sàng, TP Thái Nguyên",
)
_ELSEWHERE = "Xóm Ba Giăng, xã Bản Ngoại, huyện Đại Từ"
_UNKNOWN = ("Xóm 3, xã Tân Mỹ Đông, huyện Quế Hòa", "Thôn Hạ, xã An Lạc Thượng")


def write_children_list(
    *, path: Path, children: Sequence[SampleChild], hamlets: tuple[str, ...], seed: int, today: date
) -> list[RowTruth]:
    """Write the list of children.

    Args:
        path: where to.
        children: the commune's child records.
        hamlets: the names of its hamlets.
        seed: for the clerks' moods.
        today: the day the list was closed.

    Returns:
        The truth of every data row.
    """
    rng = np.random.default_rng([seed, 1])
    book = page_of.open_book(path)
    late = _late_ones(children, rng, today)
    late_keys = {child.key for child in late}
    by_commune: dict[int, list[SampleChild]] = {number: [] for number in range(len(OLD_COMMUNES))}
    for child in children:
        if child.key not in late_keys:
            by_commune[old_commune_of(hamlet=child.hamlet, hamlets=len(hamlets))].append(child)
    _two_birth_columns(book, by_commune[0], rng, hamlets)
    _two_sex_columns(book, by_commune[1], rng, hamlets)
    _old_letters(book, by_commune[2], rng, hamlets)
    _capitals(book, by_commune[3], rng, hamlets)
    again = [child for child in children if child.key not in late_keys and not child.same_as]
    repeated = [again[n] for n in np.sort(rng.choice(len(again), size=24, replace=False))]
    _addition(book, late, repeated, rng, hamlets, today)
    _summary(book, children, hamlets)
    book.book.close()
    return book.truth


def _late_ones(children: Sequence[SampleChild], rng: np.random.Generator, today: date) -> list[SampleChild]:
    """Newborns, half of the second records and some who moved in: they stand on the additional sheet."""
    newborn = [child for child in children if (today - child.birth_date).days < 75]
    second = [child for child in children if child.same_as][::2]
    rest = [child for child in children if not child.same_as and (today - child.birth_date).days >= 75]
    moved = [rest[n] for n in np.sort(rng.choice(len(rest), size=60, replace=False))]
    unique = {child.key: child for child in (*newborn, *second, *moved)}
    return list(unique.values())


def _two_birth_columns(
    book: Book, children: Sequence[SampleChild], rng: np.random.Generator, hamlets: tuple[str, ...]
) -> None:
    """Bình Thuận: the birth date stands in the column of the sex; hamlets and mothers as ditto marks."""
    page = page_of.add_sheet(book, "Bình Thuận", widths=(6, 26, 13, 13, 10, 16, 24, 24, 18, 30))
    page_of.head_of_office(
        page,
        title="DANH SÁCH TRẺ EM DƯỚI 16 TUỔI NĂM 2026",
        notes=["Xã Bình Thuận, huyện Đại Từ (cũ)", "(Tính đến ngày 01/11/2026)"],
    )
    page_of.header(
        page,
        [
            _columns(
                "STT|Họ và tên trẻ|Ngày, tháng, năm sinh|<|Dân tộc|Mã định danh|Họ tên mẹ|Họ tên bố|Xóm"
                "|Hoàn cảnh / Ghi chú"
            ),
            ["^", "^", "Nam", "Nữ", "^", "^", "^", "^", "^", "^"],
        ],
    )
    page_of.line(page, [f"({n})" for n in range(1, 11)], border=1, italic=True, align="center")
    above = ""
    mother_above = ""
    for number, child in enumerate(children, start=1):
        row = written(child=child, rng=rng, hamlets=hamlets)
        ditto = row.hamlet == above and rng.random() < 0.85
        same_mother = row.mother == mother_above != "" and rng.random() < 0.5
        odd = [*row.oddities, *(["ditto"] if ditto or same_mother else [])]
        cells: list[Cell] = [number, row.name, row.birth if row.male else "", row.birth if row.female else ""]
        cells += [row.ethnic, row.personal_id, "nt" if same_mother else row.mother, row.father]
        cells += ['"' if ditto else row.hamlet, row.note]
        page_of.data_line(page, cells, child_key=child.key, oddities=odd)
        above, mother_above = row.hamlet, row.mother
        _rest(page, rng)
    _total(page, children)
    page_of.signatures(page)


def _two_sex_columns(
    book: Book, children: Sequence[SampleChild], rng: np.random.Generator, hamlets: tuple[str, ...]
) -> None:
    """Khôi Kỳ: an x in one of two columns, leading zeros lost, one section per hamlet."""
    widths = (6, 26, 6, 6, 13, 10, 16, 18, 24, 24, 13, 34, 8, 8, 30)
    page = page_of.add_sheet(book, "Khôi Kỳ", widths=widths)
    page_of.head_of_office(
        page,
        title="BIỂU TỔNG HỢP TRẺ EM NĂM 2026",
        notes=["Đơn vị: Khôi Kỳ (sáp nhập vào xã Đại Từ từ 01/7/2025)"],
    )
    page_of.header(
        page,
        [
            _columns(
                "TT|Họ và tên|Giới tính|<|Ngày sinh|Dân tộc|Số định danh cá nhân|Số thẻ BHYT|Họ và tên cha"
                "|Họ và tên mẹ|Số điện thoại|Địa chỉ|Hộ gia đình|<|Hoàn cảnh đặc biệt"
            ),
            ["^", "^", "Nam", "Nữ", "^", "^", "^", "^", "^", "^", "^", "^", "Nghèo", "Cận nghèo", "^"],
        ],
    )
    number = 0
    for hamlet, group in groupby(children, key=lambda child: child.hamlet):
        members = list(group)
        page_of.merged_line(page, f"{hamlets[hamlet]} ({len(members)} trẻ)", bold=True, align="left")
        for child in members:
            number += 1
            row = written(child=child, rng=rng, hamlets=hamlets)
            odd = list(row.oddities)
            if row.personal_id.startswith("0") and row.personal_id.isdigit():
                odd.append("leading_zero_lost")
            cells: list[Cell] = [number, row.name, "x" if row.male else "", "x" if row.female else ""]
            cells += [row.birth, row.ethnic, _as_number(row.personal_id), row.insurance_no, row.father]
            cells += [row.mother, _as_number(row.phone)]
            cells += [f"{row.hamlet}, xã {row.old_commune}, huyện {OLD_DISTRICT}"]
            cells += ["x" if child.poverty == "poor" else "", "x" if child.poverty == "near_poor" else ""]
            cells += [row.note]
            page_of.data_line(page, cells, child_key=child.key, oddities=odd)
            _rest(page, rng)
        page_of.line(page, ["", f"Cộng {hamlets[hamlet]}: {len(members)} trẻ"], bold=True, border=1)
    _total(page, children)
    page_of.signatures(page)


def _old_letters(
    book: Book, children: Sequence[SampleChild], rng: np.random.Generator, hamlets: tuple[str, ...]
) -> None:
    """Mỹ Yên: typed years ago in a TCVN3 font, dates as text."""
    page = page_of.add_sheet(book, "My Yen", widths=(6, 26, 13, 9, 10, 16, 24, 24, 18, 30), font=".VnTime")
    spell = clerk.tcvn3
    page_of.head_of_office(page, title="Danh sách trẻ em dưới 16 tuổi", notes=["Xã Mỹ Yên - huyện Đại Từ"], text=spell)
    page_of.header(
        page,
        [_columns("Số TT|Họ tên trẻ em|Ngày sinh|Giới tính|Dân tộc|Mã định danh|Họ tên bố|Họ tên mẹ|Xóm|Ghi chú")],
        text=spell,
    )
    for number, child in enumerate(children, start=1):
        row = in_letters(written(child=child, rng=rng, hamlets=hamlets, text_dates=True), spell, "tcvn3")
        sex = spell(_sex_word(row))
        cells: list[Cell] = [
            number,
            row.name,
            row.birth,
            sex,
            row.ethnic,
            row.personal_id,
            row.father,
            row.mother,
        ]
        cells += [row.hamlet, row.note]
        page_of.data_line(page, cells, child_key=child.key, oddities=row.oddities)
        _rest(page, rng)
    page_of.line(page, ["", spell(f"Tổng cộng: {len(children)} trẻ")], bold=True)
    page_of.signatures(page, text=spell)


def _capitals(book: Book, children: Sequence[SampleChild], rng: np.random.Generator, hamlets: tuple[str, ...]) -> None:
    """Lục Ba: names in capitals, the sex in one column, dates in text, a section row per hamlet."""
    page = page_of.add_sheet(book, "Lục Ba", widths=(6, 28, 8, 14, 10, 16, 26, 26, 30))
    page_of.head_of_office(page, title="DANH SÁCH TRẺ EM", notes=["Thuộc địa bàn xã Lục Ba (cũ)"])
    page_of.header(
        page,
        [_columns("STT|HỌ VÀ TÊN|NAM/NỮ|NĂM SINH|DÂN TỘC|SỐ CCCD/ĐDCN|TÊN CHA|TÊN MẸ|HOÀN CẢNH GIA ĐÌNH")],
    )
    number = 0
    elder = set(rng.choice(len(children), size=min(4, len(children)), replace=False).tolist())
    for hamlet, group in groupby(enumerate(children), key=lambda pair: pair[1].hamlet):
        page_of.merged_line(page, hamlets[hamlet].upper(), bold=True, align="left")
        for place, child in group:
            number += 1
            row = in_capitals(written(child=child, rng=rng, hamlets=hamlets, text_dates=True))
            if place in elder:
                row = older(row, 17 - (2026 - child.birth_date.year))
            cells: list[Cell] = [
                number,
                row.name,
                "Nam" if row.male else "Nữ" if row.female else "",
                row.birth,
            ]
            cells += [row.ethnic, row.personal_id, row.father, row.mother, row.note]
            page_of.data_line(page, cells, child_key=child.key, oddities=(*row.oddities, "capitals"))
            _rest(page, rng)
    _total(page, children)
    page_of.signatures(page)


def _addition(
    book: Book,
    late: Sequence[SampleChild],
    repeated: Sequence[SampleChild],
    rng: np.random.Generator,
    hamlets: tuple[str, ...],
    today: date,
) -> None:
    """Bổ sung 2026: newborns, arrivals and children who already stand on another sheet."""
    page = page_of.add_sheet(book, "Bổ sung 2026", widths=(6, 28, 13, 9, 10, 16, 24, 13, 40, 30))
    page_of.head_of_office(
        page,
        title="DANH SÁCH TRẺ EM BỔ SUNG",
        notes=["Trẻ mới sinh, mới chuyển đến, trẻ sót trong các đợt trước"],
    )
    page_of.header(
        page,
        [_columns("STT|Họ tên|Ngày sinh|Giới|DT|Số ĐDCN|Họ tên mẹ|SĐT|Địa chỉ (xóm, xã, huyện cũ)|Ghi chú")],
    )
    rows = [(child, False) for child in late] + [(child, True) for child in repeated]
    settled = [n for n, (child, again) in enumerate(rows) if not again and not child.same_as]
    odd_places = dict(
        zip(
            rng.choice(settled, size=9, replace=False).tolist(),
            [*_SPLIT, *_SPLIT[:2], _ELSEWHERE, *_UNKNOWN, "Xóm Mới, xã Đại Từ"],
            strict=True,
        )
    )
    future = set(rng.choice([n for n in settled if n not in odd_places], size=3, replace=False).tolist())
    for number, (child, again) in enumerate(rows):
        row = written(child=child, rng=rng, hamlets=hamlets)
        address = f"{row.hamlet}, xã {row.old_commune}, huyện {OLD_DISTRICT}"
        if again:
            row = _slightly_otherwise(row, rng)
        if number in odd_places:
            address = odd_places[number]
            row = replace(row, oddities=(*row.oddities, _place_oddity(address)))
        if number in future:
            row = replace(row, birth=date(today.year + 1, 3, 1 + number % 28), oddities=(*row.oddities, "future"))
        row = _unnamed(row, rng, today)
        if rng.random() < 0.3:
            row = in_letters(row, clerk.decomposed, "nfd")
            address = clerk.decomposed(address)
        cells: list[Cell] = [
            number + 1,
            row.name,
            row.birth,
            "Nam" if row.male else "Nữ" if row.female else "",
        ]
        cells += [row.ethnic, row.personal_id, row.mother, row.phone, address, row.note]
        page_of.data_line(page, cells, child_key=child.key, oddities=row.oddities)
    _total(page, [child for child, _ in rows])
    page_of.signatures(page)


def _place_oddity(address: str) -> str:
    if address in _SPLIT:
        return "split_commune"
    if address in _UNKNOWN:
        return "unknown_commune"
    return "other_commune" if address == _ELSEWHERE else "new_name"


def _slightly_otherwise(row: Written, rng: np.random.Generator) -> Written:
    """A child written a second time: exactly, without tone marks, without numbers, or with the year only."""
    odd = (*row.oddities, "listed_twice")
    kind = int(rng.integers(4))
    if kind == 1:
        return replace(row, name=without_tones(row.name), oddities=odd)
    if kind == 2:
        return replace(row, personal_id="", phone="", oddities=odd)
    if kind == 3:
        return replace(row, birth=row.child.birth_date.year, personal_id="", oddities=(*odd, "year_only"))
    return replace(row, oddities=odd)


def _unnamed(row: Written, rng: np.random.Generator, today: date) -> Written:
    """Some newborns have neither name nor number yet."""
    if (today - row.child.birth_date).days >= 30 or row.child.same_as or row.personal_id or rng.random() < 0.5:
        return row
    name = ("Chưa đặt tên", "Bé trai" if row.male else "Bé gái", "", f"Con chị {row.mother}")[int(rng.integers(4))]
    return replace(row, name=name, oddities=(*row.oddities, "unnamed"))


def _summary(book: Book, children: Sequence[SampleChild], hamlets: tuple[str, ...]) -> None:
    """Tổng hợp: counts by hamlet; no row of it is a child."""
    page = page_of.add_sheet(book, "Tổng hợp", widths=(6, 24, 12, 12, 12, 14, 14))
    page_of.head_of_office(page, title="TỔNG HỢP SỐ LIỆU TRẺ EM NĂM 2026", notes=["Xã Đại Từ, tỉnh Thái Nguyên"])
    page_of.header(page, [["STT", "Xóm", "Tổng số trẻ", "Nam", "Nữ", "Trẻ em HCĐB", "Dưới 6 tuổi"]])
    for hamlet, name in enumerate(hamlets):
        members = [child for child in children if child.hamlet == hamlet]
        girls = sum(child.sex == "f" for child in members)
        special = sum(bool(child.circumstances) for child in members)
        young = sum(child.birth_date.year > 2020 for child in members)
        page_of.line(page, [hamlet + 1, name, len(members), len(members) - girls, girls, special, young], border=1)
    page_of.line(page, ["", "Tổng cộng", len(children)], bold=True, border=1)
    page_of.signatures(page)


def _columns(text: str) -> list[str]:
    return text.split("|")


def _sex_word(row: Written) -> str:
    return "Nam" if row.male else "Nữ" if row.female else ""


def _rest(page: Sheet, rng: np.random.Generator) -> None:
    """A blank row now and then."""
    if rng.random() < 0.004:
        page.next_row += 1


def _total(page: Sheet, children: Sequence[SampleChild]) -> None:
    girls = sum(child.sex == "f" for child in children)
    page_of.line(page, ["", f"Tổng cộng: {len(children)} trẻ; trong đó nữ: {girls}"], bold=True, border=1)


def _as_number(text: str) -> Cell:
    """A number as Excel keeps it when nobody told it that it is a text."""
    return int(text) if text.isdigit() else text
