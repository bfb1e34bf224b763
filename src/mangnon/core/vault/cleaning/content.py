"""Sends a file to what knows its kind."""

from __future__ import annotations

from mangnon.core.content.attachments import AttachmentLimits
from mangnon.core.vault.kinds import AttachmentKind


def clean_content(content: bytes, *, kind: AttachmentKind, limits: AttachmentLimits) -> bytes:
    """Return a file made anew from what is seen or heard in it.

    Args:
        content: the file as it was sent.
        kind: what its first bytes say.
        limits: what is spent on it at most.

    Raises:
        AttachmentRefusedError: one of its kinds; broken input may raise whatever a decoder raises.
    """
    if kind in {AttachmentKind.JPEG, AttachmentKind.PNG}:
        from mangnon.core.vault.cleaning.pictures import clean_picture

        return clean_picture(content, kind=kind, limits=limits)
    if kind is AttachmentKind.PDF:
        from mangnon.core.vault.cleaning.documents import clean_document

        return clean_document(content, limits=limits)
    from mangnon.core.vault.cleaning.sounds import clean_sound

    return clean_sound(content, kind=kind)
