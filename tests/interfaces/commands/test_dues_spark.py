"""``mangnon dues --engine spark`` on a real standalone cluster that loses a worker, and back to the database."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.replicas import grow
from tests.interfaces.commands.spark_cluster import PATIENCE_S, Cluster, Worker, cluster

from mangnon.domain.worklist.models import Due
from mangnon.interfaces.commands import dues, snapshot, synth

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
CHILDREN, GROWN = 2000, 24_000


def _run(command: object, *words: str) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]
    assert command.run(parser.parse_args([*words, "--quiet"])) == 0  # type: ignore[attr-defined]


def _report(tmp_path: Path, *words: str) -> dict[str, float]:
    _run(dues, *words, "--report", str(tmp_path / "report.json"))
    return dict(json.loads((tmp_path / "report.json").read_text()))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def province(places: None) -> None:
    """Some thousand made-up children in all communes."""
    _run(synth, "--children", str(CHILDREN), "--seed", "5")


@pytest.fixture
def spark(tmp_path: Path) -> Iterator[Cluster]:
    """A master and two workers."""
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark is not installed: tools/spark")
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(folder, workers=2) as running:
        yield running


def _on_cluster(spark: Cluster, *words: str) -> subprocess.Popen[bytes]:
    """Start the command as a person would."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "mangnon.config.cli",
            "dues",
            "--engine",
            "spark",
            "--master",
            spark.master,
            "--quiet",
            *words,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "MANGNON_SPARK_SECRET_FILE": str(spark.secret_file)},
        stderr=subprocess.PIPE,
    )


def _kill_one_at_work(spark: Cluster, run: subprocess.Popen[bytes]) -> Worker | None:
    """Kill the first worker that has finished a task and runs another; none when the run was over before."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and run.poll() is None:
        for worker in spark.workers:
            if worker.tasks("Finished"):
                worker.signal(signal.SIGSTOP)  # so that what is looked at is still so when it is killed
                if worker.tasks("Running") - worker.tasks("Finished"):
                    worker.signal(signal.SIGKILL)
                    return worker
                worker.signal(signal.SIGCONT)
        time.sleep(0.02)
    return None


def test_dues_when_a_worker_is_lost_midway_then_the_same_bytes_as_here(
    province: None, spark: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    before = Due.objects.count()  # of the made-up accidents and lessons, which derive their children's dues
    _run(snapshot, str(small))
    grow(small, large, children=GROWN, few_places=True)
    _run(dues, "--snapshot", str(large), "--out", str(tmp_path / "here"))

    run = _on_cluster(spark, "--snapshot", str(large), "--out", str(tmp_path / "there"))
    try:
        lost = _kill_one_at_work(spark, run)
        _, told = run.communicate(timeout=PATIENCE_S)
    finally:
        run.kill()
    assert lost is not None, "the run was over before a worker could be lost"
    assert run.returncode == 0, told.decode()
    finished = lost.tasks("Finished")
    assert finished, "the lost worker had finished a task"
    assert lost.tasks("Running") - finished, "the lost worker had a task at hand"
    assert _files(tmp_path / "there") == _files(tmp_path / "here")

    _run(dues, "--out", str(tmp_path / "from-the-database"))
    _run(dues, "--snapshot", str(small), "--out", str(tmp_path / "from-the-snapshot"), "--processes", "2")
    assert _files(tmp_path / "from-the-database") == _files(tmp_path / "from-the-snapshot")
    assert Due.objects.count() == before  # neither wrote into the database
    Due.objects.all().delete()

    # The cluster goes on with the worker that is left.
    monkeypatch.setenv("MANGNON_SPARK_SECRET_FILE", str(spark.secret_file))
    first = _report(tmp_path, "--engine", "spark", "--master", spark.master, "--snapshot", str(small))
    assert first["written"] == first["dues"] == Due.objects.count() > CHILDREN
    assert _report(tmp_path, "--snapshot", str(small))["written"] == 0
    again = _report(tmp_path)
    assert (again["written"], again["removed"], again["dues"]) == (0, 0, first["dues"])
