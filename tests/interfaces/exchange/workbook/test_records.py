"""No row is lost or counted twice, whatever its cells hold."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.children import read_children
from mangnon.interfaces.exchange.workbook.doses import read_doses
from mangnon.interfaces.exchange.workbook.sheets import Cell, Merge, Sheet, Workbook
from mangnon.interfaces.exchange.workbook.verdicts import REASONS, WARNINGS
from mangnon.interfaces.exchange.workbook.weights import read_weights

from .conftest import TODAY

HEAD = (
    "STT", "Họ và tên", "Ngày sinh", "Nam", "Nữ", "Dân tộc", "Họ tên cha, mẹ", "Xóm", "Số định danh",
    "Hoàn cảnh",
)  # fmt: skip
ANYTHING = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.none(),
    st.sampled_from(
        [
            "Nguyễn Văn An", "Xóm 3", "Tổng cộng", "Tổng cộng: 5", "I", "II", "x", '"', "nt", "12/3/2019",
            "31/2/2019", "Người lập biểu", "Hóa Trung, ngày 5 tháng 6 năm 2024", "Ghi chú: abc", "Con bà Lan",
            "Bé", "không", "-", "Mồ côi", "hộ nghèo", "019219000001", "NguyÔn V¨n An", "Họ và tên", "STT",
            "(1)", "Tày", "1.9E+10", "DANH SÁCH",
        ]
    ),
    st.integers(-5, 60_000),
    st.floats(allow_nan=True),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text(max_size=12),
)  # fmt: skip
ROWS = st.lists(st.lists(CELLS, max_size=11).map(tuple), max_size=12)
MERGES = st.lists(
    st.builds(
        lambda row, column, down, right: Merge(row, column, row + down, column + right),
        # Below the header: one merged away leaves no list to read, and is refused as such.
        st.integers(2, 10), st.integers(0, 9), st.integers(0, 3), st.integers(0, 3),
    ),
    max_size=3,
)  # fmt: skip


def without_blank_texts(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Opening turns blank texts into empty cells."""
    return tuple(None if isinstance(cell, str) and not cell.strip() else cell for cell in cells)


@settings(ANYTHING, max_examples=60)
@given(rows=ROWS, merges=MERGES)
def test_children_when_cells_are_anything_then_every_row_is_listed_exactly_once(
    content: ExchangeContent, rows: list[tuple[Cell, ...]], merges: list[Merge]
) -> None:
    lines = (HEAD, *map(without_blank_texts, rows))
    book = Workbook("a.xlsx", "xlsx", (Sheet("Trang 1", lines, tuple(merges)),))
    reading = read_children(book, content=content, today=TODAY)
    listed = [row.row for row in reading.rows] + [row.row for row in reading.ignored]
    width = len(HEAD)
    filled = {at for at, cells in enumerate(lines, start=1) if any(cell is not None for cell in cells[:width])}
    assert len(listed) == len(set(listed))
    assert filled <= set(listed)
    assert {code for row in reading.rows for code in row.warnings} <= WARNINGS.keys()
    assert {code for row in reading.rows for code in row.reasons} <= REASONS.keys()
    for row in reading.rows:
        assert (row.identity.birth_date is None) == (row.identity.birth_precision is None)


@settings(ANYTHING, max_examples=60)
@given(rows=ROWS)
def test_registers_when_cells_are_anything_then_no_reader_fails(
    content: ExchangeContent, rows: list[tuple[Cell, ...]]
) -> None:
    lines = tuple(map(without_blank_texts, rows))
    register = ("STT", "Họ và tên", "Ngày sinh", "BCG", "OPV1", "OPV2", "Sởi", "MR", "IPV")
    weighing = (
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Tháng 1/2026",
        "CN T2/2026",
        "CC T2/2026",
        "Ngày cân",
        "CN",
        "CC",
    )
    doses_book = Workbook("a", "xlsx", (Sheet("T", (register, *lines)),))
    weights_book = Workbook("a", "xlsx", (Sheet("T", (weighing, *lines)),))
    doses = read_doses(doses_book, content=content, today=TODAY)
    weights = read_weights(weights_book, content=content, today=TODAY)
    codes = {code for row in (*doses.rows, *weights.rows) for code in (*row.warnings, *row.reasons)}
    assert codes <= WARNINGS.keys() | REASONS.keys()
    assert all(dose.on is None or dose.on <= TODAY for row in doses.rows for dose in row.doses)
    days = [cell.on for row in weights.rows for cell in row.weights if cell.on is not None]
    assert all(date(1900, 1, 1) <= day <= TODAY for day in days)
