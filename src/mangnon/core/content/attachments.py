"""Reads the limits of attachments from ``content/vault/attachments.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.vocab.dated import in_force

ATTACHMENTS = "vault/attachments.yaml"


@dataclass(frozen=True)
class AttachmentLimits:
    """What is kept at most, and what is spent on opening it; sizes in bytes, the rest as named."""

    most_bytes: int
    most_pixels: int
    longest_side_px: int
    most_pages: int
    most_unpacked_bytes: int
    memory_bytes: int
    seconds: int


def attachment_limits(on: date) -> AttachmentLimits:
    """Return the limits in force on a day.

    Raises:
        ContentError: a limit is missing or no whole number above 0; the sentence names it.
    """
    versions = read_versions(ATTACHMENTS)
    values = (in_force(versions, on=on) or versions[0]).values
    names = [field.name for field in fields(AttachmentLimits)]
    for name in names:
        value = values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise ContentError(f"Ô {name} trong {ATTACHMENTS} phải là số nguyên lớn hơn 0; hãy sửa tệp này.")
    return AttachmentLimits(**{name: values[name] for name in names})
