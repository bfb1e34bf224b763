"""What follows a child's record into the record it is merged into, and back again.

The rooms above own most of these tables; they are named here as the tables a child's key stands in, since a merge
must move them all in one transaction. ``tests/domain/children/test_following.py`` fails when a table with a child
in it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from mangnon.core.clock import now

REASON = "trùng với hồ sơ được gộp"


@dataclass(frozen=True)
class Following:
    """One table whose rows follow.

    Args:
        table: its name; it has ``id`` and ``child_id``.
        clash: when a row ``a`` of the absorbed child cannot stand beside a row ``s`` of the survivor; such rows
            stay with the absorbed record, where the log of merges shows them. Empty: rows never clash.
        same: of facts, the columns by which two standing rows say the same thing twice.
        extra: of facts, columns that may say more in one of the two.
    """

    table: str
    clash: str = ""
    same: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


_OVERLAP = "s.valid && a.valid"
_UNIQUE_OPEN = "s.ended_at IS NULL AND a.ended_at IS NULL"
# A mother or father is chosen between the two; a child may have two aunts, so of others only one person twice clashes.
_ONE_CARER = (
    "s.relation = a.relation AND (a.relation IN ('mother', 'father') OR lower(s.full_name) = lower(a.full_name))"
)
FOLLOWING = (
    Following("children_lifeevent"),
    Following("children_consent"),
    Following("children_recordsource", "s.file = a.file AND s.sheet = a.sheet AND s.row = a.row"),
    Following("children_caregiver", _ONE_CARER),
    Following("children_residence", _OVERLAP),
    Following("children_circumstance", f"s.group_code = a.group_code AND {_OVERLAP}"),
    Following("children_riskfactor", f"s.code = a.code AND {_OVERLAP}"),
    Following("children_accessrequest", "s.asked_by = a.asked_by AND s.answered_at IS NULL AND a.answered_at IS NULL"),
    Following("referrals_referral"),
    Following("facilities_enrolment", f"s.facility_id = a.facility_id AND {_OVERLAP}"),
    Following("worklist_taskassignment", f"s.kind = a.kind AND {_UNIQUE_OPEN}"),
    Following(
        "growth_measurement",
        same=("weight_g", "length_mm", "position", "head_mm", "arm_mm", "oedema"),
    ),
    Following("immunization_dose", same=("product",), extra=("maker", "lot", "site", "stated_number", "examined")),
    Following("immunization_observation", same=("code", "product", "until")),
    Following("nutrition_supplement", same=("kind",)),
    Following(
        "screening_screening",
        same=("kind", "state", "measured", "findings"),
        extra=("referred_to", "refer_by", "result", "reason", "note"),
    ),
    Following("questionnaires_response", same=("code", "version", "answered_by", "answers"), extra=("step_id",)),
    Following("outreach_visit", same=("purpose",), extra=("note",)),
    Following("safety_incident", same=("kind", "part", "setting", "outcome", "commune_id"), extra=("note",)),
    Following("safety_review"),
    Following("safety_homecheck", same=("answers",), extra=("note",)),
    Following("safety_skill", same=("lesson_id", "kind", "level")),
    # A case stays its own even beside another: two teams, two sights.
    Following("protection_case"),
    Following("protection_report"),
)
_TABLES = {each.table: each for each in FOLLOWING}


def standing_in(tables: Iterable[str], child_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of some children stand in any row of these tables.

    Args:
        tables: names of ``FOLLOWING``.
        child_ids: the children asked about; whoever asks has checked the scope.
    """
    keys, found = list(child_ids), set()
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"SELECT DISTINCT child_id FROM {_TABLES[name].table} WHERE child_id = ANY(%s)", [keys])
            found |= {row[0] for row in cursor.fetchall()}
    return found


@dataclass
class Moved:
    """Rows moved, left behind and superseded by a merge: keys by table."""

    moved: dict[str, list[str]] = field(default_factory=dict)
    stayed: dict[str, list[str]] = field(default_factory=dict)
    superseded: dict[str, list[str]] = field(default_factory=dict)


