"""Lines of ``mangnon immunize``: JSON in, JSON out, with the engine's tables in between.

Reading is tolerant to the last line: whatever a line holds, it is answered in its place, with verdicts or
with a problem. Writing is done column by column in Arrow, which keeps the face as fast as the engine.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.immunization import Evaluation, ScheduleVersions, evaluate_versions, versions_of

_EPOCH: Final = date(1970, 1, 1).toordinal()
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_DOSES: Final = 400

PROBLEMS: Final = {
    "too_long": "dòng dài quá 4 MB",
    "blank": "dòng trống",
    "json": "dòng không phải là JSON hợp lệ",
    "object": "dòng phải là một đối tượng JSON",
    "birth_date": "thiếu hoặc sai ngày sinh (birth_date, dạng NĂM-THÁNG-NGÀY)",
    "assess_on": "thiếu hoặc sai ngày đánh giá (assess_on, dạng NĂM-THÁNG-NGÀY)",
    "before_birth": "ngày đánh giá trước ngày sinh",
    "before_schedule": "ngày đánh giá trước phiên bản đầu tiên của lịch",
    "sex": "giới tính (sex) phải là m, f hoặc null",
    "doses": "doses phải là một danh sách",
    "too_many_doses": f"quá {_MOST_DOSES} mũi tiêm",
    "observations": "observations phải là danh sách gồm code và on đúng dạng",
}


def _no_constant(text: str) -> None:
    raise ValueError(text)


_DECODER: Final = json.JSONDecoder(parse_constant=_no_constant)


class _ProblemError(Exception):
    """The line cannot be evaluated; the argument is a code of `PROBLEMS`."""


@dataclass
class _Batch:
    """What a batch of lines holds, as columns; ``line`` tells which line each child stands on.

    The values of doses are kept as they came and are read column by column when the batch is full.
    """

    line: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    birth: list[int] = field(default_factory=list)
    assess: list[int] = field(default_factory=list)
    sex: list[str | None] = field(default_factory=list)
    doses: list[int] = field(default_factory=list)
    dose_on: list[object] = field(default_factory=list)
    dose_product: list[object] = field(default_factory=list)
    dose_maker: dict[int, str] = field(default_factory=dict)
    dose_substandard: list[int] = field(default_factory=list)
    seen_child: list[int] = field(default_factory=list)
    seen_code: list[str] = field(default_factory=list)
    seen_on: list[int | None] = field(default_factory=list)
    seen_until: list[int | None] = field(default_factory=list)


def _day(text: object) -> int | None:
    """The day number of an ISO date; None for anything else."""
    if not isinstance(text, str) or not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH
    except ValueError:
        return None


def _text(value: object) -> str | None:
    """A text that can be written as UTF-8; None for anything else."""
    if not isinstance(value, str):
        return None
    return value if value.isascii() else value.encode(errors="replace").decode()


def _each(values: list[object], read: Callable[[object], Any]) -> list[Any]:
    """Read every value, each distinct one once."""
    try:
        known = {value: read(value) for value in set(values)}
        return [known[value] for value in values]
    except TypeError:
        return [read(value) for value in values]


def answer_lines(*, lines: Sequence[bytes | None], schedule: ScheduleVersions) -> bytes:
    """Answer a batch of input lines.

    Args:
        lines: lines without their ends; None for a line that was too long to read.
        schedule: the versions of the schedule.

    Returns:
        One JSON line for each input line, in the same order.
    """
    batch = _Batch()
    answers: list[str] = [""] * len(lines)
    for number, line in enumerate(lines):
        try:
            _read_line(batch, number, line)
        except _ProblemError as problem:
            code, name = problem.args
            answers[number] = _problem(name, code)
    for number, text in zip(batch.line, _answers(batch, schedule), strict=True):
        answers[number] = text
    return ("\n".join(answers) + "\n").encode() if answers else b""


def _problem(name: str, code: str) -> str:
    text = json.dumps(f"{code}: {PROBLEMS[code]}", ensure_ascii=False)
    return f'{{"id": {name}, "problem": {text}}}'


def _read_line(batch: _Batch, number: int, line: bytes | None) -> None:
    if line is None:
        raise _ProblemError("too_long", "null")
    if not line.strip():
        raise _ProblemError("blank", "null")
    try:
        record = _DECODER.decode(line.decode())
    except (ValueError, RecursionError):
        raise _ProblemError("json", "null") from None
    if not isinstance(record, dict):
        raise _ProblemError("object", "null")
    name = _name(record.get("id"))
    birth, assess, sex = _read_child(record, name)
    doses, observations = _lists(record, name)
    _read_observations(batch, observations, name)
    _take_doses(batch, doses)
    batch.line.append(number)
    batch.ids.append(name)
    batch.birth.append(birth)
    batch.assess.append(assess)
    batch.sex.append(sex)


def _name(value: object) -> str:
    """The child's own id as JSON; ``null`` where it is no plain value."""
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    return json.dumps(value) if isinstance(value, str | int | float) else "null"


