"""Writes of workers and their areas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.scope.roles import as_service
from mangnon.domain.workforce.models import Worker, WorkerArea


def follow_places(*, communes: Mapping[UUID, UUID], hamlets: Mapping[UUID, UUID | None], on: date) -> None:
    """Let workers follow places that changed on a day.

    Args:
        communes: commune that ended to the one it went into.
        hamlets: hamlet that ended to the one it went into; None when it was divided, and its area ends.
        on: the first day of the new order.
    """
    with as_service():
        for old, new in communes.items():
            Worker.objects.filter(commune_id=old).update(commune_id=new)
        for hamlet, after in hamlets.items():
            for area in WorkerArea.objects.filter(hamlet_id=hamlet, valid__contains=on):
                until = area.valid.upper
                area.valid = DateRange(area.valid.lower, on)
                area.save()
                taken = WorkerArea.objects.filter(hamlet_id=after, valid__overlap=DateRange(on, until)).exists()
                if after is not None and not taken:  # a hamlet has one worker at a time
                    WorkerArea.objects.create(worker_id=area.worker_id, hamlet_id=after, valid=DateRange(on, until))
