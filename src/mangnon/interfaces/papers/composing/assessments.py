"""Forms 02, 03 and 06: assessments with their two tables of questions."""

from __future__ import annotations

from mangnon.core.content.papers import PapersContent
from mangnon.interfaces.papers.composing.wording import (
    birth_line,
    choices,
    day_words,
    free_text,
    heading,
    issued_by,
    line,
    paper,
    sex_line,
    words,
    written_by,
)
from mangnon.interfaces.papers.document import Block, Column, Covered, Document, Inline, Paragraph, Table, Text
from mangnon.interfaces.papers.forms import (
    LEVELS,
    Assessed,
    Child,
    FirstAssessment,
    Item,
    Review,
    SpecificAssessment,
)
from mangnon.interfaces.papers.values import Hidden, Told, ToldDay

LEVEL_NAMES = {"high": "Cao", "medium": "Trung bình", "low": "Thấp"}
_ITEM_COLUMNS = (
    Column("TT", 7, "center"),
    Column("Nội dung đánh giá", 43),
    *(Column(LEVEL_NAMES[level], 9, "center") for level in LEVELS),
    Column("Ghi chú", 23),
)
_TITLE_A = "a) Mức độ tổn hại của trẻ em"
_TITLE_B = "b) Khả năng tự bảo vệ và phục hồi của trẻ em"


def first_assessment(form: FirstAssessment, *, content: PapersContent) -> Document:
    """Return form 02."""
    blocks: tuple[Block, ...] = (
        *_start(form.child, on=form.on, officer=form.officer),
        heading("1. Đánh giá nguy cơ ban đầu"),
        *_tables(form.assessed),
        heading("2. Kết luận"),
        *free_text("Kết luận về mức độ nguy cơ", form.conclusion, lines=3),
        _emergency(form.emergency),
        heading("3. Biện pháp bảo đảm an toàn tạm thời"),
        _measures(form),
    )
    return _by_officer(form, kind="first_assessment", content=content, blocks=blocks)


def specific_assessment(form: SpecificAssessment, *, content: PapersContent) -> Document:
    """Return form 03."""
    blocks: tuple[Block, ...] = (
        *_start(form.child, on=form.on, officer=form.officer),
        heading("Phần 1. Thu thập thông tin"),
        heading("1. Tình trạng của trẻ em"),
        *free_text("Thể chất", form.physical),
        *free_text("Tâm lý", form.psychological),
        *free_text("Tình cảm, cảm xúc", form.emotional),
        heading("2. Gia đình của trẻ em"),
        *free_text("Hoàn cảnh gia đình", form.family),
        *free_text("Các mối quan hệ của trẻ em", form.relations),
        *free_text("Khả năng bảo vệ trẻ em của cha, mẹ, người thân", form.ability_to_protect),
        heading("3. Việc chăm sóc hiện tại"),
        *free_text("Yếu tố tích cực", form.care_strengths),
        *free_text("Yếu tố chưa tích cực", form.care_weaknesses),
        heading("4. Người chăm sóc trẻ em trong thời gian tới"),
        line("Người chăm sóc", form.future_carer),
        *free_text("Yếu tố tích cực", form.future_strengths),
        *free_text("Yếu tố chưa tích cực", form.future_weaknesses),
        heading("Phần 2. Đánh giá nguy cơ cụ thể"),
        *_tables(form.assessed),
        heading("Phần 3. Kết luận"),
        *free_text("Kết luận về nguy cơ đối với trẻ em", form.conclusion, lines=3),
        *free_text("Vấn đề của trẻ em cần giải quyết", form.problems),
        *free_text("Nguyện vọng của trẻ em", form.childs_wishes),
        *free_text("Nguyện vọng của gia đình", form.familys_wishes),
        *free_text("Dịch vụ trẻ em cần", form.services),
    )
    return _by_officer(form, kind="specific_assessment", content=content, blocks=blocks)


def review(form: Review, *, content: PapersContent) -> Document:
    """Return form 06."""
    blocks: tuple[Block, ...] = (
        *_start(form.child, on=form.on, officer=form.officer),
        line("Kế hoạch đã thực hiện", form.plan_name),
        heading("1. Đánh giá tình trạng của trẻ em"),
        *_tables(form.assessed),
        heading("2. Kết luận"),
        *free_text("Kết luận", form.conclusion, lines=3),
    )
    return _by_officer(form, kind="review", content=content, blocks=blocks)


def _by_officer(
    form: FirstAssessment | SpecificAssessment | Review, *, kind: str, content: PapersContent, blocks: tuple[Block, ...]
) -> Document:
    officer = written_by("Người đánh giá", form.officer)
    return paper(
        form.issue, kind=kind, content=content, blocks=blocks, signatures=(officer, *issued_by(form.issue))
    )  # fmt: skip


def _start(child: Child, *, on: ToldDay, officer: Told) -> tuple[Paragraph, ...]:
    return (
        line("Họ và tên trẻ em", child.full_name, bold=True),
        birth_line(child),
        sex_line(child),
        line("Người đánh giá", officer),
        Paragraph((Text("Đánh giá "), *day_words(on))),
    )


def _tables(assessed: Assessed | Hidden) -> tuple[Block, ...]:
    if isinstance(assessed, Hidden):
        return (Paragraph((Text("Mức độ và ghi chú của từng nội dung: "), Covered())),)
    return (
        heading(_TITLE_A),
        _items(assessed.harm),
        heading(_TITLE_B),
        _items(assessed.ability),
    )


def counts(items: tuple[Item, ...]) -> tuple[int, int, int]:
    """Return how many questions stand at high, medium and low."""
    high, medium, low = (sum(item.level == level for item in items) for level in LEVELS)
    return high, medium, low


def _items(items: tuple[Item, ...]) -> Table:
    rows = tuple(
        (
            (Text(str(number)),),
            words(item.question, to_the_end=False),
            *((Text("X", bold=True),) if item.level == level else () for level in LEVELS),
            words(item.note) if item.note else (),
        )
        for number, item in enumerate(items, start=1)
    )
    totals: tuple[tuple[Inline, ...], ...] = (
        (),
        (Text("Cộng số mức", bold=True),),
        *((Text(str(count), bold=True),) for count in counts(items)),
        (),
    )
    return Table(_ITEM_COLUMNS, rows, totals)


def _emergency(told: bool | Hidden | None) -> Paragraph:
    start = Text("Cần biện pháp can thiệp khẩn cấp:   ")
    if isinstance(told, Hidden):
        return Paragraph((start, Covered()))
    return Paragraph((start, *choices(("Có", told is True), ("Không", told is False))))


def _measures(form: FirstAssessment) -> Table:
    columns = (
        Column("TT", 7, "center"),
        Column("Nhu cầu về an toàn của trẻ em", 31),
        Column("Dịch vụ cung cấp", 31),
        Column("Nơi cung cấp dịch vụ", 31),
    )
    rows = tuple(
        (
            (Text(str(number)),),
            words(each.need),
            words(each.service),
            words(each.provider),
        )
        for number, each in enumerate(form.measures, start=1)
    )
    return Table(columns, rows)
