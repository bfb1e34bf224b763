"""Where the embedded database keeps its files."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

POSTGRES_MAJOR = 18
# A Unix socket's path may hold 107 bytes on Linux; PostgreSQL appends "/.s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Layout:
    """The folders and files of one embedded database."""

    data: Path
    cluster: Path
    sockets: Path
    log: Path
    lock: Path


def data_folder() -> Path:
    """Return ``MANGNON_DATA``, or ``var/`` at the top of the checkout."""
    named = os.environ.get("MANGNON_DATA")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[4] / "var"


def layout_of(data: Path) -> Layout:
    """Return where the embedded database under ``data`` keeps its files.

    Args:
        data: the data folder; need not exist yet.
    """
    sockets = data / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
        sockets = Path(tempfile.gettempdir()) / f"mangnon-{name}"
    return Layout(
        data=data,
        cluster=data / f"postgresql-{POSTGRES_MAJOR}",
        sockets=sockets,
        log=data / "postgresql.log",
        lock=data / "store.lock",
    )