def _take_doses(batch: _Batch, doses: list[Any]) -> None:
    """Take the doses' values in; what is no object counts as a dose that says nothing."""
    given = doses if all(type(dose) is dict for dose in doses) else [_object(dose) for dose in doses]
    first = len(batch.dose_on)
    batch.doses.append(len(given))
    batch.dose_on += [dose.get("on") for dose in given]
    batch.dose_product += [dose.get("product") for dose in given]
    # Makers and sub-standard doses are rare, so they are kept by place.
    for place, dose in enumerate(given, start=first):
        if len(dose) > 2:
            if maker := _text(dose.get("maker")):
                batch.dose_maker[place] = maker
            if dose.get("substandard") is True:
                batch.dose_substandard.append(place)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read_child(record: dict[str, Any], name: str) -> tuple[int, int, str | None]:
    birth, assess, sex = _day(record.get("birth_date")), _day(record.get("assess_on")), record.get("sex")
    if birth is None:
        raise _ProblemError("birth_date", name)
    if assess is None:
        raise _ProblemError("assess_on", name)
    if assess < birth:
        raise _ProblemError("before_birth", name)
    if sex not in (None, "m", "f"):
        raise _ProblemError("sex", name)
    return birth, assess, sex


def _lists(record: dict[str, Any], name: str) -> tuple[list[Any], list[Any]]:
    doses, observations = record.get("doses"), record.get("observations")
    doses = [] if doses is None else doses
    observations = [] if observations is None else observations
    if not isinstance(doses, list):
        raise _ProblemError("doses", name)
    if len(doses) > _MOST_DOSES:
        raise _ProblemError("too_many_doses", name)
    if not isinstance(observations, list):
        raise _ProblemError("observations", name)
    return doses, observations


def _read_observations(batch: _Batch, observations: list[Any], name: str) -> None:
    """Take observations in; one that cannot be read might be a contraindication, so the line is refused."""
    found: list[tuple[str, int | None, int | None]] = []
    for one in observations:
        if not isinstance(one, dict) or not isinstance(one.get("code"), str | int):
            raise _ProblemError("observations", name)
        days = {key: _day(one.get(key)) for key in ("on", "until")}
        if any(day is None and one.get(key) is not None for key, day in days.items()):
            raise _ProblemError("observations", name)
        found.append((_text(str(one["code"])) or "", days["on"], days["until"]))
    for code, day, until in found:
        batch.seen_child.append(len(batch.line))
        batch.seen_code.append(code)
        batch.seen_on.append(day)
        batch.seen_until.append(until)


def _days(values: Sequence[int | None]) -> pa.Array:
    return pa.array(values, pa.int32()).cast(pa.date32())


def _answers(batch: _Batch, schedule: ScheduleVersions) -> list[str]:
    """The answer lines of the children of a batch."""
    if not batch.line:
        return []
    children = pa.table(
        {
            "birth_date": _days(batch.birth),
            "assess_on": _days(batch.assess),
            "sex": pa.array(batch.sex, pa.string()),
        }
    )
    counts = np.asarray(batch.doses, dtype=np.int32)
    doses = pa.table(
        {
            "child": pa.array(np.repeat(np.arange(len(counts), dtype=np.int32), counts)),
            "on": _days(_each(batch.dose_on, _day)),
            "product": pa.array(_each(batch.dose_product, _text), pa.string()),
        }
    )
    if batch.dose_maker:
        makers = [batch.dose_maker.get(place) for place in range(len(doses))]
        doses = doses.append_column("maker", pa.array(makers, pa.string()))
    if batch.dose_substandard:
        bad = np.zeros(len(doses), dtype=bool)
        bad[batch.dose_substandard] = True
        doses = doses.append_column("substandard", pa.array(bad))
    observations = pa.table(
        {
            "child": pa.array(batch.seen_child, pa.int32()),
            "code": pa.array(batch.seen_code, pa.string()),
            "on": _days(batch.seen_on),
            "until": _days(batch.seen_until),
        }
    )
    found = evaluate_versions(
        children=children, doses=doses, observations=observations, schedule=schedule, because=True
    )
    lines = _written(batch, found)
    version = versions_of(assess_on=children["assess_on"], schedule=schedule)
    for child in np.flatnonzero(version < 0):
        lines[child] = _problem(batch.ids[child], "before_schedule")
    return lines


