"""Data keys, and what is sealed under them; whoever calls has asked the scope before.

Each takes on the services' role by itself, so that a page that may see a case can open its notes.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from mangnon.core.clock import now
from mangnon.core.scope.roles import as_service, reading_as_service
from mangnon.core.vault.attachments import AttachmentLine, Cleaned, ReadAttachment
from mangnon.core.vault.errors import (
    AttachmentUnknownError,
    KeyDestroyedError,
    KeyUnknownError,
    MasterKeyMissingError,
    MasterKeyWrongError,
)
from mangnon.core.vault.kinds import AttachmentKind
from mangnon.core.vault.masters import keys_folder, make_master, newest_master, read_master
from mangnon.core.vault.models import Attachment, DataKey
from mangnon.core.vault.sealing import fill, new_secret, seal_under, unfill, unseal_under, unwrap, wrap
from mangnon.vocab.ids import uuid7

# Held shared while a key is being made, alone while a master key is deleted: none goes that is just being used.
MASTERS_LOCK = 0x76617574
REMEMBERED_SECONDS = 60
REMEMBERED_KEYS = 256


def new_key() -> UUID:
    """Make a data key of its own for one thing that is kept sealed, and return its name.

    The first of all makes the first master key with it, in the folder of keys.

    Raises:
        MasterKeyMissingError: keys were made before, but no master key is in the folder of keys.
        MasterKeyUnreadableError: the folder or the file cannot be used.
    """
    with as_service():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [MASTERS_LOCK])
        name = newest_master() or _first_master()
        row = DataKey(master=name, created_at=now())
        row.wrapped = wrap(new_secret(), master=read_master(name), master_name=name, key=row.id)
        row.save(force_insert=True)
    return row.id


def ready_masters() -> None:
    """Make the first master key where nothing was ever sealed, and see that none is missing.

    Raises:
        MasterKeyMissingError: what is sealed needs a master key that is not in the folder of keys.
        MasterKeyUnreadableError: the folder or a file cannot be used.
    """
    with as_service():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [MASTERS_LOCK])
        if newest_master() is None:
            _first_master()
        for name in DataKey.objects.filter(destroyed_at=None).values_list("master", flat=True).distinct():
            read_master(name)


def seal(text: str, *, key: UUID, about: str) -> bytes:
    """Seal a text; its length is told to 64 bytes only.

    Args:
        text: what only those may read who may read the thing.
        key: a data key of :func:`new_key`.
        about: what it is and of which row (``"protection_note.text:<row's key>"``); must be said again to open it.

    Raises:
        VaultError: one of its kinds, when the key cannot be used.
    """
    return seal_bytes(fill(text), key=key, about=about)


def unseal(sealed: bytes, *, key: UUID, about: str) -> str:
    """Open a text that :func:`seal` sealed.

    Raises:
        KeyWrongError: it was sealed under another data key.
        TamperedError: it was changed, or is about something else.
        VaultError: one of its kinds, when the key cannot be used.
    """
    return unfill(unseal_bytes(sealed, key=key, about=about))


def seal_bytes(content: bytes, *, key: UUID, about: str) -> bytes:
    """Seal bytes; the key is held until the transaction ends, so that nobody destroys it meanwhile.

    Raises:
        VaultError: one of its kinds, when the key cannot be used.
    """
    return seal_under(content, secret=_held_secret(key), key=key, about=about)


def unseal_bytes(sealed: bytes, *, key: UUID, about: str) -> bytes:
    """Open bytes that :func:`seal_bytes` sealed.

    Raises:
        KeyWrongError: they were sealed under another data key.
        TamperedError: they were changed, or are about something else.
        VaultError: one of its kinds, when the key cannot be used.
    """
    return unseal_under(bytes(sealed), secret=_secret(key), key=key, about=about)


def destroy_key(key: UUID) -> None:
    """Destroy a data key and the files sealed under it; nothing sealed under it opens any more.

    Other processes forget it within a minute.

    Raises:
        KeyUnknownError: there never was such a key.
    """
    with as_service():
        if not DataKey.objects.filter(id=key).exists():
            raise KeyUnknownError
        Attachment.objects.filter(key_id=key).delete()
        DataKey.objects.filter(id=key, destroyed_at=None).update(wrapped=None, destroyed_at=now())
        _remembered.forget(key)
        transaction.on_commit(partial(_remembered.forget, key))  # another thread may have read it meanwhile


def store_attachment(*, cleaned: Cleaned, key: UUID, uploaded_by: UUID | None) -> UUID:
    """Keep a cleaned file, sealed under a data key, and return its name; it goes when the key is destroyed.

    Args:
        cleaned: what :func:`mangnon.core.vault.attachments.clean` made of a file.
        key: the data key of what it belongs to.
        uploaded_by: the account that handed it in; None for somebody without one.

    Raises:
        VaultError: one of its kinds, when the key cannot be used.
    """
    attachment_id = uuid7()
    with as_service():
        Attachment.objects.create(
            id=attachment_id,
            key_id=key,
            kind=cleaned.kind.value,
            size_bytes=len(cleaned.content),
            name_sealed=seal(cleaned.name, key=key, about=_about("name", attachment_id)),
            content_sealed=seal_bytes(cleaned.content, key=key, about=_about("content", attachment_id)),
            sha256_sealed=seal_bytes(cleaned.sha256, key=key, about=_about("sha256", attachment_id)),
            uploaded_by=uploaded_by,
            at=now(),
        )
    return attachment_id


def list_attachments(*, key: UUID) -> list[AttachmentLine]:
    """Return what is kept under a data key, oldest first, without the files themselves.

    Raises:
        VaultError: one of its kinds, when a name cannot be opened.
    """
    with reading_as_service():
        rows = list(Attachment.objects.filter(key_id=key).defer("content_sealed").order_by("id"))
    return [_line(row) for row in rows]


def read_attachment(attachment_id: UUID, *, key: UUID) -> ReadAttachment:
    """Open a kept file; whoever calls has asked whether its owner, the thing of this key, may be read, and logs it.

    Raises:
        AttachmentUnknownError: no such file is kept under this key.
        TamperedError: it was changed, or moved from another row.
        VaultError: one of its kinds, when the key cannot be used.
    """
    with reading_as_service():
        row = Attachment.objects.filter(id=attachment_id, key_id=key).first()
    if row is None:
        raise AttachmentUnknownError
    content = unseal_bytes(row.content_sealed, key=key, about=_about("content", row.id))
    return ReadAttachment(line=_line(row), content=content)


def delete_attachment(attachment_id: UUID, *, key: UUID) -> None:
    """Take one kept file away; nothing happens where it is gone already."""
    with as_service():
        Attachment.objects.filter(id=attachment_id, key_id=key).delete()


def _line(row: Attachment) -> AttachmentLine:
    return AttachmentLine(
        id=row.id,
        kind=AttachmentKind(row.kind),
        name=unseal(row.name_sealed, key=row.key_id, about=_about("name", row.id)),
        sha256=unseal_bytes(row.sha256_sealed, key=row.key_id, about=_about("sha256", row.id)),
        size_bytes=row.size_bytes,
        uploaded_by=row.uploaded_by,
        at=row.at,
    )


def _about(what: str, attachment_id: UUID) -> str:
    return f"vault_attachment.{what}:{attachment_id}"


def unwrapped(row: DataKey) -> bytes:
    """Return the secret of a data key's row.

    Raises:
        KeyDestroyedError: it was destroyed.
        MasterKeyMissingError: its master key is not in the folder of keys.
        MasterKeyUnreadableError: the master key's file cannot be used.
        MasterKeyWrongError: the master key of that name does not open it.
    """
    if row.wrapped is None:
        raise KeyDestroyedError
    secret = unwrap(bytes(row.wrapped), master=read_master(row.master), master_name=row.master, key=row.id)
    if secret is None:
        raise MasterKeyWrongError(
            f"Khóa chủ «{row.master}» trong {keys_folder()} không mở được khóa dữ liệu ghi dưới tên nó; "
            "hãy kiểm tra tệp khóa có đúng của nơi này, rồi kiểm tra bản sao lưu."
        )
    return secret


def _first_master() -> str:
    used = DataKey.objects.filter(destroyed_at=None).order_by("-id").values_list("master", flat=True).first()
    if used is not None:  # a new one would hide that the old one is lost
        raise MasterKeyMissingError(
            f"Không có khóa chủ nào trong {keys_folder()} mà dữ liệu đã niêm phong bằng khóa «{used}»; "
            "hãy chép lại tệp này từ nơi cất khóa."
        )
    return make_master()


def _held_secret(key: UUID) -> bytes:
    """Return a key's secret and hold its row, so that what is sealed now is not sealed under a key that goes."""
    with reading_as_service():
        found = list(DataKey.objects.raw("SELECT * FROM vault_datakey WHERE id = %s FOR SHARE", [key]))
    return _known(key, found)


