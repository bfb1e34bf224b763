"""A case's file: what is owed now and the one next step, then all that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.clock import now
from mangnon.core.content.protection import load_protection
from mangnon.core.places.queries import names_of
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words, birth_words
from mangnon.domain.children.queries import find_child
from mangnon.domain.protection.attachments import files_of_case
from mangnon.domain.protection.case_queries import CaseHead, list_readers
from mangnon.domain.protection.errors import CaseNotFoundError
from mangnon.domain.protection.kinds import ServiceState
from mangnon.domain.protection.queries import CaseView, DueLine, view_case
from mangnon.domain.protection.records import Standing
from mangnon.domain.protection.telling import Told
from mangnon.domain.protection.terms import RISK_WORDS
from mangnon.interfaces.office.protection import case_shown
from mangnon.interfaces.office.protection.case_access import case_of, people_names
from mangnon.interfaces.office.protection.case_list import Owed, owed_words
from mangnon.interfaces.office.protection.case_pages import address_of, open_pages
from mangnon.interfaces.office.protection.case_words import (
    TOLD_NAMES,
    deadline_rule,
    happened_words,
    harm_words,
    moment_words,
    state_words,
)
from mangnon.interfaces.office.referrals.section import case_section
from mangnon.vocab.protection import DeadlineRule, RiskLevel, Step

NO_FILE = UUID(int=0)
SEX_WORDS = {"m": "nam", "f": "nữ"}
# Steps of help with a case that are no way forward by themselves.
_ASIDE = frozenset(
    {
        Step.EXCEPTION_REQUESTED, Step.CLOSING_REQUESTED, Step.HANDOVER_OFFERED, Step.HANDOVER_WITHDRAWN, Step.SERVED,
        Step.EMERGENCY_DECIDED, Step.SEPARATION_DECIDED, Step.SEPARATION_EXTENDED, Step.SEPARATION_LIFTED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class DueShown:
    """Something owed, with its basis and the page that does it, where the reader may."""

    owed: Owed
    basis: str
    by_law: bool
    address: str


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/``; that it was read is in the log."""
    scope, head = case_of(request, case_id)
    try:
        view = view_case(scope=scope, case_id=case_id)
        log = list_readers(scope=scope, case_id=case_id)
        files = files_of_case(scope=scope, case_id=case_id) if any(each.attachment_id for each in view.notes) else {}
    except CaseNotFoundError as unseen:
        raise Http404 from unseen
    names = people_names(
        [
            *(each.by_id for each in view.steps), *(each.by_id for each in view.assessments),
            *(each.by_id for each in view.plans), *(each.by_id for each in view.notes),
            *(each.user_id for each in view.members),
        ]
    )  # fmt: skip
    stands = head.standing
    context = {
        "head": head,
        "opened_until": moment_words(head.opened_until) if head.opened_until else "",
        "view": view,
        **_next(view, head, scope),
        **_child(view, scope),
        "harms": harm_words(view.harms, on=scope.on),
        "safety": _safety(stands),
        "risk": _risk(view),
        "timeline": case_shown.timeline(view, scope=scope, names=names),
        "assessments": case_shown.assessments(view, names=names),
        "plans": case_shown.plans(
            view, scope=scope, names=names, in_force=stands.plan_in_force, answer=stands.plan_answer
        ),
        "members": case_shown.members(view, names=names),
        "people": case_shown.people(view),
        "notes": [
            (each, happened_words(each.at), names.get(each.by_id, ""), files.get(each.attachment_id or NO_FILE))
            for each in view.notes
        ],
        "readers": case_shown.readers(log),
        "state": state_words(stands.state),
        "told": _told(view.child),
        "received": happened_words(view.received_at),
        "works": bool(head.roles),
        "may_serve": Step.SERVED in head.steps,
        **case_section(scope=scope, case_id=case_id, child_id=view.child_id),
    }
    return render(request, "office/protection/case.html", context)


