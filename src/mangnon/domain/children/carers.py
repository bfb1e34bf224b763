"""Who cares for a child: written, corrected, ended; several may stand under one relation."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.merging import own_search_text
from mangnon.domain.children.models import Caregiver, Child
from mangnon.domain.children.queries import own_child
from mangnon.domain.children.records import CaregiverRecord
from mangnon.domain.children.rules import carer_meant


def save_caregiver(*, scope: Scope, child_id: UUID, told: CaregiverRecord, caregiver_id: UUID | None = None) -> None:
    """Write a carer of a child: corrects the one that is named, else adds them.

    Args:
        told: as a person typed it.
        caregiver_id: who is corrected, in every field. Without it, somebody of the same relation and surely the same
            name is completed by what is told, and anybody else is added beside those who stand.

    Raises:
        ChildNotFoundError: the child is not within scope, or has no such carer.
    """
    child = own_child(scope=scope, child_id=child_id)
    values = {field.name: getattr(told, field.name) for field in fields(told)}
    with as_service():
        if caregiver_id is not None:
            carer = _carer(child, caregiver_id)
        else:
            carer = _standing(child, told) or Caregiver(child=child)
            values = {name: value for name, value in values.items() if value}
        for name, value in values.items():
            setattr(carer, name, value)
        carer.save()
        _found_by(child)
        record(scope=scope, action="children.save_caregiver", record_class=RecordClass.ORDINARY, subjects=[child_id])


def end_caregiver(*, scope: Scope, child_id: UUID, caregiver_id: UUID, on: date | None) -> None:
    """Record that somebody no longer cares for a child from a day on, or, without a day, does so again.

    Raises:
        ChildNotFoundError: the child is not within scope, or has no such carer.
    """
    child = own_child(scope=scope, child_id=child_id)
    with as_service():
        carer = _carer(child, caregiver_id)
        carer.until = on
        carer.save()
        record(
            scope=scope, action="children.end_caregiver", record_class=RecordClass.ORDINARY, subjects=[child_id],
            detail={"again": on is None},
        )  # fmt: skip


def remove_caregiver(*, scope: Scope, child_id: UUID, caregiver_id: UUID) -> None:
    """Take away a carer written by mistake; the database keeps what was written.

    Raises:
        ChildNotFoundError: the child is not within scope, or has no such carer.
    """
    child = own_child(scope=scope, child_id=child_id)
    with as_service():
        _carer(child, caregiver_id).delete()
        _found_by(child)
        record(scope=scope, action="children.remove_caregiver", record_class=RecordClass.ORDINARY, subjects=[child_id])


def _carer(child: Child, caregiver_id: UUID) -> Caregiver:
    carer = Caregiver.objects.filter(child=child, pk=caregiver_id).first()
    if carer is None:
        raise ChildNotFoundError
    return carer


def _standing(child: Child, told: CaregiverRecord) -> Caregiver | None:
    held = list(Caregiver.objects.filter(child=child, relation=told.relation).order_by("id"))
    at, sure = carer_meant(
        full_name=told.full_name, personal_id=told.personal_id,
        held=[(each.full_name, each.personal_id) for each in held],
    )  # fmt: skip
    return held[at] if at is not None and sure else None


def _found_by(child: Child) -> None:
    child.search_text = own_search_text(child)
    child.save()
