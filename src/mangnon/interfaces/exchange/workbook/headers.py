"""Finds the tables of a sheet: title rows, headers of one to four levels, where the data begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol

from mangnon.interfaces.exchange.workbook.layout import Column, Table
from mangnon.interfaces.exchange.workbook.people import read_sex
from mangnon.interfaces.exchange.workbook.sheets import Merge, Sheet
from mangnon.interfaces.exchange.workbook.wording import bare, header_text
from mangnon.vocab.dates import Cell, read_date
from mangnon.vocab.legacy_encoding import EncodingVote, repair_text, vote_encoding

MAX_LEVELS = 5
_HEAD_ROWS = 60
_LONGEST_HEADING = 200
_SAMPLE_ROWS = 400
_A_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,3}|[a-zA-Z])\s*\)?(?:\s*=\s*[\d+\s()-]+)?")


class ColumnWordsOfKind(Protocol):
    """What the finder asks about words of headers; each kind of list has its own."""

    name_words: frozenset[str]

    def is_name_heading(self, text: str) -> bool: ...

    def is_heading(self, text: str) -> bool: ...

    def is_group(self, text: str) -> bool: ...

    def meaning_of(self, path: tuple[str, ...]) -> tuple[str, float]: ...

    def finish(self, columns: Sequence[Column], *, title: str) -> tuple[Column, ...]: ...

    def is_list(self, columns: Sequence[Column]) -> bool: ...


@dataclass(frozen=True)
class _Block:
    """Rows ``first`` to ``last`` of a header."""

    first: int
    last: int


def find_tables(sheet: Sheet, *, words: ColumnWordsOfKind, before: Table | None) -> tuple[Table, ...]:
    """Find the tables of one sheet.

    Args:
        sheet: the sheet.
        words: the words of headers of the kind of list looked for.
        before: the last table of an earlier sheet, which this one may continue without a header.

    Returns:
        The tables from top to bottom; none when the sheet holds no such list.
    """
    vote = sheet_vote(sheet)
    merges = _by_row(sheet.merges)
    tables: list[Table] = []
    skip_to = 0
    for row, cells in sheet.numbered():
        if row <= skip_to or not _may_be_anchor(row, cells, words, vote) or not _is_anchor(cells, words, vote):
            continue
        own = vote_encoding(cell for cell in cells if type(cell) is str)
        heading_vote = own if own.encoding is not None else vote
        block = _block(sheet, row, words=words, vote=heading_vote, merges=merges)
        skip_to = block.last
        table = _table(sheet, block, words=words, vote=heading_vote, merges=merges)
        if not words.is_list(table.columns):
            continue
        if tables and _same_columns(tables[-1], table):
            continue
        if tables:
            tables[-1] = _ended(tables[-1], block.first - 1)
        tables.append(table)
    if not tables and before is not None:
        continued = _continued(sheet, before)
        return (continued,) if continued is not None else ()
    return tuple(tables)


def sheet_vote(sheet: Sheet) -> EncodingVote:
    """Tell in which encoding most of a sheet's texts were typed."""
    return vote_encoding(cell for _, cells in sheet.numbered(last=_SAMPLE_ROWS) for cell in cells if type(cell) is str)


def _by_row(merges: Iterable[Merge]) -> dict[int, list[Merge]]:
    found: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge.last_row - merge.first_row < MAX_LEVELS:
            for row in range(merge.first_row, merge.last_row + 1):
                found.setdefault(row, []).append(merge)
    return found


def _heading(cell: Cell, vote: EncodingVote) -> str | None:
    """Return a cell's text when it may be a heading; dates may be ("01/2026" over a month's columns)."""
    if type(cell) is str:
        return repair_text(cell, vote=vote) if len(cell) <= _LONGEST_HEADING else None
    if isinstance(cell, (datetime, date)):
        return f"{cell.month:02d}/{cell.year}"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return str(int(cell)) if float(cell).is_integer() else str(cell)
    return None


def _may_be_anchor(row: int, cells: Sequence[Cell], words: ColumnWordsOfKind, vote: EncodingVote) -> bool:
    """Look closely at the first rows; further down only at cells that are exactly a known word."""
    if row <= _HEAD_ROWS:
        return any(_is_name_heading(cell, words, vote) for cell in cells)
    return any(type(cell) is str and cell.strip().lower() in words.name_words for cell in cells)


def _is_name_heading(cell: Cell, words: ColumnWordsOfKind, vote: EncodingVote) -> bool:
    if type(cell) is not str or len(cell) > 80:
        return False
    return words.is_name_heading(repair_text(cell, vote=vote))


def _is_anchor(cells: Sequence[Cell], words: ColumnWordsOfKind, vote: EncodingVote) -> bool:
    """A header row holds the name's heading and another known one; a child called "Tên" does not."""
    texts = [repair_text(cell, vote=vote) for cell in cells if type(cell) is str and len(cell) <= _LONGEST_HEADING]
    return sum(words.is_heading(text) for text in texts) >= 2


