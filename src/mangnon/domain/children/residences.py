"""Where children live: counts of a day, and children following places that change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope


@dataclass(frozen=True)
class LivesAt:
    """A commune and perhaps a hamlet; or, where the commune is not decided, those it may be."""

    commune_id: UUID | None
    hamlet_id: UUID | None
    open_communes: tuple[UUID, ...] = ()


def count_living(*, on: date) -> dict[LivesAt, int]:
    """Return how many children lived where on a day; those who had died, left or turned 16 are not counted.

    Numbers only; who may see them is the caller's to ask.
    """
    sql = """
    SELECT r.commune_id, r.hamlet_id, count(*) FROM children_residence r JOIN children_child c ON c.id = r.child_id
    WHERE r.valid @> %(on)s::date AND c.merged_into_id IS NULL AND (c.ended_on IS NULL OR c.ended_on > %(on)s)
    GROUP BY 1, 2"""
    with as_service(), connection.cursor() as cursor:
        cursor.execute(sql, {"on": on})
        return {LivesAt(commune, hamlet): count for commune, hamlet, count in cursor.fetchall()}


def list_open_homes() -> list[LivesAt]:
    """Return the sets of communes between which some child's commune is not decided."""
    with as_service(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT open_communes FROM children_child WHERE commune_id IS NULL")
        return [LivesAt(None, None, tuple(row[0])) for row in cursor.fetchall()]


def list_current_homes() -> list[LivesAt]:
    """Return every place that a child's record or residence names."""
    sql = """
    SELECT DISTINCT commune_id, hamlet_id FROM children_child WHERE commune_id IS NOT NULL
    UNION SELECT commune_id, hamlet_id FROM children_residence
    UNION SELECT commune_id, hamlet_id FROM children_household"""
    with as_service(), connection.cursor() as cursor:
        cursor.execute(sql)
        return [LivesAt(commune, hamlet) for commune, hamlet in cursor.fetchall()]


def follow_places(
    *, scope: Scope, homes: Mapping[LivesAt, LivesAt], hamlet_names: Mapping[UUID, str], on: date, source: str
) -> list[UUID]:
    """Let children, their residences and households follow places that changed on a day.

    The caller has checked that the scope may change these places, and has written the change itself.

    Args:
        scope: whose decision it is.
        homes: old home to new; homes that stay are left out.
        hamlet_names: names of hamlets that end divided, kept in words where no hamlet is known any more.
        on: the first day of the new order.
        source: the decision behind it.

    Returns:
        The keys of the children whose record moved.
    """
    moved: list[UUID] = []
    with as_service(), connection.cursor() as cursor:
        for old, new in homes.items():
            told: dict[str, Any] = {
                "old_commune": old.commune_id, "old_hamlet": old.hamlet_id, "old_open": list(old.open_communes),
                "commune": new.commune_id, "hamlet": new.hamlet_id, "open": list(new.open_communes), "on": on,
                "source": source[:200],
                "words": hamlet_names.get(old.hamlet_id, "") if old.hamlet_id and not new.hamlet_id else "",
            }  # fmt: skip
            if old.commune_id is not None and new.commune_id is not None:
                for statement in (_RESIDENCES_BEGUN_LATER, _RESIDENCES, _HOUSEHOLDS):
                    cursor.execute(statement, told)
            cursor.execute(_CHILDREN if old.commune_id is not None else _OPEN_CHILDREN, told)
            moved += [row[0] for row in cursor.fetchall()]
        if moved:
            record(
                scope=scope, action="children.follow_places", record_class=RecordClass.ORDINARY, subjects=moved,
                detail={"children": len(moved), "on": on.isoformat()},
            )  # fmt: skip
    return moved


_SAME_PLACE = "commune_id = %(old_commune)s AND hamlet_id IS NOT DISTINCT FROM %(old_hamlet)s"
_RESIDENCES_BEGUN_LATER = f"""
UPDATE children_residence SET commune_id = %(commune)s, hamlet_id = %(hamlet)s
WHERE {_SAME_PLACE} AND lower(valid) >= %(on)s"""
_RESIDENCES = f"""
WITH closed AS (
  SELECT id, child_id, valid FROM children_residence WHERE {_SAME_PLACE} AND valid @> %(on)s::date FOR UPDATE),
  shortened AS (
  UPDATE children_residence r SET valid = daterange(lower(closed.valid), %(on)s) FROM closed WHERE r.id = closed.id
  RETURNING r.child_id, upper(closed.valid) AS until)
INSERT INTO children_residence (id, child_id, commune_id, hamlet_id, valid, source)
SELECT uuidv7(), child_id, %(commune)s, %(hamlet)s, daterange(%(on)s, until), %(source)s FROM shortened"""
_HOUSEHOLDS = f"UPDATE children_household SET commune_id = %(commune)s, hamlet_id = %(hamlet)s WHERE {_SAME_PLACE}"
_SET_CHILD = """
UPDATE children_child SET commune_id = %(commune)s, hamlet_id = %(hamlet)s, open_communes = %(open)s::uuid[],
  hamlet_text = CASE WHEN %(words)s <> '' AND hamlet_text = '' THEN %(words)s ELSE hamlet_text END,
  updated_at = now()
"""
_CHILDREN = f"{_SET_CHILD} WHERE {_SAME_PLACE} RETURNING id"
_OPEN_CHILDREN = f"{_SET_CHILD} WHERE commune_id IS NULL AND open_communes = %(old_open)s::uuid[] RETURNING id"