def _written(batch: _Batch, found: Evaluation) -> list[str]:
    size = len(batch.line)
    doses = _by_child(found.doses["child"], _dose_texts(batch, found.doses), size)
    forecasts = _by_child(found.forecasts["child"], _forecast_texts(found.forecasts), size)
    lines = pc.binary_join_element_wise(
        '{"id": ', pa.array(batch.ids), ', "doses": [', doses, '], "forecasts": [', forecasts, "]}", ""
    )
    written: list[str] = lines.to_pylist()
    return written


def _by_child(child: pa.ChunkedArray, texts: pa.Array, size: int) -> pa.Array:
    """Join the texts of each child, which stand in the order of the children."""
    counts = np.bincount(child.to_numpy(), minlength=size)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), texts), ", ")


def _dose_texts(batch: _Batch, table: pa.Table) -> pa.Array:
    counts = np.asarray(batch.doses, dtype=np.int64)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    row = table["dose"].to_numpy()
    index = pa.array((row - first[row]).astype(np.int32))
    return _joined(
        '{"index": ',
        index.cast(pa.string()),
        ', "group": ',
        _quoted(table["group"]),
        ', "antigen": ',
        _quoted(table["antigen"]),
        ', "status": ',
        _quoted(table["status"]),
        ', "reasons": [',
        _quoted_lists(table["reasons"]),
        "]}",
    )


def _forecast_texts(table: pa.Table) -> pa.Array:
    return _joined(
        '{"group": ',
        _quoted(table["group"]),
        ', "status": ',
        _quoted(table["status"]),
        ', "dose": ',
        _filled(table["dose"].cast(pa.string())),
        ', "earliest": ',
        _quoted_dates(table["earliest"]),
        ', "recommended": ',
        _quoted_dates(table["recommended"]),
        ', "past_due": ',
        _quoted_dates(table["past_due"]),
        ', "products": [',
        _quoted_lists(table["products"]),
        '], "because": {"status": ',
        _quoted(table["status_because"]),
        ', "earliest": ',
        _quoted(table["earliest_because"]),
        ', "recommended": ',
        _quoted(table["recommended_because"]),
        ', "condition": ',
        _quoted(table["condition"]),
        "}}",
    )


def _joined(*parts: str | pa.Array | pa.ChunkedArray) -> pa.Array:
    joined = pc.binary_join_element_wise(*parts, "")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _filled(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(texts, "null")


def _quoted(names: pa.ChunkedArray) -> pa.ChunkedArray:
    """Names as JSON strings; null stays null."""
    if not names.num_chunks:
        return pa.chunked_array([], pa.string())
    return _filled(pa.chunked_array([_quoted_chunk(chunk) for chunk in names.chunks]))


def _quoted_chunk(names: pa.Array) -> pa.Array:
    plain = names if pa.types.is_dictionary(names.type) else names.dictionary_encode()
    quoted = pa.array([json.dumps(name) for name in plain.dictionary.to_pylist()], pa.string())
    return quoted.take(plain.indices)


def _quoted_lists(lists: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists of names as JSON strings with commas between them."""
    if not lists.num_chunks:
        return pa.chunked_array([], pa.string())
    joined = []
    for chunk in lists.chunks:
        texts = _quoted_chunk(chunk.flatten())
        counts = pc.list_value_length(chunk).to_numpy()
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        joined.append(pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), texts), ", "))
    return pa.chunked_array(joined)


def _quoted_dates(dates: pa.ChunkedArray) -> pa.ChunkedArray:
    return _filled(pc.binary_join_element_wise('"', dates.cast(pa.string()), '"', ""))
