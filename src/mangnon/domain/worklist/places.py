"""Dues following the children whose places changed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from mangnon.core.scope.roles import as_service
from mangnon.domain.worklist.services import LOCK_ALL_SQL


def follow_children(child_ids: Sequence[UUID]) -> None:
    """Put the dues and priorities of these children where the children now are; what is owed does not change."""
    with as_service(), connection.cursor() as cursor:
        cursor.execute(LOCK_ALL_SQL)
        for table in ("worklist_due", "worklist_priority"):
            cursor.execute(
                f"UPDATE {table} d SET commune_id = c.commune_id, hamlet_id = c.hamlet_id FROM children_child c"
                " WHERE c.id = d.child_id AND c.id = ANY(%s)"
                " AND (d.commune_id, d.hamlet_id) IS DISTINCT FROM (c.commune_id, c.hamlet_id)",
                [list(child_ids)],
            )
