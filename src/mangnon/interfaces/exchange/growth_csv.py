"""The growth engine's face for CSV files: cells into measurements, z-scores into lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mangnon.engines.growth.schema import MEASUREMENTS, SCORES, Problem
from mangnon.engines.growth.standards import GrowthStandards
from mangnon.engines.growth.zscore import zscores
from mangnon.interfaces.exchange.csv_rows import CsvError, CsvRows, Rows

COLUMNS = ("id", *MEASUREMENTS.names)
AGES = ("age_days", "age_months")
LETTERS = {"sex": "m hoặc f", "position": "l hoặc h", "oedema": "y hoặc n"}
OUTPUT_HEADER = ",".join(["id", *SCORES, *(f"{name}_flag" for name in SCORES), "problem"])
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"

SHORT_ROW, LONG_ROW = 1 << 16, 1 << 17  # beside the engine's own problem bits
REASONS: dict[int, str] = {
    SHORT_ROW: "dòng thiếu ô",
    LONG_ROW: "dòng thừa ô nên không rõ ô nào thuộc cột nào",
    Problem.AGE_DAYS: "age_days: không phải số từ 0 trở lên",
    Problem.AGE_MONTHS: "age_months: không phải số từ 0 trở lên",
    **{Problem[name.upper()]: f"{name}: chữ lạ (cần {letters})" for name, letters in LETTERS.items()},
}

SMALL = 10_000  # z-scores from -99.99 to 99.99 have their text ready
_READY = pa.array([f"{number / 100:.2f}" for number in range(-SMALL + 1, SMALL)])
_FLAGS = pa.array(["0", "1"])


class GrowthCsvError(CsvError):
    """The file lacks a column that z-scores need."""

    code = "growth.csv"


def score(
    *,
    source: BinaryIO,
    target: BinaryIO,
    standards: GrowthStandards,
    on_progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Read measurements from a CSV file and write their z-scores, row by row in the same order.

    Args:
        source: the CSV file, as bytes.
        target: where the answer goes, as bytes.
        standards: WHO's tables and rules.
        on_progress: is told how many bytes were read.

    Returns:
        The number of rows.

    Raises:
        CsvError: the file is not comma-separated UTF-8 with the columns needed.
    """
    rows_in = CsvRows(source)
    places = _places(rows_in.header)
    target.write(f"{OUTPUT_HEADER}\n".encode())
    count = 0
    for rows in rows_in.blocks(list(places.values())):
        names = {str(place): name for name, place in places.items()}
        cells = rows.columns.rename_columns([names[name] for name in rows.columns.column_names])
        target.write(_lines(cells=cells, rows=rows, standards=standards))
        count += cells.num_rows
        on_progress(rows_in.bytes_read)
    return count


def _places(header: Sequence[str]) -> dict[str, int]:
    """Find the known columns in the header; names may be in capitals."""
    names = [name.casefold() for name in header]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise GrowthCsvError(f"Cột «{twice[0]}» có hai lần; hãy giữ lại một cột.")
    places = {name: names.index(name) for name in COLUMNS if name in names}
    missing = [name for name in ("id", "sex") if name not in places]
    if not any(name in places for name in AGES):
        missing.append("age_days hoặc age_months")
    if missing:
        raise GrowthCsvError(
            f"Thiếu cột {', '.join(missing)}; cần tệp CSV ngăn cách bằng dấu phẩy với các cột id, sex và "
            "age_days hoặc age_months."
        )
    return places


def _lines(*, cells: pa.Table, rows: Rows, standards: GrowthStandards) -> bytes:
    """Compute one block and write it as CSV lines."""
    measurements = _measurements(cells=cells, long=rows.long)
    results = zscores(measurements=measurements, standards=standards)
    problem = results["problem"].to_numpy() | np.where(rows.short, SHORT_ROW, 0) | np.where(rows.long, LONG_ROW, 0)
    columns = [_quoted(_joined(cells["id"]))]
    columns += [_two_decimals(results[name]) for name in SCORES]
    columns += [pc.take(_FLAGS, _joined(results[f"{name}_flag"])) for name in SCORES]
    columns.append(_problem_ends(problem))
    lines = pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")
    _, offsets, data = lines.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)
    return memoryview(data)[ends[lines.offset] : ends[lines.offset + len(lines)]].tobytes()


