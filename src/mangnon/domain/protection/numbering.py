"""The number by which a case is called: counted by the commune and the year, told by nothing else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from mangnon.core.clock import VIETNAM
from mangnon.domain.protection.models import Case

# Held while a case gets its number, so that no two of a commune are the same.
NUMBERING = 720210


def next_number(commune_id: UUID, at: datetime) -> str:
    """Return the next free number of a commune, such as "03/2026"; held until the transaction ends.

    Args:
        commune_id: whose cases are counted.
        at: the moment whose year counts.
    """
    year = at.astimezone(VIETNAM).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING, commune_id.int % 2**31])
    taken = Case.objects.filter(commune_id=commune_id, number__endswith=f"/{year}").values_list("number", flat=True)
    return f"{max((int(each.split('/')[0]) for each in taken), default=0) + 1:02d}/{year}"
