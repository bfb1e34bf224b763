"""A clock that stands where a test puts it, and the scopes of two communes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.accounts.models import User
from mangnon.core.clock import VIETNAM
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import become_user
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.intake import open_case
from mangnon.domain.protection.kinds import Channel
from mangnon.domain.protection.reporting import Worry, receive_report
from mangnon.domain.protection.telling import Told, ToldBy

# A Wednesday after the holiday of 24 November.
MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM)
SECRET = "Dì ghẻ đánh cháu bằng dây điện"
REPORTER = "Bà Hoàng Thị Kín"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, set_to: Callable[[datetime], None]) -> None:
        self._set_to = set_to
        self.at = MORNING
        set_to(MORNING)

    def forward(self, **by: int) -> datetime:
        """Move it, as by ``hours=2``."""
        self.at += timedelta(**by)
        self._set_to(self.at)
        return self.at


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes, one child each, no case yet."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


@pytest.fixture
def clock(house: TwoCommunes, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The virtual clock."""
    return Clock(lambda at: monkeypatch.setenv("MANGNON_NOW", at.isoformat()))


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    """Return the scope of the user who holds a role in the first commune, or over the province."""
    user = house.users[role]
    return get_scope(user_id=user.id, user_name=str(user), on=TODAY)


def another(house: TwoCommunes, role: Role, commune_id: UUID, name: str) -> Scope:
    """Return the scope of one more user who holds a role in a commune."""
    user = User.objects.create(username=name, full_name=name, demo=True)
    Assignment.objects.create(
        user=user,
        role=role,
        place_id=commune_id,
        valid=Assignment.objects.filter(user=house.users[role]).get().valid,
        granted_by=user,
    )
    return get_scope(user_id=user.id, user_name=name, on=TODAY)


@pytest.fixture
def as_reader() -> Callable[[Scope], AbstractContextManager[None]]:
    """Be held to what the database itself lets a user see."""

    @contextmanager
    def held(scope: Scope) -> Iterator[None]:
        with transaction.atomic():
            assert scope.user_id
            become_user(user_id=scope.user_id, on=TODAY)
            yield
            transaction.set_rollback(True)

    return held


def told() -> Told:
    """Return a report with words that stand nowhere else."""
    return Told(child_name="Bé Nguyễn Văn Giấu", happened=SECRET, event_place="xóm Núi Kín")


def reported(house: TwoCommunes) -> UUID:
    """Have the collaborator of the first commune report, naming a teller who agreed."""
    worry = Worry(
        told=told(),
        channel=Channel.WORKER,
        commune_id=house.first.commune_id,
        told_by=ToldBy(name=REPORTER, phone="0912345678"),
    )
    return receive_report(scope=scope_of(house, Role.COLLABORATOR), worry=worry).report_id


def opened(house: TwoCommunes, harms: tuple[str, ...] = ("violence",)) -> UUID:
    """Have the officer of the first commune open the case of its child from a report."""
    return open_case(
        scope=scope_of(house, Role.COMMUNE_OFFICER),
        report_id=reported(house),
        harms=harms,
        child_id=house.first.child_id,
    )
