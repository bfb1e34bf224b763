"""Keeps of a recording what is heard: no tags, no place or day of recording, no film, no tail."""

from __future__ import annotations

import io
from collections.abc import Iterator

from mangnon.core.vault.cleaning.m4a import clean_m4a
from mangnon.core.vault.errors import AttachmentBrokenError, AttachmentKindError
from mangnon.core.vault.kinds import AttachmentKind

# MPEG audio layer III: kbit/s by the header's number, for version 1 and for versions 2 and 2.5; samples a second.
# Source: ISO/IEC 11172-3, 2.4.2.3; ISO/IEC 13818-3, 2.4.2.3.
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES = (44100, 48000, 32000)
_HALVINGS = {3: 0, 2: 1, 0: 2}  # version bits: 1, 2, 2.5
_MOST_GAPS = 200
_FEWEST_FRAMES = 3
_WAV_CHUNKS = (b"fmt ", b"fact", b"data")
_OGG_CODECS = (b"OpusHead", b"\x01vorbis")


def clean_sound(content: bytes, *, kind: AttachmentKind) -> bytes:
    """Return a recording without anything but the sound and what is needed to play it.

    Raises:
        AttachmentBrokenError: it cannot be played, or something is left that tells of its making.
        AttachmentKindError: it holds a film, or a sound of another kind.
    """
    cleaned = {
        AttachmentKind.MP3: _clean_mp3,
        AttachmentKind.M4A: clean_m4a,
        AttachmentKind.WAV: _clean_wav,
        AttachmentKind.OGG: _clean_ogg,
    }[kind](content)
    _check_silent(cleaned, kind)
    return cleaned


def _check_silent(cleaned: bytes, kind: AttachmentKind) -> None:
    """See that a reader of tags finds a recording and no tag."""
    from mutagen.mp3 import MP3
    from mutagen.mp4 import MP4
    from mutagen.wave import WAVE

    readers = {AttachmentKind.MP3: MP3, AttachmentKind.M4A: MP4, AttachmentKind.WAV: WAVE}
    reader = readers.get(kind) or _ogg_reader(cleaned)
    found = reader(io.BytesIO(cleaned))
    if found.tags:
        raise AttachmentBrokenError


def _clean_mp3(content: bytes) -> bytes:
    """Keep the frames: whatever stands before, between and after them (ID3, APE, Lyrics3, other files) goes."""
    frames: list[bytes] = []
    at, gaps, first = _after_id3(content), 0, None
    while 0 <= at <= len(content) - 4:
        shape = _frame_shape(content, at)
        if shape and (first is None or shape[1:] == first):
            length, first = shape[0], shape[1:]
            if at + length > len(content):
                break
            frames.append(content[at : at + length])
            at += length
        else:
            if len(frames) < _FEWEST_FRAMES:  # what looked like a beginning was none
                frames, first = [], None
            gaps += 1
            if gaps > _MOST_GAPS:
                raise AttachmentBrokenError
            at = content.find(b"\xff", _after_id3(content, at) if content[at : at + 3] == b"ID3" else at + 1)
    if len(frames) < _FEWEST_FRAMES:
        raise AttachmentBrokenError
    return b"".join(frames)


def _after_id3(content: bytes, at: int = 0) -> int:
    while content[at : at + 3] == b"ID3":
        size = 0
        for each in content[at + 6 : at + 10]:
            size = size << 7 | each & 0x7F
        at += size + (20 if content[at + 5 : at + 6] and content[at + 5] & 0x10 else 10)
    return at


def _frame_shape(content: bytes, at: int) -> tuple[int, int, int] | None:
    """Return a frame's length in bytes, its version and its samples a second; None where none begins."""
    head = int.from_bytes(content[at : at + 4])
    version, layer, rate, sample = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or layer != 1 or version not in _HALVINGS or not 0 < rate < 15 or sample == 3:
        return None
    samples = _SAMPLES[sample] >> _HALVINGS[version]
    kbits = (_RATES_1 if version == 3 else _RATES_2)[rate]
    return (144 if version == 3 else 72) * kbits * 1000 // samples + (head >> 9 & 1), version, samples


def _clean_wav(content: bytes) -> bytes:
    """Keep the form, the count of samples and the sound (RIFF, Microsoft/IBM 1991)."""
    kept: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name in _WAV_CHUNKS:
            kept.setdefault(name, content[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    if not kept.get(b"fmt ") or not kept.get(b"data"):
        raise AttachmentBrokenError
    body = b"".join(_chunk(name, kept[name]) for name in _WAV_CHUNKS if name in kept)
    return _chunk(b"RIFF", b"WAVE" + body)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)


def _clean_ogg(content: bytes) -> bytes:
    """Keep the pages of one stream (RFC 3533), its comments emptied."""
    pages = list(_ogg_pages(content))
    if not pages:
        raise AttachmentBrokenError
    if any(page[14:18] != pages[0][14:18] for page in pages):
        raise AttachmentKindError  # a second stream: a film, or another recording
    target = io.BytesIO(b"".join(pages))
    recording = _ogg_reader(target.getvalue())(target)
    recording.tags.clear()
    recording.tags._pad_data = b""  # Opus lets bytes of any kind follow the comments (RFC 7845, 5.2)
    target.seek(0)
    recording.save(target, padding=lambda info: 0)
    return target.getvalue()


def _ogg_pages(content: bytes) -> Iterator[bytes]:
    at = 0
    while content[at : at + 4] == b"OggS" and at + 27 <= len(content):
        lacing = content[at + 27 : at + 27 + content[at + 26]]
        end = at + 27 + len(lacing) + sum(lacing)
        if end > len(content):
            return
        yield content[at:end]
        at = end


def _ogg_reader(content: bytes) -> type:
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    begins = content[27 + content[26] :] if len(content) > 27 else b""
    if begins.startswith(_OGG_CODECS[0]):
        return OggOpus
    if begins.startswith(_OGG_CODECS[1]):
        return OggVorbis
    raise AttachmentKindError
