"""What can go wrong when a screening is written down."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class MeasuredError(MangnonError):
    """A value, test or step that the content does not know."""

    code = "screening.measured"
