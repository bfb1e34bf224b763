"""The list of children who live somewhere on a day, narrowed by age and circumstances."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from mangnon.core.places.queries import names_of
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import Child, Circumstance, Residence
from mangnon.domain.children.queries import Hit, hits_of, visible_children


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to; None or empty where it is not.

    Args:
        commune_id, hamlet_id: where they live; None for the reader's whole area.
        ages: whole years, first and last: (1, 2) are those who are one or two years old.
        circumstances: True for those in a group of special circumstances the reader may know of, False for the rest.
    """

    commune_id: UUID | None = None
    hamlet_id: UUID | None = None
    ages: tuple[int, int] | None = None
    circumstances: bool | None = None


def list_children(*, scope: Scope, narrowed: Narrowed, on: date, limit: int, offset: int = 0) -> tuple[list[Hit], int]:
    """Return the children who live somewhere on a day, by name, and how many there are.

    Args:
        scope: of the reader, as of today: who may see a child today may see where it lived before.
        narrowed: which of them.
        on: the day asked about; homes, ages and circumstances are those of that day.
        limit, offset: which part of the list.
    """
    homes = Residence.objects.filter(valid__contains=on)
    found = visible_children(scope)
    if on == scope.on:
        found = found.filter(_at(narrowed), end_reason="")
    else:
        found = found.filter(pk__in=homes.filter(_at(narrowed)).values("child_id"))
        found = found.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    if narrowed.ages:
        first, last = narrowed.ages
        found = found.filter(birth_date__lte=_years_before(on, first), birth_date__gt=_years_before(on, last + 1))
    if narrowed.circumstances is not None:
        held = Exists(Circumstance.objects.filter(child=OuterRef("pk"), valid__contains=on))
        found = found.filter(held if narrowed.circumstances else ~held)
    total = found.count()
    page = list(found.order_by("full_name", "pk")[offset : offset + limit])
    hits = hits_of(page, on=scope.on)
    return (hits if on == scope.on else _as_housed(hits, page, on=on)), total


def _at(narrowed: Narrowed) -> Q:
    where = {"commune_id": narrowed.commune_id, "hamlet_id": narrowed.hamlet_id}
    return Q(**{name: key for name, key in where.items() if key})


def _as_housed(hits: list[Hit], page: list[Child], *, on: date) -> list[Hit]:
    """Return hits with the places where the children lived on that day, as those were called then."""
    homes = {
        home.child_id: [key for key in (home.hamlet_id, home.commune_id) if key]
        for home in Residence.objects.filter(child_id__in=[child.pk for child in page], valid__contains=on)
    }
    names = names_of({key for keys in homes.values() for key in keys}, on=on)
    return [
        replace(
            hit, place=", ".join(names[key].full for key in homes.get(hit.child_id, ()) if key in names) or hit.place
        )
        for hit in hits
    ]


def _years_before(on: date, years: int) -> date:
    """Return the same day so many years before; of 29 February the 28th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
