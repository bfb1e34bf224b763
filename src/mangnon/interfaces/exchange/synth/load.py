"""Loads a synthetic province into an empty database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mangnon.core.store.bulk import bulk_connection, copy_into, copy_through
from mangnon.domain.children.rules import search_text
from mangnon.interfaces.exchange.synth.province import Province
from mangnon.vocab.errors import MangnonError
from mangnon.vocab.text import search_key

SOURCE = "dữ liệu giả lập"
FOUNDED = date(2025, 7, 1)
_SENSITIVE = ["10đ", "10i", "10k", "10l", "10m"]


class NotEmptyError(MangnonError):
    """The database already holds children."""

    code = "synth.not_empty"

    def __init__(self) -> None:
        super().__init__(
            "Cơ sở dữ liệu đã có trẻ em; chỉ tạo dữ liệu giả lập trong cơ sở dữ liệu trống (đổi MANGNON_DATA)."
        )


def load(
    *,
    province: Province,
    communes: Mapping[str, UUID],
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Load the whole province, a few communes in one transaction.

    Args:
        province: what was generated.
        communes: key of each commune by code.
        at: when the facts count as recorded.
        progress: told (children loaded, in all).

    Returns:
        How many children.

    Raises:
        NotEmptyError: there are children already.
    """
    loaded = 0
    with bulk_connection() as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM children_child)")
            if cursor.fetchone()[0]:
                raise NotEmptyError
        place = _Placer(communes)
        # In one transaction with the first people: a province without any would refuse the next try.
        _load_province(connection, province.tables(), place)
        for chunk in province.chunks(communes_per_chunk=4):
            _load_people(connection, chunk.tables, place, at)
            _load_facts(connection, chunk.tables, at)
            connection.commit()
            loaded += chunk.tables["children"].num_rows
            if progress:
                progress(loaded, province.children)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        connection.commit()
    return loaded


class _Placer:
    """Turns commune codes into keys, column by column."""

    def __init__(self, communes: Mapping[str, UUID]) -> None:
        self.codes = pa.array(list(communes))
        self.keys = pa.array([key.bytes for key in communes.values()], pa.binary(16))

    def __call__(self, codes: pa.ChunkedArray) -> pa.ChunkedArray:
        return self.keys.take(pc.index_in(codes, value_set=self.codes).combine_chunks())


def _load_province(connection: Any, tables: Mapping[str, pa.Table], place: _Placer) -> None:
    hamlets = tables["hamlets"]
    kinds, names = zip(*(_kind_and_name(name) for name in hamlets["name"].to_pylist()), strict=True)
    arriving = pa.table(
        {
            "key": hamlets["key"],
            "code": hamlets["code"],
            "commune": place(hamlets["commune_code"]),
            "kind": pa.array(kinds),
            "name": pa.array(names),
            "search_name": pa.array([search_key(name) for name in names]),
        }
    )
    copy_through(
        connection,
        "places_place (id, level, code, valid, source, verified, synthetic)",
        arriving,
        f"SELECT encode(key, 'hex')::uuid, 'hamlet', code, daterange('{FOUNDED}', NULL), '{SOURCE}', false, true"
        " FROM arriving",
    )
    copy_through(
        connection,
        "places_placeversion (id, place_id, name, search_name, kind, parent_id, valid)",
        arriving,
        "SELECT uuidv7(), encode(key, 'hex')::uuid, name, search_name, kind, encode(commune, 'hex')::uuid,"
        f" daterange('{FOUNDED}', NULL) FROM arriving",
    )
    facilities = tables["facilities"]
    copy_into(
        connection,
        "facilities_facility",
        pa.table(
            {
                "id": facilities["key"],
                "name": facilities["name"],
                "kind": facilities["kind"],
                "commune_id": place(facilities["commune_code"]),
                "synthetic": _all(True, facilities),
            }
        ),
    )
    workers = tables["collaborators"]
    copy_into(
        connection,
        "workforce_worker",
        pa.table(
            {
                "id": workers["key"],
                "full_name": workers["full_name"],
                "phone": workers["phone"],
                "role": _all("collaborator", workers),
                "commune_id": place(workers["commune_code"]),
                "active": _all(True, workers),
                "synthetic": _all(True, workers),
            }
        ),
    )
    lists = workers["hamlet_keys"].combine_chunks()
    areas = pa.table({"worker": workers["key"].take(pc.list_parent_indices(lists)), "hamlet": lists.flatten()})
    copy_through(
        connection,
        "workforce_workerarea (id, worker_id, hamlet_id, valid)",
        areas,
        "SELECT uuidv7(), encode(worker, 'hex')::uuid, encode(hamlet, 'hex')::uuid,"
        f" daterange('{FOUNDED}', NULL) FROM arriving",
    )


