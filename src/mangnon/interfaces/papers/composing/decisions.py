"""Decisions of the commune's chair: plan approved (form 05), separation (form 07), its change, closing."""

from __future__ import annotations

from dataclasses import replace

from mangnon.core.content.papers import PapersContent
from mangnon.interfaces.papers.composing.plans import plan_blocks
from mangnon.interfaces.papers.composing.wording import (
    child_in_words,
    closed,
    day_words,
    kind_and_head,
    moment_words,
    paper,
    prose,
    words,
)
from mangnon.interfaces.papers.document import Annex, Block, Document, Inline, Paragraph, Text
from mangnon.interfaces.papers.forms import (
    ClosingDecision,
    EarlierDecision,
    Issue,
    PlanDecision,
    SeparationChange,
    SeparationDecision,
)
from mangnon.interfaces.papers.values import Told, plain


def plan_decision(form: PlanDecision, *, content: PapersContent) -> Document:
    """Return form 05 with the plan attached."""
    child = form.plan.child
    blocks: tuple[Block, ...] = (
        _article(1, "Phê duyệt kế hoạch hỗ trợ, can thiệp đối với ", *child_in_words(child),
                 " (có kế hoạch kèm theo)."),
        _article(2, "Quyết định này có hiệu lực kể từ ngày ký."),
        _executors(3, form.executors),
    )  # fmt: skip
    decided = paper(
        form.issue, kind="plan_decision", content=content, blocks=blocks,
        authority=_chair_of(form.issue), proposer=form.proposer,
    )  # fmt: skip
    plan = content.kinds["plan"]
    _, head = kind_and_head(form.issue, kind="plan_decision", content=content)
    number, day = head.number.removeprefix("Số: "), "".join(_plain_words(day_words(form.issue.on)))
    note = f"(Kèm theo Quyết định số {number} {day} của {_chair_of(form.issue)})"
    annex = Annex(plan.title, (Text(plan.abstract, bold=True),), (Text(note, italic=True),), plan_blocks(form.plan))
    return replace(decided, annexes=(annex,))


def separation(form: SeparationDecision, *, content: PapersContent) -> Document:
    """Return form 07."""
    longest = content.kinds["separation"].longest_days
    blocks: tuple[Block, ...] = (
        _article(1, "Tạm thời cách ly ", *child_in_words(form.child), " khỏi ",
                 *words(form.apart_from, to_the_end=False), "."),
        _reason(form.reason),
        _article(2, "Thời gian cách ly: từ ", *moment_words(form.from_moment), " đến hết ", *day_words(form.until),
                 ". Thời gian này có thể được gia hạn nhưng tổng thời gian không quá ", str(longest),
                 " ngày, trừ trường hợp phải tiếp tục cách ly theo yêu cầu của cơ quan có thẩm quyền."),
        _article(3, "Nơi tạm trú an toàn của trẻ em: ", *words(form.shelter, to_the_end=False),
                 ". Người chăm sóc trẻ em trong thời gian cách ly: ", *words(form.carer, to_the_end=False), "."),
        _executors(4, form.executors),
    )  # fmt: skip
    return paper(
        form.issue, kind="separation", content=content, blocks=blocks,
        authority=_chair_of(form.issue), proposer=form.proposer,
    )  # fmt: skip


def separation_change(form: SeparationChange, *, content: PapersContent) -> Document:
    """Return the decision that extends or lifts a separation."""
    longest = content.kinds["separation"].longest_days
    of_child: tuple[Inline, ...] = (
        *child_in_words(form.child), Text(" khỏi "), *words(form.apart_from, to_the_end=False),
    )  # fmt: skip
    if form.kind == "extend":
        kind = "separation_extended"
        first = _article(1, "Gia hạn thời gian tạm thời cách ly theo ", _named(form.earlier), " đối với ", *of_child,
                         ", đến hết ", *day_words(form.day), ". Tổng thời gian cách ly không quá ", str(longest),
                         " ngày, trừ trường hợp phải tiếp tục cách ly theo yêu cầu của cơ quan có thẩm quyền.",
                         )  # fmt: skip
    else:
        kind = "separation_lifted"
        first = _article(1, "Hủy bỏ ", _named(form.earlier), " về việc tạm thời cách ly ", *of_child, ", kể từ ",
                         *day_words(form.day), ".")  # fmt: skip
    blocks: tuple[Block, ...] = (
        first,
        _reason(form.reason),
        _article(2, "Quyết định này có hiệu lực kể từ ngày ký."),
        _executors(3, form.executors),
    )
    return paper(
        form.issue, kind=kind, content=content, blocks=blocks,
        authority=_chair_of(form.issue), proposer=form.proposer,
    )  # fmt: skip


def closing(form: ClosingDecision, *, content: PapersContent) -> Document:
    """Return the decision that ends the support of a case."""
    blocks: tuple[Block, ...] = (
        _article(1, "Kết thúc việc hỗ trợ, can thiệp theo ", _named(form.earlier), " đối với ",
                 *child_in_words(form.child), ", kể từ ", *day_words(form.from_day), "."),
        _reason(form.reason),
        _article(2, "Kết quả hỗ trợ, can thiệp: ", *closed(words(form.outcome))),
        prose("Việc theo dõi tiếp theo: ", *closed(words(form.follow_up))),
        _article(3, "Quyết định này có hiệu lực kể từ ngày ký."),
        _executors(4, form.executors),
    )  # fmt: skip
    return paper(
        form.issue, kind="closing", content=content, blocks=blocks,
        authority=_chair_of(form.issue), proposer=form.proposer,
    )  # fmt: skip


def _article(number: int, *inlines: Inline | str) -> Paragraph:
    return prose(*inlines, bold_start=f"Điều {number}. ")


def _reason(reason: Told) -> Paragraph:
    return prose("Lý do: ", *closed(words(reason)))


def _executors(number: int, executors: tuple[Told, ...]) -> Paragraph:
    told: list[Inline | str] = []
    for at, each in enumerate(executors):
        told += [", " if at else "", *words(each, to_the_end=False)]
    responsible = told or [*words(None, to_the_end=False)]
    return _article(number, *responsible, " chịu trách nhiệm thi hành Quyết định này.")


def _chair_of(issue: Issue) -> str:
    return f"Chủ tịch {plain(issue.body)}"


def _named(earlier: EarlierDecision) -> str:
    return f"Quyết định số {plain(earlier.number)} {''.join(_plain_words(day_words(earlier.on)))}"


def _plain_words(inlines: tuple[Inline, ...]) -> list[str]:
    return [each.text for each in inlines if isinstance(each, Text)]
