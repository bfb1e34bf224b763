"""One commune, small lists brought to it, and its clerk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from mangnon.core.accounts.models import User
from mangnon.core.clock import today
from mangnon.core.places.queries import PlaceName, find_commune, list_communes
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope, system_scope
from mangnon.interfaces.exchange.imports.run import Imported, run_import
from mangnon.interfaces.exchange.models import ImportKind

Bring = Callable[..., Imported]


@pytest.fixture
def commune(places: None) -> PlaceName:
    """Where the lists belong."""
    found = find_commune("05830", on=today())
    assert found is not None
    return found


@pytest.fixture
def elsewhere(places: None) -> PlaceName:
    """A commune that is not the clerk's."""
    return next(place for place in list_communes(on=today()) if place.code != "05830")


@pytest.fixture
def kept_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for uploaded files."""
    from mangnon.interfaces.exchange.imports import services

    monkeypatch.setattr(services, "data_folder", lambda: tmp_path)
    return tmp_path / "files" / "imports"


@pytest.fixture
def bring(commune: PlaceName, tmp_path: Path) -> Bring:
    """Import lines of text as a list of this kind."""

    def bring(*lines: str, kind: ImportKind = ImportKind.CHILDREN, name: str = "list.csv") -> Imported:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return run_import(scope=system_scope(today()), kind=kind, path=path, within=commune)

    return bring


def make_user(role: Role, place: PlaceName) -> User:
    """Make an account that holds a role at a place."""
    user = User.objects.create(username=f"{role.value}-{place.code}", full_name="Người Nhập", demo=True)
    Assignment.objects.create(user=user, role=role.value, place_id=place.id, valid=DateRange(date(2020, 1, 1), None))
    return user


def scope_of(user: User) -> Scope:
    """Return what the account may do today."""
    return get_scope(user_id=user.pk, user_name=str(user), on=today())


def signed_in(user: User) -> Client:
    """Return a client signed in as the account."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def clerk(commune: PlaceName) -> User:
    """Who imports for the commune."""
    return make_user(Role.COMMUNE_OFFICER, commune)
