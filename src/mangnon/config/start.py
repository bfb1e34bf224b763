"""Brings the store and Django up for a command, migrating when this release is new to the database."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

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


def set_up_django() -> None:
    """Load the settings and applications once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mangnon.config.settings")
    import django

    django.setup()


def _migrate_if_new() -> None:
    """Migrate in a process of its own, as the owner of the tables, when migrations or content are new."""
    import subprocess
    import sys

    from mangnon.config.release import fingerprint, stored_fingerprint

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
        from mangnon.core.store.errors import StoreError

        raise StoreError(f"Không nâng cấp được cơ sở dữ liệu: {_reason(done.stderr)}")


def _reason(told: str) -> str:
    """Return the line of a traceback that names the error; the database's own remarks come after it."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    naming = [line for line in lines if re.match(r"[A-Za-z_][\w.]*: ", line) and not line.startswith(REMARKS)]
    return (naming or lines or ["không rõ nguyên nhân"])[-1]
