"""Writes of children: registering, correcting, moving, ending; each one transaction with its audit and dues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.audit.services import record
from mangnon.core.clock import now, today
from mangnon.core.scope.rights import SENSITIVE_GROUPS, Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.store.rows import columns_of, insert_columns
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.merging import own_search_text
from mangnon.domain.children.models import (
    Caregiver,
    Child,
    Circumstance,
    Household,
    LifeEvent,
    RecordSource,
    Residence,
    RiskFactor,
)
from mangnon.domain.children.queries import own_child
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.rules import search_text
from mangnon.domain.children.terms import EndReason, LifeEventKind
from mangnon.domain.children.upward import dues_moved
from mangnon.vocab.ids import uuid7


@dataclass(frozen=True)
class Registered:
    """A child made from a record."""

    child_id: UUID
    household_id: UUID | None


def register_child(*, scope: Scope, told: ChildRecord) -> UUID:
    """Register one child.

    Args:
        scope: of who tells; must be able to write ordinary data of the place.
        told: what is known.

    Returns:
        The child's key.

    Raises:
        NotYoursError: the place is outside the scope.
    """
    return register_children(scope=scope, told=[told])[0].child_id


def register_children(
    *, scope: Scope, told: Sequence[ChildRecord], import_id: UUID | None = None, derive: bool = True
) -> list[Registered]:
    """Register many children at once, with households, carers, homes, circumstances, risks and sources.

    Args:
        scope: of who tells; must be able to write ordinary data of every place named.
        told: one record a child; rows with one commune and household code share a household.
        import_id: the import they come from.
        derive: whether dues are derived in the same transaction; a large import derives them in bulk at its end.

    Returns:
        Keys, in the order of ``told``.
    """
    for commune_id, hamlet_id, open_ in {(each.commune_id, each.hamlet_id, each.open_communes) for each in told}:
        scope.require(
            Action.WRITE, RecordClass.ORDINARY, commune_id=commune_id, hamlet_id=hamlet_id, open_communes=open_
        )
    with as_service():
        households = _households(told)
        children = [_child(each, household) for each, household in zip(told, households, strict=True)]
        at = now()
        for child in children:
            child.created_at = child.updated_at = at
        insert_columns(Child, columns_of(children, [field.attname for field in Child._meta.concrete_fields]))
        pairs = list(zip(children, told, strict=True))
        Caregiver.objects.bulk_create(
            [caregiver_of(child, each) for child, record_ in pairs for each in record_.caregivers], batch_size=4000
        )
        day = today()
        Residence.objects.bulk_create(
            [
                Residence(
                    child=child,
                    commune_id=record_.commune_id,
                    hamlet_id=record_.hamlet_id,
                    valid=DateRange(day, None),
                    source=_source_words(record_),
                )
                for child, record_ in pairs
                if record_.commune_id
            ],
            batch_size=4000,
        )
        add_circumstances(pairs, day)
        add_sources(pairs, import_id)
        record(
            scope=scope,
            action="children.register_child" if len(told) == 1 else "children.register_children",
            record_class=RecordClass.ORDINARY,
            subjects=[child.id for child in children],
            detail={"import": str(import_id)} if import_id else {},
        )
        if derive:
            dues_moved([child.id for child in children])
    return [Registered(child.id, child.household_id) for child in children]


def update_child(*, scope: Scope, child_id: UUID, values: dict[str, Any]) -> list[str]:
    """Correct fields of a child's profile as a person typed them.

    Args:
        values: new values by field name, of the profile's fields only.

    Returns:
        The names of the fields that changed.

    Raises:
        ChildNotFoundError: not within scope.
    """
    child = own_child(scope=scope, child_id=child_id)
    changed = [name for name, value in values.items() if name in _PROFILE and getattr(child, name) != value]
    if not changed:
        return []
    with as_service():
        for name in changed:
            setattr(child, name, values[name])
        child.search_text = own_search_text(child)
        child.save()
        record(
            scope=scope, action="children.update_child", record_class=RecordClass.ORDINARY, subjects=[child_id],
            detail={"fields": changed},
        )  # fmt: skip
        dues_moved([child_id])
    return changed


_PROFILE = frozenset(
    {
        "full_name", "placeholder_name", "birth_date", "birth_precision", "sex", "ethnic_code", "personal_id",
        "birth_certificate_no", "insurance_no", "address", "hamlet_text", "multiple_birth", "gestation_weeks",
    }
)  # fmt: skip


def move_child(*, scope: Scope, child_id: UUID, commune_id: UUID, hamlet_id: UUID | None, on: date) -> None:
    """Record that a child lives elsewhere in the province from a day on; who cares for them there sees them then."""
    child = own_child(scope=scope, child_id=child_id)
    with as_service():
        current = Residence.objects.filter(child_id=child_id, valid__endswith__isnull=True).first()
        if current and current.valid.lower and current.valid.lower < on:
            current.valid = DateRange(current.valid.lower, on)
            current.save()
        elif current:
            current.delete()
        Residence.objects.create(
            child_id=child_id,
            commune_id=commune_id,
            hamlet_id=hamlet_id,
            valid=DateRange(on, None),
            source="chuyển nơi ở",
        )
        child.commune_id, child.hamlet_id, child.household = commune_id, hamlet_id, None
        child.open_communes = []
        child.hamlet_text = ""
        child.save()
        _event(scope, child_id, LifeEventKind.MOVED_IN, on)
        record(
            scope=scope, action="children.move_child", record_class=RecordClass.ORDINARY, subjects=[child_id],
            place_id=commune_id,
        )  # fmt: skip
        dues_moved([child_id])


def end_child(*, scope: Scope, child_id: UUID, reason: Any, on: date, note: str = "") -> None:
    """Record that a child died, left the province or turned 16: nothing is owed from then on."""
    child = own_child(scope=scope, child_id=child_id)
    with as_service():
        child.end_reason, child.ended_on = EndReason(reason).value, on
        child.save()
        _event(scope, child_id, EndReason(reason).value, on, note)
        record(
            scope=scope, action="children.end_child", record_class=RecordClass.ORDINARY, subjects=[child_id],
            detail={"reason": EndReason(reason).value},
        )  # fmt: skip
        dues_moved([child_id])


def end_those_grown_up(*, scope: Scope) -> int:
    """Record, for every child who has turned 16, that they did: what was owed to a child ends with that day.

    A child of whom only the month or year of birth is known is one until that month or year has surely passed.

    Returns:
        How many turned 16.

    Source: Law on Children 2016, Article 1.
    """
    with as_service():
        born_by = {"day": scope.on, "month": scope.on.replace(day=1), "year": scope.on.replace(month=1, day=1)}
        grown: list[UUID] = []
        for precision, edge in born_by.items():
            leap_day = (edge.month, edge.day) == (2, 29)
            first = date(edge.year - 16, 3, 1) if leap_day else edge.replace(year=edge.year - 16)
            known = Child.objects.filter(end_reason="", birth_precision=precision)
            # Of a month or year, the whole must lie 16 years back.
            grown += known.filter(**{f"birth_date__{'lte' if precision == 'day' else 'lt'}": first}).values_list(
                "pk", flat=True
            )
    for child_id in grown:
        end_child(scope=scope, child_id=child_id, reason=EndReason.TURNED_16, on=scope.on)
    return len(grown)


def return_child(*, scope: Scope, child_id: UUID, on: date) -> None:
    """Undo an end: the child is here again and is owed what children are owed."""
    child = own_child(scope=scope, child_id=child_id)
    with as_service():
        child.end_reason, child.ended_on = "", None
        child.save()
        _event(scope, child_id, LifeEventKind.RETURNED, on)
        record(scope=scope, action="children.return_child", record_class=RecordClass.ORDINARY, subjects=[child_id])
        dues_moved([child_id])


def open_circumstance(
    *, scope: Scope, child_id: UUID, group_code: str, subtype: str = "", document: str = "", on: date
) -> None:
    """Record that a child belongs to one of the 14 groups from a day on."""
    child = own_child(scope=scope, child_id=child_id)
    sensitive = group_code in SENSITIVE_GROUPS
    record_class = RecordClass.SENSITIVE if sensitive else RecordClass.ORDINARY
    scope.require(
        Action.WRITE,
        record_class,
        commune_id=child.commune_id,
        hamlet_id=child.hamlet_id,
        open_communes=child.open_communes,
    )
    with as_service():
        held = Circumstance.objects.filter(child_id=child_id, group_code=group_code, valid__endswith__isnull=True)
        if held.exists():
            held.update(subtype=subtype, document=document)
        else:
            Circumstance.objects.create(
                child_id=child_id, group_code=group_code, sensitive=sensitive, subtype=subtype, document=document,
                valid=DateRange(on, None), source="nhập tay",
            )  # fmt: skip
        record(scope=scope, action="children.open_circumstance", record_class=record_class, subjects=[child_id])
        dues_moved([child_id])


def close_circumstance(*, scope: Scope, circumstance_id: UUID, on: date) -> None:
    """Record that a child left a group on a day; the membership before stays."""
    with as_service():
        held = Circumstance.objects.filter(pk=circumstance_id).first()
    if held is None:
        raise ChildNotFoundError
    child = own_child(scope=scope, child_id=held.child_id)
    record_class = RecordClass.SENSITIVE if held.sensitive else RecordClass.ORDINARY
    scope.require(
        Action.WRITE,
        record_class,
        commune_id=child.commune_id,
        hamlet_id=child.hamlet_id,
        open_communes=child.open_communes,
    )
    with as_service():
        if held.valid.lower and held.valid.lower < on:
            held.valid = DateRange(held.valid.lower, on)
            held.save()
        else:
            held.delete()
        record(scope=scope, action="children.close_circumstance", record_class=record_class, subjects=[child.id])
        dues_moved([child.id])


def _event(scope: Scope, child_id: UUID, kind: Any, on: date, note: str = "") -> None:
    LifeEvent.objects.create(child_id=child_id, kind=kind, on=on, note=note, recorded_by=scope.user_id)


def _households(told: Sequence[ChildRecord]) -> list[Household | None]:
    """Return each record's household: known by its code in the commune, else by its head in the hamlet."""
    wanted = {key: each for each in told if (key := _household_key(each)) is not None}
    known = _known_households(list(wanted.values()))
    new: dict[tuple[Any, ...], Household] = {
        key: Household(
            id=uuid7(),
            code=each.household_code,
            head_name=each.household_head,
            commune_id=each.commune_id,
            hamlet_id=each.hamlet_id,
            address=each.address,
            poverty=each.poverty,
            synthetic=each.synthetic,
        )
        for key, each in wanted.items()
        if key not in known
    }
    Household.objects.bulk_create(new.values(), batch_size=2000)
    found: dict[tuple[Any, ...], Household] = {**known, **new}
    return [found.get(key) if (key := _household_key(each)) else None for each in told]