def _load_people(connection: Any, tables: Mapping[str, pa.Table], place: _Placer, at: datetime) -> None:
    households = tables["households"]
    copy_into(
        connection,
        "children_household",
        pa.table(
            {
                "id": households["key"],
                "code": households["code"],
                "head_name": households["head"],
                "commune_id": place(households["commune_code"]),
                "hamlet_id": households["hamlet_key"],
                "address": _all("", households),
                "poverty": households["poverty"],
                "synthetic": _all(True, households),
            }
        ),
    )
    children = _children(tables, place, at)
    keys = {field.name for field in children.schema if pa.types.is_fixed_size_binary(field.type)}
    columns = [f"encode({name}, 'hex')::uuid" if name in keys else name for name in children.column_names]
    copy_through(
        connection,
        # Everyone's commune is decided here; an array of keys has no Arrow form.
        f"children_child ({', '.join(children.column_names)}, open_communes)",
        children,
        f"SELECT {', '.join(columns)}, '{{}}' FROM arriving",
    )
    carers = tables["caregivers"]
    copy_into(
        connection,
        "children_caregiver",
        pa.table(
            {
                "id": carers["key"],
                "child_id": carers["child_key"],
                "relation": carers["relation"],
                "full_name": carers["full_name"],
                "birth_year": carers["birth_year"],
                "phone": carers["phone"].fill_null(""),
                "personal_id": _all("", carers),
            }
        ),
    )
    _load_dated(connection, tables, place)


def _children(tables: Mapping[str, pa.Table], place: _Placer, at: datetime) -> pa.Table:
    children, twins = tables["children"], tables["twins"]
    paired = pa.chunked_array([*twins["child_key"].chunks, *twins["twin_key"].chunks], pa.binary(16))
    return pa.table(
        {
            "id": children["key"],
            "full_name": children["full_name"],
            "placeholder_name": _all(False, children),
            "birth_date": children["birth_date"],
            "birth_precision": children["birth_precision"],
            "sex": children["sex"],
            "ethnic_code": children["ethnic_code"],
            "personal_id": children["personal_id"].fill_null(""),
            "birth_certificate_no": children["birth_certificate_no"].fill_null(""),
            "insurance_no": children["insurance_no"].fill_null(""),
            "commune_id": place(children["commune_code"]),
            "hamlet_id": children["hamlet_key"],
            "hamlet_text": _all("", children),
            "address": _all("", children),
            "household_id": children["household_key"],
            "multiple_birth": pc.is_in(children["key"], value_set=paired.combine_chunks()),
            "end_reason": _all("", children),
            "photo": _all("", children),
            "synthetic": children["synthetic"],
            "search_text": pa.array(_search_texts(children, tables["caregivers"])),
            "created_at": _moment(at, children),
            "updated_at": _moment(at, children),
        }
    )


def _search_texts(children: pa.Table, carers: pa.Table) -> list[str]:
    rows = pc.index_in(carers["child_key"], value_set=children["key"].combine_chunks()).to_pylist()
    told: list[tuple[list[str], list[str]]] = [([], []) for _ in range(children.num_rows)]
    for row, name, phone in zip(rows, carers["full_name"].to_pylist(), carers["phone"].to_pylist(), strict=True):
        told[row][0].append(name)
        if phone:
            told[row][1].append(phone)
    numbers = zip(
        *(children[name].fill_null("").to_pylist() for name in ("personal_id", "insurance_no", "birth_certificate_no")),
        strict=True,
    )
    return [
        search_text(names=[name, *names], numbers=[*own, *phones])
        for name, own, (names, phones) in zip(children["full_name"].to_pylist(), numbers, told, strict=True)
    ]


