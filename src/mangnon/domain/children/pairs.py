"""Suspected duplicates: noting, deciding, joining and parting records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from mangnon.core.audit.services import record
from mangnon.core.clock import now, today
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError, UndoRefusedError
from mangnon.domain.children.following import move_all, move_back
from mangnon.domain.children.merging import (
    carry_pairs,
    drop_pairs,
    join_carers,
    joined_search_text,
    move_home,
    move_home_back,
    own_search_text,
    part_carers,
    restore_profile,
    take_profile,
)
from mangnon.domain.children.models import Child, DuplicatePair, Merge
from mangnon.domain.children.queries import writes
from mangnon.domain.children.terms import EndReason, PairState
from mangnon.domain.children.upward import dues_moved


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
    """Record that two records are two children; both must be the decider's to write."""
    pair = _pair(scope, pair_id)
    with as_service():
        pair.state, pair.decided_at, pair.decided_by = PairState.DIFFERENT, now(), scope.user_id
        pair.save()
        record(
            scope=scope, action="children.decide_different", record_class=RecordClass.ORDINARY,
            subjects=[pair.first_id, pair.second_id],
        )  # fmt: skip


def put_off_pair(*, scope: Scope, pair_id: UUID) -> None:
    """Leave a pair for later: it stays open, behind those nobody has looked at (``decided_at`` says since when)."""
    pair = _pair(scope, pair_id)
    with as_service():
        pair.decided_at, pair.decided_by = now(), scope.user_id
        pair.save()
        record(
            scope=scope, action="children.put_off_pair", record_class=RecordClass.ORDINARY,
            subjects=[pair.first_id, pair.second_id],
        )  # fmt: skip


def merge_children(
    *, scope: Scope, survivor_id: UUID, absorbed_id: UUID, take: Iterable[str] = (), carers: Iterable[str] = ()
) -> UUID:
    """Join two records: what is recorded of the absorbed one follows, its row stays and points to the survivor.

    What cannot stand beside something of the survivor (a second mother, a group held twice) stays with the absorbed
    record. Facts that then say the same twice are counted once. Nothing is deleted; ``undo_merge`` parts them again.

    Args:
        scope: must be able to write both.
        survivor_id, absorbed_id: which record stays, which goes into it.
        take: what the survivor takes from the absorbed record, keys of ``merging.CHOICES``.
        carers: relations whose carer it takes from there.

    Returns:
        The merge's key, by which it is undone.

    Raises:
        ChildNotFoundError: one of them is not within scope to write, or was merged before.
    """
    with as_service():
        survivor, absorbed = _both(scope, survivor_id, absorbed_id)
        ended = {"end_reason": absorbed.end_reason, "ended_on": str(absorbed.ended_on) if absorbed.ended_on else None}
        done = move_all(survivor_id=survivor_id, absorbed_id=absorbed_id)
        joined = join_carers(survivor_id=survivor_id, absorbed_id=absorbed_id, take=carers)
        hamlet_before, text_before = survivor.hamlet_id, survivor.search_text
        before, after = take_profile(survivor=survivor, absorbed=absorbed, take=take)
        survivor.search_text = joined_search_text(survivor=survivor, absorbed=absorbed)
        survivor.save()
        plan = {
            "moved": done.moved, "stayed": done.stayed, "superseded": done.superseded, "carers": joined,
            "before": {**before, "search_text": text_before}, "after": {**after, "search_text": survivor.search_text},
            "residences": move_home(survivor=survivor, hamlet_before=hamlet_before),
            "ended": ended, "pairs": carry_pairs(survivor_id=survivor_id, absorbed_id=absorbed_id),
        }  # fmt: skip
        absorbed.merged_into, absorbed.end_reason, absorbed.ended_on = survivor, EndReason.MERGED, today()
        absorbed.save()
        merge = Merge.objects.create(survivor=survivor, absorbed=absorbed, plan=plan, by=scope.user_id)
        _pairs_of(survivor_id, absorbed_id).update(state=PairState.SAME, decided_at=now(), decided_by=scope.user_id)
        record(
            scope=scope, action="children.merge_children", record_class=RecordClass.ORDINARY,
            subjects=[survivor_id, absorbed_id], detail={"merge": str(merge.id)},
        )  # fmt: skip
        dues_moved([survivor_id, absorbed_id])
    return merge.id


