"""Brings the store and Django up for a command, migrating when this release is new to the database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from mangnon.config.applications import set_up_django
from mangnon.config.release import fingerprint, stored_fingerprint
from mangnon.core.store.errors import StoreError
from mangnon.core.store.server import Purpose, running

REMARKS = ("CONTEXT:", "DETAIL:", "HINT:", "PL/pgSQL", "SQL statement")


@contextmanager
def store_ready(purpose: Purpose = Purpose.SERVICE) -> Iterator[None]:
    """Have a migrated database and a set-up Django while inside.

    Args:
        purpose: the database role of this process.
    """
    with running():
        _migrate_if_new()
        os.environ["MANGNON_DB_PURPOSE"] = purpose.value
        set_up_django()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def _migrate_if_new() -> None:
    """Migrate in a process of its own, as the owner of the tables, when migrations or content are new."""
    if stored_fingerprint() == fingerprint():
        return
    done = subprocess.run(
        [sys.executable, "-m", "mangnon.config.release"],
        env={
            **os.environ,
            "MANGNON_DB_PURPOSE": Purpose.OWNER.value,
            "DJANGO_SETTINGS_MODULE": "mangnon.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        raise StoreError(
            "Không nâng cấp được cơ sở dữ liệu cho bản này; dữ liệu còn nguyên như trước. Hãy gửi các dòng lỗi phía "
            f"trên cho người lập trình ({_reason(done.stderr)})."
        )


def _reason(told: str) -> str:
    """Return the line of a traceback that names the error; the database's own remarks come after it."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    naming = [line for line in lines if re.match(r"[A-Za-z_][\w.]*: ", line) and not line.startswith(REMARKS)]
    return (naming or lines or ["không rõ nguyên nhân"])[-1]
