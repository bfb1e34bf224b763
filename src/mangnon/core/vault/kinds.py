"""Which kinds of files are kept, told from their bytes, and names that are safe to give them; pure."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from mangnon.core.vault.errors import AttachmentHeicError, AttachmentKindError, AttachmentNameError

LONGEST_STEM = 80
NAMELESS = "tep-dinh-kem"
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
# Names that Windows keeps for its devices, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_PDF_WITHIN = 1024  # ISO 32000-1, annex H: readers look for the header this far


class AttachmentKind(StrEnum):
    """What an attachment is."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"
    MP3 = "mp3"
    M4A = "m4a"
    WAV = "wav"
    OGG = "ogg"


MEDIA_TYPES = {
    AttachmentKind.JPEG: "image/jpeg",
    AttachmentKind.PNG: "image/png",
    AttachmentKind.PDF: "application/pdf",
    AttachmentKind.MP3: "audio/mpeg",
    AttachmentKind.M4A: "audio/mp4",
    AttachmentKind.WAV: "audio/wav",
    AttachmentKind.OGG: "audio/ogg",
}
# The first is what the kept file is called.
ENDINGS = {
    AttachmentKind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    AttachmentKind.PNG: ("png",),
    AttachmentKind.PDF: ("pdf",),
    AttachmentKind.MP3: ("mp3",),
    AttachmentKind.M4A: ("m4a", "mp4", "m4b"),
    AttachmentKind.WAV: ("wav", "wave"),
    AttachmentKind.OGG: ("ogg", "oga", "opus"),
}


def kind_of(content: bytes) -> AttachmentKind:
    """Tell a file's kind from its first bytes.

    Raises:
        AttachmentHeicError: it is a picture of the HEIF family.
        AttachmentKindError: it is of no kind that is kept.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return AttachmentKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return AttachmentKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return AttachmentKind.WAV
    if content.startswith(b"OggS"):
        return AttachmentKind.OGG
    if content[4:8] == b"ftyp":
        if content[8:12] in _HEIC_BRANDS:
            raise AttachmentHeicError
        return AttachmentKind.M4A
    if content.startswith(b"ID3") or _begins_with_layer_three(content):
        return AttachmentKind.MP3
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return AttachmentKind.PDF
    raise AttachmentKindError


def safe_name(name: str, kind: AttachmentKind) -> str:
    """Return a name that no system reads as anything but a name, with the ending of the kind.

    Args:
        name: as it was sent, perhaps with folders.

    Raises:
        AttachmentNameError: its ending is of another kind.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Controls, marks that turn the direction of writing, and halves of characters.
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    shown = re.sub(r'[<>:"|?*;%]', "", shown)
    stem, dot, ending = " ".join(shown.split()).rstrip(". ").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    if ending and ending.casefold() not in ENDINGS[kind]:
        raise AttachmentNameError
    stem = stem[:LONGEST_STEM].strip(". ")
    if not stem or _DEVICES.fullmatch(stem.partition(".")[0]):
        stem = NAMELESS
    return f"{stem}.{ENDINGS[kind][0]}"


def _begins_with_layer_three(content: bytes) -> bool:
    return len(content) > 3 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
