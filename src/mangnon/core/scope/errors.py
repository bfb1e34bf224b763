"""What scope refuses."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class NotYoursError(MangnonError):
    """The user asked for something outside their scope."""

    code = "scope.not_yours"
