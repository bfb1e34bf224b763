"""The shape of a record handed to the matching engine, and what it is compared by."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.engines.matching.names import NameColumns, name_columns
from mangnon.engines.matching.parameters import MatchingParameters, NameShares
from mangnon.vocab.errors import MangnonError

RECORD = pa.schema(
    [
        pa.field("full_name", pa.string()),  # as written, any Unicode form; null when there is none
        pa.field("birth_date", pa.date32()),  # first day of the month or year when that is all one knows
        pa.field("birth_precision", pa.string()),  # day, month, year, unknown; null means day
        pa.field("sex", pa.string()),  # m, f or null
        pa.field("mother_name", pa.string()),
        pa.field("father_name", pa.string()),
        pa.field("personal_id", pa.string()),  # 12 digits; other contents are not compared
        pa.field("insurance_no", pa.string()),  # last ten digits are compared
        pa.field("birth_certificate_no", pa.string()),
        pa.field("phone", pa.string()),
        pa.field("household_key", pa.string()),
        pa.field("hamlet_key", pa.string()),
        pa.field("commune_key", pa.string()),  # the commune of today, where it is certain
        pa.field("lineage_keys", pa.list_(pa.string())),  # communes before and after, any that may be meant
        pa.field("sheet", pa.string()),  # the sheet the row stands on; null for a known child
        pa.field("row", pa.int32()),  # its row number there
        pa.field("placeholder", pa.bool_()),  # the caller knows the name to be none
    ]
)
"""Columns may come in any order; missing ones count as unknown; other columns are left alone."""


class RecordShapeError(MangnonError):
    """The table handed to the matching engine has a column of a wrong type."""

    code = "matching.record_shape"


@dataclass(frozen=True)
class Prepared:
    """Records in the form they are compared in.

    ``table`` has a row number ``id`` and the columns the levels name; the arrays hold, per record, shares of
    people with that name (child, mother, father), whether the name is a placeholder, and where the row stands
    (sheet as a number, -1 where there is none).
    """

    table: pa.Table
    shares: dict[str, npt.NDArray[np.float64]]
    placeholder: npt.NDArray[np.bool_]
    sheet: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]


def conform(records: pa.Table) -> pa.Table:
    """Return the records with exactly the columns of ``RECORD``, unknown where none were given."""
    columns = []
    for field in RECORD:
        if field.name not in records.column_names:
            columns.append(pa.nulls(records.num_rows, field.type))
            continue
        column = records.column(field.name)
        try:
            columns.append(column.combine_chunks().cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as problem:
            raise RecordShapeError(
                f"Cột {field.name} không đúng kiểu dữ liệu ({column.type}, cần {field.type})."
            ) from problem
    return pa.Table.from_arrays(columns, schema=RECORD)


def prepare(*, records: pa.Table, parameters: MatchingParameters) -> Prepared:
    """Return the records in the form they are compared in.

    Args:
        records: ``RECORD`` rows.
        parameters: the matching content.
    """
    table = conform(records)
    column = {name: _one(table.column(name)) for name in table.column_names}
    people = _people(column, parameters.name_shares)
    placeholder = _matching(people["name"].columns["key"], parameters.placeholder_patterns)
    placeholder |= column["placeholder"].fill_null(False).to_numpy(zero_copy_only=False)
    unmarked = _unmarked_rows([person.columns for person in people.values()])
    nameless = {
        "name": placeholder,
        "mother": _matching(people["mother"].columns["key"], parameters.nobody_patterns),
        "father": _matching(people["father"].columns["key"], parameters.nobody_patterns),
    }
    prepared = {
        "id": pa.array(np.arange(table.num_rows, dtype=np.int32)),
        **{
            name: column
            for person, names in people.items()
            for name, column in _named(person, names.columns, nameless[person], unmarked).items()
        },
        **_birth_columns(column["birth_date"], column["birth_precision"]),
        "sex": pc.if_else(pc.is_in(column["sex"], pa.array(["m", "f"])), column["sex"], None),
        **_place_columns(column["hamlet_key"], column["commune_key"], column["lineage_keys"]),
        **_number_columns(column),
        "household": _filled(column["household_key"]),
    }
    return Prepared(
        table=pa.table(prepared),
        shares={person: names.share for person, names in people.items()},
        placeholder=placeholder,
        sheet=pc.dictionary_encode(column["sheet"]).indices.fill_null(-1).to_numpy(False).astype(np.int64),
        row=column["row"].fill_null(-1).to_numpy(False).astype(np.int64),
    )


def _people(column: dict[str, pa.Array], shares: NameShares) -> dict[str, NameColumns]:
    """Return the name columns of child, mother and father, made in one go."""
    rows = len(column["full_name"])
    names = pa.concat_arrays([column["full_name"], column["mother_name"], column["father_name"]])
    all_names = name_columns(names=names, shares=shares)
    return {
        person: NameColumns(
            columns={name: values.slice(at * rows, rows) for name, values in all_names.columns.items()},
            share=all_names.share[at * rows : (at + 1) * rows],
        )
        for at, person in enumerate(("name", "mother", "father"))
    }


def _one(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    if isinstance(combined, pa.ChunkedArray):
        return pa.concat_arrays(combined.chunks) if combined.num_chunks else pa.nulls(0, combined.type)
    return combined


def _filled(column: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _unmarked_rows(people: list[dict[str, pa.Array]]) -> pa.Array:
    """Say which rows name two people or more and carry no mark in any of the names."""
    known = sum(columns["key"].is_valid().to_numpy(zero_copy_only=False).astype(int) for columns in people)
    bare = [pc.equal(columns["key"], columns["spelled"]).fill_null(True) for columns in people]
    return pc.and_(pa.array(known >= 2), pc.and_(bare[0], pc.and_(bare[1], bare[2])))


def _named(
    person: str, columns: dict[str, pa.Array], nameless: npt.NDArray[np.bool_], unmarked: pa.Array
) -> dict[str, pa.Array]:
    columns = columns | {"lost": pc.or_(columns["lost"], unmarked)}
    mask = pa.array(nameless)
    return {
        f"{person}_{name}": pc.if_else(mask, pa.scalar(None, column.type), column) for name, column in columns.items()
    }


def _matching(keys: pa.Array, patterns: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Say which names are none: blank, or matched as a whole by one of the patterns."""
    matcher = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    encoded = pc.dictionary_encode(keys)
    hits = [matcher.fullmatch(key) is not None for key in encoded.dictionary.to_pylist()]
    found = pc.take(pa.array(hits, pa.bool_()), encoded.indices).fill_null(True)
    return np.array(found.to_numpy(zero_copy_only=False), dtype=bool)


