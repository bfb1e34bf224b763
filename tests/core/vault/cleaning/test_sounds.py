"""A cleaned recording sounds as it did and says nothing of who made it, where and when."""

from __future__ import annotations

import io
import wave

import pytest
from tests.core.vault import samples
from tests.core.vault.samples import box

from mangnon.core.vault.cleaning.sounds import clean_sound
from mangnon.core.vault.errors import AttachmentBrokenError, AttachmentKindError
from mangnon.core.vault.kinds import AttachmentKind


def test_mp3_when_cleaned_then_exactly_its_frames() -> None:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    assert clean_sound(samples.mp3(20), kind=AttachmentKind.MP3) == frame * 20


@pytest.mark.parametrize("content", [b"ID3\4\0\0\0\0\1\0", samples.mp3(2), b"\xff\xfb\x90\x00" * 5000])
def test_mp3_when_without_a_row_of_frames_then_broken(content: bytes) -> None:
    with pytest.raises(AttachmentBrokenError):
        clean_sound(content, kind=AttachmentKind.MP3)


def test_wav_when_cleaned_then_the_same_samples() -> None:
    cleaned = clean_sound(samples.wav(), kind=AttachmentKind.WAV)
    with wave.open(io.BytesIO(cleaned)) as heard:
        assert (heard.getframerate(), heard.getsampwidth()) == (8000, 2)
        assert heard.readframes(10_000) == bytes(range(250)) * 4


def test_m4a_when_cleaned_then_no_byte_of_the_sound_moved_and_no_day_is_left() -> None:
    sent = samples.m4a()
    cleaned = clean_sound(sent, kind=AttachmentKind.M4A)
    assert len(cleaned) == len(sent)
    assert cleaned.find(b"TIENG-NOI") == sent.find(b"TIENG-NOI")
    assert (3_800_000_000).to_bytes(4) in sent
    assert (3_800_000_000).to_bytes(4) not in cleaned
    for name in (b"udta", b"meta", b"uuid", b"\xa9xyz"):
        assert name not in cleaned


def test_m4a_when_it_holds_a_film_words_or_sound_from_elsewhere_then_refused() -> None:
    elsewhere = box(b"url ", b"\0\0\0\0http://example.invalid/\0")
    for sent in (samples.m4a(b"vide"), samples.m4a(b"text"), samples.m4a(where=elsewhere)):
        with pytest.raises(AttachmentKindError):
            clean_sound(sent, kind=AttachmentKind.M4A)


def test_m4a_when_boxes_lie_in_boxes_very_deep_or_leave_their_holder_then_broken() -> None:
    deep = b""
    for _ in range(500):
        deep = box(b"moov", deep)
    for sent in (deep, box(b"moov", b"\0\0\1\0mvhd"), box(b"ftyp"), b"\0\0\0\3ftyp"):
        with pytest.raises(AttachmentBrokenError):
            clean_sound(sent, kind=AttachmentKind.M4A)


def test_ogg_when_a_second_stream_or_another_codec_is_in_it_then_refused() -> None:
    speex = samples.ogg().replace(b"OpusHead", b"Speex   ")
    for sent in (samples.ogg((7, 8)), speex):
        with pytest.raises(AttachmentKindError):
            clean_sound(sent, kind=AttachmentKind.OGG)


def test_ogg_when_cleaned_then_the_sound_is_the_same() -> None:
    assert b"TIENG-NOI" * 20 in clean_sound(samples.ogg(), kind=AttachmentKind.OGG)
