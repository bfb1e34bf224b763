"""Asking to see a child of another commune, and answering."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.access import answer_access, ask_access, list_answers, list_questions
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import AccessRequest


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes without open questions; the clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    made = build()
    AccessRequest.objects.all().delete()
    return made


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    return get_scope(user_id=house.users[role].pk, user_name="Nông Văn Hỏi", on=TODAY)


def ask(house: TwoCommunes, child_id: UUID, role: Role = Role.PROVINCE_OFFICER) -> bool:
    return ask_access(scope=scope_of(house, role), child_id=child_id, reason="trẻ mới chuyển về")


def test_question_when_asked_then_those_who_have_the_child_read_it_once(house: TwoCommunes) -> None:
    assert ask(house, house.first.child_id)
    assert not ask(house, house.first.child_id), "asking again keeps one question"
    (question,) = list_questions(scope=scope_of(house, Role.COMMUNE_OFFICER))
    assert question.child_id == house.first.child_id
    assert question.reason == "trẻ mới chuyển về"
    assert "Nông Văn Hỏi" in question.asker
    assert AuditEntry.objects.get(action="children.ask_access").subjects == [house.first.child_id]


def test_question_when_about_another_commune_then_not_ours_to_answer(house: TwoCommunes) -> None:
    ask(house, house.second.child_id)
    scope = scope_of(house, Role.COMMUNE_OFFICER)
    assert list_questions(scope=scope) == []
    with pytest.raises(ChildNotFoundError):
        answer_access(scope=scope, request_id=AccessRequest.objects.get().pk, answer="không phải của tôi")


@pytest.mark.parametrize("role", [Role.COMMUNE_CHAIR, Role.SCHOOL, Role.PROVINCE_LEADER, Role.AUDITOR])
def test_question_when_the_reader_may_not_write_then_it_is_not_theirs(house: TwoCommunes, role: Role) -> None:
    ask(house, house.first.child_id)
    assert list_questions(scope=scope_of(house, role)) == []
    with pytest.raises(ChildNotFoundError):
        answer_access(scope=scope_of(house, role), request_id=AccessRequest.objects.get().pk, answer="được")


def test_question_when_answered_then_the_asker_reads_it_and_it_waits_no_more(house: TwoCommunes) -> None:
    ask(house, house.first.child_id)
    scope = scope_of(house, Role.COMMUNE_OFFICER)
    request_id = AccessRequest.objects.get().pk
    answer_access(scope=scope, request_id=request_id, answer="gọi tôi")
    assert list_questions(scope=scope) == []
    (answer,) = list_answers(scope=scope_of(house, Role.PROVINCE_OFFICER))
    assert (answer.answer, answer.reason, answer.on) == ("gọi tôi", "trẻ mới chuyển về", TODAY)
    assert list_answers(scope=scope) == [], "only the asker reads it"
    with pytest.raises(ChildNotFoundError):
        answer_access(scope=scope, request_id=request_id, answer="hai lần")
    assert AuditEntry.objects.filter(action="children.answer_access").count() == 1


def test_question_when_the_asker_sees_no_children_then_there_is_no_such_child(house: TwoCommunes) -> None:
    for role in (Role.PARTNER_BODY, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.PROVINCE_LEADER):
        with pytest.raises(ChildNotFoundError):
            ask(house, house.first.child_id, role)
