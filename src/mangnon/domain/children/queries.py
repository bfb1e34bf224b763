"""Reads of children; each takes a Scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Func, Q, QuerySet, TextField, Value

from mangnon.core.places.queries import PlaceName, names_of
from mangnon.core.scope.pupils import pupils_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Caregiver, Child, Circumstance, DuplicatePair
from mangnon.domain.children.search import Asked, read_search
from mangnon.domain.children.terms import CaregiverRelation, PairState
from mangnon.vocab.text import search_key, unaccent

PAGE = 50
# A masked hit elsewhere is shown only for a search that already names a child closely.
CLOSE_ENOUGH = 12


@dataclass(frozen=True)
class Home:
    """Where a child lives."""

    child_id: UUID
    commune_id: UUID
    hamlet_id: UUID | None


@dataclass(frozen=True)
class Hit:
    """A child as a list shows them."""

    child_id: UUID
    full_name: str
    birth_date: date | None
    birth_precision: str
    sex: str
    place: str
    carer: str
    ended: bool


@dataclass(frozen=True)
class MaskedHit:
    """That a child exists elsewhere in the province: initials, birth year, commune, nothing more."""

    child_id: UUID
    initials: str
    birth_year: int | None
    commune: str


def any_child() -> bool:
    """Tell whether there is any child at all, for commands that fill an empty database."""
    return Child.objects.exists()


def reachable_children(scope: Scope, record_class: RecordClass, action: Action = Action.SEE) -> QuerySet[Child]:
    """Return the children whose records of this class are within scope, merged ones too (their facts show)."""
    return Child.objects.filter(scope.reach(action, record_class).children())


def children_of_places(
    scope: Scope, record_class: RecordClass, *, commune_ids: Iterable[UUID], hamlet_ids: Iterable[UUID]
) -> QuerySet[Child]:
    """Return the reachable children who live in these places; without places, all of them."""
    found = reachable_children(scope, record_class)
    if hamlet_ids:
        found = found.filter(hamlet_id__in=list(hamlet_ids))
    return found.filter(commune_id__in=list(commune_ids)) if commune_ids else found


def visible_children(scope: Scope, action: Action = Action.SEE) -> QuerySet[Child]:
    """Return the children within scope, without those merged into another record."""
    return reachable_children(scope, RecordClass.ORDINARY, action).filter(merged_into__isnull=True)


def survivor_of(child_id: UUID) -> UUID | None:
    """Return the record into which a record was merged, the last of them; None where it was not merged.

    Both addresses of merged children lead to it: whether the reader may open it is asked of it, not of this.
    """
    with reading_as_service():
        found = child_id
        while (into := Child.objects.filter(pk=found).values_list("merged_into_id", flat=True).first()) is not None:
            found = into
    return found if found != child_id else None


def writes(scope: Scope, child: Child) -> bool:
    """Tell whether ordinary data of a child are the reader's to write."""
    return scope.reach(Action.WRITE, RecordClass.ORDINARY).covers(
        commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes
    )


def may_do(*, scope: Scope, action: Action, record_class: RecordClass, child: Child) -> bool:
    """Tell whether the reader may do this with records of this class of one child, pupils of their school too."""
    reach = scope.reach(action, record_class)
    if reach.covers(commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes):
        return True
    return bool(reach.facilities) and Child.objects.filter(pk=child.pk, id__in=pupils_of(reach.facilities)).exists()


def list_homes(*, scope: Scope, child_ids: Iterable[UUID]) -> list[Home]:
    """Return where these children live, those within scope only."""
    rows = visible_children(scope).filter(pk__in=list(child_ids)).values_list("id", "commune_id", "hamlet_id")
    return [Home(*row) for row in rows]


def find_child(*, scope: Scope, child_id: UUID) -> Child | None:
    """Return a child within scope, or None: whether it exists elsewhere is not told."""
    return visible_children(scope).select_related("household").filter(pk=child_id).first()


def own_child(*, scope: Scope, child_id: UUID) -> Child:
    """Return a child whose profile the scope may write, locked until the transaction ends.

    Raises:
        ChildNotFoundError: there is none within scope.
    """
    with as_service():
        child = (
            Child.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk=child_id, merged_into__isnull=True)
            .first()
        )
        if child is None:
            raise ChildNotFoundError
        if not scope.reach(Action.WRITE, RecordClass.ORDINARY).covers(
            commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes
        ):
            raise ChildNotFoundError
        return child


