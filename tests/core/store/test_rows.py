"""Rows written column by column are the rows that the model would have written."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from mangnon.core.clock import now, today
from mangnon.core.places.queries import find_commune
from mangnon.core.store.rows import columns_of, insert_columns, update_columns
from mangnon.domain.children.models import Child
from mangnon.interfaces.exchange.models import ImportRow, ImportRun
from mangnon.vocab.ids import uuid7


@pytest.fixture
def communes(places: None) -> list[UUID]:
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    return [each.id for each in found if each]


def _child(**told: object) -> Child:
    return Child(
        full_name="Lý 'Gia' \\ \"Hải\"", search_text="ly, gia {hai}", created_at=now(), updated_at=now(), **told
    )


@pytest.mark.django_db
def test_rows_when_inserted_by_column_then_every_kind_of_value_comes_back(communes: list[UUID]) -> None:
    rows = [
        _child(commune_id=communes[0], birth_date=date(2020, 1, 2), birth_precision="day", gestation_weeks=38),
        _child(open_communes=communes, multiple_birth=True),
    ]
    insert_columns(Child, columns_of(rows, [field.attname for field in Child._meta.concrete_fields]))
    for row in rows:
        kept = Child.objects.get(pk=row.pk)
        for field in Child._meta.concrete_fields:
            assert getattr(kept, field.attname) == getattr(row, field.attname), field.attname


@pytest.mark.django_db
def test_rows_when_they_hold_json_then_it_comes_back_and_the_key_is_the_databases() -> None:
    run = ImportRun.objects.create(kind="children", file_name="a", file_digest=b"1", state="done", at=now())
    cells = {"full_name": 'Lý "Gia" \\ Hải', "on": None}
    insert_columns(
        ImportRow,
        {
            "run_id": [run.pk] * 2, "sheet": ["1"] * 2, "row": [1, 2], "verdict": ["created"] * 2,
            "child_id": [uuid7(), None], "warnings": [["a", "b"], []], "reasons": [[], []], "cells": [cells, {}],
            "before": [None, {"sex": ""}],
        },
    )  # fmt: skip
    kept = list(ImportRow.objects.filter(run=run).order_by("row").values_list("warnings", "cells", "before"))
    assert kept == [(["a", "b"], cells, None), ([], {}, {"sex": ""})]


@pytest.mark.django_db
def test_rows_when_updated_by_column_then_only_those_named_change(communes: list[UUID]) -> None:
    rows = [_child(commune_id=communes[0]) for _ in range(3)]
    insert_columns(Child, columns_of(rows, [field.attname for field in Child._meta.concrete_fields]))
    update_columns(Child, [rows[0].pk, rows[1].pk], {"sex": ["m", "f"], "gestation_weeks": [None, 39]})
    kept = [Child.objects.values_list("sex", "gestation_weeks").get(pk=row.pk) for row in rows]
    assert kept == [("m", None), ("f", 39), ("", None)]
    insert_columns(Child, {})
    update_columns(Child, [], {"sex": []})
