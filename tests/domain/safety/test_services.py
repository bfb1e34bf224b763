"""Accidents are told once, corrected without loss, and reviewed after a death by who may know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Child
from mangnon.domain.safety.errors import NotThereError, ToldWronglyError
from mangnon.domain.safety.models import Hazard, HomeCheck, Incident, Review
from mangnon.domain.safety.queries import Sought, count_unreviewed, incidents_of_child, list_incidents, list_reviews
from mangnon.domain.safety.records import Happened, HomeSeen, Reviewed, Spot
from mangnon.domain.safety.services import (
    correct_incident,
    follow_places,
    identify_child,
    record_home_check,
    record_incident,
    record_review,
    withdraw_home_check,
    withdraw_incident,
)
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db
Tell = Callable[..., Happened]
Of = Callable[[Role], Scope]


def test_incident_when_told_twice_then_kept_once_and_in_the_log(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    scope = scope_of(Role.COLLABORATOR)
    told = happened(circumstances=("swimming", "alone"), part="noon", setting="pond", swim="cannot")
    first = record_incident(scope=scope, child_id=house.first.child_id, told=told)
    assert record_incident(scope=scope, child_id=house.first.child_id, told=told) == first
    kept = Incident.objects.get()
    assert (kept.circumstances, kept.part, kept.recorded_by) == (["alone", "swimming"], "noon", scope.user_id)
    assert AuditEntry.objects.get(action="safety.record_incident").subjects == [house.first.child_id]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "lightning"}, "loại tai nạn"),
        ({"on": date(2026, 11, 25)}, "tương lai"),
        ({"outcome": "lost"}, "hậu quả"),
        ({"circumstances": ("nothing",)}, "danh sách"),
        ({"first_aid": "doctor"}, "danh sách"),
        ({"age_years": 4}, "lấy từ sổ"),
    ],
)
def test_incident_when_something_is_wrong_then_refused_with_a_sentence(
    house: TwoCommunes, scope_of: Of, happened: Tell, wrong: dict[str, object], words: str
) -> None:
    with pytest.raises(ToldWronglyError) as raised:
        record_incident(
            scope=scope_of(Role.COMMUNE_OFFICER), child_id=house.first.child_id, told=happened(**wrong)
        )  # fmt: skip
    assert words in raised.value.sentence
    assert not Incident.objects.exists()


def test_incident_when_the_hamlet_is_of_another_commune_or_coordinates_are_swapped_then_refused(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    scope = scope_of(Role.PROVINCE_OFFICER)
    for spot in (
        Spot(house.first.commune_id, house.second.hamlet_id),
        Spot(house.first.commune_id, None, "", 105.6, 21.6),
        Spot(house.first.commune_id, None, "", 21.6, None),
        Spot(house.first.hamlet_id),
    ):
        with pytest.raises(ToldWronglyError):
            record_incident(scope=scope, child_id=house.first.child_id, told=happened(spot=spot))


def test_incident_when_the_child_is_out_of_reach_then_refused_wherever_it_happened(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    for role in (Role.COLLABORATOR, Role.HEALTH_STATION, Role.SCHOOL, Role.COMMUNE_CHAIR):
        with pytest.raises(ChildNotFoundError):
            record_incident(scope=scope_of(role), child_id=house.second.child_id, told=happened())
    with pytest.raises(ChildNotFoundError):
        record_incident(scope=scope_of(Role.COMMUNE_CHAIR), child_id=house.first.child_id, told=happened())
    record_incident(scope=scope_of(Role.SCHOOL), child_id=house.first.child_id, told=happened())


def test_unknown_child_when_told_then_only_by_who_works_in_the_place_and_a_form_sent_twice_tells_once(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    told, key = happened(sex="m", age_years=9), uuid7()
    scope = scope_of(Role.COLLABORATOR)
    assert record_incident(scope=scope, child_id=None, told=told, key=key) == key
    assert record_incident(scope=scope, child_id=None, told=told, key=key) == key
    another = record_incident(scope=scope, child_id=None, told=replace(told, event=Incident.objects.get().event))
    assert another != key  # two boys of nine in one event
    for role, spot in (
        (Role.SCHOOL, told.spot),
        (Role.COLLABORATOR, Spot(house.first.commune_id)),
        (Role.HEALTH_STATION, Spot(house.second.commune_id)),
    ):
        with pytest.raises(NotYoursError):
            record_incident(scope=scope_of(role), child_id=None, told=replace(told, spot=spot))
    with pytest.raises(ToldWronglyError):
        record_incident(scope=scope, child_id=None, told=happened(age_years=16))


def test_correction_when_made_then_the_old_stays_with_the_reason_and_the_event_is_the_same(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    scope = scope_of(Role.HEALTH_STATION)
    first = record_incident(scope=scope, child_id=house.first.child_id, told=happened())
    right = correct_incident(scope=scope, fact_id=first, told=happened(outcome="death"), reason="mất ở bệnh viện")
    old, new = Incident.objects.get(pk=first), Incident.objects.get(pk=right)
    assert (old.superseded_reason, old.outcome) == ("mất ở bệnh viện", "hospital")
    assert (new.corrects_id, new.event, new.outcome) == (first, old.event, "death")
    with pytest.raises(NotThereError):
        correct_incident(scope=scope, fact_id=first, told=happened(), reason="lần nữa")
    withdraw_incident(scope=scope, fact_id=right, reason="nhầm trẻ")
    assert incidents_of_child(scope=scope, child_id=house.first.child_id) == []
    assert len(incidents_of_child(scope=scope, child_id=house.first.child_id, corrected_too=True)) == 2


def test_unknown_child_when_found_in_the_register_then_the_accident_and_its_review_become_theirs(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    officer = scope_of(Role.COMMUNE_OFFICER)
    unknown = record_incident(scope=officer, child_id=None, told=happened(outcome="death", sex="f", age_years=2))
    record_review(
        scope=officer, incident_id=unknown, told=Reviewed(date(2026, 11, 23), {"what_happened": "ngã xuống ao"})
    )
    known = identify_child(scope=officer, fact_id=unknown, child_id=house.first.child_id)
    kept = Incident.objects.get(pk=known)
    assert (kept.child_id, kept.sex, kept.age_years, kept.corrects_id) == (house.first.child_id, "", None, unknown)
    assert Review.objects.get().incident_id == known
    assert Review.objects.get().child_id == house.first.child_id
    with pytest.raises(NotThereError):
        identify_child(scope=officer, fact_id=known, child_id=house.first.child_id)


def test_list_when_read_by_each_role_then_children_within_reach_and_what_happened_there(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    province = scope_of(Role.PROVINCE_OFFICER)
    mine = record_incident(scope=province, child_id=house.first.child_id, told=happened())
    theirs = record_incident(
        scope=province, child_id=house.second.child_id, told=happened(spot=Spot(house.second.commune_id))
    )
    visiting = record_incident(scope=province, child_id=house.second.child_id, told=happened(kind="fall"))
    unknown = record_incident(scope=province, child_id=None, told=happened(sex="m"))

    def read(role: Role) -> set[UUID]:
        return {each.pk for each in list_incidents(scope=scope_of(role), sought=Sought())}

    assert read(Role.PROVINCE_OFFICER) == {mine, theirs, visiting, unknown}
    for role in (Role.COLLABORATOR, Role.HEALTH_STATION, Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR):
        assert read(role) == {mine, visiting, unknown}
    assert read(Role.SCHOOL) == {mine}
    for role in (Role.PROVINCE_LEADER, Role.PARTNER_BODY, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        assert read(role) == set()


def test_review_when_a_death_is_told_then_owed_until_written_by_who_keeps_sensitive_records(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    officer = scope_of(Role.COMMUNE_OFFICER)
    told = Reviewed(date(2026, 11, 24), {"what_happened": "tắm suối", "actions": " "})
    alive = record_incident(scope=officer, child_id=house.first.child_id, told=happened(kind="fall"))
    death = record_incident(scope=officer, child_id=house.first.child_id, told=happened(outcome="death"))
    assert count_unreviewed(scope=officer) == 1
    assert [each.pk for each in list_incidents(scope=officer, sought=Sought(waiting=True))] == [death]
    for role in (Role.COLLABORATOR, Role.HEALTH_STATION, Role.SCHOOL, Role.COMMUNE_CHAIR, Role.PROVINCE_OFFICER):
        with pytest.raises(NotThereError):
            record_review(scope=scope_of(role), incident_id=death, told=told)
    with pytest.raises(NotThereError):
        record_review(scope=officer, incident_id=alive, told=told)
    with pytest.raises(ToldWronglyError):
        record_review(scope=officer, incident_id=death, told=Reviewed(date(2026, 11, 24), {"what_happened": " "}))
    with pytest.raises(ToldWronglyError):
        record_review(scope=officer, incident_id=death, told=Reviewed(date(2026, 11, 1), {"actions": "rào ao"}))
    record_review(scope=officer, incident_id=death, told=told)
    record_review(scope=officer, incident_id=death, told=replace(told, answers={"actions": "rào ao trước 1/12"}))
    assert count_unreviewed(scope=officer) == 0
    assert list_reviews(scope=officer, incident_ids=[death])[death].answers == {"actions": "rào ao trước 1/12"}
    assert Review.objects.filter(superseded_at__isnull=False).get().answers == {"what_happened": "tắm suối"}
    assert death in list_reviews(scope=scope_of(Role.PROVINCE_OFFICER), incident_ids=[death])
    assert list_reviews(scope=scope_of(Role.HEALTH_STATION), incident_ids=[death]) == {}
    assert AuditEntry.objects.filter(action="safety.record_review", record_class="sensitive").count() == 2


def test_home_check_when_told_then_once_and_withdrawn_with_a_reason(house: TwoCommunes, scope_of: Of) -> None:
    scope = scope_of(Role.COLLABORATOR)
    seen = HomeSeen(date(2026, 11, 24), {"gate": "no", "watched": "yes"}, "hẹn rào cổng")
    first = record_home_check(scope=scope, child_id=house.first.child_id, told=seen)
    assert record_home_check(scope=scope, child_id=house.first.child_id, told=seen) == first
    household = Child.objects.get(pk=house.first.child_id).household_id
    assert HomeCheck.objects.get().household_key == household
    for wrong in ({}, {"roof": "yes"}, {"gate": "maybe"}):
        with pytest.raises(ToldWronglyError):
            record_home_check(
                scope=scope, child_id=house.first.child_id, told=HomeSeen(date(2026, 11, 24), wrong)
            )  # fmt: skip
    with pytest.raises(ChildNotFoundError):
        record_home_check(scope=scope_of(Role.SCHOOL), child_id=house.first.child_id, told=seen)
    withdraw_home_check(scope=scope, fact_id=first, reason="nhầm nhà")
    with pytest.raises(ChildNotFoundError):
        withdraw_home_check(scope=scope, fact_id=first, reason="lần nữa")


def test_places_when_they_change_then_what_stands_there_follows(
    house: TwoCommunes, scope_of: Of, happened: Tell
) -> None:
    from mangnon.core.places.queries import get_row

    officer = scope_of(Role.PROVINCE_OFFICER)
    kept = record_incident(scope=officer, child_id=None, told=happened(sex="m"))
    bare = record_incident(scope=officer, child_id=None, told=happened(spot=Spot(house.first.commune_id)))
    new = found_hamlet(commune=get_row(house.second.commune_id), name="Xóm Mới")
    follow_places(
        communes={house.first.commune_id: house.second.commune_id},
        hamlets={house.first.hamlet_id: new.id},
        on=date(2026, 11, 24),
    )
    assert Incident.objects.get(pk=kept).hamlet_id == new.id
    assert set(Incident.objects.filter(pk__in=[kept, bare]).values_list("commune_id", flat=True)) == {
        house.second.commune_id
    }
    assert not Hazard.objects.exists()
