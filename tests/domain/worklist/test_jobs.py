"""The night run beside requests that write, on real connections."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from mangnon.core.clock import now, today
from mangnon.core.places.queries import list_communes
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.fact_services import child_to_write
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.services import register_child
from mangnon.domain.growth.services import Measured, record_weight
from mangnon.domain.worklist.jobs import derive_all, derive_children
from mangnon.domain.worklist.models import Due
from mangnon.domain.worklist.services import DERIVING, LOTS, refresh_dues

pytestmark = pytest.mark.django_db(transaction=True)
# Long enough for a run that does not wait to be over.
A_WHILE_S = 1.5


@pytest.fixture
def children(places: None) -> list[UUID]:
    """One infant in each of twelve communes, more than there are lots."""
    scope = system_scope(today())
    born = today() - timedelta(days=200)
    return [
        register_child(
            scope=scope,
            told=ChildRecord(
                commune_id=commune.id, full_name="Nguyễn Văn An", birth_date=born, birth_precision="day", sex="m"
            ),
        )
        for commune in list_communes(on=today())[:12]
    ]


def _dues() -> set[tuple[object, ...]]:
    return set(Due.objects.values_list("child_id", "kind", "code", "window_from", "window_to", "commune_id"))


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def test_night_run_when_children_live_in_all_lots_then_it_derives_what_requests_did(children: list[UUID]) -> None:
    by_requests = _dues()
    Due.objects.all().delete()
    told: list[int] = []
    done = derive_all(today=today(), at=now(), progress=lambda count, _: told.append(count))
    assert done.children == len(children)
    assert _dues() == by_requests
    assert told == sorted(told)
    assert told[-1] == len(children)


def test_night_run_when_a_request_writes_meanwhile_then_it_waits_and_sees_what_was_written(
    children: list[UUID],
) -> None:
    scope = system_scope(today())
    run = threading.Thread(target=lambda: derive_all(today=today(), at=now()))
    with transaction.atomic():
        record_weight(scope=scope, child_id=children[0], measured=Measured(on=today(), weight_g=7800))
        run.start()
        run.join(A_WHILE_S)
        waited = run.is_alive()
    run.join(60)
    assert waited
    assert not run.is_alive()
    assert not Due.objects.filter(child_id=children[0], code__startswith="monthly:").exists()


@pytest.mark.parametrize("lot", [0, LOTS - 1])
def test_bulk_derivation_when_another_holds_any_lot_then_it_waits(children: list[UUID], lot: int) -> None:
    run = threading.Thread(target=lambda: derive_children(child_ids=children, today=today(), at=now()))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DERIVING + lot])
        run.start()
        run.join(A_WHILE_S)
        waited = run.is_alive()
    run.join(60)
    assert waited
    assert not run.is_alive()


def test_night_run_when_a_lot_fails_then_the_failure_is_told(
    children: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("no content")

    monkeypatch.setattr("mangnon.domain.worklist.jobs.derive", refuse)
    with pytest.raises(RuntimeError, match="no content"):
        derive_all(today=today(), at=now())


def test_night_run_when_a_request_has_begun_with_a_child_then_neither_waits_for_the_other_for_ever(
    children: list[UUID],
) -> None:
    Due.objects.filter(child_id=children[0]).delete()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            derive_all(today=today(), at=now())
        except BaseException as failure:
            failures.append(failure)

    beside = threading.Thread(target=run)
    with transaction.atomic():
        child_to_write(scope=system_scope(today()), child_id=children[0], record_class=RecordClass.HEALTH)
        beside.start()  # it reads, and writes dues that point at the child
        while beside.is_alive() and not _somebody_waits():
            beside.join(0.1)
        refresh_dues(child_ids=[children[0]])
    beside.join(60)
    assert not beside.is_alive()
    assert failures == []
