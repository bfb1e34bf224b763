"""Measures the import of a list of 50,000 children into a whole province, duplicate check and writing included.

python bench/imports.py [--children 330000] [--rows 50000] [--profile FILE]

The list is made of children already known, written as another office would have written them, and of new ones. It is
imported into a copy of the province's database, which is dropped at the end.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import random
import resource
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from province import FULL_SIZE, province

BUDGET_S = 60.0
BUDGET_ROWS = 50_000
COPY = "mangnon_bench_imports"
KNOWN_SHARE = 0.6
HEADINGS = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Số định danh", "Họ tên mẹ", "Họ tên bố", "Điện thoại",
    "Xóm", "Xã",
)  # fmt: skip


def main() -> None:
    """Print rows per second beside the budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=FULL_SIZE)
    parser.add_argument("--rows", type=int, default=BUDGET_ROWS)
    parser.add_argument("--profile", type=Path, help="write cProfile's figures there")
    args = parser.parse_args()
    with province(args.children), tempfile.TemporaryDirectory() as folder, _copy_of_the_database():
        file = Path(folder) / "danh-sach.xlsx"
        _write_list(file, rows=args.rows)
        taken, counts = _imported(file, profile=args.profile)
    budget = BUDGET_S * args.rows / BUDGET_ROWS
    print("| what | measured | budget |")
    print("| --- | --- | --- |")
    print(
        f"| import of {args.rows} rows into {args.children} known children | {taken:.1f} s | {budget:.0f} s |\n"
        f"| rows/s | {args.rows / taken:.0f} | {BUDGET_ROWS / BUDGET_S:.0f} |\n"
        f"| peak memory of the process | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB | - |"
    )
    print("verdicts:", ", ".join(f"{name} {count}" for name, count in counts.items()))


@contextmanager
def _copy_of_the_database() -> Iterator[None]:
    """Work in a copy: what an import writes is not wanted by the next benchmark."""
    from django.db import connection

    original = connection.settings_dict["NAME"]
    connection.close()
    _admin(
        f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)",
        f"CREATE DATABASE {COPY} TEMPLATE {original} STRATEGY file_copy",
    )
    try:
        connection.settings_dict["NAME"] = os.environ["MANGNON_DATABASE"] = COPY
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        del os.environ["MANGNON_DATABASE"]
        _admin(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")


def _admin(*statements: str) -> None:
    import psycopg
    from psycopg.conninfo import make_conninfo

    from mangnon.core.store.server import Purpose, uri

    with psycopg.connect(make_conninfo(uri(Purpose.OWNER), dbname="postgres"), autocommit=True) as beside:
        for statement in statements:
            beside.execute(statement)


def _imported(file: Path, *, profile: Path | None) -> tuple[float, dict[str, int]]:
    from mangnon.core.clock import today
    from mangnon.core.scope.scope import system_scope
    from mangnon.interfaces.exchange.imports.run import run_import
    from mangnon.interfaces.exchange.imports.verdicts import CHILD_VERDICTS, counts_of
    from mangnon.interfaces.exchange.models import ImportKind

    watching = cProfile.Profile() if profile else None
    started = time.perf_counter()
    if watching:
        watching.enable()
    done = run_import(scope=system_scope(today()), kind=ImportKind.CHILDREN, path=file)
    if watching and profile:
        watching.disable()
        watching.dump_stats(profile)
    return time.perf_counter() - started, counts_of(done.verdicts, CHILD_VERDICTS)


def _write_list(file: Path, *, rows: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(_rows(rows), start=1):
        sheet.write_row(number, 0, (number, *row))
    book.close()


def _rows(count: int) -> Iterator[tuple[str, ...]]:
    """Rows of known children with small differences, and of new ones, from all communes, mixed."""
    chance = random.Random(11)
    known = _known(count)
    newest = max(each["birth_date"] for each in known)
    mothers, fathers = [each["mother"] for each in known], [each["father"] for each in known]
    for each in known:
        if chance.random() < KNOWN_SHARE:
            yield _told(each, chance)
        else:
            apart = timedelta(days=chance.randrange(400, 2000))
            # Neither born tomorrow nor grown up.
            born = each["birth_date"] + (apart if each["birth_date"] + apart < newest else -apart)
            parts = each["full_name"].split()
            given = [chance.choice(known)["full_name"].split()[-1] for _ in range(2)]
            name = " ".join((parts[0], *given))
            new = {**each, "full_name": name, "birth_date": born, "personal_id": "", "phone": "",
                   "mother": chance.choice(mothers), "father": chance.choice(fathers)}  # fmt: skip
            yield _told(new, chance)


def _told(each: dict[str, Any], chance: random.Random) -> tuple[str, ...]:
    bare = chance.random() < 0.2
    born: date = each["birth_date"]
    name, mother = (_bare(each[key]) if bare else each[key] for key in ("full_name", "mother"))
    return (
        name.upper() if chance.random() < 0.1 else name,
        str(born.year) if chance.random() < 0.03 else f"{born:%d/%m/%Y}",
        {"m": "Nam", "f": "Nữ"}.get(each["sex"], ""),
        "Kinh",
        "" if chance.random() < 0.3 else each["personal_id"],
        mother or "",
        "" if chance.random() < 0.2 else each["father"] or "",
        "" if chance.random() < 0.5 else each["phone"] or "",
        each["hamlet"] or "",
        each["commune"],
    )


def _bare(text: str | None) -> str:
    marked = unicodedata.normalize("NFD", (text or "").replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def _known(count: int) -> list[dict[str, Any]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.full_name, c.birth_date, c.sex, c.personal_id, k.mother, k.father, k.phone,
                   h.kind || ' ' || h.name AS hamlet, x.kind || ' ' || x.name AS commune
            FROM children_child c
            JOIN places_placeversion x ON x.place_id = c.commune_id AND upper_inf(x.valid)
            LEFT JOIN places_placeversion h ON h.place_id = c.hamlet_id AND upper_inf(h.valid)
            LEFT JOIN LATERAL (
              SELECT min(full_name) FILTER (WHERE relation = 'mother') AS mother,
                     min(full_name) FILTER (WHERE relation = 'father') AS father, min(nullif(phone, '')) AS phone
              FROM children_caregiver WHERE child_id = c.id
            ) k ON true
            WHERE c.birth_date IS NOT NULL AND c.merged_into_id IS NULL AND NOT c.placeholder_name
            ORDER BY md5(c.id::text) LIMIT %s
            """,
            [count],
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


if __name__ == "__main__":
    main()
