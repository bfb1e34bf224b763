"""Reads of suspected duplicates and of merges, as far as the reader may know of each side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from mangnon.core.accounts.queries import names_of_users
from mangnon.core.places.queries import PlaceName, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.following import FOLLOWING
from mangnon.domain.children.models import Caregiver, Child, Circumstance, DuplicatePair, Merge
from mangnon.domain.children.queries import place_words, writes
from mangnon.domain.children.terms import PairState


@dataclass(frozen=True)
class Side:
    """One record of a pair; of a child whom the reader may not see: initials, birth year and commune only.

    Args:
        child: None where the reader may not see the child.
        writable: the reader may change the record.
    """

    child_id: UUID
    child: Child | None
    name: str
    birth_date: date | None
    birth_precision: str
    place: str
    commune: str
    writable: bool


@dataclass(frozen=True)
class Suspect:
    """A suspected duplicate: two records, the match weight in bits and the codes of the rules that held."""

    pair_id: UUID
    first: Side
    second: Side
    weight: float
    codes: tuple[str, ...]
    found_at: datetime
    put_off: bool

    @property
    def decidable(self) -> bool:
        """True when both records are the reader's to write."""
        return self.first.writable and self.second.writable


@dataclass(frozen=True)
class MergeDone:
    """A merge in the log.

    Args:
        stayed: how many rows of each table stayed with the absorbed record because they clashed.
        counted_once: facts that both records told.
        newest: nothing of the survivor was merged after it, so it can be undone.
    """

    merge_id: UUID
    survivor: Side
    absorbed: Side
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str
    moved: dict[str, int]
    stayed: dict[str, int]
    counted_once: int
    newest: bool


def list_suspects(
    *, scope: Scope, commune_id: UUID | None = None, hamlet_id: UUID | None = None, limit: int = 50, offset: int = 0
) -> tuple[list[Suspect], int]:
    """Return open pairs of which one record at least is the reader's to write, and how many there are.

    Strongest first; those put off come last.
    """
    with reading_as_service():
        found = _open(scope, commune_id=commune_id, hamlet_id=hamlet_id)
        total = found.count()
        pairs = list(found.select_related("first__household", "second__household")[offset : offset + limit])
        return _suspects(scope, pairs), total


def next_suspect(
    *, scope: Scope, after: UUID, commune_id: UUID | None = None, hamlet_id: UUID | None = None
) -> UUID | None:
    """Return the pair to look at once this one is decided: the first that nobody put off and the reader can decide."""
    with reading_as_service():
        found = _open(scope, commune_id=commune_id, hamlet_id=hamlet_id).filter(decided_at__isnull=True)
        reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
        both = found.filter(reach.children("first__") & reach.children("second__")).exclude(pk=after)
        return both.values_list("id", flat=True).first()


def find_suspect(*, scope: Scope, pair_id: UUID) -> Suspect | None:
    """Return an open pair of which one record at least is the reader's to write."""
    with reading_as_service():
        pair = _open(scope).filter(pk=pair_id).select_related("first__household", "second__household").first()
        return _suspects(scope, [pair])[0] if pair else None


def was_decided(*, scope: Scope, pair_id: UUID) -> bool:
    """Tell whether a pair that concerned the reader has been decided, by them or by somebody else."""
    with reading_as_service():
        pair = DuplicatePair.objects.select_related("first", "second").filter(pk=pair_id).first()
    return pair is not None and (writes(scope, pair.first) or writes(scope, pair.second))


def carers_of_pair(*, suspect: Suspect) -> dict[UUID, list[Caregiver]]:
    """Return the carers of the records that the reader may see."""
    keys = [side.child_id for side in (suspect.first, suspect.second) if side.child]
    found: dict[UUID, list[Caregiver]] = {key: [] for key in keys}
    with reading_as_service():
        for carer in Caregiver.objects.filter(child_id__in=keys).order_by("id"):
            found[carer.child_id].append(carer)
    return found


