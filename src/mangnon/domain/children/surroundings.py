"""Everything that stands of one child beside the profile: family, homes, groups, risks, agreements, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import (
    AccessRequest,
    Caregiver,
    Child,
    Circumstance,
    Consent,
    Household,
    LifeEvent,
    RecordSource,
    Residence,
    RiskFactor,
)
from mangnon.domain.children.queries import may_do, visible_children
from mangnon.vocab.text import search_key

HOUSEHOLDS_SHOWN = 20


@dataclass(frozen=True)
class ChildRecords:
    """What a child's page shows beside facts and dues, each list in the order it is read."""

    caregivers: tuple[Caregiver, ...]
    former_caregivers: tuple[Caregiver, ...]
    siblings: tuple[Child, ...]
    circumstances: tuple[Circumstance, ...]
    risks: tuple[RiskFactor, ...]
    residences: tuple[Residence, ...]
    life_events: tuple[LifeEvent, ...]
    consents: tuple[Consent, ...]
    sources: tuple[RecordSource, ...]
    requests: tuple[AccessRequest, ...]
    sees_sensitive: bool

    def circumstances_on(self, on: date) -> tuple[Circumstance, ...]:
        """Return the groups the child is in on a day."""
        return tuple(each for each in self.circumstances if on in _span(each))

    def risks_on(self, on: date) -> tuple[RiskFactor, ...]:
        """Return the risks the child is at on a day."""
        return tuple(each for each in self.risks if on in _span(each))


def read_records(*, scope: Scope, child: Child) -> ChildRecords:
    """Read them; of sensitive groups only what the reader may know.

    Args:
        scope: of the reader.
        child: already found within that scope.
    """
    sensitive = may_do(scope=scope, action=Action.SEE, record_class=RecordClass.SENSITIVE, child=child)
    groups = Circumstance.objects.filter(child=child)
    carers = sorted(Caregiver.objects.filter(child=child).order_by("id"), key=lambda each: _ORDER.get(each.relation, 9))
    return ChildRecords(
        caregivers=tuple(each for each in carers if each.until is None),
        former_caregivers=tuple(each for each in carers if each.until is not None),
        siblings=tuple(_siblings(scope, child)),
        circumstances=tuple((groups if sensitive else groups.filter(sensitive=False)).order_by("-valid", "group_code")),
        risks=tuple(RiskFactor.objects.filter(child=child).order_by("-valid", "code")),
        residences=tuple(Residence.objects.filter(child=child).order_by("-valid")),
        life_events=tuple(LifeEvent.objects.filter(child=child).order_by("-on", "-recorded_at")),
        consents=tuple(Consent.objects.filter(child=child).order_by("-on")),
        sources=tuple(RecordSource.objects.filter(child=child).order_by("file", "sheet", "row")),
        requests=tuple(AccessRequest.objects.filter(child=child, answered_at__isnull=True).order_by("asked_at")),
        sees_sensitive=sensitive,
    )


_ORDER = {"mother": 0, "father": 1, "guardian": 2, "grandparent": 3, "relative": 4, "other": 5}


def find_circumstance(*, scope: Scope, child_id: UUID, circumstance_id: UUID) -> Circumstance | None:
    """Return a group membership of a child, if the reader may know of it."""
    child = visible_children(scope).filter(pk=child_id).first()
    if child is None:
        return None
    held = Circumstance.objects.filter(pk=circumstance_id, child=child).first()
    if held is None or not held.sensitive:
        return held
    known = may_do(scope=scope, action=Action.SEE, record_class=RecordClass.SENSITIVE, child=child)
    return held if known else None


@dataclass(frozen=True)
class HouseholdHit:
    """A household that a child could be moved to, with the names of the children there."""

    household_id: UUID
    head_name: str
    hamlet_id: UUID | None
    address: str
    children: tuple[str, ...]


def writes_household(scope: Scope, household: Household) -> bool:
    """Tell whether a household's place is the reader's to write."""
    reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
    return reach.covers(commune_id=household.commune_id, hamlet_id=household.hamlet_id)


def find_household(*, scope: Scope, child: Child) -> Household | None:
    """Return the household of a child found within scope, if its place is the reader's to write."""
    household = child.household
    if household is None or not writes_household(scope, household):
        return None
    return household


def search_households(
    *, scope: Scope, commune_id: UUID, text: str, limit: int = HOUSEHOLDS_SHOWN
) -> list[HouseholdHit]:
    """Find households of a commune by head or child, with or without tone marks; those the reader may write only.

    Returns:
        Those whose head is meant first.
    """
    wanted = search_key(text)
    if not wanted:
        return []
    names: dict[UUID, list[str]] = {}
    living = visible_children(scope, Action.WRITE).filter(commune_id=commune_id, household__isnull=False)
    for household_id, name in living.order_by("full_name").values_list("household_id", "full_name"):
        names.setdefault(household_id, []).append(name)
    found = [
        each
        for each in Household.objects.filter(commune_id=commune_id).order_by("head_name", "id")
        if any(wanted in search_key(name) for name in (each.head_name, *names.get(each.pk, ())))
    ]
    found.sort(key=lambda each: wanted not in search_key(each.head_name))
    return [
        HouseholdHit(each.pk, each.head_name, each.hamlet_id, each.address, tuple(names.get(each.pk, ())))
        for each in found
        if writes_household(scope, each)
    ][:limit]


def _siblings(scope: Scope, child: Child) -> list[Child]:
    if child.household_id is None:
        return []
    return list(
        visible_children(scope).filter(household_id=child.household_id).exclude(pk=child.pk).order_by("birth_date")
    )


def _span(held: Circumstance | RiskFactor) -> _Days:
    return _Days(held.valid.lower, held.valid.upper)


@dataclass(frozen=True)
class _Days:
    lower: date | None
    upper: date | None

    def __contains__(self, on: date) -> bool:
        return (self.lower is None or self.lower <= on) and (self.upper is None or on < self.upper)