def _load_dated(connection: Any, tables: Mapping[str, pa.Table], place: _Placer) -> None:
    homes = tables["residences"]
    homes = homes.append_column("commune", place(homes["commune_code"]))
    held = "daterange(valid_from, valid_to)"
    child = "encode(key, 'hex')::uuid, encode(child_key, 'hex')::uuid"
    copy_through(
        connection,
        "children_residence (id, child_id, commune_id, hamlet_id, valid, source)",
        homes,
        f"SELECT {child}, encode(commune, 'hex')::uuid, encode(hamlet_key, 'hex')::uuid, {held}, '{SOURCE}'"
        " FROM arriving",
    )
    groups = tables["circumstances"]
    groups = groups.append_column("sensitive", pc.is_in(groups["group_code"], value_set=pa.array(_SENSITIVE)))
    copy_through(
        connection,
        "children_circumstance (id, child_id, group_code, sensitive, subtype, document, valid, source)",
        groups,
        f"SELECT {child}, group_code, sensitive, subtype, document, {held}, '{SOURCE}' FROM arriving",
    )
    copy_through(
        connection,
        "children_riskfactor (id, child_id, code, note, valid, source)",
        tables["risk_factors"],
        f"SELECT {child}, code, '', {held}, '{SOURCE}' FROM arriving",
    )
    copy_through(
        connection,
        "facilities_enrolment (id, child_id, facility_id, valid, source)",
        tables["enrolments"],
        f"SELECT {child}, encode(facility_key, 'hex')::uuid, {held}, '{SOURCE}' FROM arriving",
    )


def _load_facts(connection: Any, tables: Mapping[str, pa.Table], at: datetime) -> None:
    weighed, given = tables["measurements"], tables["doses"]
    copy_into(
        connection,
        "growth_measurement",
        _facts(
            weighed,
            at,
            weight_g=weighed["weight_g"],
            length_mm=weighed["length_mm"],
            position=weighed["position"].fill_null(""),
            oedema=_all(False, weighed),
        ),
    )
    copy_into(
        connection,
        "immunization_dose",
        _facts(
            given,
            at,
            product=given["product"],
            maker=given["maker"],
            lot=given["lot"].fill_null(""),
            site=_all("", given),
        ),
    )
    taken, screened, visited = tables["supplements"], tables["screenings"], tables["visits"]
    copy_into(connection, "nutrition_supplement", _facts(taken, at, kind=taken["kind"]))
    load_screenings(connection, screened, at)
    copy_into(connection, "outreach_visit", _facts(visited, at, purpose=visited["purpose"], note=_all("", visited)))


def load_screenings(connection: Any, screened: pa.Table, at: datetime) -> None:
    """Append generated screenings.

    Args:
        connection: of ``bulk_connection``.
        screened: rows as ``schema.SCREENINGS``.
        at: when they count as recorded.
    """
    plain = ("kind", "state", "referred_to", "refer_by", "reason")
    rows = _facts(screened, at, **{name: screened[name] for name in (*plain, "measured", "findings")})
    columns = ["id", "child_id", '"on"', "recorded_at", "source", "superseded_reason", *plain, "measured", "findings"]
    keys = "encode(id, 'hex')::uuid, encode(child_id, 'hex')::uuid"
    copy_through(
        connection,
        f"screening_screening ({', '.join(columns)})",
        rows,
        f"SELECT {keys}, {', '.join(columns[2:-2])}, measured::jsonb, string_to_array(findings, ',') FROM arriving",
    )


def _facts(rows: pa.Table, at: datetime, **columns: Any) -> pa.Table:
    return pa.table(
        {
            "id": rows["key"],
            "child_id": rows["child_key"],
            "on": rows["on"],
            "recorded_at": _moment(at, rows),
            "source": _all(SOURCE, rows),
            "superseded_reason": _all("", rows),
            **columns,
        }
    )


def _all(value: Any, rows: pa.Table) -> pa.Array:
    return pa.array(np.full(rows.num_rows, value)) if isinstance(value, bool) else pa.repeat(value, rows.num_rows)


def _moment(at: datetime, rows: pa.Table) -> pa.Array:
    return pa.repeat(pa.scalar(at, pa.timestamp("us", "UTC")), rows.num_rows)


def _kind_and_name(text: str) -> tuple[str, str]:
    for kind in ("Tổ dân phố", "Thôn", "Xóm", "Bản", "Khu", "Tổ"):
        if text.startswith(kind + " "):
            return kind.lower(), text[len(kind) + 1 :]
    return "xóm", text
