"""The embedded PostgreSQL as people meet it: started, killed, shared, refused."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mangnon.core.store import embedded
from mangnon.core.store.errors import StoreDiskError, StoreVersionError
from mangnon.core.store.layout import LONGEST_SOCKET_FOLDER, Layout, layout_of


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    found = layout_of(tmp_path / "data")
    yield found
    embedded.stop(found)


def _connect(layout: Layout) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(layout.sockets), user=embedded.OWNER, dbname="postgres", autocommit=True)


def test_store_when_started_twice_then_the_second_finds_it_running(layout: Layout) -> None:
    assert embedded.ensure_running(layout) is True
    assert embedded.ensure_running(layout) is False
    with _connect(layout) as connection:
        assert connection.info.server_version // 10000 == 18


def test_store_when_killed_in_the_middle_then_committed_rows_are_there_after_the_next_start(layout: Layout) -> None:
    embedded.ensure_running(layout)
    with _connect(layout) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    postmaster = int((layout.cluster / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)
    _wait_gone(postmaster)
    assert embedded.ensure_running(layout) is True
    with _connect(layout) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_store_when_the_cluster_is_of_another_version_then_refused_by_a_sentence(layout: Layout) -> None:
    (layout.data / "postgresql-17").mkdir(parents=True)
    with pytest.raises(StoreVersionError, match="PostgreSQL 17"):
        embedded.ensure_running(layout)


def test_store_when_the_folder_cannot_be_made_then_refused_by_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreDiskError, match="MANGNON_DATA"):
        embedded.ensure_running(layout_of(tmp_path / "file" / "data"))


def test_store_when_the_folder_is_deep_then_its_sockets_lie_where_their_path_fits(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    assert len(str(layout_of(deep).sockets)) <= LONGEST_SOCKET_FOLDER


def test_command_when_it_started_the_store_then_it_stops_it_and_leaves_others_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    found = layout_of(data)
    script = "from mangnon.core.store.server import running\nwith running(): print('in', flush=True); input()"
    environment = {**os.environ, "MANGNON_DATA": str(data), "PYTHONPATH": "src"}
    environment.pop("DATABASE_URL", None)
    first, second = (
        subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        for _ in range(2)
    )
    for process in (first, second):
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "in"
    first.communicate("\n", timeout=30)
    assert embedded.is_running(found)
    second.communicate("\n", timeout=30)
    assert not embedded.is_running(found)


def _wait_gone(pid: int) -> None:
    import time

    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as an account of its own")
def test_store_when_the_checkout_lies_where_the_account_may_not_enter_then_it_starts(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = embedded.binaries().parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    monkeypatch.setattr(embedded, "_packaged", lambda: closed / package.name / "pginstall" / "bin")
    with tempfile.TemporaryDirectory() as open_folder:
        Path(open_folder).chmod(0o755)
        monkeypatch.setattr(embedded, "COPIES", Path(open_folder) / "cache")
        assert embedded.ensure_running(layout) is True
        with _connect(layout) as connection:
            assert connection.info.server_version // 10000 == 18
        assert embedded.binaries() == embedded.binaries()
        assert len(list(embedded.COPIES.iterdir())) == 1
        embedded.stop(layout)
