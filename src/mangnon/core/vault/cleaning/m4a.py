"""Blanks whatever in an MPEG-4 file is not the sound, leaving every byte of the sound where it was.

Source: ISO/IEC 14496-12, table 1 (boxes); 8.2.2, 8.3.2, 8.4.2 (days of making in mvhd, tkhd, mdhd).
"""

from __future__ import annotations

from mangnon.core.vault.errors import AttachmentBrokenError, AttachmentKindError

_HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"mvex", b"moof", b"traf", b"mfra"}
_DATED = {b"mvhd", b"tkhd", b"mdhd"}
_KEPT = {
    b"ftyp", b"styp", b"mdat", b"smhd", b"stsd", b"stts", b"ctts", b"stss", b"stsc", b"stsz", b"stz2", b"stco", b"co64",
    b"sgpd", b"sbgp", b"elst", b"trex", b"mehd", b"mfhd", b"tfhd", b"tfdt", b"trun", b"sidx", b"tfra", b"mfro",
}  # fmt: skip
_DEEPEST = 8
_MOST_BOXES = 20_000


def clean_m4a(content: bytes) -> bytes:
    """Return the file with tags, places, days, names, pictures and unknown boxes blanked.

    Raises:
        AttachmentBrokenError: it is no row of boxes, or holds no sound.
        AttachmentKindError: it holds a film or words, or its sound lies elsewhere.
    """
    target = bytearray(content)
    walk = _Walk(target)
    walk.through(0, len(target), depth=0)
    if not walk.sounds:
        raise AttachmentBrokenError
    return bytes(target)


class _Walk:
    def __init__(self, target: bytearray) -> None:
        self.target = target
        self.sounds = 0
        self.boxes = 0

    def through(self, at: int, end: int, *, depth: int) -> None:
        if depth > _DEEPEST:
            raise AttachmentBrokenError
        while at < end:
            self.boxes += 1
            begin, after = self._bounds(at, end)
            if self.boxes > _MOST_BOXES:
                raise AttachmentBrokenError
            self._settle(bytes(self.target[at + 4 : at + 8]), at, begin, after, depth)
            at = after

    def _bounds(self, at: int, end: int) -> tuple[int, int]:
        """Return where a box's content begins and ends."""
        size, begin = int.from_bytes(self.target[at : at + 4]), at + 8
        if size == 1:
            size, begin = int.from_bytes(self.target[at + 8 : at + 16]), at + 16
        elif size == 0:
            size = end - at
        if at + size > end or begin > at + size:
            raise AttachmentBrokenError
        return begin, at + size

    def _settle(self, name: bytes, at: int, begin: int, after: int, depth: int) -> None:
        target = self.target
        if name in _HOLDERS:
            self.through(begin, after, depth=depth + 1)
        elif name in _DATED:
            both = 16 if target[begin : begin + 1] == b"\1" else 8
            self._blank(begin + 4, min(begin + 4 + both, after))
        elif name == b"hdlr":
            if target[begin + 8 : begin + 12] != b"soun":
                raise AttachmentKindError
            self.sounds += 1
            self._blank(begin + 12, after)
        elif name == b"dref":
            if target[begin + 8 : begin + 20] != b"\0\0\0\x0curl \0\0\0\1":
                raise AttachmentKindError
        elif name not in _KEPT:
            target[at + 4 : at + 8] = b"free"
            self._blank(begin, after)

    def _blank(self, begin: int, after: int) -> None:
        self.target[begin:after] = bytes(after - begin)
