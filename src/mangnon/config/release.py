"""Brings a database to this release: tables, walls and content; run as a program, as the tables' owner."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg

from mangnon.core.content import content_root
from mangnon.core.store.server import Purpose, uri

PACKAGE = Path(__file__).resolve().parents[1]
ONE_AT_A_TIME = 0x6D616E67  # an advisory lock, so that two starts do not migrate at once


def fingerprint() -> str:
    """Return a digest over what decides the database's shape: migrations, rights, walls and places content."""
    files = sorted(
        [
            *PACKAGE.glob("*/*/migrations/*.py"),
            *(PACKAGE / "core" / "scope").glob("*.py"),
            PACKAGE / "config" / "walls.py",
            *(content_root() / "places").glob("*"),
        ]
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def stored_fingerprint() -> str | None:
    """Return the digest that the database was last brought to, or None."""
    with psycopg.connect(uri(Purpose.OWNER)) as connection:
        if not connection.execute("SELECT to_regclass('public.mangnon_release')").fetchone()[0]:  # type: ignore[index]
            return None
        row = connection.execute("SELECT fingerprint FROM mangnon_release").fetchone()
        return row[0] if row else None


def bring_up() -> None:
    """Migrate, wall, and load the places' content, unless another process just did."""
    from django.core.management import call_command

    with psycopg.connect(uri(Purpose.OWNER), autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        wanted = fingerprint()
        if stored_fingerprint() == wanted:
            return
        call_command("migrate", interactive=False, verbosity=0)
        from mangnon.core.content.places import load_gazetteer
        from mangnon.core.places.services import load_content

        load_content(load_gazetteer())
        guard.execute("CREATE TABLE IF NOT EXISTS mangnon_release (fingerprint text NOT NULL)")
        guard.execute("GRANT SELECT ON mangnon_release TO mangnon_service")
        guard.execute("DELETE FROM mangnon_release")
        guard.execute("INSERT INTO mangnon_release VALUES (%s)", [wanted])


if __name__ == "__main__":
    from mangnon.config.applications import set_up_django

    set_up_django()
    bring_up()
