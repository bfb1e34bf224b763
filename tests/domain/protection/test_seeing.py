"""Who may read a report and a case: the scope and the database give the same answer, and sealed words stay sealed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.db import connection
from tests.domain.protection.conftest import REPORTER, SECRET, Clock, another, opened, reported, scope_of
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.errors import (
    CaseNotFoundError,
    MemberRefusedError,
    ReasonMissingError,
    ReceiptUnknownError,
    ReportEmptyError,
    ReportNotFoundError,
)
from mangnon.domain.protection.intake import open_case, route_report, set_report_aside
from mangnon.domain.protection.kinds import Channel, MemberRole
from mangnon.domain.protection.models import Case, Member, Report, Reporter
from mangnon.domain.protection.notices import list_notices
from mangnon.domain.protection.queries import list_cases, supported_children, view_case
from mangnon.domain.protection.reporting import (
    Worry,
    add_to_report,
    ask_receipt,
    receive_public_report,
    receive_report,
)
from mangnon.domain.protection.seeing import cases_in_sight, reporters_in_sight, reports_in_sight
from mangnon.domain.protection.team import add_member, end_member, open_in_emergency
from mangnon.domain.protection.telling import Told
from mangnon.domain.protection.work import add_note

Held = Callable[[Scope], AbstractContextManager[None]]
OF_A_CASE = ("member", "step", "stepdue", "assessment", "plan", "service", "note", "person")


def keys(sql: str) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def test_case_when_open_then_its_team_and_the_chair_see_it_and_nobody_else(
    house: TwoCommunes, clock: Clock, as_reader: Held
) -> None:
    case_id = opened(house)
    add_note(scope=scope_of(house, Role.COMMUNE_OFFICER), case_id=case_id, text="đã gặp cô giáo")
    for role in Role:
        scope = scope_of(house, role)
        sees = {case_id} if role in {Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR} else set()
        assert set(cases_in_sight(scope).values_list("id", flat=True)) == sees, role
        with as_reader(scope):
            assert keys("SELECT id FROM protection_case") == sees, role
            for table in OF_A_CASE:
                assert keys(f"SELECT case_id FROM protection_{table}") <= sees, (role, table)
        if not sees:
            with pytest.raises(CaseNotFoundError):
                view_case(scope=scope, case_id=case_id)


def test_case_when_another_officer_works_in_the_commune_then_they_do_not_see_it(
    house: TwoCommunes, clock: Clock, as_reader: Held
) -> None:
    case_id = opened(house)
    other = another(house, Role.COMMUNE_OFFICER, house.first.commune_id, "can-bo-2")
    assert list_cases(scope=other) == []
    with as_reader(other):
        assert keys("SELECT id FROM protection_case") == set()
        assert keys("SELECT id FROM protection_report") == set()  # its report went with the case
    add_member(
        scope=scope_of(house, Role.COMMUNE_OFFICER), case_id=case_id, user_id=_user(other), role=MemberRole.HELPER
    )
    assert [each.id for each in list_cases(scope=other)] == [case_id]


def test_member_when_removed_then_sight_ends_at_once(house: TwoCommunes, clock: Clock, as_reader: Held) -> None:
    case_id, officer = opened(house), scope_of(house, Role.COMMUNE_OFFICER)
    nurse = scope_of(house, Role.HEALTH_STATION)
    member_id = add_member(scope=officer, case_id=case_id, user_id=_user(nurse), role=MemberRole.HELPER)
    with as_reader(nurse):
        assert keys("SELECT id FROM protection_case") == {case_id}
    view_case(scope=nurse, case_id=case_id)
    end_member(scope=officer, case_id=case_id, member_id=member_id)
    with as_reader(nurse):
        assert keys("SELECT id FROM protection_case") == set()
        assert keys("SELECT case_id FROM protection_step") == set()
    with pytest.raises(CaseNotFoundError):
        view_case(scope=nurse, case_id=case_id)


def test_member_when_their_work_in_the_house_ends_then_sight_ends(
    house: TwoCommunes, clock: Clock, as_reader: Held
) -> None:
    case_id, nurse = opened(house), scope_of(house, Role.HEALTH_STATION)
    officer = scope_of(house, Role.COMMUNE_OFFICER)
    add_member(scope=officer, case_id=case_id, user_id=_user(nurse), role=MemberRole.HELPER)
    Assignment.objects.filter(user_id=nurse.user_id).delete()
    after = get_scope(user_id=_user(nurse), user_name="", on=nurse.on)
    assert list_cases(scope=after) == []
    with as_reader(after):
        assert keys("SELECT id FROM protection_case") == set()


def test_last_lead_when_taken_out_then_refused(house: TwoCommunes, clock: Clock) -> None:
    case_id, officer = opened(house), scope_of(house, Role.COMMUNE_OFFICER)
    lead = Member.objects.get(case_id=case_id)
    with pytest.raises(MemberRefusedError):
        end_member(scope=officer, case_id=case_id, member_id=lead.id)


def test_report_when_waiting_then_the_receiving_office_sees_it_alone(
    house: TwoCommunes, clock: Clock, as_reader: Held
) -> None:
    report_id = reported(house)
    for role in Role:
        scope = scope_of(house, role)
        sees = {report_id} if role in {Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR} else set()
        knows = {report_id} if role is Role.COMMUNE_OFFICER else set()
        assert set(reports_in_sight(scope).values_list("id", flat=True)) == sees, role
        assert set(reporters_in_sight(scope).values_list("id", flat=True)) == knows, role
        with as_reader(scope):
            assert keys("SELECT id FROM protection_report") == sees, role
            assert keys("SELECT report_id FROM protection_reporter") == knows, role
            assert keys("SELECT report_id FROM protection_stepdue WHERE report_id IS NOT NULL") <= sees, role


def test_report_when_without_a_place_then_the_province_routes_it_and_sees_it_no_longer(
    house: TwoCommunes, clock: Clock, as_reader: Held
) -> None:
    worry = Worry(told=Told(happened=SECRET), channel=Channel.PUBLIC_PAGE, commune_id=None)
    report_id = receive_public_report(worry=worry).report_id
    province, officer = scope_of(house, Role.PROVINCE_OFFICER), scope_of(house, Role.COMMUNE_OFFICER)
    partner = scope_of(house, Role.PARTNER_BODY)
    with as_reader(partner):
        assert keys("SELECT id FROM protection_report") == set()
    assert set(reports_in_sight(partner)) == set()
    with as_reader(province):
        assert keys("SELECT id FROM protection_report") == {report_id}
    with pytest.raises(NotYoursError):
        set_report_aside(scope=province, report_id=report_id, reason="không rõ")
    route_report(scope=province, report_id=report_id, commune_id=house.first.commune_id)
    assert set(reports_in_sight(province)) == set()
    assert set(reports_in_sight(officer).values_list("id", flat=True)) == {report_id}


def test_words_when_kept_then_the_database_alone_holds_none_of_them(house: TwoCommunes, clock: Clock) -> None:
    case_id = opened(house)
    officer = scope_of(house, Role.COMMUNE_OFFICER)
    add_note(scope=officer, case_id=case_id, text="Người nghi gây hại là ông Lò Văn Ẩn")
    open_in_emergency(
        scope=scope_of(house, Role.PROVINCE_OFFICER),
        number="01/2026",
        commune_id=house.first.commune_id,
        reason="báo nguy trong đêm tối",
    )
    hidden = (SECRET, REPORTER, "0912345678", "Nguyễn Văn Giấu", "Lò Văn Ẩn", "đêm tối", "Núi Kín")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = "\n".join(row[0] or "" for row in cursor.fetchall())
            for word in hidden:
                assert word not in rows, (table, word)
                assert word.encode().hex() not in rows, (table, word)
    assert view_case(scope=officer, case_id=case_id).child.happened == SECRET


def test_emergency_opening_when_made_then_three_hours_and_the_team_hears_of_it(
    house: TwoCommunes, clock: Clock, as_reader: Held
) -> None:
    case_id, province = opened(house), scope_of(house, Role.PROVINCE_OFFICER)
    there = another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega")
    asked = {"number": "01/2026", "commune_id": house.first.commune_id}
    with pytest.raises(ReasonMissingError):
        open_in_emergency(scope=province, reason=" ", **asked)  # type: ignore[arg-type]
    for stranger in (there, scope_of(house, Role.COLLABORATOR), scope_of(house, Role.AUDITOR)):
        with pytest.raises(CaseNotFoundError):
            open_in_emergency(scope=stranger, reason="khẩn", **asked)  # type: ignore[arg-type]
    open_in_emergency(scope=province, reason="trẻ đang ở bệnh viện tỉnh", **asked)  # type: ignore[arg-type]
    view_case(scope=province, case_id=case_id)
    with as_reader(province):
        assert keys("SELECT id FROM protection_case") == {case_id}
    for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR):
        assert "opened" in {each.kind for each in list_notices(scope=scope_of(house, role))}
    assert AuditEntry.objects.filter(action="protection.open_in_emergency", user_id=province.user_id).exists()
    clock.forward(hours=3)
    with as_reader(province):
        assert keys("SELECT id FROM protection_case") == set()
    with pytest.raises(CaseNotFoundError):
        view_case(scope=province, case_id=case_id)


def test_others_when_the_harm_is_kept_closely_then_they_learn_nothing(house: TwoCommunes, clock: Clock) -> None:
    case_id = opened(house, harms=("violence",))
    child = house.first.child_id
    for role in (Role.COLLABORATOR, Role.HEALTH_STATION, Role.SCHOOL):
        assert supported_children(scope=scope_of(house, role), child_ids=[child]) == {child}, role
    there = another(house, Role.COMMUNE_OFFICER, house.second.commune_id, "can-bo-omega")
    assert supported_children(scope=there, child_ids=[child]) == set()
    Case.objects.filter(pk=case_id).update(case_class="closed")
    assert supported_children(scope=scope_of(house, Role.COLLABORATOR), child_ids=[child]) == set()


@pytest.mark.parametrize("harms", [("sexual_abuse",), ("violence", "trafficking"), (), ("unheard_of",)])
def test_case_class_when_any_harm_is_strict_or_unknown_then_closed(
    house: TwoCommunes, clock: Clock, harms: tuple[str, ...]
) -> None:
    assert Case.objects.get(pk=opened(house, harms=harms)).case_class == "closed"


def test_receipt_when_asked_then_it_tells_the_state_and_nothing_of_the_child(house: TwoCommunes, clock: Clock) -> None:
    receipt = receive_public_report(
        worry=Worry(told=Told(happened=SECRET), channel=Channel.PUBLIC_PAGE, commune_id=house.first.commune_id)
    )
    assert ask_receipt(code=receipt.code.lower().replace(" ", "-")).state == "waiting"
    add_to_report(code=receipt.code, text="cháu vừa chạy sang nhà bà")
    officer = scope_of(house, Role.COMMUNE_OFFICER)
    open_case(scope=officer, report_id=receipt.report_id, harms=("violence",), child_id=None)
    asked = ask_receipt(code=receipt.code)
    assert (asked.state, asked.additions) == ("taken_up", 1)
    report = Report.objects.get(pk=receipt.report_id)
    assert receipt.code.replace(" ", "").encode() not in bytes(report.receipt_digest or b"")
    for wrong in ("", "AAAA BBBB CCCC DDDD", receipt.code[:-1]):
        with pytest.raises(ReceiptUnknownError):
            ask_receipt(code=wrong)


def test_report_when_it_says_nothing_then_refused(house: TwoCommunes, clock: Clock) -> None:
    worry = Worry(told=Told(sex="m"), channel=Channel.PUBLIC_PAGE, commune_id=None)
    with pytest.raises(ReportEmptyError):
        receive_public_report(worry=worry)
    assert not Report.objects.exists()


def test_report_when_an_administrator_or_auditor_tells_then_refused(house: TwoCommunes, clock: Clock) -> None:
    worry = Worry(told=Told(happened=SECRET), channel=Channel.WORKER, commune_id=house.first.commune_id)
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotYoursError):
            receive_report(scope=scope_of(house, role), worry=worry)


def test_report_when_settled_by_two_at_once_then_the_second_is_refused(house: TwoCommunes, clock: Clock) -> None:
    report_id, officer = reported(house), scope_of(house, Role.COMMUNE_OFFICER)
    set_report_aside(scope=officer, report_id=report_id, reason="đã xem: trẻ chỉ ngã xe")
    with pytest.raises(ReportNotFoundError):
        open_case(scope=officer, report_id=report_id, harms=(), child_id=None)
    assert Reporter.objects.filter(report_id=report_id).exists()


def _user(scope: Scope) -> UUID:
    assert scope.user_id
    return scope.user_id
