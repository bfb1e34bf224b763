"""A case's file as its page shows it: steps, assessments, plans, people, team and readers in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from mangnon.core.audit.queries import AuditRow
from mangnon.core.clock import VIETNAM
from mangnon.core.content.protection import forms_on, load_protection, service_kinds_on
from mangnon.core.places.queries import names_of
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import TimelineFact
from mangnon.core.web.words import date_words
from mangnon.domain.protection.kinds import MemberRole, PersonRole, ServiceState
from mangnon.domain.protection.queries import AssessmentLine, CaseView, PlanLine, ServiceLine, StepLine
from mangnon.domain.protection.terms import RISK_WORDS
from mangnon.interfaces.office.protection.case_access import UNKNOWN_PERSON
from mangnon.interfaces.office.protection.case_words import (
    OUTCOME_WORDS,
    WORD_NAMES,
    happened_words,
    moment_words,
    step_words,
)
from mangnon.vocab.protection import CheckOutcome, ItemLevel, ItemTable, RiskLevel, Step
from mangnon.vocab.protection_forms import Form, FormItem

Names = Mapping[UUID | None, str]
_TOLD_LATER = timedelta(hours=1)
_DECISIONS = frozenset(
    {
        Step.EMERGENCY_DECIDED, Step.EMERGENCY_DECLINED, Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED,
        Step.SEPARATION_LIFTED, Step.PLAN_APPROVED, Step.PLAN_RETURNED, Step.CLOSED, Step.CLOSING_RETURNED,
        Step.EXCEPTION_APPROVED, Step.EXCEPTION_REFUSED,
    }
)  # fmt: skip
PLAN_TEXTS = (("wishes", "Ý kiến của trẻ và gia đình"), ("estimate", "Dự toán"))
PLAN_ANSWERS = {"waiting": "chờ duyệt", "approved": "đã duyệt", "returned": "phải sửa"}
LEVEL_WORDS: Mapping[ItemLevel, str] = {ItemLevel.HIGH: "cao", ItemLevel.MEDIUM: "trung bình", ItemLevel.LOW: "thấp"}
TABLE_WORDS: Mapping[ItemTable, str] = {
    ItemTable.HARM: "Tổn hại của trẻ",
    ItemTable.ABILITY: "Khả năng tự bảo vệ, hồi phục",
}


@dataclass(frozen=True)
class ItemShown:
    """An answered item of an assessment; ``tone`` marks the answers that need most."""

    table: str
    words: str
    level: str
    meaning: str
    note: str
    worst: bool


@dataclass(frozen=True)
class AssessmentShown:
    """An assessment in words."""

    title: str
    at: str
    by: str
    decided: str
    suggested: str
    differs: bool
    reason: str
    high: bool
    items: tuple[ItemShown, ...]
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ServiceShown:
    """A service of a plan in words."""

    id: UUID
    kind: str
    what: str
    responsible: str
    helpers: str
    dates: str
    state: str
    outcome: str
    settled: bool


@dataclass(frozen=True)
class PlanShown:
    """A plan in words; ``in_force`` where its services are being carried out."""

    title: str
    at: str
    by: str
    dates: str
    money: str
    goals: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    services: tuple[ServiceShown, ...]
    in_force: bool
    state: str


@dataclass(frozen=True)
class ReaderShown:
    """What somebody did in the case, several times in a row told once."""

    who: str
    what: str
    when: str
    times: int


def timeline(view: CaseView, *, scope: Scope, names: Names) -> tuple[TimelineFact, ...]:
    """Return the steps of a case, newest first, with who and when."""
    places = names_of({UUID(key) for each in view.steps if (key := each.data.get("to_commune"))}, on=scope.on)
    communes = {str(key): name.full for key, name in places.items()}
    return tuple(_fact(each, scope, names, communes) for each in reversed(view.steps))


def _fact(line: StepLine, scope: Scope, names: Names, communes: Mapping[str, str]) -> TimelineFact:
    step = Step(line.step)
    here = line.at.astimezone(VIETNAM)
    by = f"{here:%H:%M}, {names.get(line.by_id, UNKNOWN_PERSON)}"
    if line.told_at - line.at > _TOLD_LATER:
        by += f", ghi lúc {happened_words(line.told_at)}"
    told = [*_data_words(line, scope, communes), *_sealed_words(line.words)]
    return TimelineFact(
        on=here.date(),
        kind=line.step,
        icon="check" if step in _DECISIONS else "worry" if step is Step.REPORT_RECEIVED else "edit",
        title=_capital(step_words(step, on=scope.on)),
        detail=". ".join(told),
        by=by,
    )


def _data_words(line: StepLine, scope: Scope, communes: Mapping[str, str]) -> list[str]:
    data, told = line.data, []
    if outcome := data.get("outcome"):
        told.append(_capital(OUTCOME_WORDS[CheckOutcome(outcome)]))
    if "emergency" in data:
        told.append("Cần biện pháp khẩn cấp" if data["emergency"] else "Không cần biện pháp khẩn cấp")
    if until := data.get("until"):
        told.append(f"Đến {moment_words(_moment(until))}")
    if until := data.get("plan_until"):
        told.append(f"Kế hoạch đến {date_words(_moment(until).date())}")
    if skips := data.get("skips"):
        told.append(f"Bước: {step_words(Step(skips), on=scope.on)}")
    if to := data.get("to_commune"):
        told.append(f"Tới {communes.get(to, 'xã khác')}")
    if ground := data.get("ground"):
        found = load_protection().closing(line.at.astimezone(VIETNAM).date()).ground(ground)
        told.append(f"Vì {found.words if found else ground}")
    return told


def _sealed_words(words: Mapping[str, object]) -> list[str]:
    return [f"{WORD_NAMES.get(name, name)}: {str(text).rstrip('.')}" for name, text in words.items() if text]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def assessments(view: CaseView, *, names: Names) -> tuple[AssessmentShown, ...]:
    """Return the assessments of a case, newest first."""
    return tuple(_assessment(each, names) for each in reversed(view.assessments))


def _assessment(line: AssessmentLine, names: Names) -> AssessmentShown:
    form = forms_on(line.at.astimezone(VIETNAM).date())[line.form]
    notes, texts = line.words.get("notes", {}), line.words.get("texts", {})
    return AssessmentShown(
        title=f"Mẫu {line.form}: {form.title[:1].lower()}{form.title[1:]}",
        at=happened_words(line.at),
        by=names.get(line.by_id, UNKNOWN_PERSON),
        decided=RISK_WORDS[RiskLevel(line.decided)],
        suggested=RISK_WORDS[RiskLevel(line.suggested)],
        differs=bool(line.words.get("reason")),
        reason=line.words.get("reason", ""),
        high=line.decided == RiskLevel.HIGH,
        items=tuple(
            _item(each, ItemLevel(line.levels[each.code]), notes.get(each.code, ""))
            for each in form.items
            if each.code in line.levels
        ),
        texts=_texts(form, texts),
    )


def _item(item: FormItem, level: ItemLevel, note: str) -> ItemShown:
    worst = ItemLevel.HIGH if item.table is ItemTable.HARM else ItemLevel.LOW
    return ItemShown(
        table=TABLE_WORDS[item.table],
        words=item.words,
        level=LEVEL_WORDS[level],
        meaning=item.levels[level],
        note=note,
        worst=level is worst,
    )


def _texts(form: Form, texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    choices = {each.code: dict(each.choices) for each in form.fields if each.choices}
    return tuple(
        (each.words, choices.get(each.code, {}).get(texts[each.code], texts[each.code]))
        for each in form.fields
        if texts.get(each.code)
    )


def plans(view: CaseView, *, scope: Scope, names: Names, in_force: int, answer: str) -> tuple[PlanShown, ...]:
    """Return the plans of a case, newest first.

    Args:
        view: the case.
        scope: of the reader, for the day.
        names: of accounts.
        in_force: number of the plan in force, 0 where none is.
        answer: what became of the newest plan: waiting, approved, returned.
    """
    kinds = {each.code: each.words for each in service_kinds_on(scope.on)}
    # Of a plan that came back and was sent again, the version sent last counts.
    last = {each.number: each.version for each in view.plans}
    newest = max(last.values(), default=0)

    def state(each: PlanLine) -> str:
        if each.version == newest:
            return PLAN_ANSWERS.get(answer, "")
        return "" if last[each.number] == each.version else "bản trước khi sửa"

    return tuple(
        _plan(
            each,
            names,
            kinds,
            in_force=each.number == in_force and last[each.number] == each.version,
            state=state(each),
        )
        for each in reversed(view.plans)
    )


def _plan(line: PlanLine, names: Names, kinds: Mapping[str, str], *, in_force: bool, state: str) -> PlanShown:
    texts = line.words.get("texts", {})
    return PlanShown(
        title=texts.get("name") or f"Kế hoạch {line.number}",
        at=happened_words(line.at),
        by=names.get(line.by_id, UNKNOWN_PERSON),
        dates=f"từ {date_words(line.starts)} đến {date_words(line.ends)}",
        money="có dự toán kinh phí" if line.uses_money else "không dùng kinh phí",
        goals=tuple(each.strip() for each in line.words.get("goals", "").splitlines() if each.strip()),
        texts=tuple((label, texts[name]) for name, label in PLAN_TEXTS if texts.get(name)),
        services=tuple(_service(each, kinds) for each in line.services),
        in_force=in_force,
        state=state,
    )


def _service(line: ServiceLine, kinds: Mapping[str, str]) -> ServiceShown:
    return ServiceShown(
        id=line.id,
        kind=_capital(kinds.get(line.kind, line.kind)),
        what=line.words.get("what", ""),
        responsible=line.words.get("responsible", ""),
        helpers=line.words.get("helpers", ""),
        dates=f"{date_words(line.starts)} – {date_words(line.ends)}",
        state=ServiceState(line.state).label,
        outcome=line.outcome,
        settled=line.state in {ServiceState.DONE, ServiceState.NOT_DONE},
    )


def members(view: CaseView, *, names: Names) -> list[tuple[UUID, str, str, str, bool]]:
    """Return the team: key, name, role, since when and until when, whether still in it."""
    return [
        (
            each.id,
            names.get(each.user_id, UNKNOWN_PERSON),
            MemberRole(each.role).label,
            f"từ {happened_words(each.since)}" + (f" đến {happened_words(each.until)}" if each.until else ""),
            each.until is None,
        )
        for each in view.members
    ]


def people(view: CaseView) -> list[tuple[UUID, str, str, str]]:
    """Return the people named in a case: key, who they are to the child, name, what else is known."""
    return [
        (
            each.id,
            PersonRole(each.role).label,
            each.words.get("name", ""),
            ", ".join(each.words[name] for name in ("age", "relation", "where") if each.words.get(name)),
        )
        for each in view.people
    ]


def readers(entries: list[AuditRow]) -> list[ReaderShown]:
    """Return who opened the case and what they did, newest first; the same again in a row is told once."""
    shown = []
    for (who, what), same in groupby(entries, key=lambda each: (each.user, each.action)):
        rows = list(same)
        shown.append(ReaderShown(who, _capital(what.partition(": ")[2]), happened_words(rows[0].at), len(rows)))
    return shown


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
