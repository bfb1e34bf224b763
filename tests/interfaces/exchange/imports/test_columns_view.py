"""The columns' page: samples and first rows of data, as they will be read."""

from __future__ import annotations

from datetime import date

from mangnon.interfaces.exchange.imports import columns_view
from mangnon.interfaces.exchange.imports.run import exchange_content
from mangnon.interfaces.exchange.workbook.children import detect_children_layout
from mangnon.interfaces.exchange.workbook.sheets import Sheet, Workbook

HEAD = ("STT", "Họ và tên", "Ngày sinh", "Giới tính")
TODAY = date(2026, 11, 24)


def _sheet(name: str, *rows: tuple[object, ...]) -> Sheet:
    return Sheet(name=name, rows=(("DANH SÁCH TRẺ EM",), HEAD, *rows))  # type: ignore[arg-type]


def _many(count: int) -> list[tuple[object, ...]]:
    return [(at, f"Lý Văn {'ABCDEGHIK'[at % 9]}n", "12/03/2019", "Nam") for at in range(1, count + 1)]


def _shown(*sheets: Sheet) -> tuple[list[columns_view.MappedTable], columns_view.Preview]:
    whole = Workbook(file_name="a.xlsx", kind="xlsx", sheets=sheets)
    content = exchange_content()
    layout = detect_children_layout(whole, content=content)
    cut = columns_view.beginning(whole)
    tables = columns_view.mapped_tables(workbook=cut, layout=layout, content=content)
    return tables, columns_view.preview(workbook=cut, layout=layout, content=content, today=TODAY)


def test_samples_when_rows_are_no_data_then_they_are_not_among_them() -> None:
    tables, _ = _shown(_sheet("Xóm 1", ("(1)", "(2)", "(3)", "(4)"), *_many(4)))
    assert tables[0].columns[1].samples == ("Lý Văn Bn", "Lý Văn Cn", "Lý Văn Dn")


def test_samples_when_the_font_is_an_old_one_then_they_are_as_they_will_be_read() -> None:
    rows = [(at, "NguyÔn ThÞ HuÖ", "12/03/2019", "N÷") for at in range(1, 6)]
    tables, preview = _shown(_sheet("Xóm 1", *rows))
    assert tables[0].columns[1].samples[0] == "Nguyễn Thị Huệ"
    assert preview.rows[0].name == "Nguyễn Thị Huệ"


def test_preview_when_there_are_several_sheets_then_each_shows_some_rows() -> None:
    _, preview = _shown(*(_sheet(f"Xóm {at}", *_many(5)) for at in range(1, 6)))
    assert [row.where.partition(",")[0] for row in preview.rows] == [f"Xóm {at}" for at in range(1, 6) for _ in "12"]
    assert (preview.count, preview.about) == (25, False)


def test_preview_when_the_file_is_long_then_only_its_beginning_is_read() -> None:
    _, preview = _shown(_sheet("Tỉnh", *_many(columns_view.MOST_READ + 500)))
    assert preview.about
    assert preview.count == columns_view.MOST_READ + 500
