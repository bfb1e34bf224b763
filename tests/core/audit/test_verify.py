"""The audit chain on a real database."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from mangnon.core.audit.models import AuditEntry
from mangnon.core.audit.services import record
from mangnon.core.audit.verify import verify
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import system_scope

SCOPE = system_scope(date(2026, 11, 24))


def _write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            record(scope=SCOPE, action="test.write", record_class=RecordClass.PUBLIC, detail={"number": number})


@pytest.mark.django_db(transaction=True)
def test_verify_when_nothing_was_touched_then_all_entries_hold() -> None:
    _write(3)
    found = verify()
    assert (found.entries, found.fault) == (3, "")
    assert len(found.head) == 64


@pytest.mark.django_db(transaction=True)
def test_verify_when_a_row_was_changed_by_a_superuser_then_it_is_named() -> None:
    _write(3)
    second = AuditEntry.objects.order_by("at")[1]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditentry SET action = 'other' WHERE id = %s", [second.id])
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")
    found = verify()
    assert found.entries == 1
    assert str(second.id) in found.fault


@pytest.mark.django_db(transaction=True)
def test_entry_when_anyone_updates_or_deletes_it_then_the_database_refuses() -> None:
    _write(1)
    with pytest.raises(Exception, match="append-only"):
        AuditEntry.objects.update(action="other")
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditseal")
