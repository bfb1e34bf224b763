"""A case goes from report to closure; each step is asked of the procedure, and its deadlines follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from tests.domain.protection.conftest import MORNING, Clock, another, opened, reported, scope_of, told
from tests.scope.two_communes import TwoCommunes

from mangnon.core.clock import VIETNAM
from mangnon.core.content.protection import forms_on
from mangnon.core.scope.rights import Role
from mangnon.domain.protection.errors import CaseNotFoundError, ReportEmptyError, StepRefusedError
from mangnon.domain.protection.handover import answer_offer, list_offers
from mangnon.domain.protection.intake import join_report, open_case, open_sibling_case, route_report
from mangnon.domain.protection.kinds import Channel
from mangnon.domain.protection.late import tell_of_late_steps
from mangnon.domain.protection.models import Case, StepDue
from mangnon.domain.protection.notices import list_notices, mark_seen
from mangnon.domain.protection.queries import list_cases, list_step_dues, view_case
from mangnon.domain.protection.reporting import Worry, receive_report
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.domain.protection.telling import Told
from mangnon.domain.protection.work import Assessed, Planned, Promised, record_assessment, send_plan
from mangnon.vocab.protection import CheckOutcome, ItemLevel, ItemTable, RiskLevel, State, Step

REASON = {"reason": "vì đã xem tận nơi"}


def answers(form: str, level: ItemLevel) -> dict[str, ItemLevel]:
    better = {ItemLevel.HIGH: ItemLevel.LOW, ItemLevel.LOW: ItemLevel.HIGH, ItemLevel.MEDIUM: ItemLevel.MEDIUM}
    items = forms_on(MORNING.date())[form].items
    return {each.code: level if each.table is ItemTable.HARM else better[level] for each in items}


def to_plan(house: TwoCommunes, clock: Clock) -> UUID:
    """Bring a case to a plan that waits for the chair."""
    officer, case_id = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    clock.forward(hours=1)
    take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.CHECKED, outcome=CheckOutcome.TRUE))
    clock.forward(hours=1)
    record_assessment(scope=officer, case_id=case_id, told=Assessed("02", answers("02", ItemLevel.LOW), RiskLevel.LOW))
    clock.forward(days=1)
    record_assessment(scope=officer, case_id=case_id, told=Assessed("03", answers("03", ItemLevel.LOW), RiskLevel.LOW))
    take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.MET))
    clock.forward(hours=2)
    ends = clock.at.date() + timedelta(days=90)
    promised = Promised("psychological", clock.at.date(), ends, "tư vấn hằng tuần", "Trạm y tế")
    send_plan(scope=officer, case_id=case_id, told=Planned(clock.at.date(), ends, "Trẻ an toàn ở nhà", [promised]))
    return case_id


def test_case_when_all_steps_are_taken_then_it_is_closed_and_everything_stands_in_it(
    house: TwoCommunes, clock: Clock
) -> None:
    officer, chair = scope_of(house, Role.COMMUNE_OFFICER), scope_of(house, Role.COMMUNE_CHAIR)
    case_id = to_plan(house, clock)
    clock.forward(hours=3)
    stands = take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.PLAN_APPROVED))
    assert stands.state is State.UNDER_WAY
    clock.forward(days=91)
    record_assessment(scope=officer, case_id=case_id, told=Assessed("06", answers("06", ItemLevel.LOW), RiskLevel.LOW))
    view = view_case(scope=officer, case_id=case_id)
    from mangnon.core.content.protection import load_protection

    ground = next(each for each in load_protection().closing(clock.at.date()).grounds if State.REVIEWED in each.states)
    asked = Taking(step=Step.CLOSING_REQUESTED, ground=ground.code, criteria=frozenset(ground.criteria), words=REASON)
    take_step(scope=officer, case_id=case_id, taking=asked)
    with pytest.raises(StepRefusedError):
        take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.CLOSED))
    assert take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.CLOSED)).state is State.CLOSED
    case = Case.objects.get(pk=case_id)
    assert case.closed_at == clock.at
    assert [each.code for each in view.plans[0].services and view.dues] == ["after_review"]
    assert view.plans[0].services[0].words["responsible"] == "Trạm y tế"
    assert not StepDue.objects.filter(case=case).exists()
    assert [each.id for each in list_cases(scope=officer, closed=True)] == [case_id]


def test_case_when_a_step_is_out_of_order_then_nothing_is_kept(house: TwoCommunes, clock: Clock) -> None:
    officer, case_id = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    with pytest.raises(StepRefusedError, match="đang ở bước"):
        record_assessment(
            scope=officer, case_id=case_id, told=Assessed("03", answers("03", ItemLevel.LOW), RiskLevel.LOW)
        )
    view = view_case(scope=officer, case_id=case_id)
    assert not view.assessments
    assert [each.step for each in view.steps] == [Step.REPORT_RECEIVED]


def test_deadline_when_the_report_came_then_the_assessment_is_owed_in_twelve_hours(
    house: TwoCommunes, clock: Clock
) -> None:
    opened(house)
    due = {each.code: each.due_at for each in list_step_dues(scope=scope_of(house, Role.COMMUNE_OFFICER))}
    assert due["assessment"] == MORNING + timedelta(hours=12)


def test_plan_deadline_when_checked_then_five_working_days_end_at_midnight(house: TwoCommunes, clock: Clock) -> None:
    case_id = opened(house)
    officer = scope_of(house, Role.COMMUNE_OFFICER)
    take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.CHECKED, outcome=CheckOutcome.TRUE))
    due = {each.code: each.due_at for each in list_step_dues(scope=officer)}
    # Thursday 26, Friday 27, Monday 30, Tuesday 1, Wednesday 2.
    assert due["plan"].astimezone(VIETNAM).date() in {date(2026, 12, 2), date(2026, 12, 3)}


def test_late_step_when_twelve_hours_are_over_then_the_commune_hears_at_once_and_the_province_a_day_later(
    house: TwoCommunes, clock: Clock
) -> None:
    opened(house)
    officer, province = scope_of(house, Role.COMMUNE_OFFICER), scope_of(house, Role.PROVINCE_OFFICER)
    clock.forward(hours=12, minutes=1)
    assert tell_of_late_steps() > 0
    assert tell_of_late_steps() == 0  # told once
    assert "late" in {each.kind for each in list_notices(scope=officer)}
    assert not [each for each in list_notices(scope=province) if each.kind == "late"]
    clock.forward(hours=24)
    tell_of_late_steps()
    late = [each for each in list_notices(scope=province) if each.kind == "late"]
    assert late
    assert list_cases(scope=province) == []  # they hear of it, and see no case


def test_waiting_report_when_nobody_opens_it_then_it_is_late_too(house: TwoCommunes, clock: Clock) -> None:
    reported(house)
    clock.forward(hours=12, minutes=1)
    tell_of_late_steps()
    assert "late" in {each.kind for each in list_notices(scope=scope_of(house, Role.COMMUNE_CHAIR))}


def test_handover_when_accepted_then_the_new_office_leads_and_the_old_team_sees_it_no_longer(
    house: TwoCommunes, clock: Clock
) -> None:
    officer, chair = scope_of(house, Role.COMMUNE_OFFICER), scope_of(house, Role.COMMUNE_CHAIR)
    there = another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega")
    case_id = to_plan(house, clock)
    take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.PLAN_APPROVED))
    offer = Taking(step=Step.HANDOVER_OFFERED, to_commune=house.second.commune_id, words=REASON)
    take_step(scope=chair, case_id=case_id, taking=offer)
    assert [each.case_id for each in list_offers(scope=there)] == [case_id]
    assert list_offers(scope=officer) == []
    with pytest.raises(CaseNotFoundError):
        view_case(scope=there, case_id=case_id)
    with pytest.raises(CaseNotFoundError):
        answer_offer(scope=officer, case_id=case_id, accept=True)
    clock.forward(hours=1)
    answer_offer(scope=there, case_id=case_id, accept=True)
    assert view_case(scope=there, case_id=case_id).commune_id == house.second.commune_id
    for before in (officer, chair):
        with pytest.raises(CaseNotFoundError):
            view_case(scope=before, case_id=case_id)


def test_handover_when_both_communes_have_a_case_of_that_number_then_the_next_number_there_is_given(
    house: TwoCommunes, clock: Clock
) -> None:
    officer, case_id = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    there = another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega")
    worry = Worry(told=told(), channel=Channel(Channel.PHONE), commune_id=house.second.commune_id)
    report_id = receive_report(scope=there, worry=worry).report_id
    open_case(scope=there, report_id=report_id, harms=("neglect",), child_id=None)
    passed = Taking(step=Step.CHECKED, outcome=CheckOutcome.PASSED_ON, to_commune=house.second.commune_id)
    take_step(scope=officer, case_id=case_id, taking=passed)
    answer_offer(scope=there, case_id=case_id, accept=True)
    assert view_case(scope=there, case_id=case_id).number == "02/2026"


def test_second_report_when_joined_then_its_own_twelve_hours_run(house: TwoCommunes, clock: Clock) -> None:
    officer, case_id = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.CHECKED, outcome=CheckOutcome.TRUE))
    record_assessment(scope=officer, case_id=case_id, told=Assessed("02", answers("02", ItemLevel.LOW), RiskLevel.LOW))
    came = clock.forward(days=2)
    report_id = reported(house)
    join_report(scope=officer, report_id=report_id, case_id=case_id)
    due = {each.code: each.due_at for each in list_step_dues(scope=officer)}
    assert due["assessment"] == came + timedelta(hours=12)


def test_sibling_when_opened_then_both_cases_name_one_event(house: TwoCommunes, clock: Clock) -> None:
    officer, first = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    second = open_sibling_case(
        scope=officer, case_id=first, harms=("neglect",), child_id=None, child=Told(child_name="Em")
    )
    events = set(Case.objects.filter(pk__in=[first, second]).values_list("event_id", flat=True))
    assert len(events) == 1
    assert None not in events
    assert {each.number for each in list_cases(scope=officer)} == {"01/2026", "02/2026"}


def test_step_when_changed_in_the_database_then_it_refuses(house: TwoCommunes, clock: Clock) -> None:
    from django.db import Error, transaction

    opened(house)
    for statement in ("UPDATE protection_step SET at = now()", "DELETE FROM protection_step"):
        with pytest.raises(Error, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_assessment_when_overruled_without_a_reason_then_refused(house: TwoCommunes, clock: Clock) -> None:
    officer, case_id = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.CHECKED, outcome=CheckOutcome.TRUE))
    high = answers("02", ItemLevel.HIGH)
    with pytest.raises(StepRefusedError, match="lý do"):
        record_assessment(scope=officer, case_id=case_id, told=Assessed("02", high, RiskLevel.LOW))
    told = Assessed("02", high, RiskLevel.LOW, reason="người gây hại đã bị tạm giữ")
    record_assessment(scope=officer, case_id=case_id, told=told)
    kept = view_case(scope=officer, case_id=case_id).assessments[0]
    assert (kept.suggested, kept.decided, kept.words["reason"]) == ("high", "low", "người gây hại đã bị tạm giữ")


def test_step_when_told_back_before_what_it_follows_then_refused(house: TwoCommunes, clock: Clock) -> None:
    officer, case_id = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    early = datetime(2026, 11, 25, 7, 0, tzinfo=VIETNAM)
    with pytest.raises(StepRefusedError, match="trước bước"):
        take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.CHECKED, at=early, outcome=CheckOutcome.TRUE))


def test_second_report_when_it_came_before_the_newest_step_then_its_twelve_hours_still_run_from_its_receipt(
    house: TwoCommunes, clock: Clock
) -> None:
    officer, case_id = scope_of(house, Role.COMMUNE_OFFICER), opened(house)
    came = clock.forward(hours=1)
    report_id = reported(house)
    clock.forward(hours=2)
    take_step(scope=officer, case_id=case_id, taking=Taking(step=Step.CHECKED, outcome=CheckOutcome.TRUE))
    record_assessment(scope=officer, case_id=case_id, told=Assessed("02", answers("02", ItemLevel.LOW), RiskLevel.LOW))
    clock.forward(hours=1)
    join_report(scope=officer, report_id=report_id, case_id=case_id)
    due = {each.code: each.due_at for each in list_step_dues(scope=officer)}
    assert due["assessment"] == came + timedelta(hours=12)


def test_sibling_when_the_first_case_was_handed_over_then_it_is_of_the_commune_that_has_it_now(
    house: TwoCommunes, clock: Clock
) -> None:
    chair = scope_of(house, Role.COMMUNE_CHAIR)
    there = another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega")
    case_id = to_plan(house, clock)
    take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.PLAN_APPROVED))
    offer = Taking(step=Step.HANDOVER_OFFERED, to_commune=house.second.commune_id, words=REASON)
    take_step(scope=chair, case_id=case_id, taking=offer)
    answer_offer(scope=there, case_id=case_id, accept=True)
    told = Told(child_name="Em của trẻ")
    second = open_sibling_case(scope=there, case_id=case_id, harms=("neglect",), child_id=None, child=told)
    assert Case.objects.get(pk=second).commune_id == house.second.commune_id
    with pytest.raises(CaseNotFoundError):
        view_case(scope=chair, case_id=second)


def test_sibling_when_nothing_is_told_of_it_then_refused(house: TwoCommunes, clock: Clock) -> None:
    first = opened(house)
    with pytest.raises(ReportEmptyError):
        open_sibling_case(scope=scope_of(house, Role.COMMUNE_OFFICER), case_id=first, harms=(), child_id=None)
    assert Case.objects.count() == 1


def test_handover_when_to_a_place_that_is_no_commune_then_refused_and_nothing_is_kept(
    house: TwoCommunes, clock: Clock
) -> None:
    chair = scope_of(house, Role.COMMUNE_CHAIR)
    case_id = to_plan(house, clock)
    take_step(scope=chair, case_id=case_id, taking=Taking(step=Step.PLAN_APPROVED))
    for nowhere in (house.second.hamlet_id, UUID(int=7)):
        offer = Taking(step=Step.HANDOVER_OFFERED, to_commune=nowhere, words=REASON)
        with pytest.raises(StepRefusedError, match="xã, phường"):
            take_step(scope=chair, case_id=case_id, taking=offer)
    assert Case.objects.get(pk=case_id).offered_to_id is None


def test_report_when_sent_to_no_commune_then_refused_and_when_it_comes_back_then_told_again(
    house: TwoCommunes, clock: Clock
) -> None:
    officer, report_id = scope_of(house, Role.COMMUNE_OFFICER), reported(house)
    there = another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega")
    with pytest.raises(StepRefusedError):
        route_report(scope=officer, report_id=report_id, commune_id=house.second.hamlet_id)
    mark_seen(scope=officer, notice_ids=[each.id for each in list_notices(scope=officer)])
    clock.forward(minutes=5)
    route_report(scope=officer, report_id=report_id, commune_id=house.second.commune_id)
    clock.forward(minutes=5)
    route_report(scope=there, report_id=report_id, commune_id=house.first.commune_id)
    assert [each.kind for each in list_notices(scope=officer, unseen=True)] == ["report"]
