"""Which PostgreSQL this process uses, and under which of its three roles.

``owner`` makes and migrates tables; ``service`` is what trusted commands and services write as; ``web`` is what
pages start from: it may read accounts and sessions only, and takes on ``mangnon_app`` (held to row-level
security) or ``mangnon_service`` inside each request.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from mangnon.core.store import embedded
from mangnon.core.store.errors import StoreUnreachableError, StoreVersionError
from mangnon.core.store.layout import POSTGRES_MAJOR, Layout, data_folder, layout_of

DATABASE = "mangnon"


class Purpose(StrEnum):
    """What a process wants of the database."""

    OWNER = "owner"
    SERVICE = "service"
    WEB = "web"


ROLE_OF = {Purpose.SERVICE: "mangnon_service", Purpose.WEB: "mangnon_web"}


@dataclass(frozen=True)
class Address:
    """Where to connect and as whom."""

    host: str
    port: str
    name: str
    user: str
    password: str
    options: str


def address(purpose: Purpose) -> Address:
    """Return where a process with this purpose connects, from ``DATABASE_URL`` or the embedded database."""
    url = os.environ.get("DATABASE_URL")
    role = ROLE_OF.get(purpose)
    named = os.environ.get("MANGNON_DATABASE")  # another database of the same server: tests have their own
    if not url:
        layout = layout_of(data_folder())
        user = role or embedded.OWNER
        return Address(str(layout.sockets), "5432", named or DATABASE, user, "", "")
    parts = urlsplit(url)
    return Address(
        host=unquote(parts.hostname or ""),
        port=str(parts.port or 5432),
        name=named or unquote(parts.path.lstrip("/")) or DATABASE,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=f"-c role={role}" if role else "",
    )


def uri(purpose: Purpose) -> str:
    """Return the libpq connection string for readers outside Django."""
    where = address(purpose)
    words = {
        "host": where.host, "port": where.port, "dbname": where.name, "user": where.user,
        "password": where.password, "options": where.options,
    }  # fmt: skip
    return " ".join(f"{key}='{_quoted(value)}'" for key, value in words.items() if value)


@contextmanager
def running() -> Iterator[None]:
    """Have a usable PostgreSQL while inside: start the embedded one if needed, and stop it when last out.

    Raises:
        StoreError: one of its kinds, when there is no usable server; the sentence says what to do.
    """
    if os.environ.get("DATABASE_URL"):
        _check_server()
        yield
        return
    layout = layout_of(data_folder())
    embedded.ensure_running(layout)
    with _counted_as_user(layout):
        _ensure_database()
        yield


@contextmanager
def _counted_as_user(layout: Layout) -> Iterator[None]:
    # Every process that uses the embedded server holds this lock shared; who can take it alone is the last.
    with (layout.data / "store.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        embedded.ensure_running(layout)  # the last user before us may have stopped it meanwhile
        try:
            yield
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                embedded.stop(layout)


def _check_server() -> None:
    import psycopg

    try:
        with psycopg.connect(uri(Purpose.OWNER), connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        where = address(Purpose.OWNER)
        raise StoreUnreachableError(
            f"Không kết nối được PostgreSQL tại {where.host or 'máy này'}:{where.port} (cơ sở dữ liệu {where.name}): "
            f"{str(error).strip().splitlines()[0].rpartition(': ')[2].strip('. ')}. "
            "Hãy kiểm tra DATABASE_URL và máy chủ."
        ) from error
    if version != POSTGRES_MAJOR:
        raise StoreVersionError(
            f"Máy chủ ở DATABASE_URL là PostgreSQL {version}; Măng Non cần PostgreSQL {POSTGRES_MAJOR}."
        )


def _ensure_database() -> None:
    import psycopg

    where = address(Purpose.OWNER)
    with psycopg.connect(
        host=where.host, port=where.port, user=where.user, dbname="postgres", autocommit=True
    ) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            # Another process that starts at the same moment may be faster.
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(f'CREATE DATABASE "{DATABASE}"')


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
