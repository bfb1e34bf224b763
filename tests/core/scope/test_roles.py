"""Database roles taken on for a block, on a real database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from mangnon.core.clock import today
from mangnon.core.scope.roles import APP_ROLE, SERVICE_ROLE, as_service, become_user, reading_as_service
from mangnon.vocab.ids import uuid7

BLOCKS = [as_service, reading_as_service]


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        return str(cursor.fetchone()[0])


@pytest.fixture
def user(db: None) -> None:
    become_user(user_id=uuid7(), on=today())


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("block", BLOCKS)
def test_block_when_over_then_the_users_role_is_back(block) -> None:  # type: ignore[no-untyped-def]
    with block():
        assert _role() == SERVICE_ROLE
        with block():
            assert _role() == SERVICE_ROLE
        assert _role() == SERVICE_ROLE
    assert _role() == APP_ROLE


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("block", BLOCKS)
def test_block_when_left_by_an_error_of_ours_then_the_users_role_is_back(block) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LookupError), block():
        raise LookupError
    assert _role() == APP_ROLE


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("block", BLOCKS)
def test_block_when_the_database_refuses_then_the_rollback_brings_the_users_role_back(block) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError), transaction.atomic(), block(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert _role() == APP_ROLE


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("block", BLOCKS)
def test_block_when_the_driver_refuses_then_the_users_role_is_back(block) -> None:  # type: ignore[no-untyped-def]
    """The transaction goes on, for the database never saw it."""
    with pytest.raises((DatabaseError, ValueError)), block(), connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["\0"])
    assert _role() == APP_ROLE


@pytest.mark.django_db(transaction=True)
def test_reading_when_no_transaction_is_open_then_it_reads_in_one_of_its_own() -> None:
    with reading_as_service():
        assert connection.in_atomic_block
        assert _role() == SERVICE_ROLE
    assert _role() == "none"
