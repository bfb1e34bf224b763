"""Reads of workers and their areas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.workforce.models import Worker, WorkerArea


@dataclass(frozen=True)
class WorkerName:
    """A worker as a list shows them."""

    id: UUID
    full_name: str
    role: str
    phone: str


def list_workers(*, scope: Scope, commune_ids: Iterable[UUID]) -> list[WorkerName]:
    """Return the active workers of some communes, by name."""
    reach = scope.reach(Action.SEE, RecordClass.ORDINARY)
    wanted = [key for key in commune_ids if reach.everywhere or key in reach.communes]
    rows = Worker.objects.filter(commune_id__in=wanted, active=True).order_by("full_name")
    return [WorkerName(row.id, row.full_name, row.role, row.phone) for row in rows]


def workers_of_hamlets(hamlet_ids: Iterable[UUID], *, on: date) -> dict[UUID, WorkerName]:
    """Return who has each hamlet on a day."""
    rows = (
        WorkerArea.objects.filter(hamlet_id__in=list(hamlet_ids), valid__contains=on)
        .select_related("worker")
        .order_by("hamlet_id")
    )
    return {
        row.hamlet_id: WorkerName(row.worker.id, row.worker.full_name, row.worker.role, row.worker.phone)
        for row in rows
    }


def names_of_workers(worker_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return workers' names by key."""
    return dict(Worker.objects.filter(pk__in=set(worker_ids)).values_list("id", "full_name"))


def hamlets_of_worker(worker_id: UUID, on: date) -> list[UUID]:
    """Return the hamlets a worker has on a day."""
    rows = WorkerArea.objects.filter(worker_id=worker_id, valid__contains=on)
    return list(rows.values_list("hamlet_id", flat=True))
