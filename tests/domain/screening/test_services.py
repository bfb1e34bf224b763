"""Writing steps of screenings, each test kept as closely as it asks for."""

from __future__ import annotations

from datetime import date

import pytest
from tests.scope.two_communes import TODAY, TwoCommunes

from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.screening.errors import MeasuredError
from mangnon.domain.screening.models import Screening
from mangnon.domain.screening.queries import list_screenings, screenings_by_key
from mangnon.domain.screening.services import Reached, correct_screening, record_screening, withdraw_screening
from mangnon.domain.worklist.models import Due

BORN = date(2024, 5, 1)
SUSPECTED = Reached(
    on=date(2026, 11, 20), kind="vision", state="positive", measured={"right_tenths": 4, "left_tenths": 9},
    findings=("low_vision",), referred_to="Bệnh viện Mắt tỉnh", refer_by=date(2026, 12, 20),
)  # fmt: skip


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    user = house.users[role]
    return get_scope(user_id=user.id, user_name=str(user), on=TODAY)


def test_record_screening_when_values_and_a_referral_are_told_then_all_are_kept_and_the_next_step_is_owed(
    house: TwoCommunes,
) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    key = record_screening(scope=scope, child_id=house.first.child_id, told=SUSPECTED)
    kept = screenings_by_key(scope=scope, keys=[key])[key]
    assert (kept.measured, kept.findings) == ({"right_tenths": 4, "left_tenths": 9}, ["low_vision"])
    assert (kept.referred_to, kept.refer_by) == ("Bệnh viện Mắt tỉnh", date(2026, 12, 20))
    due = Due.objects.get(child_id=house.first.child_id, kind="screening", code="vision:positive")
    assert (due.record_class, due.last_fact) == ("health", key)


def test_record_screening_when_a_value_does_not_fit_then_refused_with_a_sentence(house: TwoCommunes) -> None:
    told = Reached(on=TODAY, kind="heart", state="normal", measured={"right_hand": 970, "foot": 96})
    with pytest.raises(MeasuredError, match="Tay phải: 970 nằm ngoài khoảng 40 đến 100"):
        record_screening(scope=scope_of(house, Role.HEALTH_STATION), child_id=house.first.child_id, told=told)


def test_record_screening_when_the_path_does_not_foresee_it_then_it_is_kept(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    for state in ("normal", "confirmed"):
        record_screening(scope=scope, child_id=house.first.child_id, told=Reached(TODAY, "heart", state))
    kept = [each.state for each in list_screenings(scope=scope, child_id=house.first.child_id) if each.kind == "heart"]
    assert kept == ["normal", "confirmed"]


def test_record_screening_when_told_twice_then_kept_once(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    keys = {record_screening(scope=scope, child_id=house.first.child_id, told=SUSPECTED) for _ in range(2)}
    assert len(keys) == 1


def test_record_screening_when_told_as_before_only_day_kind_and_state_then_kept(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    key = record_screening(scope=scope, child_id=house.first.child_id, told=Reached(TODAY, "hearing", "normal"))
    assert screenings_by_key(scope=scope, keys=[key])[key].measured == {}


@pytest.mark.parametrize("role", [Role.HEALTH_STATION, Role.SCHOOL, Role.COLLABORATOR, Role.COMMUNE_CHAIR])
def test_record_screening_when_of_the_mind_then_only_who_keeps_sensitive_records_may(
    house: TwoCommunes, role: Role
) -> None:
    with pytest.raises(ChildNotFoundError):
        record_screening(
            scope=scope_of(house, role), child_id=house.first.child_id, told=Reached(TODAY, "mental_health", "normal")
        )


def test_mental_health_when_recorded_then_its_row_and_its_due_are_sensitive_to_everybody_else(
    house: TwoCommunes,
) -> None:
    officer, station = scope_of(house, Role.COMMUNE_OFFICER), scope_of(house, Role.HEALTH_STATION)
    told = Reached(on=TODAY, kind="mental_health", state="positive")
    key = record_screening(scope=officer, child_id=house.first.child_id, told=told)
    assert key in {each.pk for each in list_screenings(scope=officer, child_id=house.first.child_id)}
    assert {each.kind for each in list_screenings(scope=station, child_id=house.first.child_id)} == {"hearing"}
    assert Due.objects.get(kind="screening", code="mental_health:positive").record_class == "sensitive"
    with pytest.raises(ChildNotFoundError):
        withdraw_screening(scope=station, fact_id=key, reason="không được biết")


def test_correct_screening_when_right_then_the_new_one_stands_and_the_old_one_stays(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    wrong = record_screening(scope=scope, child_id=house.first.child_id, told=SUSPECTED)
    right = correct_screening(
        scope=scope, fact_id=wrong, told=Reached(SUSPECTED.on, "vision", "normal"), reason="đọc nhầm bảng"
    )
    assert Screening.objects.get(pk=wrong).superseded_reason == "đọc nhầm bảng"
    assert Screening.objects.get(pk=right).corrects_id == wrong
    assert not Due.objects.filter(kind="screening", code="vision:positive").exists()


def test_correct_screening_when_it_would_change_who_may_read_it_then_refused(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.COMMUNE_OFFICER)
    wrong = record_screening(scope=scope, child_id=house.first.child_id, told=SUSPECTED)
    with pytest.raises(ChildNotFoundError):
        correct_screening(scope=scope, fact_id=wrong, told=Reached(TODAY, "mental_health", "normal"), reason="nhầm")
