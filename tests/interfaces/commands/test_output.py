"""What commands say when the database's disk is full or its server goes away."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from mangnon.core.store.errors import StoreDiskError, StoreUnreachableError
from mangnon.core.store.server import Purpose, uri
from mangnon.interfaces.commands.output import store_failure_told


@pytest.mark.django_db
def test_store_failure_when_the_disk_is_full_then_one_sentence() -> None:
    with pytest.raises(StoreDiskError, match="đã đầy"), store_failure_told(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")


@pytest.mark.django_db
def test_store_failure_when_the_server_ends_the_connection_then_one_sentence() -> None:
    with psycopg.connect(uri(Purpose.OWNER), autocommit=True) as beside:
        with pytest.raises(StoreUnreachableError, match="Mất kết nối"), store_failure_told():
            beside.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        with pytest.raises(StoreUnreachableError), store_failure_told():  # the second time only the client speaks
            beside.execute("SELECT 1")


def test_store_failure_when_it_is_another_error_then_it_passes() -> None:
    with pytest.raises(ZeroDivisionError), store_failure_told():
        raise ZeroDivisionError
