"""Accounts to sign in with."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from mangnon.core.accounts.models import User

PASSWORD = "mot-mat-khau-dai"


@pytest.fixture(autouse=True)
def no_limits_left(db: None) -> None:
    """Forget what earlier tests guessed."""
    cache.clear()


@pytest.fixture
def person(db: None) -> User:
    """An account that is nobody's demo, without a second factor."""
    return User.objects.create_user("hoa.nt", PASSWORD, full_name="Nguyễn Thị Hoa")


@pytest.fixture
def demo_person(db: None) -> User:
    """A demo account."""
    return User.objects.create_user("thu", PASSWORD, full_name="Người Thử", demo=True)


def sign_in(client: Client, user: User, *, password: str = PASSWORD, address: str = "/vao/"):  # type: ignore[no-untyped-def]
    """Send the sign-in form."""
    return client.post(address, {"login": user.username, "password": password})
