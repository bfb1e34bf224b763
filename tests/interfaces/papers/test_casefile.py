"""A case's file for one reader."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest
from tests.interfaces.papers.reading import pdf_inside, pdf_pages
from tests.interfaces.papers.samples import ALL, BODY, EMPTY_REPORT

from mangnon.interfaces.papers.casefile import Export, case_file
from mangnon.interfaces.papers.errors import EmptyFileError, NoSuchReaderError

EXPORT = Export(
    number="12/2026", body=BODY, place="Sao Mai", case_code="BVTE-2026-0031", reader="court",
    given_to="Tòa án nhân dân khu vực 1", exported_by="Nguyễn Thị Cán Bộ",
    exported_at=datetime(2026, 3, 20, 17, 30, tzinfo=UTC),
)  # fmt: skip
FORMS = tuple(form for form in ALL.values() if form is not EMPTY_REPORT)


@pytest.fixture(scope="module")
def file() -> bytes:
    return case_file(FORMS, export=EXPORT)


def test_file_when_exported_then_cover_index_and_papers_stand_in_order(file: bytes) -> None:
    pages = pdf_pages(file)
    assert "HỒ SƠ BẢO VỆ TRẺ EM" in pages[0]
    for told in (
        "Bản số 12/2026",
        "BVTE-2026-0031",
        "Tòa án nhân dân khu vực 1",
        "Nguyễn Thị Cán Bộ",
        "00 giờ 30, 21/03/2026",
    ):
        assert told in pages[0]
    assert "MỤC LỤC" in pages[1]
    assert "Mẫu số 01" in pages[2]


def test_index_when_it_names_a_page_then_the_paper_begins_there(file: bytes) -> None:
    pages = pdf_pages(file)
    starts = [at + 1 for at, page in enumerate(pages) if "CỘNG HÒA XÃ HỘI" in page and at > 1]
    assert len(starts) == len(FORMS)
    for number, (form, start) in enumerate(zip(FORMS, starts, strict=True), start=1):
        issued = f"{form.issue.number:02d}/{form.issue.symbol}, {form.issue.on:%d/%m/%Y} {start}"
        assert issued in pages[1], (number, issued)


def test_pages_when_in_the_file_then_each_says_who_when_for_whom_and_which_sheet(file: bytes) -> None:
    pages = pdf_pages(file)
    for at, page in enumerate(pages, start=1):
        assert "Bản số 12/2026 · Nguyễn Thị Cán Bộ xuất 00 giờ 30, 21/03/2026 · cho Tòa án nhân dân khu vực 1" in page
        assert f"Tờ {at}/{len(pages)}" in page
        assert "BẢN SỐ 12/2026" in page


def test_papers_when_longer_than_a_page_then_numbered_within_themselves(file: bytes) -> None:
    second = next(page for page in pdf_pages(file) if "C. Ghi chú" in page)
    assert second.split("C. Ghi chú")[0].rstrip().endswith("2")


def test_file_when_exported_twice_then_the_same_bytes_and_another_readers_differ(file: bytes) -> None:
    assert case_file(FORMS, export=EXPORT) == file
    assert case_file(FORMS, export=replace(EXPORT, reader="police")) != file


def test_metadata_when_read_then_no_child_is_named(file: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(file))
    told = f"{reader.metadata} {reader.xmp_metadata.rdf_root.toxml() if reader.xmp_metadata else ''} {reader.outline}"
    assert "Nghiệm" not in told
    assert "Nghiệm" not in " ".join(pdf_pages(file)[:2])


def test_file_when_for_a_court_then_the_reporter_is_nowhere_in_it(file: bytes) -> None:
    told = pdf_inside(file)
    assert "Báo Tin" not in told
    assert "0912 345" not in told
    assert "0912.345" not in told
    assert "Cần đến nhà trong buổi sáng" not in told


def test_file_when_there_is_no_paper_or_no_such_reader_then_refused() -> None:
    with pytest.raises(EmptyFileError):
        case_file((), export=EXPORT)
    with pytest.raises(NoSuchReaderError):
        case_file(FORMS[:1], export=replace(EXPORT, reader="ai đó"))


def test_file_when_words_of_the_export_are_markup_then_printed_literally() -> None:
    made = case_file(FORMS[-1:], export=replace(EXPORT, given_to='#panic("x") *Tòa*'))
    assert '#panic("x") *Tòa*' in pdf_pages(made)[0]
