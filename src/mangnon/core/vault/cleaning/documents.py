"""Makes PDFs anew from their pages: what is printed stays, what acts, hides or tells of its making does not."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, settings

from mangnon.core.content.attachments import AttachmentLimits
from mangnon.core.vault.cleaning.pictures import strip_jpeg
from mangnon.core.vault.errors import AttachmentLockedError, AttachmentTooHeavyError

# What a page needs to look as it did; ISO 32000-2, table 31.
PAGE_KEYS = {
    "/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group", "/Parent",
}  # fmt: skip
LAYER_KEYS = {"/Type", "/Name", "/Intent"}
# What may stand beside anything that is drawn and draws nothing itself.
TELLING_KEYS = {
    "/Metadata", "/PieceInfo", "/AF", "/JS", "/EF", "/OpenAction", "/LastModified", "/OPI", "/Ref", "/Alternates",
    "/Measure", "/PtData", "/StructParent", "/StructParents",
}  # fmt: skip
_PLAIN_FILTERS = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
_SHORT = {"/Fl": "/FlateDecode", "/LZW": "/LZWDecode", "/A85": "/ASCII85Decode", "/AHx": "/ASCIIHexDecode",
          "/RL": "/RunLengthDecode", "/DCT": "/DCTDecode"}  # fmt: skip
_JPEG2000_BOXES = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
# A picture may be drawn larger than a photo is taken: a plan scanned finely, in black and white.
_PIXELS_TIMES = 12


def clean_document(content: bytes, *, limits: AttachmentLimits) -> bytes:
    """Return a PDF of the pages alone: no information, actions, scripts, files, forms, notes, links or outlines.

    What forms and notes show on the page is drawn into it.

    Raises:
        AttachmentLockedError: it is encrypted, even if no password is asked.
        AttachmentTooHeavyError: it has too many pages, or unpacks to too much.
    """
    most = limits.most_unpacked_bytes
    settings.set_qpdf_limits(flate_max_memory=most, png_max_memory=most, run_length_max_memory=most,
                             tiff_max_memory=most, dct_max_memory=most)  # fmt: skip
    try:
        sent = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as problem:
        raise AttachmentLockedError from problem
    except Exception as problem:
        raise _heavy(problem) from problem
    if sent.is_encrypted:
        raise AttachmentLockedError
    if len(sent.pages) > limits.most_pages:
        raise AttachmentTooHeavyError
    made = _pages_alone(sent)
    left = most
    for each in made.objects:
        _silence(each)
        if isinstance(each, Stream):
            left -= _look_inside(each, limits)
            if left < 0:
                raise AttachmentTooHeavyError
    target = io.BytesIO()
    made.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _pages_alone(sent: pikepdf.Pdf) -> pikepdf.Pdf:
    sent.flatten_annotations("screen")
    made = pikepdf.Pdf.new()
    for page in sent.pages:
        for key in set(page.obj.keys()) - PAGE_KEYS:
            del page.obj[key]
        made.pages.append(page)
    if not len(made.pages):
        raise ValueError
    layers = sent.Root.get("/OCProperties")
    if isinstance(layers, Dictionary):  # without them a hidden layer would show
        made.Root.OCProperties = made.copy_foreign(sent.make_indirect(layers))
    return made


def _silence(thing: Any) -> None:
    """Take what tells from an object and what stands directly in it."""
    if isinstance(thing, Array):
        for each in thing:
            _silence_below(each)
    elif isinstance(thing, Dictionary | Stream):
        keys = set(thing.keys())
        gone = keys - LAYER_KEYS if thing.get("/Type") == Name.OCG else keys & TELLING_KEYS
        for key in gone:
            del thing[key]
        for key in keys - gone:
            _silence_below(thing[key])


def _silence_below(thing: Any) -> None:
    if isinstance(thing, pikepdf.Object) and not thing.is_indirect:
        _silence(thing)


def _look_inside(stream: Any, limits: AttachmentLimits) -> int:
    """Return how much a stream unpacks to, without drawing its picture; a JPEG in it is stripped as it passes.

    Raises:
        AttachmentTooHeavyError: it unpacks to more than is opened, or is a picture of too many pixels.
    """
    if _number(stream.get("/Width")) * _number(stream.get("/Height")) > limits.most_pixels * _PIXELS_TIMES:
        raise AttachmentTooHeavyError
    filters = _filters(stream)
    plain = [each for each in filters if each in _PLAIN_FILTERS]
    if filters[: len(plain)] != plain:
        raise ValueError  # a picture that was packed as text again: nobody makes that
    drawn = filters[len(plain) :]
    parts = _parameters(stream)
    packed = _unpacked(stream, plain, parts) if plain else stream.read_raw_bytes()
    own = parts[len(plain)] if len(parts) > len(plain) else None
    if drawn == ["/DCTDecode"]:
        stream.write(strip_jpeg(packed), filter=Name.DCTDecode, decode_parms=own)
    elif drawn == ["/JPXDecode"]:
        stream.write(_strip_jpeg2000(packed), filter=Name.JPXDecode, decode_parms=own)
    elif drawn and plain:
        stream.write(packed, filter=Array([Name(each) for each in drawn]), decode_parms=own)
    return len(packed)


def _unpacked(stream: Any, plain: list[str], parts: list[Any]) -> bytes:
    """Return a stream's bytes as they are before a picture is drawn of them; the stream is then to be written anew."""
    if len(_filters(stream)) > len(plain):
        stream.Filter = Array([Name(each) for each in plain])
        if parts:
            stream.DecodeParms = Array(parts[: len(plain)])
    try:
        return bytes(stream.read_bytes())
    except Exception as problem:
        raise _heavy(problem) from problem


def _heavy(problem: Exception) -> Exception:
    """Return what to raise for a failure of qpdf: it names its bound of memory in words only."""
    return AttachmentTooHeavyError() if "limit exceeded" in str(problem) else problem


def _filters(stream: Any) -> list[str]:
    found = stream.get("/Filter")
    names = [] if found is None else list(found) if isinstance(found, Array) else [found]
    return [_SHORT.get(str(name), str(name)) for name in names]


def _parameters(stream: Any) -> list[Any]:
    found = stream.get("/DecodeParms")
    return [] if found is None else list(found) if isinstance(found, Array) else [found]


def _strip_jpeg2000(content: bytes) -> bytes:
    """Return a JPEG 2000 picture without boxes of words (ISO/IEC 15444-1, annex I); a bare code stream as it is."""
    if content.startswith(b"\xff\x4f"):
        return content
    kept, at = [], 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 4])
        if size == 0:
            size = len(content) - at
        elif size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        if size < 8:
            raise ValueError
        if content[at + 4 : at + 8] in _JPEG2000_BOXES:
            kept.append(content[at : at + size])
        at += size
    return b"".join(kept)


def _number(value: Any) -> int:
    return int(value) if value is not None else 0
