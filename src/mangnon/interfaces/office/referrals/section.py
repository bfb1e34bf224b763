"""The referrals of one child, as its page and the list of the commune show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import date_words
from mangnon.domain.children.queries import may_do
from mangnon.domain.referrals.queries import ReferralRow, StepRow, list_of_case, list_of_child, results_of
from mangnon.domain.referrals.records import Session
from mangnon.domain.referrals.upward import works_on
from mangnon.interfaces.office.referrals.words import code_of, kind_words, owed_words, state_words, tone_of
from mangnon.vocab.working_days import local_day

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child


@dataclass(frozen=True)
class ReferralLine:
    """One referral in a list."""

    code: str
    url: str
    what: str
    body: str
    state: str
    tone: Tone
    owed: str
    sent: str
    asked: bool
    result: str
    next_sessions: tuple[Session, ...]
    sessions: int
    name: str = ""
    child_url: str = ""
    synthetic: bool = False


def referral_lines(
    *, rows: Iterable[ReferralRow], scope: Scope, results: Mapping[UUID, StepRow]
) -> tuple[ReferralLine, ...]:
    """Return referrals as lines.

    Args:
        rows: in the order shown.
        scope: of the reader, for the day.
        results: reported results by referral, where they are shown.
    """
    return tuple(_line(row, scope, results.get(row.id)) for row in rows)


def _line(row: ReferralRow, scope: Scope, result: StepRow | None) -> ReferralLine:
    coming = tuple(each for each in result.sessions if each.on >= scope.on) if result else ()
    return ReferralLine(
        code=code_of(row.id),
        url=reverse("office:referral", args=[row.id]),
        what=kind_words(row.kind, row.sent_at),
        body=row.body,
        state=state_words(row),
        tone=tone_of(row),
        owed=owed_words(row),
        sent=date_words(local_day(row.sent_at)),
        asked=row.asked,
        result=result.text if result else "",
        next_sessions=coming[:3],
        sessions=len(result.sessions) if result else 0,
    )


def case_section(*, scope: Scope, case_id: UUID, child_id: UUID | None) -> dict[str, Any]:
    """Return the same section for a case's page; the form asks for the child's page, so a child not known has none."""
    start = works_on(scope=scope, case_id=case_id) and child_id is not None
    return {
        "referrals": referral_lines(rows=list_of_case(scope=scope, case_id=case_id), scope=scope, results={}),
        "refer_url": f"{reverse('office:child_referrals', args=[child_id])}?truong_hop={case_id}" if start else "",
    }


def child_section(*, scope: Scope, child: Child) -> dict[str, Any]:
    """Return the section "Chuyển gửi" of a child's page; empty for who neither sees nor sends referrals of it."""
    if not may_do(scope=scope, action=Action.SEE, record_class=RecordClass.REFERRAL, child=child):
        return {"referrals_shown": False}
    may_send = not child.end_reason and may_do(
        scope=scope, action=Action.WRITE, record_class=RecordClass.REFERRAL, child=child
    )
    rows = list_of_child(scope=scope, child_id=child.pk)
    return {
        "referrals_shown": True,
        "referrals": referral_lines(rows=rows, scope=scope, results=results_of(scope=scope, child_id=child.pk)),
        "refer_url": reverse("office:child_referrals", args=[child.pk]) if may_send else "",
    }
