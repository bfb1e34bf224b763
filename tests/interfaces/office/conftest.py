"""A commune with children of known ages, households and a collaborator; clients signed in by role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Caregiver, Child, Household
from mangnon.domain.workforce.models import Worker, WorkerArea
from mangnon.domain.worklist.services import refresh_dues


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes, one child each, a user for every role in the first; the clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


@pytest.fixture
def client_of(house: TwoCommunes) -> Callable[[Role], Client]:
    """Signs a role in."""

    def sign_in(role: Role) -> Client:
        client = Client()
        client.force_login(house.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def officer(client_of: Callable[[Role], Client]) -> Client:
    """The first commune's child-protection worker."""
    return client_of(Role.COMMUNE_OFFICER)


@pytest.fixture
def child(house: TwoCommunes) -> Callable[..., UUID]:
    """Makes a child of the first commune in a household of their own, with the dues of that age."""

    def make(
        name: str = "Nông Văn An", born: date = date(2025, 5, 24), sex: str = "m", head: str = "", **more: object
    ) -> UUID:
        household = Household.objects.create(
            head_name=head or f"Nông Chủ {name}", commune_id=house.first.commune_id, hamlet_id=house.first.hamlet_id
        )
        kept = Child.objects.create(
            full_name=name, birth_date=born, birth_precision="day", sex=sex, household=household,
            commune_id=house.first.commune_id, hamlet_id=house.first.hamlet_id, search_text=name.lower(), **more,
        )  # fmt: skip
        Caregiver.objects.create(child=kept, relation="mother", full_name="Nông Thị Mẹ")
        refresh_dues(child_ids=[kept.id])
        return kept.id

    return make


@pytest.fixture
def collaborator(house: TwoCommunes) -> Worker:
    """The named person of the first commune's hamlet."""
    worker = Worker.objects.create(full_name="Ma Thị Cộng", role="collaborator", commune_id=house.first.commune_id)
    WorkerArea.objects.create(worker=worker, hamlet_id=house.first.hamlet_id, valid=DateRange(date(2026, 1, 1), None))
    return worker