def move_all(*, survivor_id: UUID, absorbed_id: UUID) -> Moved:
    """Move every row that can stand with the survivor; facts then said twice keep one standing."""
    done = Moved()
    for each in FOLLOWING:
        _move(each, survivor_id, absorbed_id, done)
    return done


def move_back(*, moved: dict[str, list[str]], superseded: dict[str, list[str]], absorbed_id: UUID) -> None:
    """Give moved rows back to the absorbed child, with what has since corrected them; let what stood stand again."""
    for table, keys in moved.items():
        if keys and table in _TABLES:
            _run(f"UPDATE {table} SET child_id = %s WHERE id = ANY(%s::uuid[])", [absorbed_id, keys])
            if _TABLES[table].same:
                _run(
                    f"WITH RECURSIVE later(id) AS ("
                    f"  SELECT id FROM {table} WHERE corrects_id = ANY(%s::uuid[])"
                    f"  UNION SELECT f.id FROM {table} f JOIN later ON f.corrects_id = later.id"
                    f") UPDATE {table} SET child_id = %s WHERE id IN (SELECT id FROM later)",
                    [keys, absorbed_id],
                )
    for table, keys in superseded.items():
        if keys and table in _TABLES:
            _run(
                f"UPDATE {table} SET superseded_at = NULL, superseded_reason = '' WHERE id = ANY(%s::uuid[])",
                [keys],
            )


def _move(each: Following, survivor_id: UUID, absorbed_id: UUID, done: Moved) -> None:
    table = each.table
    if each.clash:
        clashing = f"EXISTS (SELECT 1 FROM {table} s WHERE s.child_id = %(to)s AND {each.clash})"
        done.stayed[table] = _keys(
            f"SELECT a.id FROM {table} a WHERE a.child_id = %(of)s AND {clashing}", of=absorbed_id, to=survivor_id
        )
    stayed = done.stayed.get(table, [])
    if each.same:
        done.superseded[table] = _say_once(each, survivor_id, absorbed_id)
    done.moved[table] = _keys(
        f"UPDATE {table} SET child_id = %(to)s"
        " WHERE child_id = %(of)s AND NOT id = ANY(%(stayed)s::uuid[]) RETURNING id",
        of=absorbed_id,
        to=survivor_id,
        stayed=stayed,
    )


def _say_once(each: Following, survivor_id: UUID, absorbed_id: UUID) -> list[str]:
    """Supersede one of two standing facts that say the same of one day: the one that says less, else the absorbed's."""
    same = " AND ".join(f's."{name}" IS NOT DISTINCT FROM a."{name}"' for name in ("on", *each.same))
    more = " + ".join(f"(coalesce({{row}}.{name}::text, '') <> '')::int" for name in each.extra) or "0"
    less = f"CASE WHEN {more.replace('{row}', 's')} < {more.replace('{row}', 'a')} THEN s.id ELSE a.id END"
    return _keys(
        f"""
        WITH twice AS (
          SELECT {less} AS id, row_number() OVER (PARTITION BY a.id ORDER BY s.id) AS of_a,
                 row_number() OVER (PARTITION BY s.id ORDER BY a.id) AS of_s
          FROM {each.table} a JOIN {each.table} s ON s.child_id = %(to)s AND {same} AND s.superseded_at IS NULL
          WHERE a.child_id = %(of)s AND a.superseded_at IS NULL
        )
        UPDATE {each.table} SET superseded_at = %(at)s, superseded_reason = %(reason)s
        WHERE id IN (SELECT id FROM twice WHERE of_a = of_s) RETURNING id
        """,
        of=absorbed_id,
        to=survivor_id,
        at=now(),
        reason=REASON,
    )


def _keys(sql: str, **values: object) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(str(row[0]) for row in cursor.fetchall())


def _run(sql: str, values: list[object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
