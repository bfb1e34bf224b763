"""Reads of bodies and referrals; each takes a Scope, and the wall holds them again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from mangnon.core.clock import now
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.vault.services import unseal
from mangnon.domain.children.queries import reachable_children
from mangnon.domain.referrals.errors import ReferralNotFoundError
from mangnon.domain.referrals.models import Body, Referral, ReferralEvent
from mangnon.domain.referrals.records import Course, Session, SharedField
from mangnon.domain.referrals.rules import OPEN, is_late, owed_by
from mangnon.domain.referrals.terms import BodyKind, ReferralState, StepKind
from mangnon.domain.referrals.upward import cases_in_sight

_COURSE = (
    "body_id", "kind", "commune_id", "state", "sent_at", "accept_by", "accept_province_from", "answered_at", "done_by",
    "done_province_from", "done_at", "closed_at",
)  # fmt: skip
_COURSE_FIELDS = tuple(name.removesuffix("_id") for name in _COURSE)
_CLASSES = (RecordClass.ORDINARY, RecordClass.HEALTH, RecordClass.SENSITIVE)


@dataclass(frozen=True)
class BodyRow:
    """A body as lists show it; ``commune_id`` None serves the whole province."""

    id: UUID
    kind: str
    name: str
    commune_id: UUID | None
    contact: str
    ended_on: date | None
    synthetic: bool

    @property
    def kind_words(self) -> str:
        """What sort of body it is, in words."""
        return str(BodyKind(self.kind).label)


@dataclass(frozen=True)
class ReferralRow:
    """A referral as a list shows it: how far it has come, and nothing of what was told.

    ``by`` is until when the body owes its next step; ``asked`` that it waits for the sender's answer.
    """

    id: UUID
    child_id: UUID | None
    body_id: UUID
    body: str
    commune_id: UUID | None
    kind: str
    record_class: str
    state: str
    case_id: UUID | None
    step_id: UUID | None
    sent_at: datetime
    accept_by: datetime
    answered_at: datetime | None
    done_by: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    body_until: date | None
    synthetic: bool
    late: bool
    by: datetime | None
    asked: bool

    @property
    def state_words(self) -> str:
        """Where it stands, in words."""
        return str(ReferralState(self.state).label)

    @property
    def open(self) -> bool:
        """Whether the body still owes a step."""
        return self.state in OPEN


@dataclass(frozen=True)
class StepRow:
    """One step of either side, with its words where it has any."""

    kind: str
    by_body: bool
    at: datetime
    user_id: UUID | None
    text: str = ""
    sessions: tuple[Session, ...] = ()

    @property
    def kind_words(self) -> str:
        """What was done, in words."""
        return str(StepKind(self.kind).label)


@dataclass(frozen=True)
class Opened:
    """A referral with all that was said: the body and the sender read the same."""

    row: ReferralRow
    sender: str
    asked: str
    fields: tuple[SharedField, ...]
    steps: tuple[StepRow, ...]


def list_bodies(*, scope: Scope, kinds: Iterable[str] = (), ended_too: bool = False) -> list[BodyRow]:
    """Return the bodies, those of the wanted kinds only; their names are open to who may count referrals.

    Args:
        scope: of the reader.
        kinds: values of ``BodyKind``; empty for all.
        ended_too: also those that no longer receive anything.
    """
    if not scope.may(Action.COUNT, RecordClass.REFERRAL):
        return []
    found = Body.objects.filter(Q(kind__in=list(kinds)) if kinds else Q())
    if not ended_too:
        found = found.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=scope.on))
    return [_body_row(each) for each in found.order_by("kind", "name")]


def names_of_bodies(*, body_ids: Iterable[UUID] = (), whole_list: bool = False) -> dict[UUID, str]:
    """Return the names of some bodies, or of all that receive, by key."""
    found = Body.objects.filter(ended_on__isnull=True) if whole_list else Body.objects.filter(pk__in=list(body_ids))
    return dict(found.order_by("name").values_list("id", "name"))


def _body_row(body: Body) -> BodyRow:
    return BodyRow(body.id, body.kind, body.name, body.commune_id, body.contact, body.ended_on, body.synthetic)


def may_refer(*, scope: Scope, child_id: UUID, record_class: RecordClass) -> bool:
    """Tell whether the reader may send a referral about a child that tells things of this class."""
    seen = reachable_children(scope, record_class).filter(pk=child_id)
    return seen.exists() and reachable_children(scope, RecordClass.REFERRAL, Action.WRITE).filter(pk=child_id).exists()


def list_of_child(*, scope: Scope, child_id: UUID) -> list[ReferralRow]:
    """Return what was asked about a child, newest first; of classes and cases that are the reader's."""
    return _rows(_sent(scope).filter(child_id=child_id))