def _measurements(*, cells: pa.Table, long: NDArray[np.bool_]) -> pa.Table:
    """Turn cells into the engine's columns; what is no number becomes NaN, which the engine names."""
    columns = {}
    for name in cells.column_names:
        if name in LETTERS:
            columns[name] = _letters(_joined(cells[name]))
        elif name != "id":
            columns[name] = _numbers(_joined(cells[name]))
    if long.any():
        columns["sex"] = pc.if_else(pa.array(long), pa.scalar(None, pa.string()), columns["sex"])
    return pa.table(columns)


def _joined(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _numbers(cells: pa.Array) -> pa.Array:
    """Read numbers: empty is unknown, text is NaN. Whole columns at once where every cell is plain."""
    unknown = pa.scalar(None, pa.string())
    try:
        return pc.cast(pc.if_else(pc.equal(cells, ""), unknown, cells), pa.float64())
    except pa.ArrowInvalid:
        trimmed = pc.utf8_trim_whitespace(cells)
    plain = pc.utf8_ltrim(trimmed, "+")
    readable = pc.if_else(pc.match_substring_regex(trimmed, NUMBER), plain, "nan")
    return pc.cast(pc.if_else(pc.equal(trimmed, ""), unknown, readable), pa.float64())


def _letters(cells: pa.Array) -> pa.Array:
    """Read letters in small or capital form, blanks around them cut off; empty is unknown."""
    encoded = cells.dictionary_encode()
    cleaned = [value.strip().lower() or None for value in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(cleaned, pa.string()), encoded.indices)


def _two_decimals(column: pa.ChunkedArray) -> pa.Array:
    """Write z-scores with two decimals, from ready texts but for absurdly large ones."""
    z = _joined(column)
    numbers = z.to_numpy(zero_copy_only=False)
    known = np.isfinite(numbers)
    hundredths = np.rint(np.where(known, numbers, 0.0) * 100.0)
    usual = np.abs(hundredths) < SMALL
    place = np.where(usual, hundredths, 0.0).astype(np.int32) + (SMALL - 1)
    texts = pc.take(_READY, pa.array(place, mask=~known))
    far = np.flatnonzero(known & ~usual)
    if not far.size:
        return texts
    written = [f"{numbers[at]:.2f}" for at in far]
    return pc.replace_with_mask(texts, pa.array(known & ~usual), pa.array(written, pa.string()))


def _problem_ends(problem: NDArray[np.int64]) -> pa.Array:
    """Write the last cell and the line's end."""
    bits, place = np.unique(problem, return_inverse=True)
    texts = [f"{_reasons(int(one))}\n" for one in bits]
    return pc.take(pa.array(texts, pa.string()), pa.array(place.astype(np.int32)))


def _reasons(bits: int) -> str:
    """Name every unreadable cell; no reason holds a comma or a quote, so the cell needs none."""
    known = [SHORT_ROW, LONG_ROW, *Problem]
    return "; ".join(
        REASONS.get(bit, f"{Problem(bit).name}: không phải số".lower() if bit < SHORT_ROW else "")
        for bit in known
        if bits & bit
    )


def _quoted(identities: pa.Array) -> pa.Array:
    """Quote the identities that hold a comma, a quote or a line break."""
    special = pc.match_substring_regex(identities, '[",\r\n]')
    if not pc.any(special).as_py():
        return identities
    doubled = pc.replace_substring(identities, '"', '""')
    quote = pa.scalar('"')
    return pc.if_else(special, pc.binary_join_element_wise(quote, doubled, quote, ""), identities)
