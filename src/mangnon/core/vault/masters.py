"""The master keys: files outside the database, one each, the newest for wrapping and the others for reading."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from mangnon.core.store.layout import data_folder
from mangnon.core.vault.errors import MasterKeyMissingError, MasterKeyUnreadableError
from mangnon.core.vault.sealing import KEY_BYTES, new_secret
from mangnon.vocab.errors import reason_of

_MARK = "mangnon-vault-master-1"
# A number that grows, and chance, so that two machines that each make one never make two of one name.
_NAME = re.compile(r"(\d+)-[0-9a-f]{8}")


@dataclass(frozen=True)
class MasterFile:
    """A master key's name and whether others than its owner may read its file."""

    name: str
    open_to_others: bool


def keys_folder() -> Path:
    """Return ``MANGNON_VAULT_KEYS``, or ``vault-keys/`` in the data folder."""
    named = os.environ.get("MANGNON_VAULT_KEYS")
    return Path(named).resolve() if named else data_folder() / "vault-keys"


def list_masters() -> list[MasterFile]:
    """Return the master keys that lie in the folder of keys, oldest first.

    Raises:
        MasterKeyUnreadableError: the folder cannot be read.
    """
    folder = keys_folder()
    try:
        found = [path for path in folder.iterdir() if path.suffix == ".key" and _NAME.fullmatch(path.stem)]
        files = [MasterFile(path.stem, bool(path.stat().st_mode & 0o077)) for path in found]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(folder, error) from error
    return sorted(files, key=lambda file: (number_of(file.name), file.name))


def number_of(name: str) -> int:
    """Return the number that a master key's name begins with."""
    return int(name.partition("-")[0])


def newest_master() -> str | None:
    """Return the name of the master key that wraps from now on; None where there is none."""
    found = list_masters()
    return found[-1].name if found else None


def read_master(name: str) -> bytes:
    """Return a master key.

    Raises:
        MasterKeyMissingError: its file is not in the folder of keys.
        MasterKeyUnreadableError: its file cannot be read, or holds something else.
    """
    path = _path(name)
    try:
        words = path.read_text(encoding="ascii", errors="replace").split()
    except FileNotFoundError as error:
        raise MasterKeyMissingError(
            f"Thiếu tệp khóa chủ «{path.name}» trong {path.parent} nên không đọc được nội dung đã niêm phong; "
            "hãy chép lại tệp này từ nơi cất khóa."
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    secret = _decoded(words[2]) if len(words) == 3 and words[:2] == [_MARK, name] else b""
    if len(secret) != KEY_BYTES:
        raise MasterKeyUnreadableError(
            f"Tệp {path} không phải là khóa chủ «{name}»; hãy chép lại tệp này từ nơi cất khóa."
        )
    return secret


def make_master() -> str:
    """Write a new master key, safe on disk before this returns; returns its name.

    Raises:
        MasterKeyUnreadableError: the folder of keys cannot be written.
    """
    newest = newest_master()
    name = f"{number_of(newest) + 1 if newest else 1}-{secrets.token_hex(4)}"
    path = _path(name)
    line = f"{_MARK} {name} {base64.urlsafe_b64encode(new_secret()).decode()}\n"
    half = path.with_suffix(".half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
        _settle(path.parent)
    except OSError as error:
        raise _unreadable(path.parent, error) from error
    return name


def delete_master(name: str) -> None:
    """Take a master key's file away; the caller has seen that nothing needs it.

    Raises:
        MasterKeyUnreadableError: the file cannot be removed.
    """
    path = _path(name)
    try:
        path.unlink(missing_ok=True)
        _settle(path.parent)
    except OSError as error:
        raise _unreadable(path, error) from error


def _settle(folder: Path) -> None:
    """Have the folder's own entries on disk: a key that a power cut takes away takes all it wrapped along."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _path(name: str) -> Path:
    return keys_folder() / f"{name}.key"


def _decoded(word: str) -> bytes:
    try:
        return base64.b64decode(word, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _unreadable(path: Path, error: OSError) -> MasterKeyUnreadableError:
    return MasterKeyUnreadableError(
        f"Không dùng được {path} để giữ khóa chủ ({reason_of(error)}); hãy sửa quyền hoặc đặt MANGNON_VAULT_KEYS."
    )
