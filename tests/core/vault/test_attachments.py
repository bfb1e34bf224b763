"""What is handed in comes out clean or is refused by name, within bounds, whatever its bytes."""

from __future__ import annotations

import contextlib
import hashlib
import resource
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.vault import samples
from tests.core.vault.samples import SECRET

from mangnon.core.content.attachments import AttachmentLimits, attachment_limits
from mangnon.core.vault.attachments import Cleaned, clean
from mangnon.core.vault.errors import (
    AttachmentBrokenError,
    AttachmentHeicError,
    AttachmentKindError,
    AttachmentLockedError,
    AttachmentNameError,
    AttachmentRefusedError,
    AttachmentTooHeavyError,
    AttachmentTooLargeError,
)
from mangnon.core.vault.kinds import ENDINGS, AttachmentKind, kind_of, safe_name

LIMITS = attachment_limits(date(2026, 11, 24))


def limits(**others: int) -> AttachmentLimits:
    return AttachmentLimits(**{**vars(LIMITS), **others})


@pytest.mark.parametrize("name", samples.FILES)
def test_clean_when_a_file_tells_of_its_making_then_nothing_of_it_is_left(name: str) -> None:
    sent = samples.FILES[name]()
    assert SECRET in sent
    cleaned = clean(sent, name)
    assert SECRET not in cleaned.content
    assert (cleaned.name, cleaned.sha256) == (name, hashlib.sha256(cleaned.content).digest())
    assert clean(cleaned.content, cleaned.name).content[:4] == cleaned.content[:4]  # what is kept can be sent again


@pytest.mark.parametrize("name", ["ghi am.mp3", "ghi am.m4a", "ghi am.wav", "ghi am.ogg"])
def test_clean_when_cleaned_again_then_the_same_bytes(name: str) -> None:
    once = clean(samples.FILES[name](), name)
    assert clean(once.content, name).content == once.content


def test_clean_when_larger_than_is_kept_then_refused_with_the_size() -> None:
    with pytest.raises(AttachmentTooLargeError, match="20 MB"):
        clean(bytes(LIMITS.most_bytes + 1), "a.pdf")


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"hevc"])
def test_clean_when_a_picture_of_an_iphone_then_told_what_to_send(brand: bytes) -> None:
    with pytest.raises(AttachmentHeicError, match="Tương thích nhất"):
        clean(b"\0\0\0\x18ftyp" + brand + bytes(100), "IMG_1.HEIC")


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\0", b"PK\3\4", b"<svg/>", b"GIF89a", b"\xff\xf1\x50\x80", b"\x1aE\xdf\xa3"]
)
def test_clean_when_of_another_kind_then_refused(content: bytes) -> None:
    with pytest.raises(AttachmentKindError):
        clean(content, "a.jpg")


@pytest.mark.parametrize(("name", "sent"), [("giay.pdf", "anh.jpg"), ("anh.jpg", "giay.pdf"), ("a.exe", "ghi am.wav")])
def test_clean_when_the_ending_says_another_kind_then_refused(name: str, sent: str) -> None:
    with pytest.raises(AttachmentNameError):
        clean(samples.FILES[sent](), name)


def test_clean_when_a_png_holds_very_many_pixels_then_refused() -> None:
    bomb = samples.png_bomb()
    assert len(bomb) < 500_000
    with pytest.raises(AttachmentTooHeavyError):
        clean(bomb, "a.png")


@pytest.mark.parametrize("times", [1, 3])
def test_clean_when_a_pdf_unpacks_to_very_much_then_refused(times: int) -> None:
    bomb = samples.pdf_bomb(times=times, megabytes=450)
    assert len(bomb) < 1_100_000
    with pytest.raises(AttachmentTooHeavyError):
        clean(bomb, "a.pdf")


def test_clean_when_the_work_takes_too_much_memory_or_time_then_refused_and_this_process_lives() -> None:
    with pytest.raises(AttachmentTooHeavyError):
        clean(samples.pdf_bomb(megabytes=150), "a.pdf", limits=limits(memory_bytes=150_000_000))
    grown = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert grown * 1024 < 2 * LIMITS.memory_bytes


def test_clean_when_a_pdf_is_locked_then_told() -> None:
    import pikepdf

    for user in ("", "mat-khau"):
        lock = pikepdf.Encryption(owner="chu", user=user)
        with pytest.raises(AttachmentLockedError):
            clean(samples.pdf(encryption=lock), "a.pdf")


@pytest.mark.parametrize("name", samples.FILES)
def test_clean_when_cut_short_then_cleaned_or_called_broken(name: str) -> None:
    sent = samples.FILES[name]()
    with contextlib.suppress(AttachmentBrokenError, AttachmentKindError):
        assert SECRET not in clean(sent[: len(sent) // 3], name).content


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("ảnh nhà bé.JPG", "ảnh nhà bé.jpg"),
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\a\\anh.jpeg", "anh.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie x.jpg"),
        ("hoa\u202egpj.exe.jpg", "hoagpj.exe.jpg"),
        ("CON.jpg", "tep-dinh-kem.jpg"),
        ("con.txt.jpg", "tep-dinh-kem.jpg"),
        ("....jpg", "tep-dinh-kem.jpg"),
        ("", "tep-dinh-kem.jpg"),
        ("anh", "anh.jpg"),
        ("a" * 300 + ".jpg", "a" * 80 + ".jpg"),
        ('a"b<c>|d?.jpg', "abcd.jpg"),
    ],
)
def test_name_when_made_safe_then_only_a_name_with_the_ending_of_its_kind(name: str, safe: str) -> None:
    assert safe_name(name, AttachmentKind.JPEG) == safe


@given(name=st.text(), kind=st.sampled_from(AttachmentKind))
def test_name_when_anything_then_a_plain_name_or_refused(name: str, kind: AttachmentKind) -> None:
    try:
        safe = safe_name(name, kind)
    except AttachmentNameError:
        return
    assert safe.endswith("." + ENDINGS[kind][0])
    assert len(safe) <= 90
    assert not set(safe) & set('/\\<>:"|?*;%\r\n\t\0\u202e')
    assert safe_name(safe, kind) == safe


STARTS = (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"\xff\xfb\x90\x00", b"ID3\x04",
          b"RIFF\0\0\0\0WAVE", b"OggS", b"\0\0\0\x18ftypM4A ")  # fmt: skip


@given(content=st.binary(max_size=300))
def test_kind_when_any_bytes_then_a_kind_or_refused(content: bytes) -> None:
    with contextlib.suppress(AttachmentKindError):
        assert kind_of(content) in AttachmentKind


@settings(max_examples=25)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=2000))
def test_clean_when_any_bytes_follow_a_beginning_then_cleaned_or_refused_by_name(start: bytes, rest: bytes) -> None:
    with contextlib.suppress(AttachmentRefusedError):
        assert isinstance(clean(start + rest, ""), Cleaned)