def _birth_columns(dates: pa.Array, precision: pa.Array) -> dict[str, pa.Array]:
    precision = precision.fill_null("day")
    to_day = pc.equal(precision, "day")
    to_month = pc.or_(to_day, pc.equal(precision, "month"))
    to_year = pc.or_(to_month, pc.equal(precision, "year"))

    def where(known: pa.Array, values: pa.Array) -> pa.Array:
        return pc.if_else(known, values.cast(pa.int32()), pa.scalar(None, pa.int32()))

    return {
        "birth_year": where(to_year, pc.year(dates)),
        "birth_month": where(to_month, pc.month(dates)),
        "birth_day": where(to_day, pc.day(dates)),
        "birth_number": where(to_day, dates.cast(pa.int32())),
    }


def _place_columns(hamlet: pa.Array, commune: pa.Array, lineage: pa.Array) -> dict[str, pa.Array]:
    """Return hamlet, commune and every commune key of a record as one list, null where none is known."""
    hamlet, commune = _filled(hamlet), _filled(commune)
    sizes = pc.list_value_length(lineage).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    owner = np.repeat(np.arange(len(lineage)), sizes)
    known = np.flatnonzero(commune.is_valid().to_numpy(zero_copy_only=False))
    owners = np.concatenate((owner, known))
    values = pa.concat_arrays([lineage.drop_null().flatten(), commune.drop_null()])
    order = np.argsort(owners, kind="stable")
    counts = np.bincount(owners, minlength=len(lineage)) if len(owners) else np.zeros(len(lineage), np.int64)
    places = pa.ListArray.from_arrays(
        pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32)), pc.take(values, pa.array(order))
    )
    nowhere = pa.array((counts == 0) & hamlet.is_null().to_numpy(zero_copy_only=False))
    return {
        "hamlet": hamlet,
        "commune": commune,
        "places": pc.if_else(nowhere, pa.scalar(None, places.type), places),
    }


def _number_columns(column: dict[str, pa.Array]) -> dict[str, pa.Array]:
    certificate = pc.utf8_lower(pc.replace_substring_regex(column["birth_certificate_no"], r"[\s.,:;_()-]+", ""))
    certificate = pc.replace_substring_regex(certificate, r"^0+", "")
    phone = pc.replace_substring_regex(_digits(column["phone"]), r"^(0084|84|0)?", "")
    return {
        "personal": _personal(column["personal_id"], column["birth_date"]),
        "insurance": _if(pc.utf8_slice_codeunits(_digits(column["insurance_no"]), -10), r"^\d{10}$"),
        "certificate": _if(certificate, r"[1-9]"),
        "phone": _if(phone, r"^\d{8,10}$"),
    }


def _digits(column: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(column, r"\D+", "")


def _if(column: pa.Array, pattern: str) -> pa.Array:
    """Keep values that look right and do not repeat one digit; the rest is unknown."""
    right = pc.match_substring_regex(column, pattern)
    repeated = pc.match_substring_regex(column, r"^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$")
    return pc.if_else(pc.and_not(right, repeated).fill_null(False), column, pa.scalar(None, pa.string()))


def _personal(numbers: pa.Array, dates: pa.Array) -> pa.Array:
    """Keep personal numbers that can be this child's: 12 digits, the fourth of the century of birth.

    A parent's number in the child's column is of the wrong century, and would join brothers and sisters.

    Source: Decree 137/2015/ND-CP, Art. 13 and Circular 59/2021/TT-BCA, Art. 4: three digits of the province,
    one of century and sex (0-1 for 1900-1999, 2-3 for 2000-2099), two of the year, six at random.
    """
    shaped = _if(_digits(numbers), r"^0\d{11}$")
    filler = pc.match_substring_regex(shaped, "000000$").fill_null(False)
    shaped = pc.if_else(filler, pa.scalar(None, pa.string()), shaped)
    century = pc.utf8_slice_codeunits(shaped, 3, 4).cast(pa.int32())
    born = pc.divide(pc.year(dates).cast(pa.int32()), 100)
    agrees = pc.equal(pc.add(pc.divide(century, 2), 19), born)
    return pc.if_else(agrees.fill_null(True), shaped, pa.scalar(None, pa.string()))
