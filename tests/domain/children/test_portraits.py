"""What is kept of a portrait: a small JPEG that says nothing but the face; hostile files are refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from mangnon.domain.children.errors import PhotoRefusedError
from mangnon.domain.children.portraits import LONGEST_SIDE, MOST_BYTES, encode_portrait

RED, BLUE = (200, 30, 30), (30, 30, 200)


def _file(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **more)
    return target.getvalue()


def _png_of(width: int, height: int) -> bytes:
    """A PNG that claims so many pixels and has next to none."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def test_portrait_when_from_a_phone_then_small_upright_and_without_place() -> None:
    phone = Image.new("RGB", (1600, 1200), BLUE)
    phone.paste(RED, (0, 0, 800, 1200))  # the left half, which is the top once turned
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter
    exif[0x010F] = "Máy ảnh"
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 35.0, 0.0)})
    kept = encode_portrait(_file(phone, exif=exif, comment=b"gps 21.59"))
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (LONGEST_SIDE * 3 // 4, LONGEST_SIDE))
    assert not image.getexif()
    assert "comment" not in image.info
    assert b"Exif" not in kept
    assert b"gps" not in kept
    top, bottom = image.getpixel((100, 20)), image.getpixel((100, LONGEST_SIDE - 20))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > top[2], bottom[2] > bottom[0]) == (True, True)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "L")])
def test_portrait_when_of_another_kind_then_a_jpeg_not_enlarged(kind: str, mode: str) -> None:
    image = Image.open(io.BytesIO(encode_portrait(_file(Image.new(mode, (90, 120)), kind))))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (90, 120))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"GIF89a" + b"\0" * 40,
        b"\xff\xd8\xff\xe0" + b"\0" * 500, b"%PDF-1.7", b"<?php echo 1; ?>", _png_of(40, 40),
        _file(Image.new("RGB", (400, 400)))[:900], _file(Image.new("RGB", (40, 40)), "BMP"),
    ],
)  # fmt: skip
def test_portrait_when_no_picture_or_broken_then_refused_with_one_sentence(content: bytes) -> None:
    with pytest.raises(PhotoRefusedError) as refused:
        encode_portrait(content)
    assert "JPG, PNG" in str(refused.value)


@pytest.mark.parametrize("size", [(30_000, 30_000), (65_000, 4_000), (400_000, 1)])
def test_portrait_when_a_decompression_bomb_then_refused_before_it_is_read(size: tuple[int, int]) -> None:
    with pytest.raises(PhotoRefusedError):
        encode_portrait(_png_of(*size))


def test_portrait_when_the_file_is_too_large_then_refused() -> None:
    with pytest.raises(PhotoRefusedError):
        encode_portrait(b"\xff\xd8" + b"\0" * MOST_BYTES)