def _secret(key: UUID) -> bytes:
    if (secret := _remembered.find(key)) is not None:
        return secret
    with reading_as_service():
        found = list(DataKey.objects.filter(id=key))
    return _known(key, found)


def _known(key: UUID, found: list[DataKey]) -> bytes:
    if not found:
        raise KeyUnknownError
    if found[0].wrapped is None:
        raise KeyDestroyedError
    secret = _remembered.find(key) or unwrapped(found[0])
    _remembered.keep(key, secret)
    return secret


class _Remembered:
    """Secrets of the keys used last, for a minute: a page opens many notes of one case."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: OrderedDict[UUID, tuple[float, bytes]] = OrderedDict()

    def find(self, key: UUID) -> bytes | None:
        with self._guard:
            until, secret = self._kept.get(key, (0.0, b""))
            return secret if time.monotonic() < until else None

    def keep(self, key: UUID, secret: bytes) -> None:
        with self._guard:
            until = self._kept.pop(key, (0.0, b""))[0]
            moment = time.monotonic()
            if until <= moment:  # remembering again does not make it longer
                until = moment + REMEMBERED_SECONDS
            self._kept[key] = (until, secret)
            while len(self._kept) > REMEMBERED_KEYS:
                self._kept.popitem(last=False)

    def forget(self, key: UUID | None = None) -> None:
        with self._guard:
            if key is None:
                self._kept.clear()
            else:
                self._kept.pop(key, None)


_remembered = _Remembered()
forget_secrets = _remembered.forget
