"""Files that people hand in, cleaned before anything else is done with them; refused in one sentence otherwise."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from mangnon.core.clock import today
from mangnon.core.content.attachments import AttachmentLimits, attachment_limits
from mangnon.core.vault import errors
from mangnon.core.vault.errors import (
    AttachmentBrokenError,
    AttachmentRefusedError,
    AttachmentTooHeavyError,
    AttachmentTooLargeError,
)
from mangnon.core.vault.kinds import AttachmentKind, kind_of, safe_name

# Each file is opened in a process that may take much memory: two at once of one web process, the others wait.
_OPENING = threading.BoundedSemaphore(2)
_TIMES_LONGER = 3  # a busy machine lets a second of work take longer than a second
_REFUSALS = {
    each.code: each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, AttachmentRefusedError) and each is not AttachmentTooLargeError
}


@dataclass(frozen=True)
class Cleaned:
    """A file that may be kept: its kind, a safe name, its bytes made anew, and their SHA-256 (32 bytes)."""

    kind: AttachmentKind
    name: str = field(repr=False)  # neither a log nor an error page is to quote what is sealed
    content: bytes = field(repr=False)
    sha256: bytes = field(repr=False)


@dataclass(frozen=True)
class AttachmentLine:
    """A kept file as a list names it: without its bytes."""

    id: UUID
    kind: AttachmentKind
    name: str = field(repr=False)
    sha256: bytes = field(repr=False)
    size_bytes: int
    uploaded_by: UUID | None
    at: datetime


@dataclass(frozen=True)
class ReadAttachment:
    """A kept file, opened."""

    line: AttachmentLine
    content: bytes = field(repr=False)


def clean(data: bytes, name: str, *, limits: AttachmentLimits | None = None) -> Cleaned:
    """Make a file safe to keep, or refuse it.

    Its kind is told from its bytes; it is opened in a process of its own, which is bounded in memory and time, reaches
    neither keys nor database, and makes the file anew from what is seen or heard in it.

    Args:
        data: the file as it was sent.
        name: its name as it was sent.
        limits: those of content in force today when absent.

    Raises:
        AttachmentRefusedError: one of its kinds; the sentence says what to send instead.
    """
    limits = limits or attachment_limits(today())
    if len(data) > limits.most_bytes:
        raise AttachmentTooLargeError(limits.most_bytes)
    kind = kind_of(data)
    safe = safe_name(name, kind)
    content = _cleaned_apart(data, kind, limits)
    if len(content) > limits.most_bytes:
        raise AttachmentTooHeavyError
    return Cleaned(kind=kind, name=safe, content=content, sha256=hashlib.sha256(content).digest())


def _cleaned_apart(data: bytes, kind: AttachmentKind, limits: AttachmentLimits) -> bytes:
    words = [sys.executable, "-P", "-B", "-m", "mangnon.core.vault.cleaning", kind.value, json.dumps(asdict(limits))]
    with _OPENING:
        try:
            done = subprocess.run(
                words,
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a decoder's complaints may quote the file
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"},
                cwd="/",
                timeout=limits.seconds * _TIMES_LONGER,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise AttachmentTooHeavyError from late
    if done.stdout.startswith(b"+"):
        return done.stdout[1:]
    if done.stdout.startswith(b"-"):
        raise _REFUSALS.get(done.stdout[1:].decode("ascii", "replace"), AttachmentBrokenError)
    # It fell over: at the bound of memory or work, or by a fault of a decoder that stayed in its own process.
    raise AttachmentTooHeavyError
