"""A real Spark cluster of this machine's: a master and workers on loopback, each a process group of its own."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_S = 300  # only a hang is guarded against
_LOG = """rootLogger.level = info
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n
"""


@dataclass
class Worker:
    """One worker: what it runs is told by the logs of its executors."""

    process: subprocess.Popen[bytes]
    folder: Path

    def tasks(self, word: str) -> set[str]:
        """Return the tasks that its executors have told as ``Running`` or ``Finished``."""
        told = "".join(file.read_text(errors="replace") for file in self.folder.glob("app-*/*/stderr"))
        return set(re.findall(rf"{word} task (\S+) in stage", told))

    def signal(self, number: signal.Signals) -> None:
        """Send the whole group a signal."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@dataclass
class Cluster:
    """A running cluster."""

    master: str
    secret_file: Path
    workers: list[Worker] = field(default_factory=list)


@contextmanager
def cluster(folder: Path, *, workers: int) -> Iterator[Cluster]:
    """Have a master and workers of one core each on loopback while inside.

    Args:
        folder: empty; logs, settings and the workers' own files.
        workers: how many.
    """
    import pyspark

    home = Path(pyspark.__file__).parent
    secret = secrets.token_hex(32)
    secret_file = folder / "secret"
    secret_file.write_text(secret)
    secret_file.chmod(0o600)
    conf = folder / "conf"
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text(
        f"spark.authenticate true\nspark.authenticate.secret {secret}\nspark.network.crypto.enabled true\n"
    )
    (conf / "log4j2.properties").write_text(_LOG)
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHONPATH", "SPARK_", "MANGNON"))
        },
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }

    def start(name: str, *words: str) -> subprocess.Popen[bytes]:
        with (folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [home / "bin" / "spark-class", f"org.apache.spark.deploy.{words[0]}", *words[1:]],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, env=environment, start_new_session=True,
            )  # fmt: skip

    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(start("master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"))
        address = _told(folder / "master.log", r"Starting Spark master at (spark://\S+)", started[0])
        running = Cluster(address, secret_file)
        for number in range(workers):
            own = folder / f"worker-{number}"
            own.mkdir()
            process = start(
                f"worker-{number}", "worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1",
                "--memory", "768m", "--work-dir", str(own), address,
            )  # fmt: skip
            started.append(process)
            running.workers.append(Worker(process, own))
        for number, worker in enumerate(running.workers):
            _told(folder / f"worker-{number}.log", r"(Successfully registered) with master", worker.process)
        yield running
    finally:
        for process in reversed(started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _told(log: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found[1]
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)
    raise AssertionError(f"{pattern} was never told: {log.read_text(errors='replace')[-3000:]}")
