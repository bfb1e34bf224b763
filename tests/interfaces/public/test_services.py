"""The pace of an address, and that the address itself is not kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from mangnon.core.scope.roles import APP_ROLE
from mangnon.interfaces.public.models import Knock
from mangnon.interfaces.public.services import Pace, forget_old_knocks, knock

pytestmark = pytest.mark.django_db
PACE = Pace("report", 3, timedelta(seconds=30))
HOME = "203.0.113.7"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Puts the clock at a second of a morning."""

    def put(second: int, day: int = 24) -> None:
        monkeypatch.setenv("MANGNON_NOW", f"2026-11-{day}T08:{second // 60:02d}:{second % 60:02d}+07:00")

    return put


def test_knock_when_the_pace_is_kept_then_it_goes_on_for_ever(at) -> None:  # type: ignore[no-untyped-def]
    for turn in range(50):
        at(turn * 30)
        assert knock(address=HOME, pace=PACE) == 0


def test_knock_when_too_many_at_once_then_told_how_long_and_the_others_go_on(at) -> None:  # type: ignore[no-untyped-def]
    at(0)
    assert [knock(address=HOME, pace=PACE) for _ in range(5)] == [0, 0, 0, 30, 30]
    assert knock(address="203.0.113.8", pace=PACE) == 0
    at(29)
    assert knock(address=HOME, pace=PACE) == 1
    at(30)
    assert [knock(address=HOME, pace=PACE) for _ in range(2)] == [0, 30]


def test_address_when_counted_then_kept_as_a_hash_that_changes_with_the_day(at) -> None:  # type: ignore[no-untyped-def]
    at(0)
    knock(address=HOME, pace=PACE)
    first = bytes(Knock.objects.get().address_hash)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM public_knock t")
        assert HOME not in cursor.fetchone()[0]
    at(0, day=25)
    knock(address=HOME, pace=PACE)
    assert first not in {bytes(each.address_hash) for each in Knock.objects.exclude(address_hash=first)}
    assert Knock.objects.count() == 2


def test_knocks_when_a_day_old_then_forgotten(at) -> None:  # type: ignore[no-untyped-def]
    at(0)
    knock(address=HOME, pace=PACE)
    assert forget_old_knocks() == 0
    at(0, day=25)
    assert forget_old_knocks() == 1
    assert not Knock.objects.exists()


def test_knocks_when_read_as_a_page_then_the_database_refuses() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'public_knock', 'SELECT')", [APP_ROLE])
        assert cursor.fetchone()[0] is False