def list_circumstances(*, scope: Scope, child_id: UUID, on: date) -> list[Circumstance]:
    """Return the groups a child is in on a day, those the reader may know of."""
    child = Child.objects.only("commune_id", "hamlet_id", "open_communes").filter(pk=child_id).first()
    if child is None:
        return []
    held = Circumstance.objects.filter(child_id=child_id, valid__contains=on).order_by("group_code")
    if not scope.reach(Action.SEE, RecordClass.SENSITIVE).covers(
        commune_id=child.commune_id, hamlet_id=child.hamlet_id, open_communes=child.open_communes
    ):
        held = held.filter(sensitive=False)
    return list(held)


def search_children(*, scope: Scope, text: str, commune_id: UUID | None = None, limit: int = PAGE) -> list[Hit]:
    """Find children by name with or without tone marks and in part, carer's name, number, phone or birth date.

    Args:
        scope: of the reader.
        text: what was typed in the one box.
        commune_id: one commune only.
        limit: at most so many.

    Returns:
        Hits, those whose own name matches first, and of these those that match with their tone marks.
    """
    asked = read_search(text)
    if asked is None:
        return []
    found = visible_children(scope)
    if asked.born:
        found = found.filter(birth_date=asked.born)
    if commune_id:
        found = found.filter(commune_id=commune_id)
    if asked.patterns and (scope.system or asked.born):
        found = found.filter(_like(asked.patterns))
    elif asked.patterns:
        found = found.filter(pk__in=_keys_like(asked, limit * 2))
    rows = found.only(
        "id",
        "full_name",
        "birth_date",
        "birth_precision",
        "sex",
        "commune_id",
        "hamlet_id",
        "hamlet_text",
        "end_reason",
    )[: limit * 2]
    typed = " ".join(text.lower().split())

    def rank(child: Child) -> tuple[bool, bool, str]:
        own = asked.phrase in search_key(child.full_name)
        return not own, typed not in child.full_name.lower(), _given_name(child.full_name)

    return hits_of(sorted(rows, key=rank)[:limit], on=scope.on)


_WHOLE_NAMES = Func("search_text", Value("|"), function="string_to_array", output_field=ArrayField(TextField()))


def search_elsewhere(*, scope: Scope, text: str, limit: int = 5) -> list[MaskedHit]:
    """Find children outside the reader's scope, masked, so that access can be asked for.

    Only a close search (a number, a date with a name, or a long name) looks elsewhere.
    """
    asked = read_search(text)
    if asked is None or len(text.strip()) < CLOSE_ENOUGH or not scope.may(Action.SEE, RecordClass.ORDINARY):
        return []
    reach = scope.reach(Action.SEE, RecordClass.ORDINARY)
    if reach.everywhere:
        return []
    with reading_as_service():
        others = (
            Child.objects.filter(merged_into__isnull=True, end_reason="")
            .filter(**({"birth_date": asked.born} if asked.born else {}))
            .exclude(reach.children())
            .values_list("id", "full_name", "birth_date", "commune_id")
        )
        # Whole names come first, and are found at once; a name many bear is not looked for further.
        rows = (
            list(others.alias(names=_WHOLE_NAMES).filter(names__contains=[asked.phrase])[:limit])
            if asked.phrase
            else []
        )
        if len(rows) < limit:
            known = [row[0] for row in rows]
            rows += others.filter(_like(asked.patterns)).exclude(pk__in=known)[: limit - len(rows)]
        places = names_of([row[3] for row in rows], on=scope.on)
    return [
        MaskedHit(
            child_id=key,
            initials=" ".join(f"{word[0]}." for word in name.split()),
            birth_year=born.year if born else None,
            commune=places[commune].full if commune in places else "",
        )
        for key, name, born, commune in rows
    ]


def hits_of(children: list[Child], *, on: date) -> list[Hit]:
    """Return children as a list shows them, with place and first carer."""
    places = names_of(
        {c.commune_id for c in children if c.commune_id} | {c.hamlet_id for c in children if c.hamlet_id}, on=on
    )
    carers = first_carers(child.id for child in children)
    return [
        Hit(
            child_id=child.id,
            full_name=child.full_name,
            birth_date=child.birth_date,
            birth_precision=child.birth_precision,
            sex=child.sex,
            place=place_words(child, places),
            carer=carers.get(child.id, ""),
            ended=bool(child.end_reason),
        )
        for child in children
    ]


