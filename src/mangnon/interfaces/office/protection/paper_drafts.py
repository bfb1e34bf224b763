"""The papers that a case can have by now, filled from what stands in it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from mangnon.core.clock import VIETNAM
from mangnon.domain.protection.queries import AssessmentLine, CaseView, PlanLine, StepLine
from mangnon.domain.protection.telling import Parent as ToldParent
from mangnon.interfaces.papers import forms as papers
from mangnon.vocab.protection import ItemTable, Step
from mangnon.vocab.protection_forms import Form

CHAIR_TITLE = "CHỦ TỊCH"
OFFICER_TITLE = "CÁN BỘ BẢO VỆ TRẺ EM"
_CHANNELS: Mapping[str, papers.Channel] = {
    "phone": "telephone",
    "hotline_111": "telephone",
    "in_person": "in_person",
    "worker": "told_by_other",
    "told_by_other": "told_by_other",
}
_SUBJECTS: Mapping[str, papers.Subject] = {"abused": "abused", "at_risk": "at_risk"}


@dataclass(frozen=True)
class Office:
    """What papers need to know beside the case.

    Args:
        commune: full name, as in ``xã Đại Phúc``.
        place: its name alone.
        chair: the chair's name, empty where nobody holds the office.
        people: names of colleagues by key.
        child: of the register; None while the child is only described.
        channel: how the first report came.
        forms: the forms by number, of a day.
        service_words: kinds of services in words.
        numbers: numbers already given, by paper's code.
        reporter: who told, for the office that received it alone; None where it is not to be printed. With it, its
            name is also looked for in all other fields of a copy for somebody else.
    """

    commune: str
    place: str
    chair: str
    people: Mapping[UUID | None, str]
    child: papers.Child | None
    channel: str
    forms: Mapping[date, Mapping[str, Form]]
    service_words: Mapping[str, str]
    symbols: Mapping[str, str]
    numbers: Mapping[str, papers.EarlierDecision] = field(default_factory=dict)
    reporter: papers.Reporter | None = None


@dataclass(frozen=True)
class Draft:
    """A paper without its number: a code for the address, what it is called, and the form."""

    code: str
    title: str
    form: papers.Form


def drafts(view: CaseView, office: Office) -> tuple[Draft, ...]:
    """Return the papers of a case in the order of the procedure.

    Args:
        view: the case, as its reader sees it.
        office: what stands elsewhere.
    """
    found = [Draft("01", "Báo cáo tiếp nhận thông tin (mẫu 01)", _report(view, office))]
    for place, each in enumerate(view.assessments, start=1):
        found.append(_assessment(view, office, each, place))
    for place, step in enumerate(_steps(view, Step.MET), start=1):
        found.append(Draft(f"bien-ban-{place}", "Biên bản họp", _minutes(view, office, step)))
    newest = {plan.number: plan for plan in view.plans}
    for number, plan in newest.items():
        form = _plan(view, office, plan)
        found.append(Draft(f"04-{number}", f"Kế hoạch hỗ trợ, can thiệp {number} (mẫu 04)", form))
    for number, (step, plan) in enumerate(_approved(view), start=1):
        decision = papers.PlanDecision(
            issue=_issue(office, "plan_decision", step, recipients=_EXECUTORS),
            plan=_plan(view, office, plan),
            proposer=office.people.get(plan.by_id),
            executors=_EXECUTORS,
        )
        found.append(Draft(f"05-{number}", "Quyết định phê duyệt kế hoạch (mẫu 05)", decision))
    found.extend(_separations(view, office))
    found.extend(
        Draft(f"ket-thuc-{place}", "Quyết định kết thúc", _closing(view, office, step))
        for place, step in enumerate(_steps(view, Step.CLOSED), start=1)
    )
    return tuple(found)


_EXECUTORS = ("Cán bộ bảo vệ trẻ em", "Các cơ quan, người có tên trong kế hoạch")


def _steps(view: CaseView, *codes: Step) -> list[StepLine]:
    return [each for each in view.steps if each.step in codes]


def _approved(view: CaseView) -> list[tuple[StepLine, PlanLine]]:
    """Each approval with the plan that had been sent last before it."""
    found = []
    for step in _steps(view, Step.PLAN_APPROVED):
        sent = [plan for plan in view.plans if plan.at <= step.at]
        if sent:
            found.append((step, max(sent, key=lambda plan: plan.version)))
    return found


def _issue(
    office: Office, paper: str, step: StepLine | None, *, by: str = "", recipients: tuple[str, ...] = ()
) -> papers.Issue:
    title, name = (CHAIR_TITLE, office.chair) if not by else (OFFICER_TITLE, by)
    return papers.Issue(
        body=f"Ủy ban nhân dân {office.commune}",
        place=office.place,
        symbol=office.symbols[paper],
        signer=papers.Signer(title=title, full_name=name or None),
        on=step.at.astimezone(VIETNAM).date() if step else None,
        recipients=("Như trên" if not recipients else recipients[0], *recipients[1:]),
        archive="BVTE",
    )


def _child(view: CaseView, office: Office) -> papers.Child:
    if office.child is not None:
        return office.child
    told = view.child
    sex: papers.Sex | None = "m" if told.sex == "m" else "f" if told.sex == "f" else None
    return papers.Child(
        full_name=told.child_name or None,
        estimated_age=told.birth or None,
        sex=sex,
        address=told.child_place or None,
    )


def _report(view: CaseView, office: Office) -> papers.IncomingReport:
    told = view.child
    received = next(iter(_steps(view, Step.REPORT_RECEIVED)), None)
    return papers.IncomingReport(
        issue=_issue(office, "report", received, by=_name(office, received)),
        child=_child(view, office),
        subject="abused" if view.harms else "at_risk",
        channel=_CHANNELS.get(office.channel),
        received_at=view.received_at.astimezone(VIETNAM),
        received_by=_name(office, received) or None,
        place_of_event=told.event_place or None,
        present_state="\n".join(part for part in (told.happened, told.state) if part) or None,
        likely_consequence=told.consequence or None,
        father=_parent(told.father),
        mother=_parent(told.mother),
        family=told.family or None,
        carer=told.carer or None,
        actions_taken=told.done_already or None,
        notes=told.notes or None,
        reporter=office.reporter,
        receiving_offices_copy=office.reporter is not None,
    )


def _parent(told: ToldParent) -> papers.Parent:
    return papers.Parent(full_name=told.name or None, age=told.age or None, job=told.job or None)


def _name(office: Office, step: StepLine | None) -> str:
    return office.people.get(step.by_id, "") if step else ""


def _assessment(view: CaseView, office: Office, each: AssessmentLine, place: int) -> Draft:
    on = each.at.astimezone(VIETNAM).date()
    officer = office.people.get(each.by_id, "")
    step = next((step for step in view.steps if step.at == each.at and step.by_id == each.by_id), None)
    texts: Mapping[str, str] = each.words.get("texts", {})
    asked = _items(each, office.forms[on][each.form])
    child = _child(view, office)
    if each.form == "02":
        emergency = bool(step.data.get("emergency")) if step else None
        measures = tuple(
            papers.SafetyMeasure(need=words, service=texts[code], provider=None)
            for code, words in (("measure_stay", "Nơi ở, sinh hoạt"), ("measure_health", "Chăm sóc y tế"))
            if texts.get(code)
        )
        first = papers.FirstAssessment(
            issue=_dated(office, "first_assessment", on, officer),
            child=child,
            assessed=asked,
            on=on,
            officer=officer or None,
            conclusion=texts.get("conclusion"),
            emergency=emergency,
            measures=measures,
        )
        return Draft(f"02-{place}", "Đánh giá nguy cơ ban đầu (mẫu 02)", first)
    if each.form == "03":
        specific = papers.SpecificAssessment(
            issue=_dated(office, "specific_assessment", on, officer),
            child=child,
            assessed=asked,
            on=on,
            officer=officer or None,
            physical=texts.get("physical"),
            psychological=texts.get("psychological"),
            family=texts.get("family"),
            ability_to_protect=texts.get("kin_ability"),
            care_strengths=texts.get("care_now_good"),
            care_weaknesses=texts.get("care_now_bad"),
            future_carer=texts.get("care_later"),
            future_strengths=texts.get("care_later_good"),
            future_weaknesses=texts.get("care_later_bad"),
            conclusion=texts.get("conclusion"),
            problems=texts.get("problems"),
            childs_wishes=texts.get("child_wishes"),
            familys_wishes=texts.get("family_wishes"),
            services=texts.get("services_needed"),
        )
        return Draft(f"03-{place}", "Đánh giá nguy cơ cụ thể (mẫu 03)", specific)
    plans = [plan for plan in view.plans if plan.at <= each.at]
    review = papers.Review(
        issue=_dated(office, "review", on, officer),
        child=child,
        assessed=asked,
        on=on,
        officer=officer or None,
        plan_name=f"Kế hoạch {plans[-1].number}" if plans else None,
        conclusion=texts.get("conclusion"),
    )
    return Draft(f"06-{place}", "Rà soát sau kế hoạch (mẫu 06)", review)


def _dated(office: Office, paper: str, on: date, officer: str) -> papers.Issue:
    return papers.Issue(
        body=f"Ủy ban nhân dân {office.commune}",
        place=office.place,
        symbol=office.symbols[paper],
        signer=papers.Signer(title=OFFICER_TITLE, full_name=officer or None),
        on=on,
        recipients=("Chủ tịch Ủy ban nhân dân (để báo cáo)",),
        archive="BVTE",
    )


def _items(each: AssessmentLine, form: Form) -> papers.Assessed:
    notes: Mapping[str, str] = each.words.get("notes", {})

    def table(which: ItemTable) -> tuple[papers.Item, ...]:
        return tuple(
            papers.Item(code=item.code, question=item.words, level=_level(each, item.code), note=notes.get(item.code))
            for item in form.items
            if item.table is which
        )

    return papers.Assessed(harm=table(ItemTable.HARM), ability=table(ItemTable.ABILITY))


def _level(each: AssessmentLine, code: str) -> papers.Level | None:
    told = each.levels.get(code)
    return next((level for level in papers.LEVELS if level == told), None)


def _minutes(view: CaseView, office: Office, step: StepLine) -> papers.MeetingMinutes:
    attendees = [line.strip() for line in step.words.get("participants", "").splitlines() if line.strip()]
    return papers.MeetingMinutes(
        issue=_issue(office, "minutes", step, by=_name(office, step)),
        child=_child(view, office),
        begun_at=step.at.astimezone(VIETNAM),
        chair=office.chair or None,
        secretary=_name(office, step) or None,
        attendees=tuple(papers.Attendee(full_name=line) for line in attendees),
        conclusion=step.words.get("minutes") or None,
    )


def _plan(view: CaseView, office: Office, plan: PlanLine) -> papers.SupportPlan:
    goals = [line.strip() for line in str(plan.words.get("goals", "")).splitlines() if line.strip()]
    return papers.SupportPlan(
        issue=_dated(office, "plan", plan.at.astimezone(VIETNAM).date(), office.people.get(plan.by_id, "")),
        child=_child(view, office),
        name=f"Kế hoạch {plan.number}, từ {plan.starts:%d/%m/%Y} đến {plan.ends:%d/%m/%Y}",
        goals=tuple(goals),
        activities=tuple(
            papers.Activity(
                activity=": ".join(
                    part for part in (office.service_words.get(each.kind, each.kind), each.words.get("what")) if part
                ),
                in_charge=each.words.get("responsible") or None,
                others=each.words.get("helpers") or None,
                time=f"{each.starts:%d/%m/%Y} - {each.ends:%d/%m/%Y}",
            )
            for each in plan.services
        ),
        money="estimate" if plan.uses_money else "none",
    )


def _separations(view: CaseView, office: Office) -> list[Draft]:
    found: list[Draft] = []
    earlier, apart = papers.EarlierDecision(number="…/QĐ-UBND", on=view.received_at.astimezone(VIETNAM).date()), ""
    steps = _steps(view, Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED, Step.SEPARATION_LIFTED)
    for place, step in enumerate(steps, start=1):
        on, code = step.at.astimezone(VIETNAM).date(), f"07-{place}"
        issue = _issue(office, "separation", step, recipients=_KEPT_BY)
        until = _day(step.data.get("until"))
        if step.step == Step.SEPARATION_DECIDED:
            apart = step.words.get("separated_from", "")
            decision = papers.SeparationDecision(
                issue=issue,
                child=_child(view, office),
                apart_from=apart or None,
                reason=step.words.get("reason") or None,
                from_moment=step.at.astimezone(VIETNAM),
                until=until,
                carer=step.words.get("placed_with") or None,
                proposer=None,
                executors=_KEPT_BY,
            )
            found.append(Draft(code, "Quyết định tạm thời cách ly (mẫu 07)", decision))
            earlier = office.numbers.get(code, papers.EarlierDecision(number="…/QĐ-UBND", on=on))
            continue
        lifted = step.step == Step.SEPARATION_LIFTED
        change = papers.SeparationChange(
            issue=_issue(office, "separation_lifted" if lifted else "separation_extended", step, recipients=_KEPT_BY),
            child=_child(view, office),
            kind="lift" if lifted else "extend",
            earlier=earlier,
            apart_from=apart or None,
            day=on if lifted else until,
            reason=step.words.get("reason") or None,
            executors=_KEPT_BY,
        )
        title = "Quyết định hủy bỏ cách ly" if lifted else "Quyết định gia hạn cách ly"
        found.append(Draft(code, title, change))
    return found


_KEPT_BY = ("Công an xã", "Người được giao chăm sóc trẻ", "Cán bộ bảo vệ trẻ em")


def _day(moment: object) -> date | None:
    from datetime import datetime

    return datetime.fromisoformat(moment).astimezone(VIETNAM).date() if isinstance(moment, str) else None


def _closing(view: CaseView, office: Office, step: StepLine) -> papers.ClosingDecision:
    asked = [each for each in _steps(view, Step.CLOSING_REQUESTED) if each.sequence < step.sequence]
    approved = _approved(view)
    earlier = office.numbers.get(f"05-{len(approved)}") if approved else None
    on = (approved[-1][0].at if approved else view.received_at).astimezone(VIETNAM).date()
    return papers.ClosingDecision(
        issue=_issue(office, "closing", step, recipients=_EXECUTORS),
        child=_child(view, office),
        earlier=earlier or papers.EarlierDecision(number="…/QĐ-UBND", on=on),
        from_day=step.at.astimezone(VIETNAM).date(),
        reason=(asked[-1].words.get("reason") if asked else None) or None,
        proposer=_name(office, asked[-1]) if asked else None,
        executors=_EXECUTORS,
    )