def list_of_case(*, scope: Scope, case_id: UUID) -> list[ReferralRow]:
    """Return what was asked in one case, newest first; nothing where the case is not in sight."""
    return _rows(_sent(scope).filter(case_id=case_id))


def list_sent(*, scope: Scope, commune_id: UUID | None = None) -> list[ReferralRow]:
    """Return what was asked about the reader's children, newest first."""
    found = _sent(scope)
    if commune_id is not None:
        found = found.filter(commune_id=commune_id)
    return _rows(found)


def list_received(*, scope: Scope) -> list[ReferralRow]:
    """Return what was sent to the reader's body, what is owed soonest first."""
    rows = _rows(_received(scope))
    return sorted(rows, key=lambda row: (not row.open, row.by or row.sent_at))


def open_sent(*, scope: Scope, referral_id: UUID) -> Opened:
    """Return a referral of the reader's own side with all that was said.

    Raises:
        ReferralNotFoundError: there is none within scope.
    """
    return _opened(_sent(scope).filter(pk=referral_id).select_related("body").first())


def open_received(*, scope: Scope, referral_id: UUID) -> Opened:
    """Return a referral to the reader's body with all that was said.

    Raises:
        ReferralNotFoundError: there is none, or it is no longer the body's to read.
    """
    return _opened(_received(scope).filter(pk=referral_id).select_related("body").first())


def results_of(*, scope: Scope, child_id: UUID) -> dict[UUID, StepRow]:
    """Return the reported results about a child by referral, with the dates that were set."""
    done = list(_sent(scope).filter(child_id=child_id, state=ReferralState.DONE))
    events = ReferralEvent.objects.filter(referral__in=done, kind=StepKind.DONE).select_related("referral")
    return {each.referral_id: _step_row(each, each.referral.key_id) for each in events}


def count_late(*, scope: Scope) -> int:
    """Return how many referrals about the reader's children are late."""
    if not scope.may(Action.SEE, RecordClass.REFERRAL):
        return 0
    at = now()
    late = Q(state=ReferralState.SENT, accept_by__lt=at) | Q(state=ReferralState.ACCEPTED, done_by__lt=at)
    return _sent(scope).filter(late).count()


def any_for_province(*, scope: Scope) -> bool:
    """Tell whether any referral has been late for so long that the province is told; how many is for the figures."""
    if not scope.reach(Action.COUNT, RecordClass.REFERRAL).everywhere:
        return False
    at = now()
    late = Q(state=ReferralState.SENT, accept_province_from__lt=at)
    late |= Q(state=ReferralState.ACCEPTED, done_province_from__lt=at)
    with reading_as_service():
        return Referral.objects.filter(late).exists()


def list_courses(*, scope: Scope, since: datetime, until: datetime, commune_id: UUID | None = None) -> list[Course]:
    """Return when what happened to the referrals sent between two moments, without a child, for figures.

    Of each class only what the reader may count too: a station that is not to know of cases, or of a young person's
    mind, does not learn from a sum that there is one.

    Args:
        scope: of the reader.
        since, until: sent from and before.
        commune_id: only of children of this commune.
    """
    reach = scope.reach(Action.COUNT, RecordClass.REFERRAL)
    if not (reach.everywhere or reach.communes):
        return []
    counted = Q(pk__in=[])
    for record_class in (*_CLASSES, RecordClass.CASE):
        of_class = scope.reach(Action.COUNT, record_class)
        if of_class.everywhere and reach.everywhere:
            counted |= Q(record_class=record_class.value)
        else:
            communes = reach.communes if of_class.everywhere else of_class.communes & reach.communes
            counted |= Q(record_class=record_class.value, commune__in=communes)
    found = Referral.objects.filter(counted, sent_at__gte=since, sent_at__lt=until)
    if commune_id is not None:
        found = found.filter(commune_id=commune_id)
    with reading_as_service():
        rows = list(found.values_list(*_COURSE, "case_id"))
    return [Course(**dict(zip(_COURSE_FIELDS, row, strict=False)), case=row[-1] is not None) for row in rows]


