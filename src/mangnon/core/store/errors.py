"""What can be wrong with the database, each in one sentence."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class StoreError(MangnonError):
    """The database cannot be used."""

    code = "store"


class StoreVersionError(StoreError):
    """The database's PostgreSQL version is not the one this release works with."""

    code = "store.version"


class StoreDiskError(StoreError):
    """The data folder cannot be written, or its disk is full."""

    code = "store.disk"


class StoreUnreachableError(StoreError):
    """No PostgreSQL server answers where it should."""

    code = "store.unreachable"


class StoreStartError(StoreError):
    """The embedded PostgreSQL did not start."""

    code = "store.start"
