"""A case's papers in one PDF for one reader: cover, index, the papers in order, a mark on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mangnon.core.content.papers import load_papers
from mangnon.interfaces.papers.composing import compose
from mangnon.interfaces.papers.composing.wording import VIETNAM, body_lines, day_in_words
from mangnon.interfaces.papers.document import Document, Head, Text
from mangnon.interfaces.papers.errors import EmptyFileError
from mangnon.interfaces.papers.forms import Form
from mangnon.interfaces.papers.pdf import Cover, Entry, Mark, set_pdf
from mangnon.interfaces.papers.redaction import guarded, redacted_together
from mangnon.interfaces.papers.values import plain

_WARNING = (
    "Tài liệu mật của trẻ em. Chỉ người được nêu tên ở trên được đọc, cho đúng việc đã yêu cầu; không sao chụp, không "
    "chuyển cho người khác. Phần không thuộc nhiệm vụ của nơi nhận đã được che."
)
_COLUMNS = ("TT", "Văn bản", "Số, ký hiệu", "Tờ số")


@dataclass(frozen=True, kw_only=True)
class Export:
    """Why a case's file leaves the house.

    Attributes:
        number: the export's own number, as in ``12/2026``.
        body: the body that exports, as in ``Ủy ban nhân dân xã Đại Phúc``.
        place: where, as in ``Đại Phúc``.
        case_code: the case's code; never a child's name.
        reader: the reader's code in ``content/protection/redaction.yaml``.
        given_to: whom the file is for, in words.
        exported_by: who took it out.
        exported_at: when.
    """

    number: str
    body: str
    place: str
    case_code: str
    reader: str
    given_to: str
    exported_by: str
    exported_at: datetime


def case_file(forms: tuple[Form, ...], *, export: Export) -> bytes:
    """Return a case's papers in one PDF as one reader may read them.

    Args:
        forms: the papers in their order, as the office has them.
        export: for whom, by whom, when, under which number.

    Returns:
        The file; the same bytes for the same arguments. Its metadata and index name no child.

    Raises:
        EmptyFileError: there is no paper.
        NoSuchReaderError: content knows no such reader.
    """
    if not forms:
        raise EmptyFileError("Hồ sơ chưa có văn bản nào để xuất; hãy chọn ít nhất một văn bản.")
    at = export.exported_at.astimezone(VIETNAM)
    content = load_papers(on=at.date())
    documents = tuple(
        compose(guarded(form), content=load_papers(on=form.issue.on))
        for form in redacted_together(forms, export.reader)
    )
    moment = f"{at:%H} giờ {at:%M}, {at:%d/%m/%Y}"
    by, to, number = plain(export.exported_by), plain(export.given_to), plain(export.number)
    mark = Mark(
        across=(f"BẢN SỐ {number}", to, f"{by} xuất {moment}"),
        line=f"Bản số {number} · {by} xuất {moment} · cho {to}",
    )
    cover = Cover(
        head=_head(export, on=at.date(), national_name=content.look.national_name, motto=content.look.motto),
        title="HỒ SƠ BẢO VỆ TRẺ EM",
        number=f"Bản số {number}",
        lines=(
            ("Mã hồ sơ:", plain(export.case_code)),
            ("Cấp cho:", to),
            ("Người xuất:", by),
            ("Xuất lúc:", moment),
            ("Số văn bản:", str(len(documents))),
        ),
        warning=_WARNING,
        index_title="MỤC LỤC",
        columns=_COLUMNS,
        entries=tuple(_entry(each, form=form) for each, form in zip(documents, forms, strict=True)),
    )
    name = f"Hồ sơ bảo vệ trẻ em, bản số {number}"
    return set_pdf(documents, look=content.look, name=name, day=at.date(), mark=mark, cover=cover)


def _entry(document: Document, *, form: Form) -> Entry:
    about = "".join(each.text for each in document.abstract if isinstance(each, Text)).strip()
    title = document.title.capitalize() or "Công văn"
    words = " ".join(part for part in (title, about[:1].lower() + about[1:]) if part).replace("\u00a0", " ")
    number = document.head.number.removeprefix("Số: ")
    return Entry(words, f"{number}, {form.issue.on:%d/%m/%Y}" if isinstance(form.issue.on, date) else number)


def _head(export: Export, *, on: date, national_name: str, motto: str) -> Head:
    return Head(
        label="", superior="", body=body_lines(plain(export.body).upper()), number="", about=(),
        national_name=national_name, motto=motto, place_and_day=f"{plain(export.place)}, {day_in_words(on)}",
    )  # fmt: skip
