"""Gives roles at places to users, and ends them; above the log, since each is written into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.audit.services import record
from mangnon.core.places.queries import get_row
from mangnon.core.scope.errors import AssignmentError, NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import HELD_AT_A_BODY, ROLE_LEVELS, ROLE_NAMES, Action, RecordClass, Role
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope

LEVEL_NAMES = {"province": "cấp tỉnh", "commune": "một xã, phường", "hamlet": "một xóm, tổ"}


def assign(
    *, scope: Scope, user_id: UUID, role: Role, place_id: UUID, start: date, end: date | None = None,
    facility_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Give a user a role at a place from a day on.

    Args:
        scope: of the giver, who may write accounts and is not the user.
        user_id: who is given the role.
        role: the role.
        place_id: a place of the level that the role is held at.
        start: the first day.
        end: the first day on which it no longer holds; None for until further notice.
        facility_id: the school, childcare facility or outside body, for those roles only.

    Returns:
        The assignment's key; of the one that stands when the same role at the same place holds already.

    Raises:
        NotYoursError: the giver may not write accounts, or gives to themselves.
        AssignmentError: role, place and dates do not fit.
    """
    _may_assign(scope, user_id)
    _check(role, place_id, start, end, facility_id)
    with as_service():
        standing = Assignment.objects.filter(
            user_id=user_id, role=role.value, place_id=place_id, facility_id=facility_id,
            valid__contains=DateRange(start, end),
        ).first()  # fmt: skip
        if standing is not None:
            return standing.id
        held = Assignment.objects.create(
            user_id=user_id, role=role.value, place_id=place_id, facility_id=facility_id,
            valid=DateRange(start, end), granted_by_id=scope.user_id,
        )  # fmt: skip
        record(
            scope=scope, action="scope.assign", record_class=RecordClass.ACCOUNTS, place_id=place_id,
            detail={"user": str(user_id), "role": role.value, "from": start.isoformat(),
                    "to": end.isoformat() if end else ""},
        )  # fmt: skip
    return held.id


def end_assignment(*, scope: Scope, assignment_id: UUID, on: date) -> None:
    """End an assignment: from that day on it gives nothing.

    Raises:
        NotYoursError: the caller may not write accounts, or it is their own.
        AssignmentError: it has ended already.
    """
    with as_service():
        held = Assignment.objects.select_for_update().get(pk=assignment_id)
        _may_assign(scope, held.user_id)
        if held.valid.isempty or (held.valid.upper is not None and held.valid.upper <= on):
            raise AssignmentError("Phân công này đã kết thúc rồi.")
        start = held.valid.lower
        held.valid = DateRange(start, max(on, start) if start else on)
        held.save()
        record(
            scope=scope, action="scope.end_assignment", record_class=RecordClass.ACCOUNTS, place_id=held.place_id,
            detail={"user": str(held.user_id), "role": held.role, "on": on.isoformat()},
        )  # fmt: skip


def _may_assign(scope: Scope, user_id: UUID) -> None:
    if not scope.may(Action.WRITE, RecordClass.ACCOUNTS):
        raise NotYoursError("Chỉ quản trị hệ thống được phân công vai trò.")
    if scope.user_id == user_id:
        raise NotYoursError("Không ai tự đổi phân công của mình; hãy nhờ một người quản trị khác.")


def _check(role: Role, place_id: UUID, start: date, end: date | None, facility_id: UUID | None) -> None:
    level = get_row(place_id).level
    if level != ROLE_LEVELS[role]:
        raise AssignmentError(f"Vai trò {ROLE_NAMES[role]} được giao ở {LEVEL_NAMES[ROLE_LEVELS[role]]}.")
    if (facility_id is not None) != (role in HELD_AT_A_BODY):
        raise AssignmentError(
            "Vai trò trường học, cơ quan phối hợp cần chọn trường, cơ sở hoặc cơ quan; các vai trò khác thì không."
        )
    if end is not None and end <= start:
        raise AssignmentError("Ngày kết thúc phải sau ngày bắt đầu.")


def follow_places(*, scope: Scope, moves: Mapping[UUID, UUID | None], on: date) -> None:
    """Let assignments follow places that changed on a day; one whose place was divided ends and waits for somebody.

    Args:
        scope: of who changes the places.
        moves: assignment to the place it goes on at; None ends it.
        on: the first day of the new order.

    Raises:
        NotYoursError: the caller may not change places.
    """
    if not scope.may(Action.WRITE, RecordClass.PLACES):
        raise NotYoursError("Chỉ cán bộ Sở Y tế và cán bộ xã được đổi địa bàn.")
    with as_service():
        for key, place_id in moves.items():
            held = Assignment.objects.select_for_update().get(pk=key)
            start, until = held.valid.lower, held.valid.upper
            if place_id is not None and start is not None and start >= on:
                held.place_id = place_id
                held.save()
            else:
                held.valid = DateRange(start, max(on, start) if start else on)
                held.save()
                if place_id is not None:
                    Assignment.objects.create(
                        user_id=held.user_id, role=held.role, place_id=place_id, valid=DateRange(on, until),
                        granted_by_id=scope.user_id,
                    )  # fmt: skip
            record(
                scope=scope, action="scope.follow_places", record_class=RecordClass.ACCOUNTS,
                place_id=place_id or held.place_id,
                detail={"user": str(held.user_id), "role": held.role, "on": on.isoformat(), "ended": place_id is None},
            )  # fmt: skip
