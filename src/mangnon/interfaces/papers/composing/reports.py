"""Form 01: what was received about a child."""

from __future__ import annotations

from mangnon.core.content.papers import PapersContent
from mangnon.interfaces.papers.composing.wording import (
    birth_line,
    choices,
    free_text,
    heading,
    issued_by,
    line,
    moment_words,
    paper,
    parent_line,
    sex_line,
    written_by,
)
from mangnon.interfaces.papers.document import Block, Covered, Document, Paragraph, Text
from mangnon.interfaces.papers.forms import IncomingReport, Reporter
from mangnon.interfaces.papers.values import Hidden


def incoming_report(form: IncomingReport, *, content: PapersContent) -> Document:
    """Return form 01, field by field."""
    child = form.child
    blocks: tuple[Block, ...] = (
        heading("A. Thông tin chung"),
        heading("1. Nhận thông tin"),
        _channel(form),
        Paragraph((Text("Thời gian nhận: "), *moment_words(form.received_at))),
        line("Người tiếp nhận", form.received_by),
        heading("2. Thông tin về trẻ em"),
        line("Họ và tên trẻ em", child.full_name, bold=True),
        birth_line(child),
        sex_line(child),
        line("Nơi ở hiện tại", child.address),
        line("Địa điểm xảy ra vụ việc", form.place_of_event),
        *free_text("Tình trạng hiện tại của trẻ em", form.present_state),
        *free_text("Hậu quả có thể xảy ra cho trẻ em nếu không được can thiệp", form.likely_consequence),
        heading("3. Thông tin về gia đình"),
        parent_line("Họ và tên cha", form.father),
        parent_line("Họ và tên mẹ", form.mother),
        *free_text("Hoàn cảnh gia đình", form.family),
        line("Người đang chăm sóc trẻ em", form.carer),
        *free_text("Việc đã làm để bảo vệ trẻ em trước khi nhận thông tin", form.actions_taken),
        heading("B. Thông tin về người cung cấp thông tin"),
        *_reporter(form),
        heading("C. Ghi chú"),
        *free_text("", form.notes),
    )
    abstract = content.kinds["report"].abstract.format(subject=_subject(form, content=content))
    officer = written_by("Người tiếp nhận thông tin", form.received_by)
    return paper(
        form.issue, kind="report", content=content, blocks=blocks, abstract=abstract,
        signatures=(officer, *issued_by(form.issue)),
    )  # fmt: skip


def _subject(form: IncomingReport, *, content: PapersContent) -> str:
    if isinstance(form.subject, Hidden) or form.subject is None:
        return "về trẻ em"
    return content.subjects[form.subject]


def _channel(form: IncomingReport) -> Paragraph:
    boxes = choices(
        ("Điện thoại", form.channel == "telephone"),
        ("Gặp trực tiếp", form.channel == "in_person"),
        ("Qua người khác báo", form.channel == "told_by_other"),
    )
    return Paragraph((Text("Qua:   "), *boxes))


def _reporter(form: IncomingReport) -> tuple[Paragraph, ...]:
    reporter = form.reporter
    if isinstance(reporter, Hidden) or not form.receiving_offices_copy:
        return (Paragraph((Text("Người cung cấp thông tin: "), Covered())),)
    if isinstance(reporter, Reporter) and not reporter.agreed:
        return (
            Paragraph(
                (Text("Người cung cấp thông tin không đồng ý ghi họ tên, số điện thoại, địa chỉ.", italic=True),)
            ),
        )
    told = reporter or Reporter(agreed=True)
    return (
        line("Họ và tên", told.full_name),
        line("Số điện thoại", told.phone),
        line("Địa chỉ", told.address),
    )
