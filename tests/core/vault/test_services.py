"""Sealed text on a real database: unreadable without the keys, bound to its place, gone with its key."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from mangnon.core.clock import today
from mangnon.core.scope.roles import become_user
from mangnon.core.vault import services
from mangnon.core.vault.errors import (
    KeyDestroyedError,
    KeyUnknownError,
    KeyWrongError,
    MasterKeyMissingError,
    MasterKeyUnreadableError,
    MasterKeyWrongError,
    TamperedError,
    VaultError,
)
from mangnon.core.vault.masters import list_masters, make_master
from mangnon.core.vault.services import (
    destroy_key,
    forget_secrets,
    new_key,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
)
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db

NOTE = "Người bị nghi là Nguyễn Văn Ất, ở xóm Đồng Tâm."
ABOUT = "protection_note.text:1"


def _whole_row(key: UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM vault_datakey k WHERE id = %s", [key])
        return str(cursor.fetchone()[0]).encode()


@pytest.mark.parametrize("text", ["", "có", NOTE, "\0\x80", "a" * 63, "ế" * 10_000])
def test_unseal_when_sealed_under_the_key_then_the_same_text(text: str) -> None:
    key = new_key()
    assert unseal(seal(text, key=key, about=ABOUT), key=key, about=ABOUT) == text


def test_unseal_bytes_when_the_database_gives_a_memoryview_then_the_same_bytes() -> None:
    key = new_key()
    sealed = memoryview(seal_bytes(bytes(range(256)), key=key, about=ABOUT))
    assert unseal_bytes(sealed, key=key, about=ABOUT) == bytes(range(256))


def test_seal_when_one_text_is_sealed_twice_then_the_seals_differ() -> None:
    key = new_key()
    assert seal(NOTE, key=key, about=ABOUT) != seal(NOTE, key=key, about=ABOUT)


def test_seal_when_texts_are_short_then_their_length_is_not_told() -> None:
    key = new_key()
    assert len(seal("có", key=key, about=ABOUT)) == len(seal("không rõ, chưa hỏi", key=key, about=ABOUT))


def test_database_when_read_alone_then_neither_text_nor_key_is_in_it(keys: Path) -> None:
    """Everything the database holds of a key, and the seal, tell no word of the text and not the master key."""
    key = new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    row = _whole_row(key)
    (file,) = keys.glob("*.key")
    master = file.read_text().split()[2].encode()
    for word in ("Nguyễn", "Đồng Tâm", ABOUT):
        assert word.encode() not in sealed
        assert word.encode() not in row
    assert master not in row
    shutil.rmtree(keys)
    forget_secrets()
    with pytest.raises(MasterKeyMissingError):
        unseal(sealed, key=key, about=ABOUT)


def test_master_when_made_by_the_first_key_then_only_its_owner_may_read_it(keys: Path) -> None:
    new_key()
    new_key()
    (file,) = keys.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700


def test_unseal_when_the_value_was_moved_to_another_row_then_refused() -> None:
    key = new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    with pytest.raises(TamperedError):
        unseal(sealed, key=key, about="protection_note.text:2")


def test_unseal_when_the_value_is_of_another_key_then_refused() -> None:
    one, other = new_key(), new_key()
    with pytest.raises(KeyWrongError):
        unseal(seal(NOTE, key=one, about=ABOUT), key=other, about=ABOUT)


def test_unseal_when_the_name_of_the_key_was_rewritten_then_refused() -> None:
    one, other = new_key(), new_key()
    sealed = seal(NOTE, key=one, about=ABOUT)
    with pytest.raises(TamperedError):
        unseal(sealed[:1] + other.bytes + sealed[17:], key=other, about=ABOUT)


def test_unseal_when_any_one_byte_was_changed_or_the_end_cut_then_refused() -> None:
    key = new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises((TamperedError, KeyWrongError)):
            unseal(changed, key=key, about=ABOUT)
        with pytest.raises(TamperedError):
            unseal(sealed[:place], key=key, about=ABOUT)


def test_unseal_when_bytes_that_are_no_text_were_sealed_then_refused_without_them_in_the_error() -> None:
    key = new_key()
    for content in (b"\xff bi mat \x80", b"bi mat"):
        with pytest.raises(TamperedError) as told:
            unseal(seal_bytes(content, key=key, about=ABOUT), key=key, about=ABOUT)
        assert told.value.__cause__ is None
        assert told.value.__context__ is None


def test_wrapped_key_when_moved_to_another_row_then_refused() -> None:
    one, other = new_key(), new_key()
    sealed = seal(NOTE, key=one, about=ABOUT)
    forget_secrets()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_datakey SET wrapped = (SELECT wrapped FROM vault_datakey WHERE id = %s) WHERE id = %s",
            [other, one],
        )
    with pytest.raises(MasterKeyWrongError):
        unseal(sealed, key=one, about=ABOUT)


def test_unseal_when_the_master_of_that_name_is_another_then_refused(keys: Path) -> None:
    key = new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    (file,) = keys.iterdir()
    shutil.move(file, keys / "kept")
    make_master()
    (other,) = keys.glob("*.key")
    file.write_text(other.read_text().replace(other.stem, file.stem))
    forget_secrets()
    with pytest.raises(MasterKeyWrongError):
        unseal(sealed, key=key, about=ABOUT)


@pytest.mark.parametrize(
    "content", ["", "xin chào", "mangnon-vault-master-1 {name} AAAA", "mangnon-vault-master-1 9-x K"]
)
def test_unseal_when_the_file_of_the_master_is_damaged_then_told(keys: Path, content: str) -> None:
    key = new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    (file,) = keys.iterdir()
    file.write_text(content.format(name=file.stem), encoding="utf-8")
    forget_secrets()
    with pytest.raises(MasterKeyUnreadableError):
        unseal(sealed, key=key, about=ABOUT)


def test_new_key_when_keys_were_made_before_but_no_master_is_left_then_no_new_one_hides_it(keys: Path) -> None:
    new_key()
    shutil.rmtree(keys)
    with pytest.raises(MasterKeyMissingError):
        new_key()
    assert not list_masters()


def test_new_key_when_the_folder_of_keys_cannot_be_written_then_told(keys: Path) -> None:
    keys.write_text("a file in the way")
    with pytest.raises(MasterKeyUnreadableError):
        new_key()


def test_destroyed_key_when_used_then_refused_and_its_bytes_are_gone() -> None:
    key = new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    destroy_key(key)
    destroy_key(key)  # told twice is done once
    with pytest.raises(KeyDestroyedError):
        unseal(sealed, key=key, about=ABOUT)
    with pytest.raises(KeyDestroyedError):
        seal(NOTE, key=key, about=ABOUT)
    assert b'"wrapped":null' in _whole_row(key)


def test_unknown_key_when_used_then_refused() -> None:
    for use in (lambda key: seal(NOTE, key=key, about=ABOUT), destroy_key):
        with pytest.raises(KeyUnknownError):
            use(uuid7())


def test_seal_when_the_key_was_rolled_back_then_refused_even_if_it_is_remembered() -> None:
    """What is sealed under a key that never was would be lost."""
    with transaction.atomic():
        key = new_key()
        seal(NOTE, key=key, about=ABOUT)
        transaction.set_rollback(True)
    with pytest.raises(KeyUnknownError):
        seal(NOTE, key=key, about=ABOUT)


def test_unseal_when_a_user_holds_the_transaction_then_opens_but_the_user_reads_no_key() -> None:
    """A page that was shown a sealed note opens it; the table of keys stays shut to the user's role."""
    key = new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    forget_secrets()
    become_user(user_id=uuid7(), on=today())
    assert unseal(sealed, key=key, about=ABOUT) == NOTE
    for table in ("vault_datakey", "vault_attachment"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT * FROM {table}")


def test_remembered_secrets_when_many_or_old_then_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [1000.0]
    monkeypatch.setattr("mangnon.core.vault.services.time.monotonic", lambda: moment[0])
    remembered = services._Remembered()
    names = [uuid7() for _ in range(services.REMEMBERED_KEYS + 1)]
    for name in names:
        remembered.keep(name, name.bytes)
    assert remembered.find(names[0]) is None
    assert remembered.find(names[-1]) == names[-1].bytes
    moment[0] += services.REMEMBERED_SECONDS - 1
    remembered.keep(names[-1], names[-1].bytes)
    moment[0] += 2
    assert remembered.find(names[-1]) is None


def test_errors_when_told_then_no_word_of_what_was_sealed() -> None:
    key, other = new_key(), new_key()
    sealed = seal(NOTE, key=key, about=ABOUT)
    for value, name, about in ((sealed, other, ABOUT), (sealed[:-1], key, ABOUT), (sealed, key, "x")):
        with pytest.raises(VaultError) as told:
            unseal(value, key=name, about=about)
        assert "Nguyễn" not in repr(told.value) + told.value.sentence
        assert ABOUT not in told.value.sentence
