"""Draws pictures anew from their pixels: upright, no place, time, camera, comment, hidden layer or tail."""

from __future__ import annotations

import contextlib
import io

from PIL import Image, ImageOps

from mangnon.core.content.attachments import AttachmentLimits
from mangnon.core.vault.errors import AttachmentTooHeavyError
from mangnon.core.vault.kinds import AttachmentKind

QUALITY = 88
_FORMATS = {AttachmentKind.JPEG: "JPEG", AttachmentKind.PNG: "PNG"}


def clean_picture(content: bytes, *, kind: AttachmentKind, limits: AttachmentLimits) -> bytes:
    """Return a picture drawn anew, no side longer than the limit.

    Raises:
        AttachmentTooHeavyError: it has more pixels than are opened.
    """
    try:
        seen = _seen(content, _FORMATS[kind], limits)
    except Image.DecompressionBombError as problem:
        raise AttachmentTooHeavyError from problem
    drawn = Image.new("RGB", seen.size, "white")
    drawn.paste(seen, mask=seen)
    target = io.BytesIO()
    drawn.save(target, _FORMATS[kind], quality=QUALITY)
    return target.getvalue()


def _seen(content: bytes, form: str, limits: AttachmentLimits) -> Image.Image:
    side = (limits.longest_side_px, limits.longest_side_px)
    with Image.open(io.BytesIO(content), formats=[form]) as sent:  # reads the head alone
        if sent.width * sent.height > limits.most_pixels:
            raise AttachmentTooHeavyError
        if sent.mode.startswith("I"):  # 16 bits of grey, which a plain conversion would cut off at 255
            grey = sent.point(lambda value: value / 256).convert("L")
            grey.thumbnail(side)
            return grey.convert("RGBA")
        sent.draft("RGB", side)
        sent.thumbnail(side)  # first, so that the large picture is never copied
        upright: Image.Image = sent
        with contextlib.suppress(Exception):  # a camera's note that cannot be read turns nothing
            upright = ImageOps.exif_transpose(sent)
        return upright.convert("RGBA")


def strip_jpeg(content: bytes) -> bytes:
    """Return a JPEG without what its maker wrote beside the picture, its pixels untouched.

    Kept are the segments that decide how it is decoded; gone are APP0 to APP15 but Adobe's APP14 (colours), comments,
    and whatever follows the picture.

    Raises:
        ValueError: it is no row of JPEG segments.

    Source: ITU-T T.81 (1992), annex B.
    """
    if content[:2] != b"\xff\xd8":
        raise ValueError
    kept, at = [b"\xff\xd8"], 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(content) and content[at : at + 2] != b"\xff\xd9":
            return b"".join(kept)  # cut short, as some scanners do
        if content[at] != 0xFF:
            raise ValueError
        marker = content[at + 1]
        if marker == 0xD9:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if end < at + 4:
            raise ValueError
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        if not (0xE0 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(content[at:end])
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
