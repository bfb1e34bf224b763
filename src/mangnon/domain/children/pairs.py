"""Suspected duplicates: noting, deciding, joining and parting records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from mangnon.core.audit.services import record
from mangnon.core.clock import now, today
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError, UndoRefusedError
from mangnon.domain.children.models import Child, DuplicatePair, Merge
from mangnon.domain.children.terms import EndReason, PairState
from mangnon.domain.children.upward import dues_moved

# Rows that follow a child into the record that stays: table and whether a clash may drop nothing but a copy.
_FOLLOWING = (
    "children_lifeevent", "children_consent", "children_recordsource", "growth_measurement", "immunization_dose",
    "nutrition_supplement", "screening_screening", "outreach_visit",
)  # fmt: skip
_PROFILE = (
    "full_name", "placeholder_name", "birth_date", "birth_precision", "sex", "ethnic_code", "personal_id",
    "birth_certificate_no", "insurance_no", "commune_id", "hamlet_id", "hamlet_text", "address", "household_id",
    "multiple_birth", "search_text",
)  # fmt: skip


@dataclass(frozen=True)
class PairFound:
    """Two records that may be one child, with the match weight in bits and the evidence codes."""

    one: UUID
    other: UUID
    weight: float
    codes: tuple[str, ...]


def note_pairs(*, pairs: Iterable[PairFound], import_id: UUID | None = None) -> int:
    """Put suspected duplicates before a person; a pair once decided is not asked again."""
    rows = {}
    for each in pairs:
        first, second = sorted((each.one, each.other))
        if first != second:
            rows[(first, second)] = DuplicatePair(
                first_id=first, second_id=second, weight=each.weight, evidence=list(each.codes), import_id=import_id
            )
    with as_service():
        DuplicatePair.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=2000)
    return len(rows)


def decide_different(*, scope: Scope, pair_id: UUID) -> None:
    """Record that two records are two children."""
    pair = _pair(scope, pair_id)
    with as_service():
        pair.state, pair.decided_at, pair.decided_by = PairState.DIFFERENT, now(), scope.user_id
        pair.save()
        record(
            scope=scope, action="children.decide_different", record_class=RecordClass.ORDINARY,
            subjects=[pair.first_id, pair.second_id],
        )  # fmt: skip


def merge_children(
    *,
    scope: Scope,
    survivor_id: UUID,
    absorbed_id: UUID,
    values: dict[str, Any] | None = None,
    pair_id: UUID | None = None,
) -> UUID:
    """Join two records: the absorbed one's facts follow, its row stays and points to the survivor.

    Args:
        scope: must be able to write both.
        survivor_id, absorbed_id: which record stays, which goes into it.
        values: profile values the survivor takes, as a person chose them.
        pair_id: the suspected pair this decides, if it does.

    Returns:
        The merge's key, by which it is undone.
    """
    with as_service():
        both = Child.objects.select_for_update(of=("self",)).filter(merged_into__isnull=True)
        children = both.in_bulk([survivor_id, absorbed_id])
        if len(children) != 2:
            raise ChildNotFoundError
        for child in children.values():
            _require(scope, child)
        survivor, absorbed = children[survivor_id], children[absorbed_id]
        moved = {table: _move(table, absorbed_id, survivor_id) for table in _FOLLOWING}
        before = {name: _plain(getattr(survivor, name)) for name in _PROFILE}
        for name, value in _chosen(survivor, absorbed, values or {}).items():
            setattr(survivor, name, value)
        survivor.search_text = "|".join(dict.fromkeys(f"{survivor.search_text}|{absorbed.search_text}".split("|")))
        survivor.save()
        absorbed.merged_into, absorbed.end_reason, absorbed.ended_on = survivor, EndReason.MERGED, today()
        absorbed.save()
        done = Merge.objects.create(
            survivor=survivor, absorbed=absorbed, plan={"moved": moved, "before": before}, by=scope.user_id
        )
        decided = DuplicatePair.objects.filter(
            Q(pk=pair_id) | Q(first_id=min(survivor_id, absorbed_id), second_id=max(survivor_id, absorbed_id))
        )
        decided.update(state=PairState.SAME, decided_at=now(), decided_by=scope.user_id)
        record(
            scope=scope, action="children.merge_children", record_class=RecordClass.ORDINARY,
            subjects=[survivor_id, absorbed_id], detail={"merge": str(done.id)},
        )  # fmt: skip
        dues_moved([survivor_id, absorbed_id])
    return done.id


def undo_merge(*, scope: Scope, merge_id: UUID) -> None:
    """Part two joined records: facts that came with the absorbed one go back with it.

    Raises:
        UndoRefusedError: it was undone already, or the survivor was since joined into another.
    """
    with as_service():
        done = Merge.objects.select_for_update(of=("self",)).filter(pk=merge_id).first()
        if done is None or done.undone_at is not None:
            raise UndoRefusedError("Lần gộp này đã được hoàn tác.")
        survivor = Child.objects.select_for_update(of=("self",)).get(pk=done.survivor_id)
        absorbed = Child.objects.select_for_update(of=("self",)).get(pk=done.absorbed_id)
        _require(scope, survivor)
        if survivor.merged_into_id:
            raise UndoRefusedError("Hồ sơ này đã được gộp tiếp vào hồ sơ khác; hãy hoàn tác lần gộp sau trước.")
        for table, keys in done.plan["moved"].items():
            _move_back(table, keys, done.absorbed_id)
        for name, value in done.plan["before"].items():
            setattr(survivor, name, Child._meta.get_field(name).to_python(value))
        survivor.save()
        absorbed.merged_into, absorbed.end_reason, absorbed.ended_on = None, "", None
        absorbed.save()
        done.undone_at, done.undone_by = now(), scope.user_id
        done.save()
        DuplicatePair.objects.filter(
            first_id=min(done.survivor_id, done.absorbed_id), second_id=max(done.survivor_id, done.absorbed_id)
        ).update(state=PairState.OPEN, decided_at=None, decided_by=None)
        record(
            scope=scope, action="children.undo_merge", record_class=RecordClass.ORDINARY,
            subjects=[done.survivor_id, done.absorbed_id], detail={"merge": str(merge_id)},
        )  # fmt: skip
        dues_moved([done.survivor_id, done.absorbed_id])


def _pair(scope: Scope, pair_id: UUID) -> DuplicatePair:
    with as_service():
        pair = DuplicatePair.objects.select_related("first", "second").filter(pk=pair_id).first()
    if pair is None or not any(_covers(scope, child) for child in (pair.first, pair.second)):
        raise ChildNotFoundError
    return pair


def _require(scope: Scope, child: Child) -> None:
    if not _covers(scope, child):
        raise ChildNotFoundError


def _covers(scope: Scope, child: Child) -> bool:
    return scope.reach(Action.WRITE, RecordClass.ORDINARY).covers(
        commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes
    )


def _chosen(survivor: Child, absorbed: Child, values: dict[str, Any]) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for name in _PROFILE:
        if name in values:
            taken[name] = values[name]
        elif name != "search_text" and getattr(survivor, name) in ("", None) and getattr(absorbed, name):
            taken[name] = getattr(absorbed, name)
    if "birth_date" in taken and "birth_precision" not in values:
        taken["birth_precision"] = absorbed.birth_precision
    return taken


def _move(table: str, source: UUID, target: UUID) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET child_id = %s WHERE child_id = %s RETURNING id", [target, source])
        return [str(row[0]) for row in cursor.fetchall()]


def _move_back(table: str, keys: list[str], target: str | UUID) -> None:
    if keys and table in _FOLLOWING:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET child_id = %s WHERE id = ANY(%s::uuid[])", [target, keys])


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | bool | int | type(None)) else str(value)
