"""Whether an account is protected by more than a password."""

from __future__ import annotations

from typing import Any

from mangnon.core.accounts.models import User

STRONG = ("totp", "webauthn")


def has_second_factor(user: User, *, besides: Any = None) -> bool:
    """Tell whether an account has an authenticator app or a passkey.

    Args:
        user: the account.
        besides: the key of an authenticator to leave out of the count.
    """
    from allauth.mfa.models import Authenticator

    held = Authenticator.objects.filter(user_id=user.pk, type__in=STRONG)
    return (held.exclude(pk=besides) if besides is not None else held).exists()
