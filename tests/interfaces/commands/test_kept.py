"""A kept process comes back, later each time while it keeps ending, and ends when told."""

from __future__ import annotations

import os
import sys

import pytest

from mangnon.interfaces.commands.kept import STEADY_S, KeptProcess


def kept(program: str) -> KeptProcess:
    return KeptProcess([sys.executable, "-c", program], os.environ, "tiến trình thử")


def ended(process: KeptProcess) -> int:
    assert process.process is not None
    process.process.wait(20)
    return process.process.pid


def test_look_when_it_keeps_ending_then_the_pause_grows_and_the_log_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    process, at, seen = kept("raise SystemExit(3)"), 0.0, []
    for _ in range(8):
        process.look(at=at)
        first = ended(process)
        process.look(at=at)  # it is seen to have ended
        at += process.pause_s / 2 - 0.1
        process.look(at=at)  # too early
        assert ended(process) == first
        at += 0.1 if process.pause_s < 60 else 31
        seen.append(process.pause_s)
    assert seen == [2, 4, 8, 16, 32, 60, 60, 60]
    told = capfd.readouterr().err
    assert "tiến trình thử dừng bất ngờ (mã 3); chạy lại sau 1 giây." in told
    assert "chạy lại sau 60 giây." in told


def test_look_when_it_ran_steadily_before_then_it_comes_back_at_once_again() -> None:
    process = kept("pass")
    process.look(at=0)
    ended(process)
    process.pause_s = 60.0
    process.look(at=STEADY_S)
    assert process.pause_s == 2.0


def test_stop_when_it_does_not_end_by_itself_then_it_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mangnon.interfaces.commands.kept.STOP_SECONDS", 1)
    process = kept("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1); time.sleep(60)")
    process.look(at=0)
    process.stop()
    assert process.process is not None
    assert process.process.returncode in {-9, -15}
