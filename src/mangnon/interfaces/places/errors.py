"""What can go wrong with changes that are planned."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class PlannedChangeError(MangnonError):
    """A planned change cannot be kept or taken back now."""

    code = "place.planned"
