"""Counts how often an address sends something; the only thing that these pages keep of a visitor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from mangnon.core.clock import VIETNAM, now
from mangnon.core.scope.roles import as_service
from mangnon.interfaces.public.models import Knock

KEPT_FOR = timedelta(hours=22)  # looked at every hour: gone within a day


@dataclass(frozen=True)
class Pace:
    """How often something may be sent from one address.

    Args:
        purpose: what is counted.
        at_once: so many one after another.
        then_every: from then on one in this time.
    """

    purpose: str
    at_once: int
    then_every: timedelta


# Behind one address may be a school, an office or many phones of one network; a report costs little, and one that is
# refused may cost much. Codes have eighty bits: what is slowed here is noise, not guessing.
REPORTS = Pace("report", 20, timedelta(seconds=30))
CODES = Pace("code", 20, timedelta(seconds=15))


def knock(*, address: str, pace: Pace) -> int:
    """Count one more from an address.

    The allowed pace is kept as one moment per address: when all that it sent would be worked off. Where that lies
    further ahead than ``at_once`` allows, it is refused, and being refused costs nothing more.

    Args:
        address: as ``client_address`` returns it.
        pace: what is allowed.

    Returns:
        0 when it may go on; else in how many seconds it may.
    """
    at = now()
    room = pace.then_every * (pace.at_once - 1)
    asked = {
        "purpose": pace.purpose, "hash": hash_of(address, at), "at": at,
        "step": pace.then_every, "latest": at + room,
    }  # fmt: skip
    with as_service(), connection.cursor() as cursor:
        # Who sends a flood waits for their own row; nobody waits for the disk to have the count safe.
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_COUNT_ONE, asked)
        if cursor.fetchone() is not None:
            return 0
        cursor.execute(_BUSY, asked)
        row = cursor.fetchone()
    return max(1, math.ceil((row[0] - room - at).total_seconds())) if row else 1


_COUNT_ONE = """
INSERT INTO public_knock AS known (purpose, address_hash, busy_until)
VALUES (%(purpose)s, %(hash)s, %(at)s::timestamptz + %(step)s::interval)
ON CONFLICT (purpose, address_hash) DO UPDATE
  SET busy_until = greatest(known.busy_until, %(at)s::timestamptz) + %(step)s::interval
  WHERE known.busy_until <= %(latest)s::timestamptz
RETURNING 1
"""
_BUSY = "SELECT busy_until FROM public_knock WHERE purpose = %(purpose)s AND address_hash = %(hash)s"


def hash_of(address: str, at: datetime) -> bytes:
    """Return what is kept of an address: under a key of the day, so that no visitor can be followed over days."""
    day = at.astimezone(VIETNAM).date().isoformat()
    return salted_hmac(f"mangnon.public.knock:{day}", address, algorithm="sha256").digest()


def forget_old_knocks() -> int:
    """Take away what is a day old; returns how many rows went."""
    with as_service():
        gone, _ = Knock.objects.filter(busy_until__lt=now() - KEPT_FOR).delete()
    return int(gone)
