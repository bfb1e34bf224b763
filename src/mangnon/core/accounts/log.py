"""Writes what happens at the door to the audit log."""

from __future__ import annotations

from mangnon.core.accounts.models import User
from mangnon.core.audit.services import record
from mangnon.core.clock import today
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope


def record_sign_in(*, action: str, user: User | None) -> None:
    """Write that an account signed in or out, failed to, or changed its password."""
    scope = Scope(user_id=user.pk if user else None, user_name=str(user or ""), on=today(), grants=())
    record(scope=scope, action=action, record_class=RecordClass.ACCOUNTS)
