"""The wall before referrals: raw SQL as the application's own role, for the body, the sender and everybody else."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import ProgrammingError
from tests.scope.test_wall import as_app
from tests.scope.two_communes import MOMENT, TODAY, Known, TwoCommunes

from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Role
from mangnon.domain.referrals.models import Referral, ReferralEvent
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db
SENDERS = {Role.HEALTH_STATION, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR}


def seen(user_id: UUID | None, *, on: date = TODAY) -> dict[UUID, int]:
    """Return the referrals that a user's raw SQL finds, each with how many of its steps."""
    with as_app(user_id, on=on), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM referrals_referral")
        found: dict[UUID, int] = {row[0]: 0 for row in cursor.fetchall()}
        cursor.execute("SELECT referral_id, count(*) FROM referrals_referralevent GROUP BY 1")
        steps = dict(cursor.fetchall())
    assert set(steps) <= set(found), "steps of a referral that is not to be seen"
    return {**found, **steps}


def of_case(known: Known, case_id: UUID) -> None:
    """Let a referral belong to a case."""
    Referral.objects.filter(pk=known.referral_id).update(record_class="case", case_id=case_id)


@pytest.mark.parametrize("role", list(Role))
def test_raw_select_when_of_health_then_the_body_and_who_has_the_child_and_may_refer(
    house: TwoCommunes, role: Role
) -> None:
    wanted = {house.first.referral_id: 2} if role in SENDERS | {Role.PARTNER_BODY} else {}
    assert seen(house.users[role].id) == wanted


def test_raw_select_when_nobody_is_set_then_nothing(house: TwoCommunes) -> None:
    assert seen(None) == {}


def test_raw_select_when_of_a_sensitive_test_then_the_station_that_only_hands_in_does_not_see_it(
    house: TwoCommunes,
) -> None:
    Referral.objects.update(record_class="sensitive")
    assert seen(house.users[Role.HEALTH_STATION].id) == {}
    assert set(seen(house.users[Role.COMMUNE_OFFICER].id)) == {house.first.referral_id}


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_raw_select_when_declined_or_withdrawn_then_the_body_sees_nothing_and_the_sender_all(
    house: TwoCommunes, state: str
) -> None:
    Referral.objects.update(state=state, closed_at=MOMENT)
    assert seen(house.users[Role.PARTNER_BODY].id) == {}
    assert set(seen(house.users[Role.COMMUNE_OFFICER].id)) == {house.first.referral_id}


def test_raw_select_when_the_days_after_the_result_are_over_then_the_body_sees_nothing(house: TwoCommunes) -> None:
    Referral.objects.update(state="done", closed_at=MOMENT, body_until=TODAY)
    assert set(seen(house.users[Role.PARTNER_BODY].id)) == {house.first.referral_id}
    assert seen(house.users[Role.PARTNER_BODY].id, on=TODAY + timedelta(days=1)) == {}


def test_raw_select_when_the_partner_is_removed_from_the_body_then_nothing_at_once(house: TwoCommunes) -> None:
    partner = house.users[Role.PARTNER_BODY]
    Assignment.objects.filter(user=partner).update(valid=DateRange(date(2026, 1, 1), TODAY))
    assert seen(partner.id) == {}


def test_raw_select_when_a_partner_has_no_body_then_nothing_though_the_role_is_of_the_province(
    house: TwoCommunes,
) -> None:
    partner = house.users[Role.PARTNER_BODY]
    Assignment.objects.filter(user=partner).update(facility_id=None)
    assert seen(partner.id) == {}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PARTNER_BODY, Role.COMMUNE_CHAIR}))
def test_raw_select_when_of_a_case_then_having_the_child_is_not_enough(house: TwoCommunes, role: Role) -> None:
    of_case(house.first, uuid7())
    assert seen(house.users[role].id) == {}


def test_raw_select_when_of_a_case_then_the_body_it_went_to_sees_it(house: TwoCommunes) -> None:
    of_case(house.first, uuid7())
    assert set(seen(house.users[Role.PARTNER_BODY].id)) == {house.first.referral_id}


def test_steps_when_somebody_changes_or_deletes_one_then_the_database_refuses(house: TwoCommunes) -> None:
    step = ReferralEvent.objects.filter(referral_id=house.first.referral_id).first()
    assert step is not None
    with pytest.raises(ProgrammingError, match="only added to"):
        step.save(update_fields=["kind"])


def test_told_when_somebody_changes_it_then_the_database_refuses(house: TwoCommunes) -> None:
    with pytest.raises(ProgrammingError, match="stays as it was sent"):
        Referral.objects.filter(pk=house.first.referral_id).update(told_sealed=b"anders")


def test_database_when_read_alone_then_nothing_of_what_was_told_stands_in_it(house: TwoCommunes) -> None:
    with connection.cursor() as cursor:
        for table in ("referrals_referral", "referrals_referralevent"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            text = cursor.fetchone()[0]
            assert b"ReferralAlpha".hex() not in text
            assert "ReferralAlpha" not in text
