"""The letter (công văn) by which another body is asked to act for a child."""

from __future__ import annotations

from dataclasses import replace

from mangnon.core.content.papers import PapersContent
from mangnon.interfaces.papers.composing.wording import (
    child_in_words,
    closed,
    day_words,
    kind_and_head,
    paper,
    prose,
    words,
)
from mangnon.interfaces.papers.document import Block, Document, Text
from mangnon.interfaces.papers.forms import ReferralLetter
from mangnon.interfaces.papers.values import plain


def referral_letter(form: ReferralLetter, *, content: PapersContent) -> Document:
    """Return the letter: about what, to whom, the child, what is asked, by when."""
    _, head = kind_and_head(form.issue, kind="letter", content=content, about=form.about)
    asked = tuple(prose(f"{number}. ", *words(each)) for number, each in enumerate(form.asked, start=1))
    enclosed: tuple[Block, ...] = ()
    if form.enclosed:
        enclosed = (prose("Giấy tờ kèm theo:"), *(prose("- ", *words(each)) for each in form.enclosed))
    blocks: tuple[Block, ...] = (
        prose(plain(form.issue.body), " đang hỗ trợ, bảo vệ ", *child_in_words(form.child), "."),
        prose("Tình hình của trẻ em: ", *closed(words(form.situation))),
        prose(plain(form.issue.body), " đề nghị quý cơ quan:"),
        *asked,
        *enclosed,
        prose("Đề nghị quý cơ quan trả lời trước hoặc trong ", *day_words(form.answer_by),
              "; người liên hệ: ", *words(form.contact, to_the_end=False), "."),
        prose("Thông tin trong văn bản này chỉ dùng để bảo vệ trẻ em; đề nghị quý cơ quan giữ bí mật theo quy định."),
    )  # fmt: skip
    made = paper(form.issue, kind="letter", content=content, blocks=blocks, abstract=" ")
    return replace(
        made,
        name=f"Công văn số {head.number.removeprefix('Số: ')}",
        head=head,
        addressed_to=tuple(plain(each) for each in form.to),
        title="",
        abstract=(Text(""),),
        recipients=((Text("- Như trên;"),), *made.recipients),
    )
