"""Reads of the audit log, for who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from mangnon.core.audit.models import AuditEntry, AuditSeal
from mangnon.core.audit.words import action_words, detail_words
from mangnon.core.clock import VIETNAM
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.queries import place_titles
from mangnon.core.scope.rights import CLASS_NAMES, Action, RecordClass
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Scope

PAGE = 50


@dataclass(frozen=True)
class AuditFilters:
    """Which entries are wanted; days are inclusive."""

    user_id: UUID | None = None
    child_id: UUID | None = None
    action: str = ""
    record_class: RecordClass | None = None
    place_id: UUID | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Mark:
    """The entry that a page ended with, so that the next page goes on after it."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class AuditRow:
    """An entry in words; ``children`` are keys, never names."""

    id: UUID
    at: datetime
    user: str
    action: str
    record_class: str
    children: tuple[UUID, ...]
    place: str
    detail: str


def list_entries(*, scope: Scope, filters: AuditFilters, after: Mark | None = None) -> list[AuditRow]:
    """Return up to a page of entries and one more, newest first.

    Raises:
        NotYoursError: the reader may not see the log.
    """
    found = _wanted(scope, filters, Action.SEE)
    if after is not None:
        found = found.filter(Q(at__lt=after.at) | Q(at=after.at, id__lt=after.id))
    return _rows(list(found[: PAGE + 1]), scope)


def all_entries(*, scope: Scope, filters: AuditFilters, most: int) -> Iterator[AuditRow]:
    """Yield the entries for an export, newest first, at most so many.

    Raises:
        NotYoursError: the reader may not export the log.
    """
    found = _wanted(scope, filters, Action.EXPORT)
    for first in range(0, most, 2000):
        batch = list(found[first : min(first + 2000, most)])
        yield from _rows(batch, scope)
        if len(batch) < 2000:
            return


def list_about(*, scope: Scope, subject: UUID, record_class: RecordClass, most: int = 200) -> list[AuditRow]:
    """Return what the log holds about one record, newest first.

    Args:
        scope: of a reader whose right to this record the caller has checked: whoever may open a case may also know
            who else did.
        subject: key of the record.
        record_class: of the record.
        most: how many entries at most.
    """
    with reading_as_service():
        found = AuditEntry.objects.filter(subjects__contains=[subject], record_class=record_class.value)
        entries = list(found.order_by("-at", "-id")[:most])
    return _rows(entries, scope)


def list_actions(*, scope: Scope) -> list[str]:
    """Return the verbs that the log holds, in order.

    Raises:
        NotYoursError: the reader may not see the log.
    """
    _require(scope, Action.SEE)
    # Each distinct verb by one step over the index, however many entries there are.
    sql = """
    WITH RECURSIVE verbs AS (
      (SELECT action FROM audit_auditentry ORDER BY action LIMIT 1)
      UNION ALL
      SELECT (SELECT e.action FROM audit_auditentry e WHERE e.action > verbs.action ORDER BY e.action LIMIT 1)
      FROM verbs WHERE verbs.action IS NOT NULL)
    SELECT action FROM verbs WHERE action IS NOT NULL"""
    from django.db import connection

    with as_service(), connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def count_sealed(*, scope: Scope) -> int:
    """Return how many entries the chain holds.

    Raises:
        NotYoursError: the reader may not see the log.
    """
    _require(scope, Action.SEE)
    last = AuditSeal.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    return last or 0


def find_users(*, scope: Scope, words: str) -> list[tuple[UUID, str]]:
    """Return the accounts whose name holds these words, a few at most.

    Raises:
        NotYoursError: the reader may not see the log.
    """
    _require(scope, Action.SEE)
    with as_service():
        found = get_user_model().objects.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
        return [(user.pk, str(user)) for user in found.order_by("full_name")[:20]]


def _require(scope: Scope, action: Action) -> None:
    if not scope.may(action, RecordClass.AUDIT):
        raise NotYoursError("Nhật ký truy cập chỉ dành cho người kiểm tra, giám sát.")


def _wanted(scope: Scope, filters: AuditFilters, action: Action) -> QuerySet[AuditEntry]:
    _require(scope, action)
    wanted = Q()
    if filters.user_id:
        wanted &= Q(user_id=filters.user_id)
    if filters.child_id:
        wanted &= Q(subjects__contains=[filters.child_id])
    if filters.action:
        wanted &= Q(action=filters.action)
    if filters.record_class:
        wanted &= Q(record_class=filters.record_class.value)
    if filters.place_id:
        wanted &= Q(place_id=filters.place_id)
    if filters.start:
        wanted &= Q(at__gte=_midnight(filters.start))
    if filters.end:
        wanted &= Q(at__lt=_midnight(filters.end + timedelta(days=1)))
    return AuditEntry.objects.filter(wanted).order_by("-at", "-id")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _rows(entries: list[AuditEntry], scope: Scope) -> list[AuditRow]:
    accounts: Any = get_user_model()
    about = {key for e in entries if (key := _key(e.detail.get("user")))}
    with as_service():
        people = {user.pk: str(user) for user in accounts.objects.filter(pk__in={e.user_id for e in entries} | about)}
    named = {str(key): name for key, name in people.items()}
    places = place_titles([e.place_id for e in entries if e.place_id], on=scope.on)
    return [
        AuditRow(
            id=each.id,
            at=each.at.astimezone(VIETNAM),
            user=people.get(each.user_id, "không rõ") if each.user_id else "hệ thống",
            action=action_words(each.action),
            record_class=CLASS_NAMES[RecordClass(each.record_class)],
            children=tuple(each.subjects),
            place=places.get(each.place_id, "") if each.place_id else "",
            detail=detail_words(each.detail, people=named),
        )
        for each in entries
    ]


def _key(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
