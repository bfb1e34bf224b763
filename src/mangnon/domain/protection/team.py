"""Who belongs to a case's team, and the opening of a case in an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.errors import CaseNotFoundError, MemberRefusedError, ReasonMissingError
from mangnon.domain.protection.kinds import MemberRole, NoticeKind
from mangnon.domain.protection.models import Case, Member, Opening
from mangnon.domain.protection.notices import tell
from mangnon.domain.protection.sealing import seal_words
from mangnon.domain.protection.steps import case_to_work
from mangnon.vocab.ids import uuid7

OPENING_HOURS = 3


def add_member(*, scope: Scope, case_id: UUID, user_id: UUID, role: MemberRole) -> UUID:
    """Take somebody into a case's team; from now on they see it.

    Raises:
        CaseNotFoundError: no such case in sight.
        MemberRefusedError: they are in the team, or have no work in the house today.
    """
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        theirs = get_scope(user_id=user_id, user_name="", on=scope.on)
        if not theirs.grants or all(each.role is Role.SYSTEM_ADMINISTRATOR for each in theirs.grants):
            raise MemberRefusedError("Người này chưa được phân công việc gì với trẻ; hãy nhờ quản trị phân công trước.")
        if Member.objects.filter(case=case, user_id=user_id, until__isnull=True).exists():
            raise MemberRefusedError("Người này đã ở trong nhóm của trường hợp.")
        member = Member.objects.create(case=case, user_id=user_id, role=role, since=now(), added_by_id=scope.user_id)
        _record(scope, "protection.add_member", case, {"user": str(user_id), "role": str(role)})
        return member.id


def end_member(*, scope: Scope, case_id: UUID, member_id: UUID) -> None:
    """Take somebody out of a case's team; from this moment they no longer see it.

    Raises:
        CaseNotFoundError: no such case in sight, or no such member.
        MemberRefusedError: nobody would lead the case any more.
    """
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        standing = Member.objects.select_for_update().filter(case=case, until__isnull=True)
        member = standing.filter(pk=member_id).first()
        if member is None:
            raise CaseNotFoundError
        if member.role == MemberRole.LEAD and not standing.filter(role=MemberRole.LEAD).exclude(pk=member.pk).exists():
            raise MemberRefusedError("Trường hợp phải có người phụ trách; hãy thêm người phụ trách khác trước.")
        member.until = now()
        member.save(update_fields=["until"])
        _record(scope, "protection.end_member", case, {"user": str(member.user_id)})


def open_in_emergency(*, scope: Scope, number: str, commune_id: UUID, reason: str) -> tuple[UUID, datetime]:
    """Let somebody outside the team see a case for three hours; its team and the chair are told at once.

    Args:
        scope: of who works with children of this commune whose circumstances are kept closely.
        number, commune_id: as the case is called; the child is not looked up by name.
        reason: why, in words; kept sealed with the case.

    Returns:
        The case, and until when.

    Raises:
        ReasonMissingError: no reason is given.
        CaseNotFoundError: there is no such case in the reader's reach.
    """
    if not reason.strip():
        raise ReasonMissingError
    reach = scope.reach(Action.SEE, RecordClass.SENSITIVE)
    with as_service():
        case = Case.objects.filter(commune_id=commune_id, number=number.strip()).first()
        if case is None or not reach.covers(commune_id=commune_id, hamlet_id=None):
            raise CaseNotFoundError
        at = now()
        opening = Opening(
            id=uuid7(), case=case, user_id=scope.user_id, at=at, until=at + timedelta(hours=OPENING_HOURS)
        )
        opening.reason_sealed = seal_words(
            reason.strip(), key=case.key, about=f"protection_opening.reason:{opening.id}"
        )
        opening.save(force_insert=True)
        _record(scope, "protection.open_in_emergency", case, {"until": opening.until.isoformat()})
        for member in Member.objects.filter(case=case, until__isnull=True):
            tell(
                kind=NoticeKind.OPENED,
                code=str(opening.id),
                case=case,
                commune_id=case.commune_id,
                user_id=member.user_id,
            )
        tell(
            kind=NoticeKind.OPENED,
            code=str(opening.id),
            case=case,
            commune_id=case.commune_id,
            role=Role.COMMUNE_CHAIR,
        )
        return case.id, opening.until


def _record(scope: Scope, action: str, case: Case, detail: dict[str, str]) -> None:
    record(
        scope=scope,
        action=action,
        record_class=RecordClass.CASE,
        subjects=[case.id],
        place_id=case.commune_id,
        detail=detail,
    )
