"""Keys: UUIDs of version 7, which sort by the time they were made."""

from __future__ import annotations

import secrets
import time
import uuid

# A name space of our own, for keys that must come out the same wherever content is loaded.
CONTENT_NAMESPACE = uuid.UUID("6d616e67-6e6f-5e00-8000-746861696e67")


def uuid7() -> uuid.UUID:
    """Return a new UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then randomness."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def content_key(*parts: str) -> uuid.UUID:
    """Return the key that a piece of content has in every database, from the words that identify it."""
    return uuid.uuid5(CONTENT_NAMESPACE, "\x1f".join(parts))