def _sent(scope: Scope) -> QuerySet[Referral]:
    """Return those that the reader's own side sent: of children in reach for their class, and of cases in sight."""
    mine = Q(case_id__in=list(cases_in_sight(scope=scope)))
    reachable = reachable_children(scope, RecordClass.REFERRAL)
    for record_class in _CLASSES:
        of_class = reachable_children(scope, record_class).filter(pk__in=reachable.values("pk"))
        mine |= Q(record_class=record_class.value, child_id__in=of_class.values("pk"))
    return Referral.objects.filter(mine)


def _received(scope: Scope) -> QuerySet[Referral]:
    bodies = scope.reach(Action.SEE, RecordClass.REFERRAL).facilities
    readable = Q(body_until__isnull=True) | Q(body_until__gte=scope.on)
    closed = (ReferralState.DECLINED, ReferralState.WITHDRAWN)
    return Referral.objects.filter(readable, body_id__in=bodies).exclude(state__in=closed)


def _rows(found: QuerySet[Referral]) -> list[ReferralRow]:
    at = now()
    listed = list(found.select_related("body").order_by("-sent_at", "-id"))
    asked = _asked(each.id for each in listed if each.state in OPEN)
    return [_row(each, at, asked) for each in listed]


def _asked(referral_ids: Iterable[UUID]) -> set[UUID]:
    """Return those whose newest word is the body's question."""
    talked = ReferralEvent.objects.filter(
        referral_id__in=list(referral_ids), kind__in=(StepKind.ASKED, StepKind.ANSWERED)
    )
    newest = dict(talked.order_by("at", "id").values_list("referral_id", "kind"))
    return {key for key, kind in newest.items() if kind == StepKind.ASKED}


def _row(referral: Referral, at: datetime, asked: set[UUID]) -> ReferralRow:
    when: dict[str, Any] = {
        "state": referral.state, "accept_by": referral.accept_by, "done_by": referral.done_by,
    }  # fmt: skip
    return ReferralRow(
        id=referral.id,
        child_id=referral.child_id,
        body_id=referral.body_id,
        body=referral.body.name,
        commune_id=referral.commune_id,
        kind=referral.kind,
        record_class=referral.record_class,
        case_id=referral.case_id,
        step_id=referral.step_id,
        sent_at=referral.sent_at,
        answered_at=referral.answered_at,
        done_at=referral.done_at,
        closed_at=referral.closed_at,
        body_until=referral.body_until,
        synthetic=referral.synthetic,
        late=is_late(**when, at=at),
        by=owed_by(**when),
        asked=referral.id in asked,
        **when,
    )


def _opened(referral: Referral | None) -> Opened:
    if referral is None:
        raise ReferralNotFoundError
    told = json.loads(unseal(referral.told_sealed, key=referral.key_id, about=f"referral.told:{referral.id}"))
    steps = ReferralEvent.objects.filter(referral=referral).order_by("at", "id")
    return Opened(
        row=_row(referral, now(), _asked([referral.id] if referral.state in OPEN else [])),
        sender=told["sender"],
        asked=unseal(referral.asked_sealed, key=referral.key_id, about=f"referral.asked:{referral.id}"),
        fields=tuple(SharedField(**each) for each in told["fields"]),
        steps=tuple(_step_row(each, referral.key_id) for each in steps),
    )


def _step_row(event: ReferralEvent, key_id: UUID) -> StepRow:
    said: dict[str, Any] = {}
    if event.text_sealed is not None:
        said = json.loads(unseal(event.text_sealed, key=key_id, about=f"referral.step:{event.id}"))
    return StepRow(
        kind=event.kind,
        by_body=event.by_body,
        at=event.at,
        user_id=event.user_id,
        text=said.get("text", ""),
        sessions=tuple(Session(date.fromisoformat(on), what) for on, what in said.get("sessions", ())),
    )
