"""The clock can be moved from outside the process."""

from __future__ import annotations

from pathlib import Path

import pytest

from mangnon.core.clock import now, today


def test_clock_when_a_file_holds_the_moment_then_it_stands_there_until_the_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clock"
    monkeypatch.delenv("MANGNON_NOW", raising=False)
    monkeypatch.setenv("MANGNON_NOW_FILE", str(file))
    file.write_text("2026-11-25T23:30:00+07:00\n", encoding="utf-8")
    assert now().isoformat() == "2026-11-25T16:30:00+00:00"
    file.write_text("2026-11-26T00:30:00+07:00", encoding="utf-8")
    assert today().isoformat() == "2026-11-26"
