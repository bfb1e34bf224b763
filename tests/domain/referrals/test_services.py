"""A referral from sending to its result, and what each side may do and read on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import become_user
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.services import destroy_key
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Child
from mangnon.domain.referrals import queries, services, upward
from mangnon.domain.referrals.errors import ReferralContentError, ReferralNotFoundError, ReferralStepError
from mangnon.domain.referrals.models import Body, Referral, ReferralEvent
from mangnon.domain.referrals.records import Session, SharedField, ToSend
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db
MINIMUM = tuple(
    SharedField(code, code, f"giá trị {code}")
    for code in ("full_name", "birth_date", "sex", "commune", "carer", "carer_phone", "screening")
)


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


@pytest.fixture
def scope_of(house: TwoCommunes) -> Callable[[Role], Scope]:
    def read(role: Role) -> Scope:
        user = house.users[role]
        return get_scope(user_id=user.id, user_name=user.full_name, on=TODAY)

    return read


@pytest.fixture
def told(house: TwoCommunes) -> ToSend:
    """What the first commune's station asks of the first hospital."""
    return ToSend(
        kind="development_examination", body_id=house.first.body_id, asked="Đề nghị khám giúp cháu.", fields=MINIMUM,
        sender="Trạm y tế, Xã Alpha",
    )  # fmt: skip


@pytest.fixture
def sent(house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend) -> UUID:
    return services.send_referral(scope=scope_of(Role.HEALTH_STATION), child_id=house.first.child_id, told=told)


def test_send_referral_when_sent_then_the_body_reads_exactly_what_was_told(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend, sent: UUID
) -> None:
    partner = scope_of(Role.PARTNER_BODY)
    become_user(user_id=house.users[Role.PARTNER_BODY].id, on=TODAY)
    opened = queries.open_received(scope=partner, referral_id=sent)
    assert (opened.fields, opened.asked, opened.sender) == (told.fields, told.asked, told.sender)
    assert opened.row.state == "sent"
    assert [step.kind for step in opened.steps] == ["sent"]


def test_send_referral_when_the_child_changes_later_then_the_body_still_reads_what_was_sent(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend, sent: UUID
) -> None:
    Child.objects.filter(pk=house.first.child_id).update(full_name="Tên Khác")
    assert queries.open_received(scope=scope_of(Role.PARTNER_BODY), referral_id=sent).fields == told.fields


@pytest.mark.parametrize("role", [Role.COLLABORATOR, Role.SCHOOL, Role.PROVINCE_OFFICER, Role.PARTNER_BODY])
def test_send_referral_when_the_role_may_not_refer_then_refused(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend, role: Role
) -> None:
    with pytest.raises(ChildNotFoundError):
        services.send_referral(scope=scope_of(role), child_id=house.first.child_id, told=told)


def test_send_referral_when_the_child_is_of_another_commune_then_refused(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend
) -> None:
    with pytest.raises(ChildNotFoundError):
        services.send_referral(scope=scope_of(Role.HEALTH_STATION), child_id=house.second.child_id, told=told)


def test_send_referral_when_more_than_the_kind_allows_then_nothing_leaves(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend
) -> None:
    more = replace(told, fields=(*told.fields, SharedField("personal_id", "Số định danh", "019", "để tra cứu")))
    before = Referral.objects.count()
    with pytest.raises(ReferralContentError):
        services.send_referral(scope=scope_of(Role.HEALTH_STATION), child_id=house.first.child_id, told=more)
    assert Referral.objects.count() == before


def test_send_referral_when_the_body_does_not_do_this_then_refused(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend
) -> None:
    police = Body.objects.create(kind="police", name="Công an Xã Alpha")
    with pytest.raises(ReferralContentError):
        services.send_referral(
            scope=scope_of(Role.HEALTH_STATION), child_id=house.first.child_id, told=replace(told, body_id=police.id)
        )


def test_send_referral_when_of_the_mind_then_not_by_the_station_that_may_not_read_it(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend
) -> None:
    close = replace(told, kind="mental_health_care", fields=MINIMUM[:-1])
    with pytest.raises(ChildNotFoundError):
        services.send_referral(scope=scope_of(Role.HEALTH_STATION), child_id=house.first.child_id, told=close)
    key = services.send_referral(scope=scope_of(Role.COMMUNE_OFFICER), child_id=house.first.child_id, told=close)
    listed = queries.list_of_child(scope=scope_of(Role.HEALTH_STATION), child_id=house.first.child_id)
    assert key not in {row.id for row in listed}


