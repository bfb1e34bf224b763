"""Kept files on a real database: sealed, bound to their rows, gone with their key."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.core.vault import samples

from mangnon.core.clock import today
from mangnon.core.scope.roles import become_user
from mangnon.core.vault.attachments import Cleaned, clean
from mangnon.core.vault.errors import AttachmentUnknownError, KeyDestroyedError, TamperedError
from mangnon.core.vault.kinds import AttachmentKind
from mangnon.core.vault.services import (
    delete_attachment,
    destroy_key,
    list_attachments,
    new_key,
    read_attachment,
    store_attachment,
)
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo() -> Cleaned:
    return clean(samples.jpeg(), "vết bầm.jpg")


def test_attachment_when_kept_then_read_back_whole(photo: Cleaned) -> None:
    key, user = new_key(), uuid7()
    kept = store_attachment(cleaned=photo, key=key, uploaded_by=user)
    read = read_attachment(kept, key=key)
    assert (read.content, read.line.name, read.line.sha256) == (photo.content, "vết bầm.jpg", photo.sha256)
    assert list_attachments(key=key) == [read.line]
    assert "bầm" not in repr(read) + repr(photo)
    assert (read.line.size_bytes, read.line.uploaded_by) == (len(photo.content), user)


def test_attachment_when_as_large_as_is_kept_then_read_back_whole() -> None:
    large = Cleaned(AttachmentKind.WAV, "a.wav", bytes(20_000_000), bytes(32))
    key = new_key()
    assert read_attachment(store_attachment(cleaned=large, key=key, uploaded_by=None), key=key).content == large.content


def test_database_when_dumped_then_neither_content_nor_name_nor_fingerprint_is_in_it(photo: Cleaned) -> None:
    """Two files that are the same look different, so nobody can ask the database whether it holds a known picture."""
    key = new_key()
    for _ in range(2):
        store_attachment(cleaned=photo, key=key, uploaded_by=None)
    with connection.cursor() as cursor, cursor.copy("COPY vault_attachment TO STDOUT (FORMAT binary)") as rows:
        dump = b"".join(bytes(row) for row in rows)
        assert len(dump) > 2 * len(photo.content)
    for plain in (photo.content[:64], photo.content[-64:], photo.sha256, "vết bầm".encode()):
        assert plain not in dump
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT sha256_sealed), count(DISTINCT content_sealed) FROM vault_attachment")
        assert cursor.fetchone() == (2, 2)


def test_attachment_when_its_content_was_swapped_with_anothers_then_refused(photo: Cleaned) -> None:
    key = new_key()
    one, other = (store_attachment(cleaned=photo, key=key, uploaded_by=None) for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_attachment SET content_sealed = (SELECT content_sealed FROM vault_attachment WHERE id = %s)"
            " WHERE id = %s",
            [other, one],
        )
    with pytest.raises(TamperedError):
        read_attachment(one, key=key)


def test_attachment_when_asked_for_with_the_key_of_another_case_then_unknown(photo: Cleaned) -> None:
    kept = store_attachment(cleaned=photo, key=new_key(), uploaded_by=None)
    with pytest.raises(AttachmentUnknownError):
        read_attachment(kept, key=new_key())


def test_attachment_when_its_key_is_destroyed_then_gone_and_none_is_kept_under_it(photo: Cleaned) -> None:
    key = new_key()
    kept = store_attachment(cleaned=photo, key=key, uploaded_by=None)
    other = new_key()
    stays = store_attachment(cleaned=photo, key=other, uploaded_by=None)
    destroy_key(key)
    with pytest.raises(AttachmentUnknownError):
        read_attachment(kept, key=key)
    with pytest.raises(KeyDestroyedError):
        store_attachment(cleaned=photo, key=key, uploaded_by=None)
    assert read_attachment(stays, key=other).content == photo.content


def test_attachment_when_deleted_then_only_it_is_gone(photo: Cleaned) -> None:
    key = new_key()
    one, other = (store_attachment(cleaned=photo, key=key, uploaded_by=None) for _ in range(2))
    delete_attachment(one, key=new_key())
    assert len(list_attachments(key=key)) == 2
    delete_attachment(one, key=key)
    assert [line.id for line in list_attachments(key=key)] == [other]


def test_attachment_when_a_page_holds_the_users_role_then_kept_and_read(photo: Cleaned) -> None:
    key = new_key()
    become_user(user_id=uuid7(), on=today())
    kept = store_attachment(cleaned=photo, key=key, uploaded_by=None)
    assert read_attachment(kept, key=key).content == photo.content
