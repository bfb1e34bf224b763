"""Turning 16."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child, LifeEvent
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.services import end_those_grown_up, register_child
from mangnon.domain.worklist.models import Due


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "precision", "grown"),
    [
        (date(2010, 11, 24), "day", True),
        (date(2010, 11, 25), "day", False),
        (date(2010, 10, 1), "month", True),
        (date(2010, 11, 1), "month", False),
        (date(2009, 1, 1), "year", True),
        (date(2010, 1, 1), "year", False),
    ],
)
def test_end_those_grown_up_when_sixteen_is_sure_then_ended_with_nothing_owed(
    places: None, born: date, precision: str, grown: bool
) -> None:
    commune = find_commune("05830", on=today())
    assert commune is not None
    child: UUID = register_child(
        scope=system_scope(today()),
        told=ChildRecord(commune_id=commune.id, full_name="Lý Văn Sơn", birth_date=born, birth_precision=precision),
    )
    assert end_those_grown_up(scope=system_scope(date(2026, 11, 24))) == int(grown)
    assert bool(Child.objects.get(pk=child).end_reason) is grown
    assert LifeEvent.objects.filter(child_id=child, kind="turned_16").exists() is grown
    if grown:
        assert not Due.objects.filter(child_id=child).exists()
