"""Writes of households: who heads one, whether it is poor and by which document, which children live in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError, HouseholdRefusedError
from mangnon.domain.children.models import Child, Household, RiskFactor
from mangnon.domain.children.queries import own_child
from mangnon.domain.children.surroundings import writes_household
from mangnon.domain.children.terms import Poverty
from mangnon.domain.children.upward import dues_moved

# What a household's standing puts its children at risk of.
_RISK_OF = {Poverty.POOR: "poor_household", Poverty.NEAR_POOR: "near_poor_household"}


@dataclass(frozen=True)
class HouseholdTold:
    """A household as a person tells it: who heads it, its standing, since when and by which document, its address."""

    head_name: str
    poverty: str = ""
    since: date | None = None
    document: str = ""
    address: str = ""


def update_household(*, scope: Scope, household_id: UUID, told: HouseholdTold) -> None:
    """Correct a household; where its standing changes, its children's risk of poverty follows from that day.

    Raises:
        ChildNotFoundError: the household is not within scope.
        HouseholdRefusedError: it becomes poor or near-poor without a day or the deciding document.

    Source: Decree 07/2021/ND-CP and what replaces it: the standing is kept with its day and decision (to be verified).
    """
    household = _own(scope, household_id)
    changed = told.poverty != household.poverty
    if changed and told.poverty in _RISK_OF and not (told.since and told.document):
        raise HouseholdRefusedError
    with as_service():
        household.head_name, household.address = told.head_name, told.address
        household.poverty = told.poverty
        household.poverty_since, household.poverty_document = told.since, told.document
        household.save()
        members = list(Child.objects.filter(household=household, merged_into__isnull=True).values_list("pk", flat=True))
        if changed and told.poverty:
            _share_poverty(members, household, told.since or scope.on)
        record(
            scope=scope, action="children.update_household", record_class=RecordClass.ORDINARY, subjects=members,
            place_id=household.commune_id, detail={"household": str(household.pk)},
        )  # fmt: skip
        dues_moved(members)


def join_household(*, scope: Scope, child_id: UUID, household_id: UUID) -> None:
    """Record that a child lives with another household of its commune.

    Raises:
        ChildNotFoundError: child or household is not within scope, or they are of two communes.
    """
    child, household = own_child(scope=scope, child_id=child_id), _own(scope, household_id)
    if household.commune_id != child.commune_id:
        raise ChildNotFoundError
    with as_service():
        _settle_in(child, household, scope.on)
        record(
            scope=scope, action="children.join_household", record_class=RecordClass.ORDINARY, subjects=[child_id],
            detail={"household": str(household.pk)},
        )  # fmt: skip
        dues_moved([child_id])


def found_household(*, scope: Scope, child_id: UUID, head_name: str) -> UUID:
    """Make a household of its own for a child, where the child lives; returns its key.

    Raises:
        ChildNotFoundError: the child is not within scope, or its commune is not decided.
    """
    child = own_child(scope=scope, child_id=child_id)
    if child.commune_id is None:
        raise ChildNotFoundError
    with as_service():
        household = Household.objects.create(
            head_name=head_name, commune_id=child.commune_id, hamlet_id=child.hamlet_id, address=child.address,
            synthetic=child.synthetic,
        )  # fmt: skip
        _settle_in(child, household, scope.on)
        record(
            scope=scope, action="children.found_household", record_class=RecordClass.ORDINARY, subjects=[child_id],
            detail={"household": str(household.pk)},
        )  # fmt: skip
        dues_moved([child_id])
    return household.pk


def _own(scope: Scope, household_id: UUID) -> Household:
    with as_service():
        household = Household.objects.select_for_update(of=("self",)).filter(pk=household_id).first()
    if household is None or not writes_household(scope, household):
        raise ChildNotFoundError
    return household


def _settle_in(child: Child, household: Household, on: date) -> None:
    child.household = household
    child.save()
    if household.poverty:
        _share_poverty([child.pk], household, max(household.poverty_since or on, on))


def _share_poverty(child_ids: Sequence[UUID], household: Household, on: date) -> None:
    """Let children be at risk by their household's standing from a day on, and no longer by another one."""
    code = _RISK_OF.get(Poverty(household.poverty))
    held = RiskFactor.objects.filter(
        child_id__in=child_ids, code__in=_RISK_OF.values(), valid__endswith__isnull=True
    )  # fmt: skip
    for each in held.exclude(code=code or ""):
        if each.valid.lower is None or each.valid.lower < on:
            each.valid = DateRange(each.valid.lower, on)
            each.save()
        else:
            each.delete()
    if code is None:
        return
    source = f"hộ gia đình: {household.poverty_document}"[:200]
    standing = set(held.filter(code=code).values_list("child_id", flat=True))
    later = RiskFactor.objects.filter(child_id__in=child_ids, code=code, valid__overlap=DateRange(on, None))
    standing |= set(later.values_list("child_id", flat=True))
    for child_id in child_ids:
        if child_id not in standing:
            RiskFactor.objects.create(child_id=child_id, code=code, valid=DateRange(on, None), source=source)
