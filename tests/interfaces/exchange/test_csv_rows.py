"""Reading CSV in blocks: the same rows as Python's csv module, whatever the blocks."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mangnon.interfaces.exchange import csv_rows
from mangnon.interfaces.exchange.csv_rows import CsvError, CsvRows

CELL = st.text(
    alphabet=st.sampled_from([*'ab1.,"\n\r\t; ệ', "\u2028", "😀"])
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=6,
)


def read(data: bytes, width: int) -> list[list[str]]:
    found = CsvRows(io.BytesIO(data))
    assert len(found.header) == width
    rows: list[list[str]] = []
    for block in found.blocks(range(width)):
        rows += map(list, zip(*(block.columns[str(at)].to_pylist() for at in range(width)), strict=True))
    return rows


def written(rows: list[list[str]], *, quoting: int, end: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    return text.getvalue().encode()


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(1, 60) | st.just(1 << 20),
)
@settings(deadline=None, max_examples=300)
def test_rows_when_cut_anywhere_then_as_the_csv_module_reads_them(
    rows: list[list[str]], quoting: int, end: str, block: int
) -> None:
    before = csv_rows.BLOCK_BYTES
    csv_rows.BLOCK_BYTES = block
    try:
        data = written(rows, quoting=quoting, end=end)
        expected = [row for row in csv.reader(io.StringIO(data.decode(), newline="")) if row][1:]
        assert read(data, 3) == [[*row, "", ""][:3] for row in expected]
    finally:
        csv_rows.BLOCK_BYTES = before


@given(st.binary(max_size=80), st.integers(1, 40))
@settings(deadline=None, max_examples=300)
def test_rows_when_any_bytes_then_read_or_refused(data: bytes, block: int) -> None:
    before = csv_rows.BLOCK_BYTES
    csv_rows.BLOCK_BYTES = block
    try:
        found = CsvRows(io.BytesIO(b"a,b\n" + data))
        rows = sum(one.columns.num_rows for one in found.blocks([0, 1]))
    except CsvError:
        return
    finally:
        csv_rows.BLOCK_BYTES = before
    text = io.StringIO(data.decode(), newline="")
    assert rows == sum(1 for row in csv.reader(text) if row)


def test_rows_when_a_block_begins_with_a_mark_then_it_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", 8)
    assert read("a,b\n1,2\n\ufeff3,4\n".encode(), 2) == [["1", "2"], ["\ufeff3", "4"]]


def test_rows_when_uneven_then_kept_and_marked() -> None:
    found = CsvRows(io.BytesIO(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,,\n   \n"))
    (block,) = found.blocks([0, 2])
    assert block.columns["0"].to_pylist() == ["1", "4", "6", "10", "   "]
    assert block.columns["2"].to_pylist() == ["3", "", "8", "12", ""]
    assert block.short.tolist() == [False, True, False, False, True]
    assert block.long.tolist() == [False, False, True, False, False]


def test_rows_when_mark_blank_lines_and_no_last_line_end_then_read() -> None:
    assert read("\ufeff\r\n a , b\r\n\r\n1,2\r\n\r\n3,4".encode(), 2) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "trống"),
        (b"\n\r\n", "trống"),
        (b"a,b\n1,\xff\n", "UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "văn bản"),
        (b"a,b\n1,\0\n", "văn bản"),
        (b'a,b\n"1,2\n3,4\n', "ngoặc kép"),
        (b'a,b\n"1"x,2\n', "ngoặc kép"),
        (b'a,"b\n1,2\n', "ngoặc kép"),
        (b'a,b\n1,"\xff"\n', "UTF-8"),
    ],
)
def test_rows_when_no_csv_then_refused(data: bytes, word: str) -> None:
    with pytest.raises(CsvError, match=word):
        for _ in CsvRows(io.BytesIO(data)).blocks([0, 1]):
            pass


def test_rows_when_a_line_never_ends_then_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "LONGEST_LINE_BYTES", 1000)
    monkeypatch.setattr(csv_rows, "BLOCK_BYTES", 100)
    with pytest.raises(CsvError, match="dài"):
        list(CsvRows(io.BytesIO(b"a,b\n" + b"x" * 5000)).blocks([0, 1]))
    with pytest.raises(CsvError, match="dài"):
        CsvRows(io.BytesIO(b"x" * 5000))
