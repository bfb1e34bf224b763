"""``mangnon serve`` as an office runs it: a worker that is killed comes back, and all ends when told to."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mangnon.interfaces.commands.serve import run
from mangnon.vocab.errors import UsageError

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 180  # starting and migrating on a busy machine; a hang is the only thing this guards against
DO_A_JOB = """
import time
from mangnon.config.applications import set_up_django
set_up_django()
from django.db import connection
from mangnon.interfaces.places.jobs import carry_out_planned
key = carry_out_planned.defer(timestamp=0)
for _ in range(600):
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [key])
        if cursor.fetchone()[0] == "succeeded":
            break
    time.sleep(0.2)
else:
    raise SystemExit("the job was not done")
"""


@dataclass(frozen=True)
class Served:
    """A running ``mangnon serve``: its process, what it logs, and the environment it runs in."""

    process: subprocess.Popen[bytes]
    log: Path
    environment: dict[str, str]

    def children(self, word: str) -> set[int]:
        """Return the process numbers of its children whose command has a word."""
        found = set()
        for number in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            if word in Path(f"/proc/{number}/cmdline").read_text():
                found.add(int(number))
        return found


def until(what: Callable[[], bool], served: Served) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, served.log.read_text()
        time.sleep(0.1)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    with serving(data) as found:
        yield found


@contextmanager
def serving(data: Path) -> Iterator[Served]:
    """Have ``mangnon serve`` running while inside."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    left_out = {"DATABASE_URL", "MANGNON_DATABASE", "MANGNON_DB_PURPOSE", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"MANGNON_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "MANGNON_PORT": str(port)}
    log = data / "serve.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "mangnon.config.cli", "serve", "--port", str(port), "--workers", "1"],
            env=environment, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True,
        )  # fmt: skip
    found = Served(process, log, environment)

    def answers() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return True
        except OSError:
            return False

    try:
        until(answers, found)
        until(lambda: "Ctrl-C" in log.read_text(), found)
        yield found
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(40)


@pytest.mark.parametrize("workers", [0, -3, 65])
def test_serve_when_the_number_of_workers_is_impossible_then_refused(workers: int) -> None:
    with pytest.raises(UsageError, match="--workers"):
        run(argparse.Namespace(port=8000, workers=workers))


def test_worker_when_killed_then_it_comes_back_works_and_ends_with_the_web_on_sigterm(served: Served) -> None:
    (first,) = served.children("commands.work")
    os.kill(first, signal.SIGKILL)
    until(lambda: bool(served.children("commands.work") - {first}), served)
    told = served.log.read_text()
    assert "mangnon serve: tiến trình chạy nền dừng bất ngờ (tín hiệu 9); chạy lại sau 1 giây." in told
    subprocess.run([sys.executable, "-c", DO_A_JOB], env=served.environment, cwd=ROOT, check=True, timeout=PATIENCE_S)
    all_of_it = served.children("")
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert [number for number in all_of_it if Path(f"/proc/{number}").exists()] == []
    assert "dừng bất ngờ" not in served.log.read_text().removeprefix(told)


def test_serve_when_interrupted_at_the_keyboard_then_everything_ends_without_a_complaint(served: Served) -> None:
    all_of_it = served.children("")
    assert served.children("commands.work")
    told = served.log.read_text()
    os.killpg(served.process.pid, signal.SIGINT)  # as a terminal does: whoever belongs to the foreground
    assert served.process.wait(60) == 0
    assert [number for number in all_of_it if Path(f"/proc/{number}").exists()] == []
    assert served.log.read_text() == told


def test_serve_when_it_is_killed_then_nothing_stays_behind_and_it_starts_again(served: Served, data: Path) -> None:
    all_of_it = served.children("granian") | served.children("commands.work")
    served.process.kill()
    served.process.wait(10)
    until(lambda: not any(Path(f"/proc/{number}").exists() for number in all_of_it), served)
    with serving(data) as again:
        assert again.children("commands.work")
    assert again.process.returncode == 0
