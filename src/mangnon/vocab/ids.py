"""Keys: UUIDs of version 7, which sort by the time they were made."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

# A name space of our own, for keys that must come out the same wherever content is loaded.
CONTENT_NAMESPACE = uuid.UUID("6d616e67-6e6f-5e00-8000-746861696e67")


_last: list[int] = [0]
_guard = threading.Lock()


def uuid7() -> uuid.UUID:
    """Return a new UUID of version 7 (RFC 9562, section 5.7), greater than every one this process made before.

    48 bits of milliseconds, 12 of their fraction (or a count on, within the same fraction), 62 of randomness.
    """
    with _guard:
        nanoseconds = time.time_ns()
        stamp = (nanoseconds // 1_000_000) << 12 | (nanoseconds % 1_000_000) * 4096 // 1_000_000
        stamp = max(stamp, _last[0] + 1)
        _last[0] = stamp
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0x2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def content_key(*parts: str) -> uuid.UUID:
    """Return the key that a piece of content has in every database, from the words that identify it."""
    return uuid.uuid5(CONTENT_NAMESPACE, "\x1f".join(parts))
