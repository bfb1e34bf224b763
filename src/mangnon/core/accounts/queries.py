"""Reads of accounts, for who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from mangnon.core.accounts.models import User
from mangnon.core.accounts.second_factor import STRONG
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import ROLE_NAMES, Action, RecordClass, Role
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.vocab.text import search_key

PAGE = 50
COLLEAGUES = 30


@dataclass(frozen=True)
class AccountRow:
    """An account as lists and its own page show it."""

    id: UUID
    username: str
    full_name: str
    email: str
    phone: str
    active: bool
    demo: bool
    password_temporary: bool
    second_factor: bool
    last_login: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class AccountFilters:
    """Which accounts a list shows."""

    words: str = ""
    role: Role | None = None
    active: bool | None = None


@dataclass(frozen=True)
class Colleague:
    """Somebody who works with children: a key, a name, and roles in words."""

    id: UUID
    name: str
    roles: str


def list_accounts(*, scope: Scope, filters: AccountFilters, page: int) -> tuple[list[AccountRow], int]:
    """Return one page of accounts by name, and how many there are.

    Raises:
        NotYoursError: the reader may not see accounts.
    """
    if not scope.may(Action.SEE, RecordClass.ACCOUNTS):
        raise NotYoursError("Danh sách tài khoản chỉ dành cho quản trị hệ thống, Sở Y tế và người kiểm tra.")
    wanted = Q()
    if filters.words:
        wanted &= Q(full_name__icontains=filters.words) | Q(username__icontains=filters.words)
    if filters.active is not None:
        wanted &= Q(is_active=filters.active)
    if filters.role is not None:
        wanted &= Exists(
            Assignment.objects.filter(user=OuterRef("pk"), role=filters.role.value, valid__contains=scope.on)
        )
    with reading_as_service():
        found = _with_factor(User.objects.filter(wanted)).order_by("full_name", "username")
        total = found.count()
        return [_row(user) for user in found[(page - 1) * PAGE : page * PAGE]], total


def get_account(*, scope: Scope, user_id: UUID) -> AccountRow | None:
    """Return an account, one's own or for who may see accounts; None otherwise, whether it exists or not."""
    if user_id != scope.user_id and not scope.may(Action.SEE, RecordClass.ACCOUNTS):
        return None
    with reading_as_service():
        user = _with_factor(User.objects.filter(pk=user_id)).first()
        return _row(user) if user else None


def find_colleagues(*, scope: Scope, words: str, place_ids: Iterable[UUID], most: int = COLLEAGUES) -> list[Colleague]:
    """Return people by name who work with children today at one of some places.

    Args:
        scope: of somebody who works with cases there; names of colleagues are open to them.
        words: part of a name, with or without tone marks; empty for everybody.
        place_ids: of assignments: a commune, its hamlets, the province.
        most: how many at most.
    """
    wanted = search_key(words)
    with reading_as_service():
        held = (
            Assignment.objects.filter(place_id__in=list(place_ids), valid__contains=scope.on, user__is_active=True)
            .exclude(role=Role.SYSTEM_ADMINISTRATOR.value)
            .select_related("user")
            .order_by("user__full_name", "user_id", "role")
        )
        found: dict[UUID, tuple[str, list[str]]] = {}
        for each in held:
            name = each.user.full_name or each.user.username
            if wanted in search_key(name):
                found.setdefault(each.user_id, (name, []))[1].append(ROLE_NAMES[Role(each.role)])
    return [Colleague(key, name, ", ".join(dict.fromkeys(roles))) for key, (name, roles) in list(found.items())[:most]]


def names_of_users(user_ids: Iterable[UUID]) -> dict[UUID | None, str]:
    """Return the names of people who wrote or decided something, by account."""
    return {user.pk: user.full_name or user.username for user in User.objects.filter(pk__in=list(user_ids))}


def _with_factor(accounts):  # type: ignore[no-untyped-def]
    from allauth.mfa.models import Authenticator

    return accounts.annotate(protected=Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=STRONG)))


def _row(user) -> AccountRow:  # type: ignore[no-untyped-def]
    return AccountRow(
        id=user.id,
        username=user.username,
        full_name=user.full_name,
        email=user.email,
        phone=user.phone,
        active=user.is_active,
        demo=user.demo,
        password_temporary=user.password_temporary,
        second_factor=user.protected,
        last_login=user.last_login,
        created_at=user.created_at,
    )
