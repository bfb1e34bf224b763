"""The day that commands take."""

from __future__ import annotations

from datetime import date

import pytest

from mangnon.interfaces.commands.dues import read_day
from mangnon.vocab.errors import UsageError


def test_read_day_when_iso_then_read() -> None:
    assert read_day("2026-11-24") == date(2026, 11, 24)


@pytest.mark.parametrize(
    "text", ["", "20261124", "2026-W40-1", "2026-13-01", "2026-02-30", "24/11/2026", "２０２６-11-24"]
)
def test_read_day_when_written_otherwise_then_refused(text: str) -> None:
    with pytest.raises(UsageError, match="phải viết như"):
        read_day(text)
