"""Master keys change while everything stays readable, even by a killed run; old ones go when nothing needs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from mangnon.core.vault.errors import MasterKeyMissingError, MastersInUseError
from mangnon.core.vault.jobs import add_master, delete_old_masters, move_keys, vault_state
from mangnon.core.vault.masters import list_masters
from mangnon.core.vault.services import (
    MASTERS_LOCK,
    destroy_key,
    forget_secrets,
    new_key,
    ready_masters,
    seal,
    unseal,
)

ABOUT = "test.text:1"
Sealed = dict[UUID, bytes]


def sealed_texts(count: int) -> Sealed:
    keys = [new_key() for _ in range(count)]
    return {key: seal(f"Ghi chú {key}", key=key, about=ABOUT) for key in keys}


def all_open(sealed: Sealed) -> bool:
    forget_secrets()
    return all(unseal(value, key=key, about=ABOUT) == f"Ghi chú {key}" for key, value in sealed.items())


def masters_of_keys() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT master FROM vault_datakey WHERE destroyed_at IS NULL")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_rotation_when_done_then_all_keys_are_under_the_new_master_and_the_old_one_may_go(keys: Path) -> None:
    sealed = sealed_texts(7)
    (old,) = [file.name for file in list_masters()]
    destroy_key(new_key())
    new = add_master()
    assert vault_state().masters[0].keys == 7
    told: list[tuple[int, int]] = []
    assert move_keys(at_once=3, tell=lambda done, total: told.append((done, total))).keys == 7
    assert told[-1] == (7, 7)
    assert masters_of_keys() == {new}
    assert [(each.name, each.keys) for each in vault_state().masters] == [(old, 0), (new, 7)]
    assert vault_state().destroyed == 1
    assert all_open(sealed)
    assert delete_old_masters() == [old]
    assert [file.name for file in keys.iterdir()] == [f"{new}.key"]
    assert all_open(sealed)
    assert delete_old_masters() == []


@pytest.mark.django_db
def test_new_key_when_a_new_master_was_added_then_wrapped_by_it() -> None:
    new_key()
    names = [add_master() for _ in range(11)]
    new_key()
    assert names[-1] in masters_of_keys()  # 12 comes after 9


@pytest.mark.django_db
def test_delete_when_keys_are_still_under_the_old_master_then_refused_and_all_stay() -> None:
    sealed = sealed_texts(2)
    add_master()
    with pytest.raises(MastersInUseError, match="2 khóa dữ liệu"):
        delete_old_masters()
    assert len(list_masters()) == 2
    assert all_open(sealed)


@pytest.mark.django_db
def test_move_when_an_older_master_is_missing_then_the_others_move_and_the_reason_is_told(keys: Path) -> None:
    sealed_texts(2)
    (lost,) = keys.iterdir()
    add_master()
    sealed = sealed_texts(3)
    lost.rename(keys / "elsewhere")
    add_master()
    moved = move_keys(at_once=2)
    assert moved.keys == 3
    ((sentence, count),) = moved.stayed.items()
    assert (count, lost.stem in sentence) == (2, True)
    assert [(each.here, each.keys) for each in vault_state().masters] == [(False, 2), (True, 0), (True, 3)]
    assert all_open(sealed)
    with pytest.raises(MasterKeyMissingError, match=lost.stem):
        ready_masters()


@pytest.mark.django_db
def test_ready_when_nothing_was_sealed_then_the_first_master_is_made_and_kept() -> None:
    ready_masters()
    made = list_masters()
    ready_masters()
    assert (len(made), list_masters()) == (1, made)


@pytest.mark.django_db
def test_state_when_others_may_read_a_master_then_told(keys: Path) -> None:
    new_key()
    (file,) = keys.iterdir()
    file.chmod(0o640)
    assert vault_state().masters[0].open_to_others


KILLED = """
import sys, time
from mangnon.config.applications import set_up_django
set_up_django()
from mangnon.core.vault.jobs import move_keys
def tell(done, total):
    print(done, flush=True)
    if done >= 10:
        time.sleep(60)
move_keys(at_once=5, tell=tell)
"""


@pytest.mark.django_db(transaction=True)
def test_move_when_killed_midway_then_all_stay_readable_and_the_next_run_moves_the_rest() -> None:
    sealed = sealed_texts(23)
    (old,) = masters_of_keys()
    new = add_master()
    with subprocess.Popen(
        [sys.executable, "-c", KILLED],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        assert [run.stdout.readline().strip() for _ in range(2)] == ["5", "10"]
        run.kill()
    assert masters_of_keys() == {old, new}
    assert all_open(sealed)
    assert move_keys(at_once=5).keys == 13
    assert masters_of_keys() == {new}
    delete_old_masters()
    assert all_open(sealed)


HELD = """
import sys, time
from mangnon.config.applications import set_up_django
set_up_django()
from django.db import connection, transaction
with transaction.atomic(), connection.cursor() as cursor:
    cursor.execute("SELECT id FROM vault_datakey WHERE id = %s FOR SHARE", [sys.argv[1]])
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.django_db(transaction=True)
def test_move_when_somebody_seals_under_a_key_meanwhile_then_it_moves_after_the_others() -> None:
    sealed = sealed_texts(4)
    new = add_master()
    with subprocess.Popen(
        [sys.executable, "-c", HELD, str(next(iter(sealed)))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        told: list[int] = []

        def tell(done: int, _total: int) -> None:
            told.append(done)
            if len(told) == 1:
                assert other.stdin
                other.stdin.close()

        assert move_keys(tell=tell).keys == 4
    assert told == [3, 4]
    assert masters_of_keys() == {new}


@pytest.mark.django_db(transaction=True)
def test_delete_when_a_key_is_just_being_made_then_it_waits_for_it() -> None:
    """Whoever makes a key holds the masters' lock until their transaction ends."""
    from django.db import transaction

    with transaction.atomic():
        new_key()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = pg_backend_pid()",
                [MASTERS_LOCK],
            )
            assert cursor.fetchall() == [("ShareLock",)]
