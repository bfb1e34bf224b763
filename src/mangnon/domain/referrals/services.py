"""Writes of referrals: each is a step that is kept, and none changes what was told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.protection import load_calendar
from mangnon.core.content.referrals import referral_content
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope, system_scope
from mangnon.core.vault.services import new_key, seal
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.fact_services import child_to_write
from mangnon.domain.referrals.errors import ReferralContentError, ReferralNotFoundError, ReferralStepError
from mangnon.domain.referrals.models import Body, Referral, ReferralEvent
from mangnon.domain.referrals.queries import may_refer
from mangnon.domain.referrals.records import Deadline, Session, ToSend
from mangnon.domain.referrals.rules import (
    BODY,
    LEADS_TO,
    SENDER,
    check_fields,
    check_schedule,
    deadline,
    in_order,
    steps_after,
)
from mangnon.domain.referrals.terms import BodyKind, ReferralState
from mangnon.domain.referrals.upward import cases_in_sight, works_on
from mangnon.vocab.referral import Span

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child

__all__ = ["ToSend"]
_REFERRAL = RecordClass.REFERRAL
LONGEST_TEXT = 4000


def send_referral(*, scope: Scope, child_id: UUID | None, told: ToSend) -> UUID:
    """Send a referral about a child: what is told is sealed as it was shown, and the answer is owed from now.

    Args:
        scope: of who sends; must be able to write referrals of the child and see what is told, or the case.
        child_id: about whom; None only in a case whose child is not known.
        told: exactly what the body will read.

    Returns:
        The referral's key.

    Raises:
        ChildNotFoundError: not within scope.
        ReferralContentError: more or less is told than this kind allows, or the body does not do this.
    """
    content = referral_content(scope.on)
    kind = content.kinds.get(told.kind)
    if kind is None:
        raise ReferralContentError("Không có loại chuyển gửi này; hãy chọn trong danh sách.")
    record_class = RecordClass(kind.record_class)
    child = _subject(scope, child_id, told, record_class)
    problems = check_fields(kind=kind, fields=told.fields)
    if not 0 < len(told.asked.strip()) <= LONGEST_TEXT:
        problems.append("Hãy ghi điều cần nơi nhận giúp.")
    if problems:
        raise ReferralContentError(" ".join(problems))
    at = now()
    with as_service():
        body = Body.objects.filter(pk=told.body_id, kind__in=kind.bodies).first()
        if body is None or (body.ended_on is not None and body.ended_on <= scope.on):
            raise ReferralContentError("Cơ quan này không tiếp nhận loại chuyển gửi đó; hãy chọn cơ quan khác.")
        owed = _deadline(at, kind.accept)
        referral = Referral(
            body=body, child=child, case_id=told.case_id, step_id=told.step_id,
            commune_id=child.commune_id if child else None,
            kind=kind.code, content_version=content.version, record_class=record_class.value, key_id=new_key(),
            sent_at=at, sent_by=scope.user_id, accept_by=owed.by, accept_province_from=owed.province_from,
            synthetic=bool(child and child.synthetic),
        )  # fmt: skip
        fields = [{"code": f.code, "words": f.words, "text": f.text, "why": f.why} for f in told.fields]
        referral.told_sealed = _sealed(referral, "told", referral.id, {"sender": told.sender, "fields": fields})
        referral.asked_sealed = seal(told.asked.strip(), key=referral.key_id, about=f"referral.asked:{referral.id}")
        referral.save(force_insert=True)
        _keep(referral, "sent", scope, at, by_body=False)
        _log(scope, "referrals.send_referral", referral)
    return referral.id


def _subject(scope: Scope, child_id: UUID | None, told: ToSend, record_class: RecordClass) -> Child | None:
    """Return the child that the caller may refer so, locked; None in a case whose child is not known.

    Raises:
        ChildNotFoundError: neither child nor case is the caller's, or the case is another child's.
        ReferralContentError: this kind does not belong to a case.
    """
    if record_class is RecordClass.CASE:
        if told.case_id is None or not (scope.system or works_on(scope=scope, case_id=told.case_id)):
            raise ChildNotFoundError
        if not scope.system and cases_in_sight(scope=scope).get(told.case_id) != child_id:
            raise ChildNotFoundError
        # Who works on the case may refer its child, wherever the child lives.
        whole = system_scope(scope.on)
        return child_to_write(scope=whole, child_id=child_id, record_class=_REFERRAL) if child_id else None
    if told.case_id is not None:
        raise ReferralContentError("Loại chuyển gửi này không thuộc hồ sơ bảo vệ; hãy chọn loại khác.")
    if child_id is None or not may_refer(scope=scope, child_id=child_id, record_class=record_class):
        raise ChildNotFoundError
    return child_to_write(scope=scope, child_id=child_id, record_class=_REFERRAL)


def accept_referral(*, scope: Scope, referral_id: UUID) -> None:
    """Accept: from now the result is owed."""
    with as_service():
        referral = _step(scope, referral_id, "accepted", BODY)
        at = now()
        kind = referral_content(scope.on).kinds.get(referral.kind)
        owed = _deadline(at, kind.done if kind else Span(working_days=10))
        referral.answered_at, referral.done_by, referral.done_province_from = at, owed.by, owed.province_from
        _take(referral, "accepted", scope, at, by_body=True)
        _log(scope, "referrals.accept_referral", referral)


def decline_referral(*, scope: Scope, referral_id: UUID, reason: str) -> None:
    """Send it back with the reason; the body reads it no more."""
    said = _said(reason, "Hãy ghi lý do trả lại, để nơi gửi biết phải nhờ ai.")
    with as_service():
        referral = _step(scope, referral_id, "declined", BODY)
        at = now()
        referral.answered_at = referral.answered_at or at
        referral.closed_at = at
        _take(referral, "declined", scope, at, by_body=True, said={"text": said})
        _log(scope, "referrals.decline_referral", referral)


def ask_back(*, scope: Scope, referral_id: UUID, question: str) -> None:
    """Ask the sender; the time for the answer runs on."""
    said = _said(question, "Hãy ghi câu hỏi gửi nơi chuyển.")
    with as_service():
        referral = _step(scope, referral_id, "asked", BODY)
        _keep(referral, "asked", scope, now(), by_body=True, said={"text": said})
        _log(scope, "referrals.ask_back", referral)


def answer_question(*, scope: Scope, referral_id: UUID, answer: str) -> None:
    """Answer, or add something; what was told stays as it was sent."""
    said = _said(answer, "Hãy ghi câu trả lời.")
    with as_service():
        referral = _step(scope, referral_id, "answered", SENDER)
        _keep(referral, "answered", scope, now(), by_body=False, said={"text": said})
        _log(scope, "referrals.answer_question", referral)


def finish_referral(*, scope: Scope, referral_id: UUID, result: str, sessions: Iterable[Session] = ()) -> None:
    """Report the result, with the dates of sessions where the kind has them; the body reads on for some days.

    Raises:
        ReferralContentError: no result, or dates that cannot be.
    """
    said = _said(result, "Hãy ghi kết quả.")
    listed = in_order(sessions)
    with as_service():
        referral = _step(scope, referral_id, "done", BODY)
        content = referral_content(scope.on)
        kind = content.kinds.get(referral.kind)
        problems = check_schedule(listed, on=scope.on)
        if listed and kind and not kind.schedule:
            problems.append("Loại chuyển gửi này không có lịch buổi hẹn.")
        if problems:
            raise ReferralContentError(" ".join(problems))
        at = now()
        referral.done_at = referral.closed_at = at
        referral.body_until = scope.on + timedelta(days=content.body_reads_days)
        dates = [[each.on.isoformat(), each.what] for each in listed]
        _take(referral, "done", scope, at, by_body=True, said={"text": said, "sessions": dates})
        _log(scope, "referrals.finish_referral", referral)


def withdraw_referral(*, scope: Scope, referral_id: UUID, reason: str) -> None:
    """Take it back; from this moment the body reads nothing of it."""
    said = _said(reason, "Hãy ghi lý do rút lại.")
    with as_service():
        referral = _step(scope, referral_id, "withdrawn", SENDER)
        at = now()
        referral.closed_at = at
        _take(referral, "withdrawn", scope, at, by_body=False, said={"text": said})
        _log(scope, "referrals.withdraw_referral", referral)


def save_body(
    *, scope: Scope, kind: str, name: str, commune_id: UUID | None, contact: str = "", body_id: UUID | None = None,
    ended_on: date | None = None, synthetic: bool = False,
) -> UUID:  # fmt: skip
    """Add a body, or change one.

    Args:
        scope: of who orders the province's places and bodies.
        kind: a value of ``BodyKind``.
        name: as people call it.
        commune_id: the commune it serves; None for the whole province.
        contact: telephone, address.
        body_id: the body to change; None for a new one.
        ended_on: from when it receives nothing more.
        synthetic: made up.

    Raises:
        NotYoursError: the caller does not order the whole province.
        ReferralContentError: no name or kind, or the name is taken there.
    """
    require_bodies(scope)
    name, contact = (" ".join(words.replace("\x00", "").split()) for words in (name, contact))
    if kind not in BodyKind.values or len(name) < 3:
        raise ReferralContentError("Hãy chọn loại và ghi tên cơ quan.")
    with as_service():
        body = Body.objects.filter(pk=body_id).first() if body_id else Body()
        if body is None:
            raise ReferralNotFoundError
        if Body.objects.filter(name=name, commune_id=commune_id).exclude(pk=body.pk).exists():
            raise ReferralContentError("Đã có cơ quan tên này ở đó; hãy sửa cơ quan đã có.")
        body.kind, body.name, body.commune_id, body.contact, body.ended_on = kind, name, commune_id, contact, ended_on
        body.synthetic = body.synthetic or synthetic
        body.save()
        record(
            scope=scope, action="referrals.save_body", record_class=RecordClass.PLACES, place_id=commune_id,
            detail={"body": str(body.id)},
        )  # fmt: skip
    return body.id


def require_bodies(scope: Scope) -> None:
    """Raise unless the caller orders the whole province: its places, and the bodies that work in it.

    Raises:
        NotYoursError: they do not.
    """
    if not scope.reach(Action.WRITE, RecordClass.PLACES).everywhere:
        raise NotYoursError("Chỉ cán bộ Sở Y tế được sửa danh sách cơ quan tiếp nhận.")


def _step(scope: Scope, referral_id: UUID, step: str, side: str) -> Referral:
    """Return a referral, locked, about which this side may take this step (a value of ``StepKind``) now."""
    referral = Referral.objects.select_for_update(of=("self",)).filter(pk=referral_id).first()
    if referral is None or not (_is_body(scope, referral) if side == BODY else _is_sender(scope, referral)):
        raise ReferralNotFoundError
    if step not in steps_after(state=referral.state, side=side):
        words = str(ReferralState(referral.state).label)
        raise ReferralStepError(f"Việc này {words}, không làm bước đó được nữa; hãy tải lại trang.")
    return referral


def _is_body(scope: Scope, referral: Referral) -> bool:
    return referral.body_id in scope.reach(Action.WRITE, _REFERRAL).facilities


def _is_sender(scope: Scope, referral: Referral) -> bool:
    if referral.case_id is not None:
        return scope.system or works_on(scope=scope, case_id=referral.case_id)
    record_class = RecordClass(referral.record_class)
    return referral.child_id is not None and may_refer(
        scope=scope, child_id=referral.child_id, record_class=record_class
    )


def _take(
    referral: Referral, step: str, scope: Scope, at: datetime, *, by_body: bool, said: dict[str, Any] | None = None
) -> None:
    referral.state = LEADS_TO[step]
    referral.save()
    _keep(referral, step, scope, at, by_body=by_body, said=said)


def _keep(
    referral: Referral, step: str, scope: Scope, at: datetime, *, by_body: bool, said: dict[str, Any] | None = None
) -> None:
    event = ReferralEvent(referral=referral, at=at, kind=step, by_body=by_body, user_id=scope.user_id)
    if said is not None:
        event.text_sealed = _sealed(referral, "step", event.id, said)
    event.save(force_insert=True)


def _sealed(referral: Referral, what: str, row_id: UUID, said: dict[str, Any]) -> bytes:
    return seal(json.dumps(said, ensure_ascii=False), key=referral.key_id, about=f"referral.{what}:{row_id}")


def _said(text: str, lacking: str) -> str:
    said = text.strip()
    if not said:
        raise ReferralContentError(lacking)
    if len(said) > LONGEST_TEXT:
        raise ReferralContentError(f"Nội dung dài quá {LONGEST_TEXT} chữ; hãy viết ngắn hơn.")
    return said


def _deadline(at: datetime, span: Span) -> Deadline:
    content = referral_content(at.date())
    return deadline(start=at, span=span, province=content.province_after, calendar=load_calendar())


def _log(scope: Scope, action: str, referral: Referral) -> None:
    record(
        scope=scope, action=action, record_class=_REFERRAL, subjects=[referral.child_id] if referral.child_id else (),
        place_id=referral.commune_id, detail={"referral": str(referral.id)},
    )  # fmt: skip