def _block(
    sheet: Sheet, anchor: int, *, words: ColumnWordsOfKind, vote: EncodingVote, merges: dict[int, list[Merge]]
) -> _Block:
    first, last = anchor, anchor
    while last - anchor < MAX_LEVELS:
        reach = max(
            (m.last_row for m in merges.get(last, ()) if m.first_row <= last and _touches(m, sheet, anchor)),
            default=last,
        )
        if reach > last:
            last = reach
        elif _is_lower_level(sheet, last + 1, anchor=anchor, words=words, vote=vote):
            last += 1
        else:
            break
    while anchor - first < MAX_LEVELS - 1 and _is_upper_level(
        sheet, first - 1, below=first, words=words, vote=vote, merges=merges
    ):
        first -= 1
    first = min([first, *(m.first_row for m in merges.get(anchor, ()) if anchor - m.first_row < MAX_LEVELS)])
    return _Block(first, last)


def _touches(merge: Merge, sheet: Sheet, anchor: int) -> bool:
    """A merge belongs to the header when it starts at or above the anchor's row or heads a non-blank cell."""
    return merge.first_row <= anchor or sheet.cell(merge.first_row, merge.first_column) is not None


def _texts(sheet: Sheet, row: int, vote: EncodingVote) -> dict[int, str]:
    if not 1 <= row <= len(sheet.rows):
        return {}
    found = {}
    for at, cell in enumerate(sheet.rows[row - 1]):
        text = _heading(cell, vote)
        if text is not None:
            found[at] = text
        elif cell is not None:
            return {}
    return found


def _is_lower_level(sheet: Sheet, row: int, *, anchor: int, words: ColumnWordsOfKind, vote: EncodingVote) -> bool:
    """Say whether a row below the anchor is a further level: known words under wide or blank headings."""
    texts = _texts(sheet, row, vote)
    name_columns = [at for at, text in _texts(sheet, anchor, vote).items() if words.is_name_heading(text)]
    numbers = is_column_numbers(tuple(texts.values())) and any(at in texts for at in name_columns)
    if not texts or numbers or any(_A_DAY.search(text) for text in texts.values()):
        return False
    if any(
        words.meaning_of((text,))[0] == "order_no" and at in texts for at, text in _texts(sheet, anchor, vote).items()
    ):
        return False
    if any(at in texts and not _is_name_part(texts[at], words) for at in name_columns):
        return False
    above = _above(sheet, row, anchor=anchor, vote=vote)
    known = sum(words.meaning_of((*above.get(at, ()), text))[0] != "" for at, text in texts.items())
    return known >= max(1, 0.6 * len(texts)) and not _one_heading_of_rows(texts, words)


def _is_name_part(text: str, words: ColumnWordsOfKind) -> bool:
    return words.is_name_heading(text) or bare(text) in ("ho dem", "ho", "ten", "ho va ten dem", "ho lot")


def _one_heading_of_rows(texts: dict[int, str], words: ColumnWordsOfKind) -> bool:
    """A lone text such as "Xóm 3" heads the rows below it, not a column."""
    return len(texts) == 1 and bool(re.search(r"\d", next(iter(texts.values()))))


def _above(sheet: Sheet, row: int, *, anchor: int, vote: EncodingVote) -> dict[int, tuple[str, ...]]:
    """Return the headings over each column, a heading reaching right until the next one."""
    found: dict[int, tuple[str, ...]] = {}
    for level in range(anchor, row):
        texts = _texts(sheet, level, vote)
        current: str | None = None
        for at in range(max([len(sheet.rows[row - 1]), *(a + 1 for a in texts)])):
            current = texts.get(at, current)
            if current is not None:
                found[at] = (*found.get(at, ()), current)
    return found


def _is_upper_level(
    sheet: Sheet,
    row: int,
    *,
    below: int,
    words: ColumnWordsOfKind,
    vote: EncodingVote,
    merges: dict[int, list[Merge]],
) -> bool:
    texts = _texts(sheet, row, vote)
    if not texts:
        return False
    known = [at for at, text in texts.items() if words.is_group(text) or words.is_heading(text)]
    if not known or len(known) < 0.5 * len(texts):
        return False
    return len(texts) > 1 or _heads_some_columns(sheet, row, known[0], below=below, merges=merges)


def _heads_some_columns(sheet: Sheet, row: int, at: int, *, below: int, merges: dict[int, list[Merge]]) -> bool:
    """Say whether the only text of a row heads some columns, not the whole table as a title does."""
    width = len(sheet.rows[below - 1])
    for merge in merges.get(row, ()):
        if merge.first_row == row and merge.first_column == at:
            return merge.last_column - merge.first_column + 1 < max(width - 1, 3)
    return at > 0 and sheet.cell(below, at) is not None


def is_column_numbers(texts: Sequence[str]) -> bool:
    """Say whether a row only numbers the columns: (1) (2) (3), A B 1 2."""
    if len(texts) < 2 or not all(_COLUMN_NUMBER.fullmatch(text.strip()) for text in texts):
        return False
    numbers = [int(found[0]) for text in texts if (found := re.search(r"\d+", text))]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return len(numbers) >= 2 and numbers[0] <= 3 and all(0 < step <= 3 for step in steps)