def test_send_referral_when_of_a_case_then_only_by_who_may_read_the_case(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], told: ToSend, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = uuid7()
    police = Body.objects.create(kind="police", name="Công an Xã Alpha")
    fields = tuple(SharedField(c, c, c) for c in ("full_name", "birth_date", "sex", "commune", "address"))
    of_case = replace(told, kind="protect_from_harm", body_id=police.id, case_id=case, fields=fields)
    officer, station = scope_of(Role.COMMUNE_OFFICER), scope_of(Role.HEALTH_STATION)
    mine = {case: house.first.child_id}
    monkeypatch.setattr(upward, "_reader", [lambda *, scope: mine if scope.user_id == officer.user_id else {}])
    monkeypatch.setattr(upward, "_worker", [lambda *, scope, case_id: scope.user_id == officer.user_id])
    with pytest.raises(ChildNotFoundError):
        services.send_referral(scope=station, child_id=house.first.child_id, told=of_case)
    for another in (house.second.child_id, None):
        with pytest.raises(ChildNotFoundError):
            services.send_referral(scope=officer, child_id=another, told=of_case)
    key = services.send_referral(scope=officer, child_id=house.first.child_id, told=of_case)
    assert [row.id for row in queries.list_of_case(scope=officer, case_id=case)] == [key]
    assert queries.list_of_case(scope=station, case_id=case) == []
    assert key not in {row.id for row in queries.list_of_child(scope=station, child_id=house.first.child_id)}
    with pytest.raises(ReferralNotFoundError):
        services.withdraw_referral(scope=station, referral_id=key, reason="nhầm rồi")


