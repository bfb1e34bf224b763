"""A child's portrait as a file: made small and mute from whatever was sent, kept beside the database, taken away."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID, uuid4

from mangnon.core.store.layout import data_folder
from mangnon.domain.children.errors import PhotoRefusedError

LONGEST_SIDE = 480  # pixels: enough to know a face by, too little to read what stands behind it
QUALITY = 82
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000  # what phones take at most in their usual modes
KINDS = ("JPEG", "PNG", "WEBP")


def encode_portrait(content: bytes, *, longest: int = LONGEST_SIDE) -> bytes:
    """Make a portrait of what was sent: upright, at most 480 pixels a side, a JPEG without any word about its making.

    Args:
        content: a file of any kind.
        longest: pixels a side; more than a portrait's for pictures of things.

    Returns:
        A JPEG drawn anew from the pixels alone: no place, time, camera, comment or colour profile.

    Raises:
        PhotoRefusedError: it is no JPG, PNG or WebP picture, is broken, or is larger than is read.
    """
    from PIL import Image, ImageOps

    if len(content) > MOST_BYTES:
        raise PhotoRefusedError
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as sent:  # reads the head alone
            if sent.width * sent.height > MOST_PIXELS:
                raise PhotoRefusedError
            sent.draft("RGB", (longest * 2, longest * 2))
            sent.thumbnail((longest, longest))  # first, so that the large picture is never copied
            upright = ImageOps.exif_transpose(sent)
            drawn = Image.new("RGB", upright.size, "white")
            shown = upright.convert("RGBA")
            drawn.paste(shown, mask=shown)
    except PhotoRefusedError:
        raise
    except Exception as problem:  # a decoder fed with anything may fail with anything
        raise PhotoRefusedError from problem
    target = io.BytesIO()
    drawn.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()


def keep_portrait(jpeg: bytes) -> str:
    """Write a portrait under a name that tells nothing; returns the name."""
    name = f"{uuid4().hex}.jpg"
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = folder / f"{name}.half"
    half.write_bytes(jpeg)
    half.rename(folder / name)
    return name


def read_portrait(name: str) -> bytes | None:
    """Return a portrait that was kept; None where the file is gone."""
    path = _path(name)
    return path.read_bytes() if path and path.is_file() else None


def drop_portrait(name: str) -> None:
    """Take a portrait's file away."""
    path = _path(name)
    if path:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return data_folder() / "files" / "photos"


def _path(name: str) -> Path | None:
    """Return where a portrait lies; only names of our own making lead to a file."""
    stem, _, kind = name.partition(".")
    try:
        return _folder() / name if kind == "jpg" and UUID(hex=stem).hex == stem else None
    except ValueError:
        return None
