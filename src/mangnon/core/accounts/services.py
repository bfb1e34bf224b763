"""Writes of accounts."""

from __future__ import annotations

from uuid import UUID

from mangnon.core.accounts.models import User


def open_account(*, username: str, full_name: str, password: str | None, email: str = "", demo: bool = False) -> User:
    """Open an account; without a password nobody can sign in to it until one is set."""
    return User.objects.create_user(username, password, full_name=full_name, email=email, demo=demo)


def find_account(username: str) -> User | None:
    """Return an account by its sign-in name."""
    return User.objects.filter(username=username).first()




def account_names(user_ids: list[UUID]) -> dict[UUID, str]:
    """Return the names of accounts by key."""
    return {user.id: str(user) for user in User.objects.filter(pk__in=user_ids)}
