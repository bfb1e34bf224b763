"""The only place that reads the clock; Vietnam keeps one time zone without summer time."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

VIETNAM = timezone(timedelta(hours=7), "ICT")


def now() -> datetime:
    """Return this moment with its zone.

    For demonstrations and tests ``MANGNON_TODAY`` (ISO date) moves the day, ``MANGNON_NOW`` (ISO moment with its zone)
    stops the clock; ``MANGNON_NOW_FILE`` names a file that holds such a moment, so that another process can move it.
    """
    stopped = os.environ.get("MANGNON_NOW") or _moment_in_file()
    if stopped:
        return datetime.fromisoformat(stopped).astimezone(UTC)
    moment = datetime.now(tz=UTC)
    set_day = os.environ.get("MANGNON_TODAY")
    if not set_day:
        return moment
    here = moment.astimezone(VIETNAM)
    return datetime.combine(date.fromisoformat(set_day), here.timetz()).astimezone(UTC)


def today() -> date:
    """Return today's date in Vietnam."""
    return now().astimezone(VIETNAM).date()


def _moment_in_file() -> str:
    named = os.environ.get("MANGNON_NOW_FILE")
    return Path(named).read_text(encoding="utf-8").strip() if named else ""
