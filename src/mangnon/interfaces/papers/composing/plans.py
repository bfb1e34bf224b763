"""Form 04: the plan of support and intervention."""

from __future__ import annotations

from mangnon.core.content.papers import PapersContent
from mangnon.interfaces.papers.composing.wording import child_lines, choices, heading, line, paper, words
from mangnon.interfaces.papers.document import Block, Column, Covered, Document, Dots, Inline, Paragraph, Table, Text
from mangnon.interfaces.papers.forms import SupportPlan
from mangnon.interfaces.papers.values import Hidden, Told

_COLUMNS = (
    Column("TT", 7, "center"),
    Column("Hoạt động", 33),
    Column("Người chịu trách nhiệm", 21),
    Column("Người phối hợp", 21),
    Column("Thời gian", 18),
)


def support_plan(form: SupportPlan, *, content: PapersContent) -> Document:
    """Return form 04."""
    return paper(form.issue, kind="plan", content=content, blocks=plan_blocks(form))


def plan_blocks(form: SupportPlan) -> tuple[Block, ...]:
    """Return a plan's body, as it stands alone or attached to the decision that approves it."""
    return (
        line("Tên kế hoạch", form.name),
        *child_lines(form.child),
        heading("1. Mục tiêu"),
        *listed(form.goals),
        heading("2. Các hoạt động"),
        _activities(form),
        heading("3. Kinh phí"),
        _money(form),
    )


def listed(told: tuple[Told, ...] | Hidden) -> tuple[Paragraph, ...]:
    """Return items one a line, each with a dash; dotted lines for none, a bar for what is covered."""
    if isinstance(told, Hidden):
        return (Paragraph((Covered(),)),)
    if not told:
        return (Paragraph((Dots(),), indent=False),) * 2
    return tuple(Paragraph((Text("- "), *words(each))) for each in told)


def _activities(form: SupportPlan) -> Table:
    covered: tuple[Inline, ...] = (Covered(),)
    if isinstance(form.activities, Hidden):
        return Table(_COLUMNS, ((covered,) * len(_COLUMNS),))
    rows = tuple(
        (
            (Text(str(number)),),
            *(
                words(told) if told is not None else ()
                for told in (each.activity, each.in_charge, each.others, each.time)
            ),
        )
        for number, each in enumerate(form.activities, start=1)
    )
    return Table(_COLUMNS, rows)


def _money(form: SupportPlan) -> Paragraph:
    if isinstance(form.money, Hidden):
        return Paragraph((Covered(),))
    boxes = choices(
        ("Có bản dự toán kèm theo", form.money == "estimate"), ("Không sử dụng kinh phí", form.money == "none")
    )
    return Paragraph(boxes)
