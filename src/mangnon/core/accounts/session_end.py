"""When a session ends by itself: after a working day, or when nobody has used it for an hour."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from mangnon.core.clock import now

BEGAN, SEEN = "began_at", "seen_at"
NOTE_AGAIN_SECONDS = 60  # a session's last use is written at most once a minute
JUST_SECONDS = 300


def begin(request: HttpRequest) -> None:
    """Note that a session begins now."""
    request.session[BEGAN] = request.session[SEEN] = _seconds()


def is_over(request: HttpRequest) -> bool:
    """Tell whether the session has lasted or lain idle too long; note that it is in use when not."""
    moment = _seconds()
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if began is None or seen is None:
        begin(request)
        return False
    if moment - began > settings.SESSION_COOKIE_AGE or moment - seen > settings.SESSION_IDLE_AGE:
        return True
    if moment - seen >= NOTE_AGAIN_SECONDS:
        request.session[SEEN] = moment
    return False


def just_began(request: HttpRequest) -> bool:
    """Tell whether the person signed in within the last minutes."""
    return 0 <= _seconds() - request.session.get(BEGAN, 0) < JUST_SECONDS


def _seconds() -> int:
    return int(now().timestamp())
