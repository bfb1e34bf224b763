"""The only place that reads the clock; Vietnam keeps one time zone without summer time."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "ICT")


def now() -> datetime:
    """Return this moment with its zone; ``MANGNON_TODAY`` (ISO date) moves the day for demonstrations and tests."""
    moment = datetime.now(tz=UTC)
    set_day = os.environ.get("MANGNON_TODAY")
    if not set_day:
        return moment
    here = moment.astimezone(VIETNAM)
    return datetime.combine(date.fromisoformat(set_day), here.timetz()).astimezone(UTC)


def today() -> date:
    """Return today's date in Vietnam."""
    return now().astimezone(VIETNAM).date()
