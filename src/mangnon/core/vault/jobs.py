"""Changing the master key: a new one is made, every data key moves to it, and old ones go only when asked for.

What is sealed is not touched, only the data keys are wrapped anew; so a killed run leaves every key readable, some
under the old master and some under the new, and the next run moves the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from mangnon.core.scope.roles import as_service
from mangnon.core.vault.errors import MastersInUseError, VaultError
from mangnon.core.vault.masters import delete_master, list_masters, make_master, newest_master, read_master
from mangnon.core.vault.models import DataKey
from mangnon.core.vault.sealing import wrap
from mangnon.core.vault.services import MASTERS_LOCK, unwrapped

KEYS_A_BATCH = 200
_FIRST = UUID(int=0)


@dataclass(frozen=True)
class MasterState:
    """A master key: how many data keys it wraps, whether its file is here, and whether others may read the file."""

    name: str
    keys: int
    here: bool
    open_to_others: bool


@dataclass(frozen=True)
class VaultState:
    """The master keys, oldest first with those missing in front, and how many data keys were destroyed."""

    masters: tuple[MasterState, ...]
    destroyed: int


@dataclass(frozen=True)
class Moved:
    """How many data keys moved to the newest master, and how many could not and why, in sentences."""

    keys: int
    stayed: dict[str, int]


def vault_state() -> VaultState:
    """Count the data keys of each master key.

    Raises:
        MasterKeyUnreadableError: the folder of keys cannot be read.
    """
    with as_service():
        used = _keys_by_master()
        destroyed = DataKey.objects.exclude(destroyed_at=None).count()
    files = list_masters()
    missing = sorted(used.keys() - {file.name for file in files})
    return VaultState(
        masters=(
            *(MasterState(name, used[name], here=False, open_to_others=False) for name in missing),
            *(MasterState(file.name, used.get(file.name, 0), True, file.open_to_others) for file in files),
        ),
        destroyed=destroyed,
    )


def add_master() -> str:
    """Make a new master key, which wraps whatever is made from now on; returns its name.

    Raises:
        MasterKeyUnreadableError: the folder of keys cannot be written.
    """
    with as_service():
        _alone()  # keys that are just being made are written before this goes on, so that a move finds them
        return make_master()


def move_keys(*, tell: Callable[[int, int], None] = lambda done, total: None, at_once: int = KEYS_A_BATCH) -> Moved:
    """Wrap every data key under the newest master key, a batch in one transaction; may be killed and run again.

    Args:
        tell: called after each batch with how many were looked at and how many there were.
        at_once: data keys in a batch.

    Raises:
        MasterKeyMissingError: the newest master key's file went away.
    """
    newest = newest_master()
    if newest is None:
        return Moved(0, {})
    with as_service():
        total = DataKey.objects.exclude(master=newest).filter(destroyed_at=None).count()
    passed_by: Counter[str] = Counter()
    moved = _sweep(newest, at_once, passed_by, waiting=False, tell=lambda done: tell(done, total))
    stayed: Counter[str] = Counter()
    # Those that somebody was sealing under, one at a time: who waits for one row while holding another may block.
    moved += _sweep(newest, 1, stayed, waiting=True, tell=lambda done: None) if moved < total else 0
    tell(total, total)
    return Moved(moved, dict(stayed))


def delete_old_masters() -> list[str]:
    """Delete every master key but the newest; returns their names.

    What was backed up before can then be restored, but what is sealed in it cannot be read.

    Raises:
        MastersInUseError: a data key is still wrapped by one of them; none was deleted.
    """
    with as_service():
        _alone()
        old = [file.name for file in list_masters()][:-1]
        used = _keys_by_master()
        if needed := [name for name in old if used.get(name)]:
            raise MastersInUseError(
                f"Khóa chủ {', '.join(f'«{name}»' for name in needed)} còn giữ {sum(used[name] for name in needed)} "
                "khóa dữ liệu nên chưa xóa khóa nào; hãy gõ mangnon vault reseal rồi thử lại."
            )
        for name in old:
            delete_master(name)
    return old


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MASTERS_LOCK])


def _keys_by_master() -> dict[str, int]:
    rows = DataKey.objects.filter(destroyed_at=None).values("master").annotate(keys=Count("id"))
    return {row["master"]: row["keys"] for row in rows}


def _sweep(newest: str, at_once: int, stayed: Counter[str], *, waiting: bool, tell: Callable[[int], None]) -> int:
    """Go once through the data keys of other masters; returns how many moved, and counts the others by reason."""
    master = read_master(newest)
    after, moved, seen = _FIRST, 0, 0
    while True:
        with as_service():
            rows = list(
                DataKey.objects.select_for_update(skip_locked=not waiting)
                .exclude(master=newest)
                .filter(destroyed_at=None, id__gt=after)
                .order_by("id")[:at_once]
            )
            for row in rows:
                moved += _move(row, newest, master, stayed)
        if not rows:
            return moved
        after, seen = rows[-1].id, seen + len(rows)
        tell(seen)


def _move(row: DataKey, newest: str, master: bytes, stayed: Counter[str]) -> bool:
    try:
        secret = unwrapped(row)
    except VaultError as error:
        stayed[error.sentence] += 1
        return False
    row.master = newest
    row.wrapped = wrap(secret, master=master, master_name=newest, key=row.id)
    row.save(update_fields=["master", "wrapped"])
    return True
