"""What a migration does to doses that stand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from tests.scope.two_communes import build

from mangnon.domain.immunization.models import Dose

MIGRATION: Any = import_module("mangnon.domain.immunization.migrations.0002_examined_before_a_dose")
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.django_db
def test_examined_when_it_stood_in_the_source_then_in_its_column_and_back() -> None:
    """Only what was said is taken over; who said nothing is not held to have said no."""
    child_id = build().first.child_id
    Dose.objects.all().delete()
    sources = ["đợt tiêm 24/11/2026; đã khám sàng lọc", "đợt tiêm 24/11/2026", "sổ tiêm.xlsx"]
    keys = [
        Dose.objects.create(
            child_id=child_id, on=date(2026, 11, at + 1), product="vn:MR", recorded_at=AT, source=source
        ).pk
        for at, source in enumerate(sources)
    ]

    def told() -> list[tuple[bool | None, str]]:
        found = Dose.objects.in_bulk(keys)
        return [(found[key].examined, found[key].source) for key in keys]

    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.FROM_WORDS)
    assert told() == [(True, "đợt tiêm 24/11/2026"), (None, "đợt tiêm 24/11/2026"), (None, "sổ tiêm.xlsx")]
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.TO_WORDS)
    assert [source for _, source in told()] == sources
