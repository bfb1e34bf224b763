"""Takes on a database role for the length of a block: the user's, held to row-level security, or the services'."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from mangnon.core.clock import now

APP_ROLE = "mangnon_app"
SERVICE_ROLE = "mangnon_service"


def become_user(*, user_id: UUID, on: date) -> None:
    """Hold this transaction to what the user may see; ends with the transaction.

    The user's rights are looked up by the database itself from their assignments, so that a mistake in a
    page's filter shows nothing that is not theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('mangnon.user_id', %s, true), set_config('mangnon.on', %s, true),"
            " set_config('mangnon.at', %s, true)",
            [str(user_id), on.isoformat(), now().isoformat()],
        )
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")


def leave_user() -> None:
    """Be again what the transaction began as; for what follows in it after the user's part."""
    if connection.needs_rollback:
        return  # the rollback does it
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SELECT set_config('mangnon.user_id', '', true)")


@contextmanager
def as_service() -> Iterator[None]:
    """Run a service's reads and writes as the services' role, in one transaction (or savepoint).

    The service has checked the scope before; what it then needs (all facts of a child to derive dues, the
    audit log) may lie beyond what the user may see.
    """
    with transaction.atomic():
        before = _change_role(SERVICE_ROLE)
        yield
        # After an error the savepoint's rollback restores the role by itself.
        if before != SERVICE_ROLE:
            _change_role(before)


@contextmanager
def reading_as_service() -> Iterator[None]:
    """Read as the services' role, as ``as_service`` does, without a savepoint: a read leaves nothing to undo.

    Pages read a dozen times beyond what the user may see (who asked, what a place is called); savepoints took as long
    as the reads.
    """
    if not connection.in_atomic_block:
        with as_service():
            yield
        return
    before = _change_role(SERVICE_ROLE)
    try:
        yield
    finally:
        # Where the database refused something, the rollback that must follow restores the role.
        if before != SERVICE_ROLE and connection.connection.info.transaction_status == TransactionStatus.INTRANS:
            _change_role(before)


def _change_role(role: str) -> str:
    """Take on a role until the transaction ends; returns the one before, ``none`` for the connection's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), set_config('role', %s, true)", [role])
        return str(cursor.fetchone()[0])