def test_accept_and_finish_when_by_the_body_then_each_step_is_kept_and_the_sender_reads_the_result(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    partner, station = scope_of(Role.PARTNER_BODY), scope_of(Role.HEALTH_STATION)
    services.ask_back(scope=partner, referral_id=sent, question="Cháu có đang uống thuốc không?")
    services.answer_question(scope=station, referral_id=sent, answer="Không.")
    services.accept_referral(scope=partner, referral_id=sent)
    sessions = [Session(TODAY + timedelta(days=7), "tập ngôn ngữ"), Session(TODAY + timedelta(days=14), "tập ngôn ngữ")]
    services.finish_referral(scope=partner, referral_id=sent, result="Chậm nói, cần can thiệp.", sessions=sessions)
    opened = queries.open_sent(scope=station, referral_id=sent)
    assert [(step.kind, step.by_body) for step in opened.steps] == [
        ("sent", False), ("asked", True), ("answered", False), ("accepted", True), ("done", True),
    ]  # fmt: skip
    assert opened.steps[-1].text == "Chậm nói, cần can thiệp."
    assert opened.steps[-1].sessions == tuple(sessions)
    assert opened.row.state == "done"
    results = queries.results_of(scope=station, child_id=house.first.child_id)
    assert results[sent].sessions == tuple(sessions)


def test_finish_referral_when_not_accepted_then_refused(scope_of: Callable[[Role], Scope], sent: UUID) -> None:
    with pytest.raises(ReferralStepError):
        services.finish_referral(scope=scope_of(Role.PARTNER_BODY), referral_id=sent, result="Xong.")


def test_finish_referral_when_a_date_cannot_be_then_nothing_is_kept(
    scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    partner = scope_of(Role.PARTNER_BODY)
    services.accept_referral(scope=partner, referral_id=sent)
    with pytest.raises(ReferralContentError):
        services.finish_referral(
            scope=partner, referral_id=sent, result="Xong.", sessions=[Session(date(2020, 1, 1), "tập")]
        )
    assert Referral.objects.get(pk=sent).state == "accepted"


def test_decline_when_without_a_reason_then_refused_and_with_one_the_body_reads_no_more(
    scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    partner = scope_of(Role.PARTNER_BODY)
    with pytest.raises(ReferralContentError):
        services.decline_referral(scope=partner, referral_id=sent, reason="  ")
    services.decline_referral(scope=partner, referral_id=sent, reason="Không có khoa này.")
    with pytest.raises(ReferralNotFoundError):
        queries.open_received(scope=partner, referral_id=sent)
    opened = queries.open_sent(scope=scope_of(Role.HEALTH_STATION), referral_id=sent)
    assert opened.steps[-1].text == "Không có khoa này."


def test_withdraw_when_withdrawn_then_the_body_reads_and_does_nothing_more(
    scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    partner = scope_of(Role.PARTNER_BODY)
    services.withdraw_referral(scope=scope_of(Role.HEALTH_STATION), referral_id=sent, reason="Gửi nhầm nơi.")
    with pytest.raises(ReferralNotFoundError):
        queries.open_received(scope=partner, referral_id=sent)
    assert sent not in {row.id for row in queries.list_received(scope=partner)}
    with pytest.raises(ReferralStepError):
        services.accept_referral(scope=partner, referral_id=sent)


STEPS: dict[str, Callable[[Scope, UUID], None]] = {
    "accept": lambda scope, key: services.accept_referral(scope=scope, referral_id=key),
    "decline": lambda scope, key: services.decline_referral(scope=scope, referral_id=key, reason="không"),
    "ask": lambda scope, key: services.ask_back(scope=scope, referral_id=key, question="gì ạ?"),
    "finish": lambda scope, key: services.finish_referral(scope=scope, referral_id=key, result="xong"),
    "answer": lambda scope, key: services.answer_question(scope=scope, referral_id=key, answer="vâng"),
    "withdraw": lambda scope, key: services.withdraw_referral(scope=scope, referral_id=key, reason="nhầm"),
}


@pytest.mark.parametrize("step", sorted(STEPS))
def test_step_when_of_the_other_commune_or_another_body_then_refused_for_every_role(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], step: str
) -> None:
    before = ReferralEvent.objects.count()
    for role in Role:
        with pytest.raises(ReferralNotFoundError):
            STEPS[step](scope_of(role), house.second.referral_id)
    assert ReferralEvent.objects.count() == before


@pytest.mark.parametrize("step", ["accept", "decline", "ask", "finish"])
def test_step_of_the_body_when_the_sender_takes_it_then_refused(
    scope_of: Callable[[Role], Scope], sent: UUID, step: str
) -> None:
    with pytest.raises(ReferralNotFoundError):
        STEPS[step](scope_of(Role.COMMUNE_OFFICER), sent)


@pytest.mark.parametrize("step", ["answer", "withdraw"])
def test_step_of_the_sender_when_the_body_takes_it_then_refused(
    scope_of: Callable[[Role], Scope], sent: UUID, step: str
) -> None:
    with pytest.raises(ReferralNotFoundError):
        STEPS[step](scope_of(Role.PARTNER_BODY), sent)


def test_partner_when_its_assignment_ends_then_it_reads_nothing_from_that_day(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    assert queries.list_received(scope=scope_of(Role.PARTNER_BODY))
    held = Assignment.objects.filter(user=house.users[Role.PARTNER_BODY])
    held.update(valid=DateRange(date(2026, 1, 1), TODAY))
    assert queries.list_received(scope=scope_of(Role.PARTNER_BODY)) == []


def test_partner_when_it_asks_of_the_senders_side_then_there_is_nothing(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    partner = scope_of(Role.PARTNER_BODY)
    assert queries.list_sent(scope=partner) == []
    assert queries.count_late(scope=partner) == 0
    assert queries.list_of_child(scope=partner, child_id=house.first.child_id) == []
    with pytest.raises(ReferralNotFoundError):
        queries.open_sent(scope=partner, referral_id=sent)


def test_courses_when_counted_then_a_commune_gets_its_own_and_the_province_all(
    house: TwoCommunes, scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    since = Referral.objects.get(pk=sent).sent_at - timedelta(days=30)
    until = since + timedelta(days=60)

    def count(role: Role) -> int:
        return len(queries.list_courses(scope=scope_of(role), since=since, until=until))

    assert count(Role.PROVINCE_OFFICER) == 3
    assert count(Role.COMMUNE_OFFICER) == 2
    assert count(Role.PARTNER_BODY) == count(Role.COLLABORATOR) == count(Role.SCHOOL) == 0


def test_opened_when_its_key_is_destroyed_then_nobody_reads_it(scope_of: Callable[[Role], Scope], sent: UUID) -> None:
    destroy_key(Referral.objects.get(pk=sent).key_id)
    with pytest.raises(Exception, match="đã được hủy"):
        queries.open_sent(scope=scope_of(Role.HEALTH_STATION), referral_id=sent)


def test_log_when_steps_are_taken_then_each_stands_there_without_a_word_of_what_was_said(
    scope_of: Callable[[Role], Scope], sent: UUID
) -> None:
    services.decline_referral(scope=scope_of(Role.PARTNER_BODY), referral_id=sent, reason="Bí mật trong lý do")
    entries = AuditEntry.objects.filter(action__startswith="referrals.")
    assert {each.action for each in entries} == {"referrals.send_referral", "referrals.decline_referral"}
    assert all("Bí mật" not in str(each.detail) and "giá trị" not in str(each.detail) for each in entries)


def test_save_body_when_by_the_province_then_listed_and_by_others_refused(
    house: TwoCommunes, scope_of: Callable[[Role], Scope]
) -> None:
    for role in set(Role) - {Role.PROVINCE_OFFICER}:
        with pytest.raises(NotYoursError):
            services.save_body(scope=scope_of(role), kind="police", name="Công an Xã Alpha", commune_id=None)
    officer = scope_of(Role.PROVINCE_OFFICER)
    key = services.save_body(
        scope=officer, kind="police", name="Công an Xã Alpha", commune_id=house.first.commune_id, contact="0208 1"
    )
    assert [row.id for row in queries.list_bodies(scope=officer, kinds=["police"])] == [key]
    with pytest.raises(ReferralContentError, match="Đã có"):
        services.save_body(scope=officer, kind="police", name="Công an  Xã Alpha", commune_id=house.first.commune_id)
    services.save_body(
        scope=officer, kind="police", name="Công an Xã Alpha", commune_id=None, body_id=key, ended_on=TODAY
    )
    assert queries.list_bodies(scope=officer, kinds=["police"]) == []
