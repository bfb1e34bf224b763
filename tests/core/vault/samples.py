"""Files as people send them, made here: each with a secret beside what is seen or heard."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw, PngImagePlugin

SECRET = b"BI-MAT-21.5942N"


def drawing(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """A white sheet whose upper left corner is red."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 3, size[1] // 3), fill="red")
    return made


def jpeg(orientation: int = 1) -> bytes:
    """A photo with place, maker, comment, and words after its end."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = SECRET.decode(), orientation
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (21.0, 35.0, 39.0)
    target = io.BytesIO()
    drawing().save(target, "JPEG", quality=95, exif=exif, comment=SECRET, icc_profile=SECRET * 10)
    return target.getvalue() + SECRET


def png() -> bytes:
    """A screenshot with words in its chunks and after its end."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=False)
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    target = io.BytesIO()
    drawing().save(target, "PNG", pnginfo=words, exif=exif)
    return target.getvalue() + SECRET


def png_bomb(side: int = 30_000) -> bytes:
    """A small file of a picture with very many pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    packer, packed = zlib.compressobj(9), []
    for _ in range(side):
        packed.append(packer.compress(bytes(side // 8 + 1)))
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", b"".join([*packed, packer.flush()])) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def document() -> pikepdf.Pdf:
    """A page with a photo and words on it, and a secret in every corner where a PDF keeps some."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(300, 200))
    page = pdf.pages[0].obj
    photo = pdf.make_stream(jpeg())
    photo.Type, photo.Subtype, photo.Width, photo.Height = Name.XObject, Name.Image, 60, 40
    photo.ColorSpace, photo.BitsPerComponent, photo.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    photo.Metadata = pdf.make_stream(SECRET)
    page.Contents = pdf.make_stream(b"q 100 0 0 100 20 20 cm /A Do Q")
    page.Resources = Dictionary(XObject=Dictionary({"/A": photo}))
    page.PieceInfo = Dictionary(App=String(SECRET.decode()))
    page.AA = Dictionary(O=_script(pdf))
    look = pdf.make_stream(b"0 0 1 rg 0 0 50 20 re f")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 20])
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(SECRET.decode()), V=String(SECRET.decode()),
            Rect=Array([200, 100, 250, 120]), AP=Dictionary(N=look), A=_script(pdf), F=4, P=page,
        )
    )  # fmt: skip
    page.Annots = Array([field, _link(pdf)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=pdf.make_stream(SECRET))
    pdf.Root.OpenAction = _script(pdf)
    pdf.Root.Metadata = pdf.make_stream(SECRET)
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, SECRET, filename="a.txt")
    pdf.Root.Names.JavaScript = Dictionary(Names=Array([String("x"), _script(pdf)]))
    pdf.docinfo[Name.Author] = SECRET.decode()
    return pdf


def _script(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String(SECRET.decode())))


def _link(pdf: pikepdf.Pdf) -> pikepdf.Object:
    action = Dictionary(S=Name.URI, URI=String("http://example.invalid/" + SECRET.decode()))
    return pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 300, 200]), A=action))


def pdf(made: pikepdf.Pdf | None = None, **how: object) -> bytes:
    """The document as a file."""
    target = io.BytesIO()
    (made or document()).save(target, **how)
    return target.getvalue()


def pdf_bomb(*, times: int = 1, megabytes: int = 1000) -> bytes:
    """A small file with one page whose content unpacks to very much, packed once or more."""
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(megabytes)), packer.flush()])
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    stream = made.make_stream(b"")
    stream.write(packed, filter=Array([Name.FlateDecode] * times))
    made.pages[0].obj.Contents = stream
    return pdf(made)