def count_facts(child_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """Return how many standing facts of each table stand for each child."""
    keys = list(child_ids)
    counted: dict[UUID, dict[str, int]] = {key: {} for key in keys}
    with reading_as_service(), connection.cursor() as cursor:
        for each in FOLLOWING:
            if each.same:
                cursor.execute(
                    f"SELECT child_id, count(*) FROM {each.table}"
                    " WHERE child_id = ANY(%s) AND superseded_at IS NULL GROUP BY child_id",
                    [keys],
                )
                for child_id, count in cursor.fetchall():
                    counted[child_id][each.table] = count
    return counted


def list_merges(*, scope: Scope, limit: int = 50, offset: int = 0) -> tuple[list[MergeDone], int]:
    """Return merges of records the reader may write, the newest first, and how many there are."""
    reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
    if reach.nowhere:
        return [], 0
    with reading_as_service():
        found = Merge.objects.filter(reach.children("survivor__") | reach.children("absorbed__")).order_by("-at", "-id")
        total = found.count()
        merges = list(found.select_related("survivor", "absorbed")[offset : offset + limit])
        sides = _sides(scope, [child for merge in merges for child in (merge.survivor, merge.absorbed)])
        names = names_of_users({key for merge in merges for key in (merge.by, merge.undone_by) if key})
        standing = {
            key: max(each.id for each in group)
            for key in {merge.survivor_id for merge in merges}
            if (group := list(Merge.objects.filter(survivor_id=key, undone_at__isnull=True).only("id")))
        }
        hidden = _hidden_circumstances(scope, merges)
    return [
        MergeDone(
            merge_id=merge.id,
            survivor=sides[merge.survivor_id],
            absorbed=sides[merge.absorbed_id],
            at=merge.at,
            by=names.get(merge.by, "hệ thống"),
            undone_at=merge.undone_at,
            undone_by=names.get(merge.undone_by, ""),
            moved=_counts(merge.plan.get("moved", {}), hidden),
            stayed=_counts(merge.plan.get("stayed", {}), hidden),
            counted_once=sum(map(len, merge.plan.get("superseded", {}).values())),
            newest=standing.get(merge.survivor_id) == merge.id and merge.survivor.merged_into_id is None,
        )
        for merge in merges
    ], total


def _open(scope: Scope, *, commune_id: UUID | None = None, hamlet_id: UUID | None = None) -> QuerySet[DuplicatePair]:
    reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
    found = DuplicatePair.objects.filter(
        state=PairState.OPEN, first__merged_into__isnull=True, second__merged_into__isnull=True
    )
    if reach.nowhere:
        return found.none()
    for name, key in (("commune_id", commune_id), ("hamlet_id", hamlet_id)):
        if key:
            found = found.filter(
                (Q(**{f"first__{name}": key}) & reach.children("first__"))
                | (Q(**{f"second__{name}": key}) & reach.children("second__"))
            )
    mine = reach.children("first__") | reach.children("second__")
    return found.filter(mine).order_by(F("decided_at").asc(nulls_first=True), "-weight", "id")


def _suspects(scope: Scope, pairs: list[DuplicatePair]) -> list[Suspect]:
    sides = _sides(scope, [child for pair in pairs for child in (pair.first, pair.second)])
    return [
        Suspect(
            pair_id=pair.id,
            first=sides[pair.first_id],
            second=sides[pair.second_id],
            weight=pair.weight,
            codes=tuple(pair.evidence),
            found_at=pair.found_at,
            put_off=pair.decided_at is not None,
        )
        for pair in pairs
    ]


def _sides(scope: Scope, children: list[Child]) -> dict[UUID, Side]:
    reach = scope.reach(Action.SEE, RecordClass.ORDINARY)
    keys = {key for child in children for key in (child.commune_id, child.hamlet_id) if key}
    places = names_of(keys, on=scope.on)
    return {
        child.id: side_of(
            child=child,
            places=places,
            seen=reach.covers(
                commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes
            ),
            writable=writes(scope, child),
        )
        for child in children
    }


def side_of(*, child: Child, places: dict[UUID, PlaceName], seen: bool, writable: bool) -> Side:
    """Return a record as far as it may be known.

    Args:
        child: the record.
        places: names of its commune and hamlet.
        seen: the reader may see the child.
        writable: the reader may change the record.
    """
    commune = places[child.commune_id].full if child.commune_id in places else "chưa rõ xã"
    if seen:
        return Side(
            child_id=child.id,
            child=child,
            name=child.full_name,
            birth_date=child.birth_date,
            birth_precision=child.birth_precision,
            place=place_words(child, places),
            commune=commune,
            writable=writable,
        )
    return Side(
        child_id=child.id,
        child=None,
        name=initials(child.full_name),
        birth_date=child.birth_date.replace(month=1, day=1) if child.birth_date else None,
        birth_precision="year" if child.birth_date else "unknown",
        place=commune,
        commune=commune,
        writable=False,
    )


def initials(full_name: str) -> str:
    """Return "N. T. H." for a name."""
    return " ".join(f"{word[0]}." for word in full_name.split())


def _counts(keys: dict[str, list[str]], hidden: set[str]) -> dict[str, int]:
    counted = Counter({table: len([key for key in rows if key not in hidden]) for table, rows in keys.items()})
    return {table: count for table, count in counted.items() if count}


def _hidden_circumstances(scope: Scope, merges: list[Merge]) -> set[str]:
    """Return keys of sensitive circumstances in these merges, where the reader may not know of them."""
    if scope.may(Action.SEE, RecordClass.SENSITIVE):
        return set()
    keys: set[Any] = {
        key
        for merge in merges
        for part in ("moved", "stayed")
        for key in merge.plan.get(part, {}).get("children_circumstance", [])
    }
    found = Circumstance.objects.filter(pk__in=keys, sensitive=True).values_list("id", flat=True)
    return {str(key) for key in found}
