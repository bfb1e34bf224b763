"""A process that is started again when it ends unasked, after a pause that grows while it keeps ending."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
STEADY_S = 120.0
STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass
class KeptProcess:
    """A child process and what is known of its ends; times are of a clock that only goes forward, in seconds.

    Args:
        words: the command.
        environment: its environment.
        name: what it is called in the log.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    name: str
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    pause_s: float = field(default=FIRST_PAUSE_S, init=False)
    _started_at: float = field(default=0.0, init=False)
    _start_at: float | None = field(default=None, init=False)

    def look(self, *, at: float) -> None:
        """Start it when it has not been, or when it has ended and its pause is over; call this often.

        Args:
            at: now.
        """
        if self.process is None:
            self._start(at)
        elif self._start_at is not None:
            if at >= self._start_at:
                self._start(at)
                _tell(f"{self.name} đã chạy lại.")
        elif (code := self.process.poll()) is not None:
            if at - self._started_at >= STEADY_S:
                self.pause_s = FIRST_PAUSE_S
            self._start_at = at + self.pause_s
            _tell(f"{self.name} dừng bất ngờ ({_end(code)}); chạy lại sau {self.pause_s:.0f} giây.")
            self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)

    def ask_to_stop(self) -> None:
        """Ask it to end what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self) -> None:
        """End it: asked first, made to when it does not in time."""
        self.ask_to_stop()
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            end_family(self.process)

    def _start(self, at: float) -> None:
        self.process = start(self.words, self.environment)
        self._started_at, self._start_at = at, None


def start(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own that is asked to end when this one is gone, however it went.

    In its own session Ctrl-C does not reach it: this process passes the wish on once. A second signal would make the
    web processes refuse to end.
    """
    return subprocess.Popen(list(words), env=dict(environment), start_new_session=True, preexec_fn=_end_with_parent)  # noqa: PLW1509 -- no thread runs yet


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def end_family(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads its session, and every process it started there."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end(code: int) -> str:
    return f"tín hiệu {-code}" if code < 0 else f"mã {code}"


def _tell(sentence: str) -> None:
    print(f"mangnon serve: {sentence}", file=sys.stderr, flush=True)