def undo_merge(*, scope: Scope, merge_id: UUID) -> None:
    """Part two joined records: what came with the absorbed one goes back with it; what was added since stays.

    Raises:
        ChildNotFoundError: one of them is not within scope to write.
        UndoRefusedError: it was undone already, or one of the two was since joined with another.
    """
    with as_service():
        merge = Merge.objects.select_for_update(of=("self",)).filter(pk=merge_id).first()
        if merge is None:
            raise ChildNotFoundError
        locked = Child.objects.select_for_update(of=("self",), no_key=True).in_bulk(
            [merge.survivor_id, merge.absorbed_id]
        )
        survivor, absorbed = locked[merge.survivor_id], locked[merge.absorbed_id]
        _require(scope, survivor)
        _require(scope, absorbed)
        _require_newest(merge, survivor)
        plan = merge.plan
        part_carers(survivor_id=survivor.id, absorbed_id=absorbed.id, joined=plan["carers"])
        move_back(moved=plan["moved"], superseded=plan["superseded"], absorbed_id=absorbed.id)
        move_home_back(plan["residences"])
        restore_profile(child=survivor, before=plan["before"], after=plan["after"])
        drop_pairs(plan["pairs"])
        survivor.search_text = (
            plan["before"]["search_text"]
            if survivor.search_text == plan["after"]["search_text"]
            else own_search_text(survivor)
        )
        survivor.save()
        absorbed.merged_into, absorbed.end_reason = None, plan["ended"]["end_reason"]
        absorbed.ended_on = date.fromisoformat(plan["ended"]["ended_on"]) if plan["ended"]["ended_on"] else None
        absorbed.save()
        merge.undone_at, merge.undone_by = now(), scope.user_id
        merge.save()
        _pairs_of(survivor.id, absorbed.id).update(state=PairState.OPEN, decided_at=None, decided_by=None)
        record(
            scope=scope, action="children.undo_merge", record_class=RecordClass.ORDINARY,
            subjects=[survivor.id, absorbed.id], detail={"merge": str(merge_id)},
        )  # fmt: skip
        dues_moved([survivor.id, absorbed.id])


def _both(scope: Scope, survivor_id: UUID, absorbed_id: UUID) -> tuple[Child, Child]:
    free = Child.objects.select_for_update(of=("self",), no_key=True).filter(merged_into__isnull=True).order_by("pk")
    children = {child.id: child for child in free.filter(pk__in=[survivor_id, absorbed_id])}
    if len(children) != 2:
        raise ChildNotFoundError
    for child in children.values():
        _require(scope, child)
    return children[survivor_id], children[absorbed_id]


def _require_newest(merge: Merge, survivor: Child) -> None:
    if merge.undone_at is not None:
        raise UndoRefusedError("Lần gộp này đã được hoàn tác.")
    later = Merge.objects.filter(survivor_id=merge.survivor_id, undone_at__isnull=True, pk__gt=merge.pk)
    if survivor.merged_into_id or later.exists():
        raise UndoRefusedError("Hồ sơ này đã được gộp tiếp với hồ sơ khác; hãy hoàn tác lần gộp sau trước.")


def _pairs_of(one: UUID, other: UUID) -> QuerySet[DuplicatePair]:
    first, second = sorted((one, other))
    return DuplicatePair.objects.filter(first_id=first, second_id=second)


def _pair(scope: Scope, pair_id: UUID) -> DuplicatePair:
    with as_service():
        pair = (
            DuplicatePair.objects.select_for_update(of=("self",))
            .select_related("first", "second")
            .filter(pk=pair_id, state=PairState.OPEN)
            .first()
        )
    if pair is None:
        raise ChildNotFoundError
    _require(scope, pair.first)
    _require(scope, pair.second)
    return pair


def _require(scope: Scope, child: Child) -> None:
    if not writes(scope, child):
        raise ChildNotFoundError