def mp3(frames: int = 20) -> bytes:
    """Silence with tags before and after it, and words in between."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    before = b"ID3\x04\0\0" + bytes([0, 0, 1, 0]) + (b"TIT2" + SECRET).ljust(128, b"\0")
    after = b"APETAGEX" + SECRET + b"LYRICSBEGIN" + SECRET + b"TAG" + SECRET.ljust(125, b"\0")
    half = frames // 2
    return before + frame * half + SECRET + frame * (frames - half) + after


def wav() -> bytes:
    """A tone with words before and after it."""
    body = b"".join(
        name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
        for name, content in (
            (b"LIST", b"INFOIART" + struct.pack("<I", len(SECRET)) + SECRET),
            (b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 16000, 2, 16)),
            (b"bext", SECRET),
            (b"data", bytes(range(250)) * 4),
            (b"id3 ", SECRET),
        )
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body + SECRET


def box(name: bytes, *content: bytes) -> bytes:
    """One box of an MPEG-4 file."""
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + name + body


def _codec() -> bytes:
    """Say that the sound is AAC (ISO/IEC 14496-1, 7.2.6)."""
    aac = b"\x05\x02\x15\x88"
    decoder = b"\x04" + bytes([13 + len(aac)]) + b"\x40\x15" + bytes(11) + aac
    stream = bytes(3) + decoder + b"\x06\x01\x02"
    return box(b"esds", bytes(4), b"\x03" + bytes([len(stream)]) + stream)


def m4a(handler: bytes = b"soun", where: bytes = b"\0\0\0\x0curl \0\0\0\1") -> bytes:
    """A recording with a place, days, a transcript and a picture beside the sound."""
    day = struct.pack(">II", 3_800_000_000, 3_800_000_000)
    entry = box(b"mp4a", bytes(6), b"\0\1", bytes(8), struct.pack(">HHHHI", 1, 16, 0, 0, 8000 << 16), _codec())
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), entry),
        box(b"stts", bytes(4), struct.pack(">III", 1, 4, 1024)),
        box(b"stco", bytes(4), struct.pack(">II", 1, 40)),
    )
    media = box(
        b"mdia",
        box(b"mdhd", bytes(4), day, struct.pack(">IIHH", 8000, 4096, 0, 0)),
        box(b"hdlr", bytes(8), handler, bytes(12), SECRET, b"\0"),
        box(b"minf", box(b"smhd", bytes(8)), box(b"dinf", box(b"dref", bytes(4), struct.pack(">I", 1), where)), table),
    )
    places = box(b"udta", box(b"\xa9xyz", SECRET), box(b"meta", bytes(4), SECRET))
    movie = box(
        b"moov",
        box(b"mvhd", bytes(4), day, struct.pack(">II", 1000, 512), bytes(80)),
        box(b"trak", box(b"tkhd", bytes(4), day, bytes(72)), media, box(b"udta", SECRET)),
        places,
    )
    sound = b"TIENG-NOI" * 4
    return box(b"ftyp", b"M4A \0\0\0\0M4A ") + box(b"mdat", sound) + movie + box(b"uuid", SECRET) + box(b"free", SECRET)


def ogg(serials: tuple[int, ...] = (7,)) -> bytes:
    """An Opus recording with an author and words after its comments."""
    pages = []
    for serial in serials:
        head = b"OpusHead\x01\x01\0\0" + struct.pack("<IhB", 48000, 0, 0)
        author = b"ARTIST=" + SECRET
        tags = (
            b"OpusTags"
            + struct.pack("<I", 4)
            + b"Lavf"
            + struct.pack("<II", 1, len(author))
            + author
            + b"\x01"
            + SECRET
        )
        packets = [(head, 2, 0), (tags, 0, 0), (b"TIENG-NOI" * 20, 4, 960)]
        pages += [_page(packet, serial, number, kind, at) for number, (packet, kind, at) in enumerate(packets)]
    return b"".join(pages) + SECRET


def _page(packet: bytes, serial: int, number: int, kind: int, position: int) -> bytes:
    from mutagen.ogg import OggPage

    page = OggPage()
    page.packets, page.serial, page.sequence, page.position = [packet], serial, number, position
    page.first, page.last = kind == 2, kind == 4
    return bytes(page.write())


FILES = {
    "anh.jpg": jpeg, "anh.png": png, "giay.pdf": pdf, "ghi am.mp3": mp3, "ghi am.m4a": m4a, "ghi am.wav": wav,
    "ghi am.ogg": ogg,
}  # fmt: skip
