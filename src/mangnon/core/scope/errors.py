"""What scope refuses."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class NotYoursError(MangnonError):
    """The user asked for something outside their scope."""

    code = "scope.not_yours"


class AssignmentError(MangnonError):
    """A role, a place and dates that do not fit together."""

    code = "scope.assignment"
