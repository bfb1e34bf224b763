"""Compiles the procedure of child protection, its deadlines and how cases end; names the cell that is wrong."""

from __future__ import annotations

from types import MappingProxyType

from mangnon.core.content.protection_cells import Cell, keyed
from mangnon.vocab.dated import Version
from mangnon.vocab.protection import (
    Actor,
    Closing,
    ClosingGround,
    CountFrom,
    Criterion,
    DeadlineRule,
    Procedure,
    Span,
    SpanUnit,
    State,
    Step,
    StepRule,
    Telling,
    TellLevel,
)

_STEP = ("step", "words", "form", "who", "after", "to", "also_in", "skipped_as")
_DEADLINE = (
    "code", "words", "step", "opened_by", "in_states", "if_emergency", "answered_by", "ended_in", "counts_from",
    "within", "who", "by_law", "tell",
)  # fmt: skip
_MOST = 10_000
# What the rules of a case rest on: content may move times, never let a body decide on its own work.
_CHAIR_ONLY = frozenset(
    {
        Step.EMERGENCY_DECIDED,
        Step.EMERGENCY_DECLINED,
        Step.SEPARATION_DECIDED,
        Step.SEPARATION_EXTENDED,
        Step.SEPARATION_LIFTED,
        Step.PLAN_APPROVED,
        Step.PLAN_RETURNED,
        Step.CLOSED,
        Step.CLOSING_RETURNED,
        Step.EXCEPTION_APPROVED,
        Step.EXCEPTION_REFUSED,
    }
)
_NEVER_SKIPPED = _CHAIR_ONLY | {Step.REPORT_RECEIVED, Step.REOPENED, Step.CHECKED}


def compile_procedure(version: Version, top: Cell) -> Procedure:
    """Check one version of the procedure and put it into its form.

    Raises:
        ProtectionContentError: a cell is wrong or missing, or a step cannot be reached; the sentence names it.
    """
    top.only("version", "separation", "steps", "deadlines")
    separation = top.at("separation").only("days")
    rows = [(each, _step(each)) for each in top.at("steps").lines()]
    steps = keyed((cell, rule.step.value, rule) for cell, rule in rows)
    missing = [each.value for each in Step if each.value not in steps]
    if missing:
        raise top.at("steps").wrong(f"còn thiếu bước {', '.join(missing)}")
    _reachable(top.at("steps"), [rule for _, rule in rows])
    deadlines = keyed((cell, rule.code, rule) for cell in top.at("deadlines").lines() for rule in (_deadline(cell),))
    return Procedure(
        name=version.name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        separation_days=separation.at("days").whole(least=1, most=365),
        separation=separation.dated(),
        steps=MappingProxyType({Step(code): rule for code, rule in steps.items()}),
        deadlines=tuple(deadlines.values()),
    )


def _step(cell: Cell) -> StepRule:
    cell.only(*_STEP)
    step = cell.at("step").code(Step)
    who = cell.at("who").codes(Actor)
    if step in _CHAIR_ONLY and who != {Actor.CHAIR}:
        raise cell.at("who").wrong("bước này chỉ chủ tịch quyết định")
    after = found.codes(State) if (found := cell.maybe("after")) else frozenset[State]()
    to = found.code(State) if (found := cell.maybe("to")) else None
    if bool(after) != bool(to):
        raise cell.wrong("«after» và «to» phải cùng có hoặc cùng không")
    also_in = found.codes(State) if (found := cell.maybe("also_in")) else frozenset[State]()
    if also_in & after:
        raise cell.at("also_in").wrong("một trạng thái không thể ở cả «after» và «also_in»")
    if not after and not also_in:
        raise cell.wrong("bước này không xảy ra được ở trạng thái nào")
    skipped_as = found.code(Step) if (found := cell.maybe("skipped_as")) else None
    if skipped_as and step in _NEVER_SKIPPED:
        raise cell.at("skipped_as").wrong("bước này không thể bỏ qua")
    return StepRule(
        step=step,
        words=cell.at("words").words(),
        form=found.words() if (found := cell.maybe("form")) else "",
        who=who,
        after=after,
        to=to,
        also_in=also_in,
        skipped_as=skipped_as,
        told=cell.dated(),
    )


