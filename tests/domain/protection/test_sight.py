"""What others see of a case: the strictest of its kinds, nothing while no kind is known."""

from __future__ import annotations

from datetime import date

import pytest

from mangnon.core.content.protection import harm_kinds_on
from mangnon.domain.protection.sight import sight_of
from mangnon.vocab.protection import SightClass


@pytest.mark.parametrize(
    ("kinds", "sight"),
    [
        ([], SightClass.CLOSED),
        (["neglect"], SightClass.OPEN),
        (["neglect", "violence"], SightClass.OPEN),
        (["neglect", "sexual_abuse"], SightClass.CLOSED),
        (["trafficking"], SightClass.CLOSED),
        (["hiv"], SightClass.CLOSED),
        (["neglect", "a code nobody knows"], SightClass.CLOSED),
    ],
)
def test_sight_when_kinds_are_told_then_the_strictest_holds(kinds: list[str], sight: SightClass) -> None:
    assert sight_of(kinds, known=harm_kinds_on(date(2026, 11, 24))) is sight
