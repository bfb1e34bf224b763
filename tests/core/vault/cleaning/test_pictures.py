"""A cleaned picture looks as it did, upright, and is nothing but its pixels."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.core.vault import samples
from tests.core.vault.samples import SECRET

from mangnon.core.content.attachments import AttachmentLimits, attachment_limits
from mangnon.core.vault.cleaning.pictures import clean_picture, strip_jpeg
from mangnon.core.vault.kinds import AttachmentKind

LIMITS = attachment_limits(date(2026, 11, 24))
RED = (255, 0, 0)


def opened(content: bytes, kind: AttachmentKind, **others: int) -> Image.Image:
    limits = AttachmentLimits(**{**vars(LIMITS), **others})
    return Image.open(io.BytesIO(clean_picture(content, kind=kind, limits=limits)))


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("orientation", "corner"), [(1, (2, 2)), (3, (57, 37)), (6, (37, 2)), (8, (2, 57))])
def test_photo_when_the_camera_was_turned_then_drawn_upright(orientation: int, corner: tuple[int, int]) -> None:
    shown = opened(samples.jpeg(orientation), AttachmentKind.JPEG)
    assert near(shown.getpixel(corner), RED)  # type: ignore[arg-type]
    assert not shown.getexif()
    assert shown.size == ((60, 40) if orientation < 5 else (40, 60))


@pytest.mark.parametrize("kind", [AttachmentKind.JPEG, AttachmentKind.PNG])
def test_picture_when_cleaned_then_only_what_the_form_needs_beside_the_pixels(kind: AttachmentKind) -> None:
    shown = opened(samples.jpeg() if kind is AttachmentKind.JPEG else samples.png(), kind)
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_picture_when_large_then_made_smaller_in_its_proportions() -> None:
    target = io.BytesIO()
    samples.drawing((600, 400)).save(target, "PNG")
    assert opened(target.getvalue(), AttachmentKind.PNG, longest_side_px=90).size == (90, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_picture_when_of_any_mode_then_bright_stays_bright_and_dark_stays_dark(mode: str) -> None:
    if mode == "I;16":
        sent = Image.new(mode, (20, 10), 60_000)
        sent.paste(Image.new(mode, (10, 10), 3_000), (0, 0))
    else:
        sent = Image.new("L", (20, 10), 235)
        sent.paste(12, (0, 0, 10, 10))
        sent = sent.convert(mode)
    target = io.BytesIO()
    sent.save(target, "PNG")
    shown = opened(target.getvalue(), AttachmentKind.PNG).convert("L")
    assert shown.getpixel((2, 5)) < 40  # type: ignore[operator]
    assert shown.getpixel((17, 5)) > 215  # type: ignore[operator]


def test_picture_when_parts_are_clear_then_what_they_hide_is_gone() -> None:
    sent = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    target = io.BytesIO()
    sent.save(target, "PNG")
    assert opened(target.getvalue(), AttachmentKind.PNG).getcolors() == [(100, (255, 255, 255))]


def test_camera_note_when_it_cannot_be_read_then_the_picture_is_kept_as_it_stands() -> None:
    target = io.BytesIO()
    samples.drawing().save(target, "JPEG", exif=b"Exif\0\0" + SECRET)
    assert opened(target.getvalue(), AttachmentKind.JPEG).size == (60, 40)


@pytest.mark.parametrize("how", [{}, {"progressive": True}, {"restart_marker_blocks": 1}])
def test_jpeg_when_stripped_then_the_pixels_are_the_same(how: dict[str, object]) -> None:
    target = io.BytesIO()
    samples.drawing((200, 100)).save(target, "JPEG", comment=SECRET, exif=b"Exif\0\0" + SECRET, **how)
    stripped = strip_jpeg(target.getvalue() + SECRET)
    assert SECRET not in stripped
    assert strip_jpeg(stripped) == stripped
    one, other = (Image.open(io.BytesIO(each)) for each in (target.getvalue(), stripped))
    assert list(one.get_flattened_data()) == list(other.get_flattened_data())


@given(tail=st.binary(max_size=200))
def test_jpeg_when_any_bytes_then_segments_or_a_value_error(tail: bytes) -> None:
    try:
        assert strip_jpeg(b"\xff\xd8" + tail).startswith(b"\xff\xd8")
    except ValueError as refusal:
        assert not str(refusal)  # noqa: PT017