def _reachable(cell: Cell, rules: list[StepRule]) -> None:
    """Every state is reached from the first one, and from every state a case can still come to its end."""
    moves = {(state, rule.to) for rule in rules if rule.to for state in rule.after}
    # The check leads elsewhere too, by its outcome.
    moves |= {(State.RECEIVED, State.NOT_TRUE), (State.RECEIVED, State.PASSING_ON)}
    for start, forward, problem in (
        (State.UNREPORTED, True, "không bước nào dẫn đến trạng thái"),
        (State.CLOSED, False, "không còn đường nào đến kết thúc từ trạng thái"),
    ):
        seen, new = {start}, {start}
        while new:
            found = {b if forward else a for a, b in moves if (a if forward else b) in new}
            new = found - seen
            seen |= new
        lost = [each.value for each in State if each not in seen]
        if lost:
            raise cell.wrong(f"{problem} {', '.join(lost)}")
    for rule in rules:
        as_step = next((each for each in rules if each.step is rule.skipped_as), None)
        if as_step is not None and as_step.to is None:
            raise cell.wrong(f"bước {rule.step.value} bỏ qua thành {as_step.step.value}, là bước không dẫn đến đâu")


def _deadline(cell: Cell) -> DeadlineRule:
    cell.only(*_DEADLINE)
    within = cell.at("within")
    spans = within.entries()
    if len(spans) != 1:
        raise within.wrong("phải có đúng một trong hours, working_days, calendar_days")
    unit, count = spans[0]
    if unit not in set(SpanUnit):
        raise within.wrong(f"không có đơn vị «{unit}»; chỉ có hours, working_days, calendar_days")
    tell = tuple(
        Telling(each.at("level").code(TellLevel), each.at("after_hours").whole(least=0, most=_MOST))
        for each in cell.at("tell").lines()
    )
    if not any(each.level is TellLevel.COMMUNE and each.after_hours == 0 for each in tell):
        raise cell.at("tell").wrong("xã phải được báo ngay khi trễ (level: commune, after_hours: 0)")
    counts_from = cell.at("counts_from").code(CountFrom)
    opened_by = cell.at("opened_by").codes(Step)
    _countable(cell, counts_from, opened_by)
    return DeadlineRule(
        code=cell.at("code").words(),
        words=cell.at("words").words(),
        step=cell.at("step").code(Step),
        opened_by=opened_by,
        in_states=found.codes(State) if (found := cell.maybe("in_states")) else frozenset(),
        if_emergency=found.flag() if (found := cell.maybe("if_emergency")) else False,
        answered_by=cell.at("answered_by").codes(Step),
        ended_in=found.codes(State) if (found := cell.maybe("ended_in")) else frozenset(),
        counts_from=counts_from,
        within=Span(SpanUnit(unit), count.whole(least=0, most=_MOST)),
        who=cell.at("who").codes(Actor),
        by_law=cell.at("by_law").flag(),
        tell=tell,
        told=cell.dated(),
    )


def _countable(cell: Cell, counts_from: CountFrom, opened_by: frozenset[Step]) -> None:
    needed = {
        CountFrom.PLAN_END: frozenset({Step.PLAN_APPROVED}),
        CountFrom.SEPARATION_END: frozenset({Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED}),
    }.get(counts_from)
    if needed is not None and not opened_by <= needed:
        names = ", ".join(sorted(each.value for each in needed))
        raise cell.at("counts_from").wrong(f"chỉ tính được sau bước {names}")


def compile_closing(version: Version, top: Cell) -> Closing:
    """Check one version of how cases end and put it into its form.

    Raises:
        ProtectionContentError: a cell is wrong or missing; the sentence names it.
    """
    top.only("version", "criteria", "grounds", "quality")
    criteria = _criteria(top.at("criteria"))
    grounds = keyed(
        (cell, cell.at("code").words(), _ground(cell, {each.code for each in criteria}))
        for cell in top.at("grounds").lines()
    )
    return Closing(
        name=version.name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        criteria=criteria,
        grounds=tuple(grounds.values()),
        quality=_criteria(top.at("quality")),
    )


def _criteria(cell: Cell) -> tuple[Criterion, ...]:
    rows = [each.only("code", "words") for each in cell.lines()]
    found = keyed((each, each.at("code").words(), each) for each in rows)
    return tuple(Criterion(code, each.at("words").words(), each.dated()) for code, each in found.items())


def _ground(cell: Cell, known: set[str]) -> ClosingGround:
    cell.only("code", "words", "states", "criteria", "at_once")
    criteria = [(each, each.words()) for each in cell.at("criteria").lines()]
    for each, code in criteria:
        if code not in known:
            raise each.wrong(f"không có tiêu chí «{code}»")
    states = cell.at("states").codes(State)
    if states & {State.CLOSED, State.UNREPORTED}:
        raise cell.at("states").wrong("không kết thúc được từ closed, unreported")
    return ClosingGround(
        code=cell.at("code").words(),
        words=cell.at("words").words(),
        states=states,
        criteria=tuple(code for _, code in criteria),
        at_once=found.flag() if (found := cell.maybe("at_once")) else False,
        told=cell.dated(),
    )