def _table(
    sheet: Sheet,
    block: _Block,
    *,
    words: ColumnWordsOfKind,
    vote: EncodingVote,
    merges: dict[int, list[Merge]],
) -> Table:
    paths = _paths(sheet, block, vote=vote, merges=merges)
    used = _used_columns(sheet, block.last + 1)
    columns = []
    for at in range(max([*paths, *used, -1]) + 1):
        path = paths.get(at, ())
        meaning, confidence = words.meaning_of(path)
        if not path and at in used and _holds_sexes(sheet, block.last + 1, at):
            meaning, confidence = "sex", 0.5
        columns.append(
            Column(
                at=at,
                header=" › ".join(" ".join(part.split()) for part in path),
                meaning=meaning,
                confidence=confidence,
            )
        )
    return Table(
        sheet=sheet.name,
        header_first=block.first,
        header_last=block.last,
        first_row=block.last + 1,
        last_row=len(sheet.rows),
        columns=words.finish(columns, title=_title(sheet, block, vote)),
    )


def _holds_sexes(sheet: Sheet, first: int, at: int) -> bool:
    """Say whether a column without a heading holds nothing but "Nam" and "Nữ"."""
    cells = [sheet.cell(row, at) for row in range(first, min(first + _SAMPLE_ROWS, len(sheet.rows) + 1))]
    words = [read_sex(cell)[0] for cell in cells if type(cell) is str]
    return bool(words) and sum(word is not None for word in words) >= 0.9 * len(words)


def _title(sheet: Sheet, block: _Block, vote: EncodingVote) -> str:
    above = [text for row in range(1, block.first) for text in _texts(sheet, row, vote).values()]
    return " \n ".join([sheet.name, *above])


def _paths(
    sheet: Sheet, block: _Block, *, vote: EncodingVote, merges: dict[int, list[Merge]]
) -> dict[int, tuple[str, ...]]:
    """Return each column's headings from the top down, merged and wide headings spread over their columns."""
    levels = [dict(_texts(sheet, row, vote)) for row in range(block.first, block.last + 1)]
    merged: set[tuple[int, int]] = set()
    for merge in {m for row in range(block.first, block.last + 1) for m in merges.get(row, ())}:
        text = _heading(sheet.cell(merge.first_row, merge.first_column), vote)
        for row in range(max(merge.first_row, block.first), min(merge.last_row, block.last) + 1):
            for at in range(merge.first_column, merge.last_column + 1):
                merged.add((row - block.first, at))
                if text is not None:
                    levels[row - block.first][at] = text
    width = max((at + 1 for level in levels for at in level), default=0)
    for number, level in enumerate(levels[:-1]):
        current: str | None = None
        for at in range(width):
            below = any(at in lower for lower in levels[number + 1 :])
            if at in level:
                current = (
                    level[at] if below and not ((number, at) in merged and (number, at + 1) not in merged) else None
                )
            elif current is not None and below and (number, at) not in merged:
                level[at] = current
            else:
                current = None
    paths: dict[int, tuple[str, ...]] = {}
    for level in levels:
        for at, text in level.items():
            path = paths.get(at, ())
            if not path or bare(path[-1]) != bare(text):
                paths[at] = (*path, text)
    return paths


def _used_columns(sheet: Sheet, first: int) -> set[int]:
    return {
        at
        for _, cells in sheet.numbered(first=first, last=first + _SAMPLE_ROWS)
        for at, cell in enumerate(cells)
        if cell is not None
    }


def _same_columns(one: Table, other: Table) -> bool:
    """Say whether a header further down is the same one printed again on the next page."""
    first = {column.at: bare(header_text(column.header)) for column in one.columns if column.header}
    again = {column.at: bare(header_text(column.header)) for column in other.columns if column.header}
    shared = first.keys() & again.keys()
    alike = sum(first[at] == again[at] or first[at].endswith(again[at]) for at in shared)
    return bool(shared) and alike >= 0.8 * max(len(again), len(shared))


def _ended(table: Table, last_row: int) -> Table:
    return Table(table.sheet, table.header_first, table.header_last, table.first_row, last_row, table.columns)


def _continued(sheet: Sheet, before: Table) -> Table | None:
    """Continue the table of the sheet before when this one's first rows fit its columns."""
    names = before.columns_of("name") or before.columns_of("name_first")
    if not names:
        return None
    births = [at for meaning in ("birth_date", "male", "female", "birth_year") for at in before.columns_of(meaning)]
    vote = sheet_vote(sheet)
    fitting = seen = 0
    for _, cells in sheet.numbered(last=30):
        filled = {
            at: repair_text(cell, vote=vote) if type(cell) is str else cell
            for at, cell in enumerate(cells)
            if cell is not None
        }
        if len(filled) < 3:
            continue
        seen += 1
        name = filled.get(names[0])
        dated = any(read_date(filled.get(at), today=date(2100, 1, 1)).on is not None for at in births)
        fitting += type(name) is str and not re.search(r"\d", name) and (dated or not births)
    if not seen or fitting < 0.6 * seen:
        return None
    return Table(sheet.name, 0, 0, 1, len(sheet.rows), before.columns)
