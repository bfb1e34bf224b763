"""Reads a user's scope from their assignments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.places.queries import last_name, names_of
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.pupils import facility_names
from mangnon.core.scope.rights import ROLE_NAMES, Action, RecordClass, Role
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Grant, Scope


def get_scope(*, user_id: UUID, user_name: str, on: date) -> Scope:
    """Return what a user may see and do on a day."""
    with reading_as_service():  # before the request becomes the user's, it may not read assignments itself
        held = list(
            Assignment.objects.filter(user_id=user_id, valid__contains=on).values_list(
                "role", "place__level", "place_id", "facility_id"
            )
        )
    grants = tuple(
        Grant(role=Role(role), level=level, place_id=place_id, facility_id=facility_id)
        for role, level, place_id, facility_id in held
    )
    return Scope(user_id=user_id, user_name=user_name, on=on, grants=grants)


@dataclass(frozen=True)
class AssignmentRow:
    """An assignment as pages show it; ``end`` is the last day on which it holds."""

    id: UUID
    user_id: UUID
    role: Role
    place: str
    start: date | None
    end: date | None
    state: Literal["current", "coming", "ended"]
    granted_by: UUID | None
    granted_at: datetime

    @property
    def role_name(self) -> str:
        """The role in words."""
        return ROLE_NAMES[self.role]


def list_assignments(*, scope: Scope, user_ids: Iterable[UUID], on: date) -> list[AssignmentRow]:
    """Return the assignments of some users, newest first; one's own, or anybody's for who may see accounts.

    Raises:
        NotYoursError: somebody else's, and the reader may not see accounts.
    """
    wanted = list(user_ids)
    if set(wanted) - {scope.user_id} and not scope.may(Action.SEE, RecordClass.ACCOUNTS):
        raise NotYoursError("Chỉ quản trị hệ thống và người kiểm tra được xem phân công của người khác.")
    with reading_as_service():
        held = list(Assignment.objects.filter(user_id__in=wanted).order_by("-granted_at"))
    names = place_titles([each.place_id for each in held], on=on)
    facilities = facility_names([each.facility_id for each in held if each.facility_id])
    return [_row(each, names, facilities, on) for each in held]


def place_titles(place_ids: Iterable[UUID], *, on: date) -> dict[UUID, str]:
    """Return places as one names them alone: a hamlet with its commune; a place of before by its last name."""
    keys = set(place_ids)
    names = names_of(keys, on=on)
    above = names_of([each.parent_id for each in names.values() if each.level == "hamlet" and each.parent_id], on=on)
    titles = {key: each.full for key, each in names.items()}
    for key, each in names.items():
        if each.level == "hamlet" and each.parent_id in above:
            parent = above[each.parent_id]
            titles[key] = f"{each.full}, {parent.kind} {parent.name}"
    for key in keys - titles.keys():
        titles[key] = f"{last_name(key)} (đơn vị cũ)"
    return titles


def _row(held: Assignment, names: dict[UUID, str], facilities: dict[UUID, str], on: date) -> AssignmentRow:
    start, upper = (None, on) if held.valid.isempty else (held.valid.lower, held.valid.upper)
    state: Literal["current", "coming", "ended"] = "current"
    if held.valid.isempty or (upper is not None and upper <= on):
        state = "ended"
    elif start is not None and start > on:
        state = "coming"
    return AssignmentRow(
        id=held.id,
        user_id=held.user_id,
        role=Role(held.role),
        place=facilities.get(held.facility_id, names[held.place_id]) if held.facility_id else names[held.place_id],
        start=start,
        end=upper - timedelta(days=1) if upper is not None else None,
        state=state,
        granted_by=held.granted_by_id,
        granted_at=held.granted_at,
    )


@dataclass(frozen=True)
class Holder:
    """An assignment at a place, with who holds it; for the preview of a change of places."""

    id: UUID
    user_id: UUID
    role: Role
    place_id: UUID
    start: date | None
    end: date | None


def list_holders(*, scope: Scope, on: date) -> list[Holder]:
    """Return all assignments in force on a day or later, of schools left out: they hold pupils, not places.

    Raises:
        NotYoursError: the reader may not change places.
    """
    if not scope.may(Action.WRITE, RecordClass.PLACES):
        raise NotYoursError("Chỉ cán bộ Sở Y tế và cán bộ xã được đổi địa bàn.")
    with reading_as_service():
        held = Assignment.objects.filter(valid__overlap=DateRange(on, None), facility_id__isnull=True)
        return [Holder(a.id, a.user_id, Role(a.role), a.place_id, a.valid.lower, a.valid.upper) for a in held]


def holders_of_role(*, scope: Scope, role: Role, place_id: UUID) -> list[UUID]:
    """Return who holds a role at a place on the reader's day, the newest first; who holds an office is no secret."""
    with reading_as_service():
        held = Assignment.objects.filter(role=role, place_id=place_id, valid__contains=scope.on)
        return list(held.order_by("-granted_at").values_list("user_id", flat=True))
