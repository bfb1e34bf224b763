"""What a list tells anew of children already known: decided one by one, written many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from mangnon.core.audit.services import record
from mangnon.core.clock import now, today
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.store.rows import columns_of, update_columns
from mangnon.domain.children.models import Caregiver, Child, Circumstance, Residence, RiskFactor
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.rules import Changes, Standing, Telling, carer_meant, changes, search_text
from mangnon.domain.children.services import add_circumstances, add_sources, caregiver_of
from mangnon.domain.children.terms import CaregiverRelation

# Columns that a telling may change.
_COLUMNS = (
    "full_name", "placeholder_name", "birth_date", "birth_precision", "sex", "ethnic_code", "personal_id",
    "birth_certificate_no", "insurance_no", "hamlet_text", "address", "hamlet_id", "search_text", "updated_at",
)  # fmt: skip
_ONE_AS_A_RULE = frozenset({CaregiverRelation.MOTHER, CaregiverRelation.FATHER})
# As many subjects as one entry of the log names.
_LOGGED_TOGETHER = 50


@dataclass(frozen=True)
class Known:
    """What is known of some children, read once for many rows and kept up to date as they are told of."""

    children: dict[UUID, Child]
    caregivers: dict[UUID, list[Caregiver]]
    groups: dict[UUID, set[str]]
    risks: dict[UUID, set[str]]

    @staticmethod
    def of(child_ids: Iterable[UUID]) -> Known:
        """Read these children with their carers, groups and risks of today."""
        known = Known({}, {}, {}, {})
        known.read(child_ids)
        return known

    def read(self, child_ids: Iterable[UUID]) -> None:
        """Read those of these children that were not read before."""
        keys = [key for key in dict.fromkeys(child_ids) if key not in self.children]
        if not keys:
            return
        with as_service():
            self.children.update(Child.objects.in_bulk(keys))
            for carer in Caregiver.objects.filter(child_id__in=keys).order_by("id"):
                self.caregivers.setdefault(carer.child_id, []).append(carer)
            held = {"child_id__in": keys, "valid__contains": today()}
            for child_id, code in Circumstance.objects.filter(**held).values_list("child_id", "group_code"):
                self.groups.setdefault(child_id, set()).add(code)
            for child_id, code in RiskFactor.objects.filter(**held).values_list("child_id", "code"):
                self.risks.setdefault(child_id, set()).add(code)


@dataclass(frozen=True)
class ToldAgain:
    """What a telling made of a known child.

    Args:
        decision: which fields were taken, which contradict.
        before: what was replaced or added, to undo it; empty when nothing changed.
    """

    decision: Changes
    before: dict[str, Any]


@dataclass(frozen=True)
class _Missing:
    """What a telling adds besides the profile."""

    caregivers: tuple[Caregiver, ...]
    phones: tuple[Caregiver, ...]
    told: ChildRecord

    @property
    def keys(self) -> dict[str, list[str]]:
        """The keys and codes added, to take away again."""
        return {
            "caregivers": [str(each.id) for each in self.caregivers],
            "phones": [str(each.id) for each in self.phones],
            "circumstances": [each.group_code for each in self.told.circumstances],
            "risks": list(self.told.risks),
        }


@dataclass(frozen=True)
class _Change:
    child: Child
    told: ChildRecord
    missing: _Missing | None
    before: dict[str, Any]


def tell_again(
    *,
    scope: Scope,
    tellings: Sequence[tuple[UUID, ChildRecord]],
    known: Known,
    import_id: UUID | None = None,
    write: bool = True,
) -> list[ToldAgain]:
    """Bring known children to what is told anew, as ``rules.changes`` decides; dues are derived by the caller.

    Args:
        scope: of who tells.
        tellings: whom each is about, and what is told, in the order of the list.
        known: what was known of the children; brought up to date here.
        import_id: the import they came with.
        write: whether to write, or only to say what would change.

    Returns:
        What became of each telling, in their order.
    """
    known.read(child_id for child_id, _ in tellings)  # some were made moments ago, by earlier rows of the file
    done: list[ToldAgain] = []
    changed: list[_Change] = []
    for child_id, told in tellings:
        child = known.children[child_id]
        scope.require(
            Action.WRITE,
            RecordClass.ORDINARY,
            commune_id=child.commune_id,
            hamlet_id=child.hamlet_id,
            open_communes=child.open_communes,
        )
        decision, before = _take(child, told)
        doubtful = _doubted(told, known.caregivers.setdefault(child.id, []))
        if doubtful:
            decision = replace(decision, conflicts=decision.conflicts | {"caregivers"})
        missing = _missing(child, told, known)
        if missing:
            before["added"] = missing.keys
        done.append(ToldAgain(decision, before))
        if before:
            changed.append(_Change(child, told, missing, before))
    if write:
        with as_service():
            _write(scope, changed, import_id)
            add_sources([(known.children[child_id], told) for child_id, told in tellings if told.source], import_id)
    return done


def _take(child: Child, told: ChildRecord) -> tuple[Changes, dict[str, Any]]:
    """Change the child in memory; returns the decision and what stood before."""
    decision = changes(standing=_standing(child), told=_telling(told))
    before: dict[str, Any] = {name: _plain(getattr(child, name)) for name in sorted(decision.take)}
    for name in decision.take:
        setattr(child, name, getattr(told, name))
    for name, with_it in (("birth_date", "birth_precision"), ("full_name", "placeholder_name")):
        if name in decision.take:
            before[with_it] = getattr(child, with_it)
            setattr(child, with_it, getattr(told, with_it))
    if told.hamlet_id and child.hamlet_id is None and child.commune_id == told.commune_id:
        before["hamlet_id"] = None
        child.hamlet_id = told.hamlet_id
    return decision, before


def _meant(told: CaregiverRecord, carers: Sequence[Caregiver]) -> tuple[Caregiver | None, bool]:
    held = [each for each in carers if each.relation == told.relation]
    at, sure = carer_meant(
        full_name=told.full_name, personal_id=told.personal_id,
        held=[(each.full_name, each.personal_id) for each in held],
    )  # fmt: skip
    return (held[at] if at is not None else None), sure


def _doubted(told: ChildRecord, carers: Sequence[Caregiver]) -> bool:
    """Tell whether a person should look at the carers: a name written otherwise, a second mother or father."""
    for each in told.caregivers:
        held, sure = _meant(each, carers)
        if not sure or (held is None and each.relation in _ONE_AS_A_RULE and _has(each.relation, carers)):
            return True
    return False


def _has(relation: str, carers: Sequence[Caregiver]) -> bool:
    return any(each.relation == relation for each in carers)


def _missing(child: Child, told: ChildRecord, known: Known) -> _Missing | None:
    carers = known.caregivers.setdefault(child.id, [])
    groups, risks = known.groups.setdefault(child.id, set()), known.risks.setdefault(child.id, set())
    new, phones = [], []
    for each in told.caregivers:
        held, sure = _meant(each, carers)
        if held is None:
            new.append(caregiver_of(child, each))
            carers.append(new[-1])
        elif sure and each.phone and not held.phone:
            held.phone = each.phone
            phones.append(held)
    new_groups = tuple(each for each in told.circumstances if each.group_code not in groups)
    new_risks = tuple(code for code in dict.fromkeys(told.risks) if code not in risks)
    groups.update(each.group_code for each in new_groups)
    risks.update(new_risks)
    if not (new or phones or new_groups or new_risks):
        return None
    return _Missing(tuple(new), tuple(phones), replace(told, circumstances=new_groups, risks=new_risks))


def _write(scope: Scope, changed: Sequence[_Change], import_id: UUID | None) -> None:
    if not changed:
        return
    added = [each.missing for each in changed if each.missing]
    made = [carer for each in added for carer in each.caregivers]
    Caregiver.objects.bulk_create(made, batch_size=4000)
    fresh = {carer.id for carer in made}
    phones = {carer.id: carer for each in added for carer in each.phones if carer.id not in fresh}
    update_columns(Caregiver, list(phones), {"phone": [carer.phone for carer in phones.values()]})
    add_circumstances([(each.child, each.missing.told) for each in changed if each.missing], today())
    _settle_hamlets({each.child.id: each.child.hamlet_id for each in changed if "hamlet_id" in each.before})
    children = {each.child.id: each.child for each in changed}
    _find_by(children)
    at = now()
    for child in children.values():
        child.updated_at = at
    update_columns(Child, list(children), columns_of(list(children.values()), _COLUMNS))
    _log(scope, changed, import_id)


def _settle_hamlets(hamlets: Mapping[UUID, UUID | None]) -> None:
    """Let the present residence of each child name the hamlet that is known now."""
    if hamlets:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Residence._meta.db_table} r SET hamlet_id = w.hamlet_id"
                " FROM unnest(%s::uuid[], %s::uuid[]) AS w(child_id, hamlet_id)"
                " WHERE r.child_id = w.child_id AND upper_inf(r.valid)",
                [list(hamlets), list(hamlets.values())],
            )


def _find_by(children: Mapping[UUID, Child]) -> None:
    """Write anew what the search box looks in, from the profiles and all carers."""
    carers: dict[UUID, list[Caregiver]] = {}
    for carer in Caregiver.objects.filter(child_id__in=list(children)):
        carers.setdefault(carer.child_id, []).append(carer)
    for child in children.values():
        own = carers.get(child.id, [])
        child.search_text = search_text(
            names=[child.full_name, *(each.full_name for each in own)],
            numbers=[
                child.personal_id,
                child.insurance_no,
                child.birth_certificate_no,
                *(number for each in own for number in (each.phone, each.personal_id)),
            ],
        )


def _log(scope: Scope, changed: Sequence[_Change], import_id: UUID | None) -> None:
    for start in range(0, len(changed), _LOGGED_TOGETHER):
        some = changed[start : start + _LOGGED_TOGETHER]
        names = sorted({name for each in some for name in each.before} - {"added"})
        record(
            scope=scope,
            action="children.update_child",
            record_class=RecordClass.ORDINARY,
            subjects=list(dict.fromkeys(each.child.id for each in some)),
            detail={"fields": names, **({"import": str(import_id)} if import_id else {})},
        )


def _standing(child: Child) -> Standing:
    return Standing(
        **{field.name: getattr(child, field.name) for field in fields(Standing) if field.name != "has_hamlet"},
        has_hamlet=child.hamlet_id is not None,
    )


def _telling(told: ChildRecord) -> Telling:
    return Telling(**{field.name: getattr(told, field.name) for field in fields(Telling)})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