def first_carers(child_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the name of each child's mother, or else father, or else another carer; of those who still care."""
    carers: dict[UUID, str] = {}
    order = {CaregiverRelation.MOTHER: 0, CaregiverRelation.FATHER: 1}
    caring = Caregiver.objects.filter(child_id__in=list(child_ids), until__isnull=True)
    rows = caring.order_by("id").values_list("child_id", "relation", "full_name")
    for child_id, _relation, name in sorted(rows, key=lambda row: order.get(row[1], 2)):
        carers.setdefault(child_id, name)
    return carers


@dataclass(frozen=True)
class Followed:
    """A child who is still followed, as the table of a session lists them."""

    child_id: UUID
    full_name: str
    birth_date: date | None
    birth_precision: str
    sex: str
    commune_id: UUID | None
    hamlet_id: UUID | None
    hamlet_text: str
    synthetic: bool


def list_followed(
    *,
    scope: Scope,
    record_class: RecordClass,
    commune_ids: Iterable[UUID] = (),
    hamlet_ids: Iterable[UUID] = (),
    child_ids: Iterable[UUID] | None = None,
    born_after: date | None = None,
    born_until: date | None = None,
) -> list[Followed]:
    """Return the followed children whose records of this class the scope may write.

    Args:
        scope: of who writes.
        record_class: of what is to be written.
        commune_ids, hamlet_ids: where they live; empty asks for the whole reach.
        child_ids: only these.
        born_after: born later than this day.
        born_until: born on this day or before; a child without a birth date is listed only without bounds.
    """
    found = visible_children(scope).filter(scope.reach(Action.WRITE, record_class).children(), end_reason="")
    if hamlet_ids:
        found = found.filter(hamlet_id__in=list(hamlet_ids))
    if commune_ids:
        found = found.filter(commune_id__in=list(commune_ids))
    if child_ids is not None:
        found = found.filter(pk__in=list(child_ids))
    if born_after:
        found = found.filter(birth_date__gt=born_after)
    if born_until:
        found = found.filter(birth_date__lte=born_until)
    return _followed(found)


def list_seen(*, scope: Scope, child_ids: Iterable[UUID]) -> list[Followed]:
    """Return these children, those within scope only, whether still followed or not."""
    return _followed(visible_children(scope).filter(pk__in=list(child_ids)))


def _followed(found: QuerySet[Child]) -> list[Followed]:
    columns = [field.name for field in fields(Followed) if field.name != "child_id"]
    return [Followed(*row) for row in found.values_list("id", *columns)]


def profiles_of(*, scope: Scope, child_ids: Iterable[UUID]) -> dict[UUID, Child]:
    """Return these children with their households by key, those within scope only."""
    found = reachable_children(scope, RecordClass.ORDINARY).filter(pk__in=set(child_ids))
    return {child.id: child for child in found.select_related("household")}


def keys_living_in(*, scope: Scope, hamlet_ids: Iterable[UUID]) -> set[UUID]:
    """Return the keys of the children followed in these hamlets, those within scope only."""
    followed = visible_children(scope).filter(hamlet_id__in=list(hamlet_ids), end_reason="")
    return set(followed.values_list("id", flat=True))


def place_words(child: Child, places: dict[UUID, PlaceName]) -> str:
    """Return "Xóm 3, Xã Đại Từ" for a child."""
    hamlet = places[child.hamlet_id].full if child.hamlet_id in places else child.hamlet_text
    commune = places[child.commune_id].full if child.commune_id in places else "chưa rõ xã"
    return ", ".join(word for word in (hamlet, commune) if word)


def holds_synthetic(scope: Scope) -> bool:
    """Tell whether any child within scope, or counted in it, was generated."""
    reach = scope.reach(Action.COUNT, RecordClass.ORDINARY)
    if reach.nowhere:
        return False
    with reading_as_service():
        return Child.objects.filter(reach.children()).filter(synthetic=True).exists()


def count_open_pairs(*, scope: Scope) -> int:
    """Return how many suspected duplicates wait for someone with this scope."""
    reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
    if reach.nowhere:
        return 0
    with reading_as_service():
        return DuplicatePair.objects.filter(
            reach.children("first__") | reach.children("second__"),
            state=PairState.OPEN,
            first__merged_into__isnull=True,
            second__merged_into__isnull=True,
        ).count()


def _like(patterns: tuple[str, ...]) -> Q:
    wanted = Q()
    for pattern in patterns:
        wanted &= Q(search_text__contains=pattern.strip("%"))
    return wanted


def _keys_like(asked: Asked, most: int) -> list[UUID]:
    """Return keys of children within the signed-in user's scope whose search text has the patterns, own names first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_children(%s, %s, %s)", [list(asked.patterns), asked.whole, most])
        return [row[0] for row in cursor.fetchall()]


def _given_name(full_name: str) -> str:
    return unaccent(full_name.split()[-1]) if full_name else ""