def _next(view: CaseView, head: CaseHead, scope: Scope) -> dict[str, Any]:
    """Return what is owed and the one next step: of the nearest deadline that the reader can meet."""
    rules = [each.code for each in load_protection().procedure(scope.on).deadlines]
    owed = sorted(view.dues, key=lambda due: (due.due_at, rules.index(due.code) if due.code in rules else 99))
    separated = head.standing.separated_until(now()) is not None
    pages = open_pages(
        tuple(each for each in head.steps if not (separated and each is Step.SEPARATION_DECIDED)), view.id
    )
    shown = [_due(each, head, scope) for each in owed]
    titles = {address: title for address, title, _ in pages}
    first = next((each.address for each in shown if each.address), "")
    if not shown:  # nothing is owed of anybody: what the procedure offers next
        first = next((address for address, _, step in pages if step not in _ASIDE), "")
    serving = address_of(Step.SERVED, view.id)
    if shown and shown[0].owed.tone == "calm" and serving in titles and _services_open(view, head.standing):
        first = serving  # nothing is due soon: the plan's own work goes on
    return {
        "dues": shown,
        "next_step": (first, titles[first]) if first in titles else None,
        "other_steps": [(address, title) for address, title, _ in pages if address != first],
    }


def _services_open(view: CaseView, stands: Standing) -> bool:
    carried_out = [each for each in view.plans if each.number == stands.plan_in_force]
    settled = {ServiceState.DONE, ServiceState.NOT_DONE}
    return bool(carried_out) and any(each.state not in settled for each in carried_out[-1].services)


def _due(due: DueLine, head: CaseHead, scope: Scope) -> DueShown:
    rule = deadline_rule(due.code, on=scope.on)
    doable = next((step for step in _answers(rule) if step in head.steps), None) if rule else None
    return DueShown(
        owed=owed_words(due, scope=scope),
        basis=rule.told.basis if rule else "",
        by_law=bool(rule and rule.by_law),
        address=address_of(doable, head.id) if doable else "",
    )


def _answers(rule: DeadlineRule) -> list[Step]:
    """Return the steps that meet a deadline, the one to offer first before the others."""
    # Whether to act at all is asked before how; another separation is no answer to one that ends.
    first = Step.EMERGENCY_DECIDED if Step.EMERGENCY_DECIDED in rule.answered_by else rule.step
    rest = sorted(rule.answered_by - {Step.SEPARATION_DECIDED} | {rule.step}, key=list(Step).index)
    return [first, *rest]


def _child(view: CaseView, scope: Scope) -> dict[str, Any]:
    """Return who the child is: from the register where the reader reaches it there, else as told."""
    known = find_child(scope=scope, child_id=view.child_id) if view.child_id else None
    if known is None:
        return {"child": None, "told_sex": SEX_WORDS.get(view.child.sex, "chưa rõ")}
    precision: Any = known.birth_precision
    places = names_of({key for key in (known.commune_id, known.hamlet_id) if key}, on=scope.on)
    return {
        "child": known,
        "age": age_words(known.birth_date, on=scope.on, precision=precision),
        "born": birth_words(known.birth_date, precision=precision),
        "sex": SEX_WORDS.get(known.sex, "chưa rõ giới tính"),
        "place": ", ".join(places[key].full for key in (known.hamlet_id, known.commune_id) if key in places),
    }


def _told(child: Told) -> list[tuple[str, str]]:
    """Return form 01 as it was told, what is known of it."""
    told = [(label, str(getattr(child, name))) for name, label in TOLD_NAMES.items()]
    for label, parent in (("Cha", child.father), ("Mẹ", child.mother)):
        told.append((label, ", ".join(part for part in (parent.name, parent.age, parent.job) if part)))
    return [(label, text) for label, text in told if text]


def _safety(stands: Standing) -> list[tuple[str, str]]:
    """Return what keeps the child safe now, each with its tone."""
    at, told = now(), []
    if until := stands.separated_until(at):
        told.append(("soon", f"Trẻ đang được tạm thời cách ly đến {moment_words(until)}."))
    elif stands.separation and not stands.separation.lifted_at:
        told.append(("late", f"Thời hạn cách ly đã hết lúc {happened_words(stands.separation.until)}."))
    if stands.emergency_open:
        told.append(("late", "Đánh giá đề nghị biện pháp khẩn cấp; Chủ tịch chưa quyết định."))
    elif stands.emergency and not stands.separated_until(at):
        told.append(("calm", "Đã có quyết định biện pháp khẩn cấp."))
    return told


def _risk(view: CaseView) -> str:
    return RISK_WORDS[RiskLevel(view.assessments[-1].decided)] if view.assessments else ""
