"""Two communes of today, a child in each, and clients signed in by role in the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from mangnon.core.accounts.models import User
from mangnon.core.places.models import Place
from mangnon.core.places.queries import find_commune
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.services import register_child

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Office:
    """The commune of who signs in, another one, a hamlet and a child of each."""

    own: UUID
    other: UUID
    hamlet: UUID
    child: UUID
    elsewhere: UUID


@pytest.fixture
def office(places: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    own, other = (find_commune(code, on=TODAY) for code in ("05830", "05443"))
    assert own is not None
    assert other is not None
    hamlet = found_hamlet(commune=Place.objects.get(pk=own.id), name="Xóm Chùa").id
    mother = CaregiverRecord("mother", "Trần Thị Lan", phone="0951234567")
    child, elsewhere = (
        register_child(
            scope=system_scope(TODAY),
            told=ChildRecord(
                commune_id=commune, hamlet_id=hamlet if commune == own.id else None, full_name=name,
                birth_date=date(2018, 5, 17), birth_precision="day", sex="f", caregivers=(mother,),
            ),
        )
        for commune, name in ((own.id, "Nguyễn Thị Hòa"), (other.id, "Lường Thị Bích Ngọc"))
    )  # fmt: skip
    return Office(own.id, other.id, hamlet, child, elsewhere)


@pytest.fixture
def signed_in(office: Office) -> Callable[[Role], Client]:
    """Signs a role of the first commune in."""

    def sign_in(role: Role) -> Client:
        user = User.objects.create(username=role.value, full_name="Cán bộ", demo=True)
        Assignment.objects.create(
            user_id=user.id, role=role, place_id=office.own, valid=DateRange(date(2025, 7, 1), None)
        )
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def officer(signed_in: Callable[[Role], Client]) -> Client:
    """The first commune's child protection officer."""
    return signed_in(Role.COMMUNE_OFFICER)
