"""Minutes of the meeting that fixes what a child needs."""

from __future__ import annotations

from mangnon.core.content.papers import PapersContent
from mangnon.interfaces.papers.composing.plans import listed
from mangnon.interfaces.papers.composing.wording import (
    child_in_words,
    free_text,
    heading,
    line,
    moment_words,
    paper,
    prose,
    words,
    written_by,
)
from mangnon.interfaces.papers.document import Block, Column, Covered, Document, Inline, Paragraph, Table, Text
from mangnon.interfaces.papers.forms import MeetingMinutes
from mangnon.interfaces.papers.values import Hidden

_ATTENDEES = (
    Column("TT", 8, "center"),
    Column("Họ và tên", 42),
    Column("Chức vụ, cơ quan, quan hệ với trẻ em", 50),
)


def minutes(form: MeetingMinutes, *, content: PapersContent) -> Document:
    """Return the minutes."""
    blocks: tuple[Block, ...] = (
        Paragraph((Text("Thời gian bắt đầu: "), *moment_words(form.begun_at))),
        line("Địa điểm", form.place),
        line("Chủ trì", form.chair),
        line("Thư ký", form.secretary),
        heading("1. Thành phần dự họp"),
        _attendees(form),
        heading("2. Nội dung"),
        prose("Trao đổi về việc hỗ trợ, can thiệp đối với ", *child_in_words(form.child), "."),
        *_opinions(form),
        heading("3. Nhu cầu của trẻ em được thống nhất"),
        *listed(form.needs),
        heading("4. Kết luận"),
        *free_text("Kết luận của người chủ trì", form.conclusion),
        prose("Cuộc họp kết thúc lúc ", *moment_words(form.ended_at), "."),
    )
    signatures = (
        written_by("Thư ký", form.secretary),
        written_by("Chủ tọa", form.chair),
    )
    return paper(form.issue, kind="minutes", content=content, blocks=blocks, signatures=signatures)


def _attendees(form: MeetingMinutes) -> Table:
    covered: tuple[Inline, ...] = (Covered(),)
    if isinstance(form.attendees, Hidden):
        return Table(_ATTENDEES, ((covered,) * len(_ATTENDEES),))
    rows = tuple(
        ((Text(str(number)),), words(each.full_name), words(each.role))
        for number, each in enumerate(form.attendees, start=1)
    )
    return Table(_ATTENDEES, rows)


def _opinions(form: MeetingMinutes) -> tuple[Paragraph, ...]:
    if isinstance(form.opinions, Hidden):
        return (Paragraph((Text("Ý kiến tại cuộc họp: "), Covered())),)
    return tuple(
        Paragraph((Text("- Ý kiến của "), *words(each.speaker, to_the_end=False), Text(": "), *words(each.words)))
        for each in form.opinions
    )
