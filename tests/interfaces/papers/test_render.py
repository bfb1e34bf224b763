"""Every form as Word and PDF: the same words in the same order, the layout of official papers."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from PIL import Image
from tests.interfaces.papers.reading import W, one_line, opened, pdf_pages, pdf_words, word_inside, word_words, word_xml
from tests.interfaces.papers.samples import (
    ALL,
    ASSESSED,
    BODY,
    CHAIR,
    EMPTY_REPORT,
    EXTENDED,
    FIRST,
    LETTER,
    MINUTES,
    PLAN_DECISION,
    REPORT,
    SEPARATION,
    issue,
)

from mangnon.core.content.papers import load_papers
from mangnon.interfaces.papers.composing import compose, kind_of
from mangnon.interfaces.papers.document import Document, Paragraph, Table, Text
from mangnon.interfaces.papers.forms import Form, IncomingReport, Item, Reporter
from mangnon.interfaces.papers.render import pdf, pictures, word

MM = 72 / 25.4
HEAD = ["ỦY BAN NHÂN DÂN", "XÃ SAO MAI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 05/"]
IN_ORDER: dict[str, list[str]] = {
    "report": [
        "Mẫu số 01", *HEAD, "Sao Mai, ngày 05 tháng 02 năm 2026", "BÁO CÁO", "Tiếp nhận thông tin trẻ em bị xâm hại",
        "Điện thoại ☒ Gặp trực tiếp ☐", "08 giờ 30 phút, ngày 05 tháng 02 năm 2026", "Hoàng Thị Thử Nghiệm",
        "05/02/2016",
        "Nam ☐ Nữ ☒ Không biết ☐", "Địa điểm xảy ra vụ việc: xóm Đồng Tâm, xã Sao Mai", "Trẻ có nhiều vết bầm",
        "Trẻ tiếp tục bị đánh, bỏ học.", "Hoàng Văn Cha. Tuổi: 38 tuổi. Nghề nghiệp: thợ xây", "Trần Thị Mẹ",
        "làm ruộng",
        "cha hay uống rượu", "Bà ngoại", "Cô giáo đã đưa trẻ đến Trạm Y tế.", "Vũ Văn Báo Tin", "0912 345 678",
        "xóm Bến Đò", "Cần đến nhà trong buổi sáng./.", "Nơi nhận:", "- Lưu: VT, VHXH.",
        "NGƯỜI TIẾP NHẬN THÔNG TIN", "Nguyễn Thị Cán Bộ",
    ],
    "report_empty": ["Số: ......./BC-UBND", "về trẻ em", "..... giờ ..... phút", "hoặc ước lượng tuổi", "Không biết ☒"],
    "first": [
        "Mẫu số 02", *HEAD, "BÁO CÁO", "Hoàng Thị Thử Nghiệm", "Đánh giá ngày 05 tháng 02 năm 2026",
        "TT Nội dung đánh giá Cao Trung bình Thấp Ghi chú", "1 Mức độ nghiêm trọng", "X Bầm tím hai tay",
        "Cộng số mức 2 1 0", "Cộng số mức 0 1 1", "Nguy cơ cao", "Có ☒ Không ☐", "Ở tạm với người thân",
        "Khám, điều trị vết thương", "NGƯỜI ĐÁNH GIÁ",
    ],
    "specific": [
        "Mẫu số 03", *HEAD, "Phần 1. Thu thập thông tin", "Thể chất: Bầm tím", "Tâm lý: Lo sợ", "Gắn bó với bà ngoại",
        "mẹ đi làm xa", "Thân với cô giáo", "Bà ngoại có thể chăm sóc", "Có bà ngoại ở gần", "Cha sống cùng nhà",
        "Bà Ngô Thị Nương Tựa", "yêu thương trẻ", "Tuổi cao", "Cộng số mức 2 1 0", "Nguy cơ cao", "việc học",
        "Em muốn ở với bà ngoại", "Mẹ muốn con", "Tư vấn tâm lý; khám sức khỏe; hỗ trợ học tập./.",
    ],
    "plan": [
        "Mẫu số 04", *HEAD, "KẾ HOẠCH", "Hỗ trợ trẻ em bị bạo lực gia đình", "- Trẻ được an toàn",
        "TT Hoạt động Người chịu trách nhiệm Người phối hợp Thời gian", "Bố trí ở với bà ngoại", "từ 05/02/2026",
        "Không sử dụng kinh phí ☒", "CÔNG CHỨC VĂN HÓA - XÃ HỘI",
    ],
    "plan_decision": [
        "Mẫu số 05", *HEAD, "QUYẾT ĐỊNH", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ SAO MAI", "Căn cứ Luật Tổ chức", "Luật Trẻ em;",
        "Theo đề nghị của người làm công tác bảo vệ trẻ em cấp xã.", "QUYẾT ĐỊNH:", "Điều 1. Phê duyệt",
        "Hoàng Thị Thử Nghiệm", "Điều 3. Văn phòng", "thi hành Quyết định này./.", "Nơi nhận:", "CHỦ TỊCH",
        "Lê Thị Mẫu Đơn", "KẾ HOẠCH", "(Kèm theo Quyết định số 05/QĐ-UBND ngày 05 tháng 02 năm 2026",
        "- Trẻ được an toàn", "4 tuần",
    ],
    "review": ["Mẫu số 06", *HEAD, "BÁO CÁO", "ngày 12 tháng 3 năm 2026", "Cộng số mức 2 1 0",
               "theo dõi thêm một tháng./."],
    "minutes": [
        *HEAD, "BIÊN BẢN", "08 giờ 00 phút, ngày 07 tháng 02 năm 2026", "Đỗ Văn Trưởng Xóm", "Hoàng Thị Thử Nghiệm",
        "Ý kiến của Trần Thị Mẹ: Đồng ý", "- Chỗ ở an toàn", "10 giờ 15 phút", "THƯ KÝ", "CHỦ TỌA", "Nơi nhận:",
    ],
    "separation": [
        "Mẫu số 07", *HEAD, "QUYẾT ĐỊNH", "Điều 1. Tạm thời cách ly em Hoàng Thị Thử Nghiệm", "khỏi ông Hoàng Văn Cha.",
        "Lý do:", "từ 16 giờ 00 phút, ngày 05 tháng 02 năm 2026 đến hết ngày 14 tháng 02 năm 2026", "không quá 15 ngày",
        "nhà bà Ngô Thị Nương Tựa", "Điều 4.", "./.",
    ],
    "extended": ["Số: 09/QĐ-UBND", "Gia hạn thời gian", "05/QĐ-UBND ngày 05 tháng 02 năm 2026",
                 "đến hết ngày 19 tháng 02",
                 "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    "lifted": ["QUYẾT ĐỊNH", "Hủy bỏ Quyết định số 05/QĐ-UBND", "kể từ ngày 19 tháng 02 năm 2026", "KT. CHỦ TỊCH"],
    "closing": ["Số: 31/QĐ-UBND", "Kết thúc việc hỗ trợ", "kể từ ngày 01 tháng 6 năm 2026", "Lý do:", "Kết quả",
                "sáu tháng."],
    "letter": [
        "Số: 12/UBND-VHXH", "V/v phối hợp tư vấn tâm lý cho trẻ em",
        "Kính gửi: Trung tâm Công tác xã hội tỉnh Thái Nguyên",
        "1. Cử người tư vấn", "2. Báo kết quả", "- Giấy đồng ý của mẹ", "ngày 10 tháng 02 năm 2026", "- Như trên;",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH",
    ],
}  # fmt: skip
# In Word the head's columns are rows of a table: number and place stand after both names, as in the PDF.


def _stand_in_order(words: str, wanted: list[str]) -> None:
    at = 0
    for each in wanted:
        found = words.find(each, at)
        assert found >= 0, f"«{each}» is not after «{words[max(0, at - 60) : at]}» in: {words[at : at + 400]}"
        at = found + len(each)


@pytest.mark.parametrize("name", ALL)
def test_forms_when_set_then_both_files_hold_their_words_in_order(name: str) -> None:
    _stand_in_order(pdf_words(pdf(ALL[name])), IN_ORDER[name])
    in_word = [each for each in IN_ORDER[name] if not each.startswith("Không biết ☒")]
    _stand_in_order(word_words(word(ALL[name])), in_word)


@pytest.mark.parametrize("name", ALL)
def test_pdf_when_set_then_a4_with_its_own_typeface_and_nothing_outside_the_margins(name: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf(ALL[name])))
    for page in reader.pages:
        assert [round(float(each) / MM) for each in page.mediabox[2:]] == [210, 297]
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            drawn = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & drawn["/FontDescriptor"].get_object().keys()
    for picture in pictures(ALL[name]):
        page = Image.open(io.BytesIO(picture)).convert("L")
        left, top, right, bottom = page.point(lambda shade: 255 if shade < 250 else 0).getbbox()
        a_mm = page.width / 210
        assert 29.5 <= left / a_mm <= 45
        assert right / a_mm <= 190.5
        assert top / a_mm >= 8
        assert bottom / a_mm <= 277.5


@pytest.mark.parametrize("name", ALL)
def test_files_when_set_twice_then_the_same_bytes_and_no_childs_name_in_their_metadata(name: str) -> None:
    form = ALL[name]
    assert (pdf(form), word(form)) == (pdf(form), word(form))
    told = str(pypdf.PdfReader(io.BytesIO(pdf(form))).metadata) + str(opened(word(form)).core_properties.title)
    assert "Nghiệm" not in told
    assert opened(word(form)).core_properties.author == ""


def test_pdf_when_longer_than_a_page_then_numbered_from_the_second_and_anew_in_what_is_attached() -> None:
    pages = pdf_pages(pdf(REPORT))
    assert len(pages) == 2
    assert not pages[0].startswith("1 ")
    assert pages[1].startswith("2 ")
    attached = pdf_pages(pdf(PLAN_DECISION))[1]
    assert attached.startswith("KẾ HOẠCH")


def _with_many_items() -> Form:
    items = tuple(
        Item(code=f"H{n}", question=f"Nội dung thứ {n}: " + "mức độ tổn hại " * 5, level="low") for n in range(40)
    )
    return replace(FIRST, assessed=replace(ASSESSED, harm=items))


def test_tables_when_over_pages_then_their_heading_repeats_and_no_row_is_parted() -> None:
    pages = pdf_pages(pdf(_with_many_items()))
    assert len(pages) > 3
    for page in pages[1:3]:
        assert page.split(" ", 1)[1].startswith("TT Nội dung đánh giá Cao Trung bình Thấp Ghi chú")
    words = pdf_words(pdf(_with_many_items()))
    assert all(one_line(f"Nội dung thứ {n}: " + "mức độ tổn hại " * 5) in words for n in range(40))
    rows = word_xml(word(_with_many_items())).findall(f".//{W}tbl")[1].findall(f"{W}tr")
    assert rows[0].find(f".//{W}tblHeader") is not None
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)


def test_tables_when_a_row_is_higher_than_a_page_then_all_of_it_is_printed() -> None:
    note = " ".join(f"đoạn{n}" for n in range(900))
    long = replace(FIRST, assessed=replace(ASSESSED, harm=(replace(ASSESSED.harm[0], note=note),)))
    assert all(f"đoạn{n}" in pdf_words(pdf(long)) for n in (0, 450, 899))


def test_names_when_very_long_then_the_national_name_stays_on_its_line() -> None:
    long = replace(REPORT, issue=replace(issue(), body="Trung tâm Bảo trợ xã hội và Công tác xã hội tổng hợp " * 3))
    content = pypdf.PdfReader(io.BytesIO(pdf(long))).pages[0].extract_text()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n" in content.replace("\u00a0", " ")


def test_word_when_opened_then_a4_margins_typeface_and_page_number_are_the_decrees() -> None:
    opened_file = opened(word(PLAN_DECISION))
    for section in opened_file.sections:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(edge.mm) for edge in edges] == [20, 20, 30, 20]
        assert section.different_first_page_header_footer
    style = opened_file.styles["Normal"]
    assert (style.font.name, style.font.size.pt) == ("Times New Roman", 13)
    header = word_xml(word(REPORT), "word/header1.xml")
    assert "PAGE" in "".join(each.text for each in header.iter(f"{W}instrText"))
    assert header.find(f".//{W}jc").get(f"{W}val") == "center"
    numbers = word_xml(word(PLAN_DECISION)).findall(f".//{W}pgNumType")
    assert [each.get(f"{W}start") for each in numbers] == ["1"]


def test_word_when_the_head_is_set_then_its_rules_are_borders_and_the_mottos_is_as_wide_as_the_motto() -> None:
    rules = word_xml(word(REPORT)).findall(f".//{W}tbl")[0].findall(f".//{W}pBdr")
    assert len(rules) == 2
    indent = rules[1].getparent().find(f"{W}ind")
    width = 96 - 2 * int(indent.get(f"{W}left")) / 1440 * 25.4
    assert 55 < width < 62  # the motto in bold 13 points measures 58 mm
    assert "_____" not in word_inside(word(REPORT))


# Word refuses a file whose properties stand in another order than its schema has.
ORDER = {
    "pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "shd", "tabs", "spacing",
            "ind", "jc", "outlineLvl", "rPr", "sectPr"],
    "rPr": ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "shd", "lang"],
    "tblPr": ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign"],
    "sectPr": ["headerReference", "footerReference", "type",
               "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid"],
}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_word_when_written_then_properties_stand_in_the_schemas_order(name: str) -> None:
    for kind, order in ORDER.items():
        for each in word_xml(word(ALL[name])).iter(f"{W}{kind}"):
            held = [child.tag.removeprefix(W) for child in each]
            assert set(held) <= set(order), (kind, held)
            assert held == sorted(held, key=order.index), (kind, held)


def test_empty_fields_when_printed_then_dotted_lines_to_write_on() -> None:
    leaders = word_xml(word(EMPTY_REPORT)).findall(f".//{W}tab[@{W}leader='dot']")
    assert len(leaders) >= 15
    assert pdf_words(pdf(EMPTY_REPORT)).count("........") >= 15


def test_pdf_when_dated_then_fit_for_archives_and_screen_readers_unless_a_sign_has_no_typeface() -> None:
    marks = (b"pdfaid:part>2", b"pdfuaid:part>1", b"/MarkInfo", b"/Lang(vi")
    file = pdf(REPORT)
    assert all(mark in file for mark in marks)
    assert pypdf.PdfReader(io.BytesIO(file)).metadata.title == "Mẫu số 01. Báo cáo số 05/BC-UBND"  # type: ignore[union-attr]
    assert b"pdfaid" not in pdf(replace(REPORT, notes="漢字"))
    assert b"pdfaid" not in pdf(replace(REPORT, issue=replace(issue(), on=None)))


def test_number_and_day_when_small_then_padded_as_the_decree_pads() -> None:
    told = replace(EXTENDED, issue=replace(issue("QĐ-UBND", number=7, signer=CHAIR), on=date(2026, 3, 9)))
    words = pdf_words(pdf(told))
    assert "Số: 07/QĐ-UBND" in words
    assert "Sao Mai, ngày 09 tháng 3 năm 2026" in words


@pytest.mark.parametrize(
    ("reporter", "own_copy", "named"),
    [
        (REPORT.reporter, True, True),
        (REPORT.reporter, False, False),
        (replace(REPORT.reporter, agreed=False), True, False),  # type: ignore[type-var]
        (replace(REPORT.reporter, agreed=False), False, False),  # type: ignore[type-var]
    ],
)
def test_reporter_when_not_agreed_or_not_the_offices_own_copy_then_not_in_the_file(
    reporter: Reporter, own_copy: bool, named: bool
) -> None:
    form: IncomingReport = replace(REPORT, reporter=reporter, receiving_offices_copy=own_copy)
    for words in (pdf_words(pdf(form)), word_words(word(form))):
        assert ("Báo Tin" in words) is named
        assert ("0912" in words) is named
        assert ("Bến Đò" in words) is named


def test_minutes_when_two_sign_then_both_names_stand_side_by_side_above_the_recipients() -> None:
    _stand_in_order(pdf_words(pdf(MINUTES)), ["THƯ KÝ", "CHỦ TỌA", "Nơi nhận:"])


def test_forms_when_composed_then_each_kind_is_in_content() -> None:
    content = load_papers(on=None)
    kinds = {kind_of(form) for form in ALL.values()}
    assert kinds == set(content.kinds)
    for form in ALL.values():
        assert isinstance(compose(form, content=content), Document)


def test_end_mark_when_the_last_words_end_then_it_stands_once() -> None:
    for form in (LETTER, SEPARATION, PLAN_DECISION):
        blocks = compose(form, content=load_papers(on=None)).blocks
        last = blocks[-1]
        assert isinstance(last, Paragraph)
        end = last.inlines[-1]
        assert isinstance(end, Text)
        assert end.text.endswith("./.")
        assert not any(
            each.text.endswith("./.") for b in blocks[:-1] if not isinstance(b, Table)
            for each in b.inlines if isinstance(each, Text)
        )  # fmt: skip


def test_body_when_it_issues_then_as_given() -> None:
    assert BODY in pdf_words(pdf(LETTER))
