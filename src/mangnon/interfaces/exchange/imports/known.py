"""Children already known, and rows of a file, in the form the matching engine compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa

from mangnon.core.store.bulk import bulk_connection
from mangnon.domain.children.comparing import RECORD_SQL
from mangnon.engines.matching.records import RECORD
from mangnon.interfaces.exchange.imports.homes import Home
from mangnon.interfaces.exchange.workbook.identity import Identity


@dataclass(frozen=True)
class Keys:
    """Keys of children by row, made one by one: of a whole province few are asked for."""

    column: pa.ChunkedArray

    def __getitem__(self, row: int) -> UUID:
        """Return the key of the child in a row of the known table."""
        return UUID(bytes=self.column[row].as_py())


@dataclass(frozen=True)
class KnownChildren:
    """Children already known: keys by row, and RECORD columns."""

    keys: Keys
    records: pa.Table


def read_known(which: str = "true") -> KnownChildren:
    """Read children for comparison.

    Args:
        which: SQL condition on ``c``; all children when absent.
    """
    with bulk_connection() as connection, connection.cursor() as cursor:
        cursor.execute(RECORD_SQL.format(which=which, carers="true"))
        table = cursor.fetch_arrow_table()
    return KnownChildren(keys=Keys(table["key"]), records=table.drop(["key"]))


def incoming_records(rows: Sequence[tuple[str, int, Identity, Home]]) -> pa.Table:
    """Return the rows of a file as RECORD: (sheet, row, who, where)."""
    columns: dict[str, list[Any]] = {name: [] for name in RECORD.names}
    for sheet, number, who, home in rows:
        mother, father = who.carer("mother"), who.carer("father")
        phones = [carer.phone for carer in who.carers if carer.phone]
        told = {
            "full_name": who.full_name or None,
            "birth_date": who.birth_date,
            "birth_precision": who.birth_precision,
            "sex": who.sex,
            "mother_name": mother.full_name if mother else None,
            "father_name": father.full_name if father else None,
            "personal_id": who.personal_id,
            "insurance_no": who.insurance_no,
            "birth_certificate_no": who.birth_certificate_no,
            "phone": phones[0] if phones else who.phone,
            "household_key": None,
            "hamlet_key": str(home.hamlet_id) if home.hamlet_id else None,
            "commune_key": str(home.commune_id) if home.commune_id else None,
            "lineage_keys": [
                str(key) for key in (home.open_communes or ([home.commune_id] if home.commune_id else []))
            ],
            "sheet": sheet,
            "row": number,
            "placeholder": who.placeholder,
        }
        for name in RECORD.names:
            columns[name].append(told[name])
    return pa.table({name: pa.array(columns[name], RECORD.field(name).type) for name in RECORD.names}, schema=RECORD)