_HOUSEHOLDS_SQL = """
SELECT h.id, h.commune_id, h.hamlet_id, h.head_name, h.code, false FROM children_household h
JOIN (SELECT DISTINCT * FROM unnest(%(communes)s::uuid[], %(heads)s::text[]) AS w(commune_id, head_name)) w
  ON w.commune_id = h.commune_id AND w.head_name = h.head_name
UNION ALL
SELECT h.id, h.commune_id, h.hamlet_id, h.head_name, h.code, true FROM children_household h
JOIN (SELECT DISTINCT * FROM unnest(%(communes)s::uuid[], %(codes)s::text[]) AS w(commune_id, code)) w
  ON w.commune_id = h.commune_id AND w.code = h.code AND w.code <> ''
"""


def _known_households(told: Sequence[ChildRecord]) -> dict[tuple[Any, ...], Household]:
    """Return households that stand already, by the keys of ``_household_key``; the oldest of those with one head."""
    known: dict[tuple[Any, ...], Household] = {}
    if not told:
        return known
    values = {
        "communes": [each.commune_id for each in told],
        "heads": [each.household_head for each in told],
        "codes": [each.household_code for each in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLDS_SQL, values)
        for key, commune_id, hamlet_id, head, code, by_code in sorted(cursor.fetchall(), key=lambda row: row[0]):
            household = Household(id=key, commune_id=commune_id, hamlet_id=hamlet_id, head_name=head, code=code)
            if by_code:
                known[(commune_id, code)] = household
            elif head:
                known.setdefault((commune_id, hamlet_id, head.lower()), household)
    return known


def _household_key(told: ChildRecord) -> tuple[Any, ...] | None:
    if told.commune_id is None:
        return None
    if told.household_code:
        return (told.commune_id, told.household_code)
    if told.household_head:
        return (told.commune_id, told.hamlet_id, told.household_head.lower())
    return None


def _child(told: ChildRecord, household: Household | None) -> Child:
    carers = told.caregivers
    return Child(
        id=uuid7(),
        full_name=told.full_name,
        placeholder_name=told.placeholder_name,
        birth_date=told.birth_date,
        birth_precision=told.birth_precision,
        sex=told.sex,
        ethnic_code=told.ethnic_code,
        personal_id=told.personal_id,
        birth_certificate_no=told.birth_certificate_no,
        insurance_no=told.insurance_no,
        commune_id=told.commune_id,
        open_communes=[] if told.commune_id else list(told.open_communes),
        hamlet_id=told.hamlet_id,
        hamlet_text=told.hamlet_text,
        address=told.address,
        household=household,
        multiple_birth=told.multiple_birth,
        synthetic=told.synthetic,
        search_text=search_text(
            names=[told.full_name, *(each.full_name for each in carers)],
            numbers=[
                told.personal_id,
                told.insurance_no,
                told.birth_certificate_no,
                *(number for each in carers for number in (each.phone, each.personal_id)),
            ],
        ),
    )


def caregiver_of(child: Child, told: CaregiverRecord) -> Caregiver:
    """Return a carer as told, not yet saved."""
    return Caregiver(
        child=child,
        relation=told.relation,
        full_name=told.full_name,
        birth_year=told.birth_year,
        phone=told.phone,
        personal_id=told.personal_id,
    )


def add_circumstances(pairs: Sequence[tuple[Child, ChildRecord]], day: date) -> None:
    """Write the groups and risks that are told of children, from a day on."""
    Circumstance.objects.bulk_create(
        [
            Circumstance(
                child=child,
                group_code=each.group_code,
                sensitive=each.group_code in SENSITIVE_GROUPS,
                subtype=each.subtype,
                document=each.document,
                valid=DateRange(day, None),
                source=_source_words(told),
            )
            for child, told in pairs
            for each in {group.group_code: group for group in told.circumstances}.values()
        ],
        batch_size=4000,
    )
    RiskFactor.objects.bulk_create(
        [
            RiskFactor(child=child, code=code, valid=DateRange(day, None), source=_source_words(told))
            for child, told in pairs
            for code in dict.fromkeys(told.risks)
        ],
        batch_size=4000,
    )


def add_sources(pairs: Sequence[tuple[Child, ChildRecord]], import_id: UUID | None) -> None:
    """Write which lines told of these children; a line is kept once a child."""
    sources = [(child.id, told.source) for child, told in pairs if told.source]
    insert_columns(
        RecordSource,
        {
            "id": [uuid7() for _ in sources],
            "child_id": [child_id for child_id, _ in sources],
            "file": [source.file for _, source in sources],
            "sheet": [source.sheet for _, source in sources],
            "row": [source.row for _, source in sources],
            "import_id": [import_id for _ in sources],
            "digest": [source.digest for _, source in sources],
        },
        ignore_conflicts=True,
    )


def _source_words(told: ChildRecord) -> str:
    return f"{told.source.file}#{told.source.sheet}!{told.source.row}"[:200] if told.source else ""
