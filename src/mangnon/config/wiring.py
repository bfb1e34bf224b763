"""The only list of who is wired to whom."""

from __future__ import annotations


def connect() -> None:
    """Hand each lower room the functions of the rooms above that it calls upward."""
    from mangnon.core.scope.pupils import tell_pupils
    from mangnon.domain.facilities.queries import pupil_keys

    tell_pupils(pupil_keys)
