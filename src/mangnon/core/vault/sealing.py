"""Seals bytes with AES-256-GCM, bound to the key's name and to where they belong; pure, keys are handed in.

A sealed value: one byte of version, 16 of the data key's name, 12 of nonce, then cipher text and tag. A wrapped data
key: one byte of version, 12 of nonce, cipher text and tag. What a value is about, and the names of its keys, are
associated data: moved to another row, another key or another master, it does not open.
"""

from __future__ import annotations

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mangnon.core.vault.errors import KeyWrongError, TamperedError

KEY_BYTES = 32
VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16
# Text is filled up to whole blocks, so that its length does not tell "có" from "không".
BLOCK_BYTES = 64

_HEAD_BYTES = 1 + 16
_VALUE = b"mangnon.vault.value\0"
_DATA_KEY = b"mangnon.vault.datakey\0"


def new_secret() -> bytes:
    """Return the 32 bytes of a new key."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def seal_under(content: bytes, *, secret: bytes, key: UUID, about: str) -> bytes:
    """Seal bytes.

    Args:
        content: any bytes.
        secret: the data key, 32 bytes.
        key: the data key's name, written into the seal.
        about: what the bytes are, and of which row; must be said again to open them.
    """
    head = bytes([VERSION]) + key.bytes
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + AESGCM(secret).encrypt(nonce, content, _VALUE + head + about.encode())


def unseal_under(sealed: bytes, *, secret: bytes, key: UUID, about: str) -> bytes:
    """Open what :func:`seal_under` sealed.

    Raises:
        KeyWrongError: it names another data key.
        TamperedError: it was changed or cut, or is about something else.
    """
    head, nonce, rest = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES : _HEAD_BYTES + NONCE_BYTES], sealed[_HEAD_BYTES:]
    if len(rest) < NONCE_BYTES + TAG_BYTES or head[0] != VERSION:
        raise TamperedError
    if head[1:] != key.bytes:
        raise KeyWrongError
    try:
        return AESGCM(secret).decrypt(nonce, rest[NONCE_BYTES:], _VALUE + head + about.encode())
    except InvalidTag as problem:
        raise TamperedError from problem


def wrap(secret: bytes, *, master: bytes, master_name: str, key: UUID) -> bytes:
    """Wrap a data key under a master key, bound to both names."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(master).encrypt(nonce, secret, _wrapped_about(master_name, key))
    return bytes([VERSION]) + nonce + sealed


def unwrap(wrapped: bytes, *, master: bytes, master_name: str, key: UUID) -> bytes | None:
    """Return the data key, or None where this master does not open it."""
    if len(wrapped) != 1 + NONCE_BYTES + KEY_BYTES + TAG_BYTES or wrapped[0] != VERSION:
        return None
    nonce, rest = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
    try:
        return AESGCM(master).decrypt(nonce, rest, _wrapped_about(master_name, key))
    except InvalidTag:
        return None


def fill(text: str) -> bytes:
    """Return a text's bytes filled up to whole blocks (ISO/IEC 7816-4: one mark, then zeros)."""
    marked = text.encode() + b"\x80"
    return marked + bytes(-len(marked) % BLOCK_BYTES)


def unfill(filled: bytes) -> str:
    """Return the text that :func:`fill` filled up.

    Raises:
        TamperedError: it is no filled text.
    """
    text, mark, _zeros = filled.rpartition(b"\x80")
    told = _decoded(text) if mark else None
    if told is None:
        raise TamperedError  # outside the handler: the decoder's error would carry the bytes along
    return told


def _decoded(text: bytes) -> str | None:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return None


def _wrapped_about(master_name: str, key: UUID) -> bytes:
    return _DATA_KEY + key.bytes + master_name.encode()
