"""A cleaned PDF looks as it did and holds nothing that does not show."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from tests.core.vault import samples
from tests.core.vault.samples import SECRET

from mangnon.core.content.attachments import AttachmentLimits, attachment_limits
from mangnon.core.vault.cleaning.documents import clean_document
from mangnon.core.vault.errors import AttachmentTooHeavyError

LIMITS = attachment_limits(date(2026, 11, 24))


def cleaned(made: pikepdf.Pdf | bytes, **others: int) -> pikepdf.Pdf:
    content = made if isinstance(made, bytes) else samples.pdf(made)
    return pikepdf.open(io.BytesIO(clean_document(content, limits=AttachmentLimits(**{**vars(LIMITS), **others}))))


def unpacked(pdf: pikepdf.Pdf) -> bytes:
    """Everything in the file, unpacked."""
    target = io.BytesIO()
    pdf.save(target, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
             object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    return target.getvalue()


@pytest.mark.filterwarnings("ignore")
def test_document_when_cleaned_then_no_secret_even_where_it_was_packed() -> None:
    before, after = unpacked(samples.document()), unpacked(cleaned(samples.document()))
    assert before.count(SECRET) > 8
    for telling in (
        SECRET,
        b"/JavaScript",
        b"/JS",
        b"/Annot",
        b"/AcroForm",
        b"/Metadata",
        b"/Info",
        b"/URI",
        b"/AA",
        b"Exif",
    ):
        assert telling in before
        assert telling not in after


@pytest.mark.filterwarnings("ignore")
def test_document_when_cleaned_then_its_pages_and_pictures_are_as_they_were() -> None:
    """A resource may bear any name, that of an action too; what a field shows is drawn into the page."""
    whole = cleaned(samples.document())
    (page,) = whole.pages
    assert list(page.mediabox) == [0, 0, 300, 200]
    photo = page.obj.Resources.XObject["/A"]
    with Image.open(io.BytesIO(photo.read_raw_bytes())) as shown, Image.open(io.BytesIO(samples.jpeg())) as sent:
        assert not shown.getexif()
        assert list(shown.get_flattened_data()) == list(sent.get_flattened_data())
    page.contents_coalesce()
    drawn = page.obj.Contents.read_bytes()
    assert b"/A Do" in drawn
    assert drawn.count(b" Do") == 2  # the photo, and the field's look


def test_document_when_cleaned_twice_from_one_file_then_the_same_bytes() -> None:
    sent = samples.pdf()
    assert clean_document(sent, limits=LIMITS) == clean_document(sent, limits=LIMITS)


def test_document_when_a_layer_is_hidden_then_it_stays_hidden() -> None:
    pdf = samples.document()
    layer = pdf.make_indirect(
        Dictionary(Type=Name.OCG, Name="Lớp", Usage=Dictionary(CreatorInfo=Dictionary(Creator=SECRET.decode())))
    )
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    made = cleaned(pdf)
    kept = made.pages[0].obj.Resources.Properties.L
    assert made.Root.OCProperties.D.OFF[0].objgen == kept.objgen
    assert SECRET not in unpacked(made)


@pytest.mark.parametrize("packing", [[Name.FlateDecode, Name.DCTDecode], [Name.ASCIIHexDecode, Name.DCTDecode]])
def test_document_when_a_photo_is_packed_again_then_stripped_too(packing: list[Name]) -> None:
    import zlib

    pdf = samples.document()
    photo = samples.jpeg()
    packed = zlib.compress(photo) if packing[0] == Name.FlateDecode else photo.hex().encode() + b">"
    pdf.pages[0].obj.Resources.XObject["/A"].write(packed, filter=Array(packing))
    whole = cleaned(pdf)
    made = whole.pages[0].obj.Resources.XObject["/A"]
    assert made.Filter == Name.DCTDecode
    assert made.read_raw_bytes().startswith(b"\xff\xd8")
    assert SECRET not in made.read_raw_bytes()


def test_document_when_a_picture_is_jpeg_2000_then_its_words_go() -> None:
    pdf = samples.document()
    kept = samples.box(b"jP  ", b"\r\n\x87\n") + samples.box(b"ftyp", b"jp2 ")
    sent = kept + samples.box(b"uuid", SECRET) + samples.box(b"xml ", SECRET) + samples.box(b"jp2c", b"\xff\x4f")
    pdf.pages[0].obj.Resources.XObject["/A"].write(sent, filter=Name.JPXDecode)
    whole = cleaned(pdf)
    made = whole.pages[0].obj.Resources.XObject["/A"]
    assert made.read_raw_bytes() == kept + samples.box(b"jp2c", b"\xff\x4f")


def test_document_when_a_stream_says_how_it_was_predicted_then_still_read_so() -> None:
    import zlib

    pdf = samples.document()
    rows = b"".join(b"\2" + bytes([1]) * 60 for _ in range(40))
    picture = pdf.pages[0].obj.Resources.XObject["/A"]
    picture.ColorSpace = Name.DeviceGray
    picture.write(zlib.compress(rows), filter=Name.FlateDecode, decode_parms=Dictionary(Predictor=15, Columns=60))
    whole = cleaned(pdf)
    made = whole.pages[0].obj.Resources.XObject["/A"]
    assert made.read_bytes() == b"".join(bytes([n]) * 60 for n in range(1, 41))


def test_document_when_of_too_many_pages_or_pixels_then_refused() -> None:
    pdf = samples.document()
    pdf.pages.append(pdf.pages[0])
    assert len(cleaned(pdf).pages) == 2
    with pytest.raises(AttachmentTooHeavyError):
        cleaned(pdf, most_pages=1)
    pdf.pages[0].obj.Resources.XObject["/A"].Width = 100_000_000
    with pytest.raises(AttachmentTooHeavyError):
        cleaned(pdf)


def test_document_when_many_streams_together_unpack_to_too_much_then_refused() -> None:
    pdf = samples.document()
    pdf.pages[0].obj.Contents = Array([pdf.make_stream(bytes(60_000)) for _ in range(4)])
    assert cleaned(samples.pdf(pdf), most_unpacked_bytes=300_000)
    with pytest.raises(AttachmentTooHeavyError):
        cleaned(samples.pdf(pdf), most_unpacked_bytes=200_000)


def test_document_when_without_pages_then_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        clean_document(samples.pdf(pikepdf.Pdf.new()), limits=LIMITS)
