"""Dues and household tasks as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import DueLine, HouseholdCard, Why
from mangnon.core.web.words import age_words, date_words, delay_words, length_words, weight_words, window_words
from mangnon.domain.growth.queries import weighings_by_key
from mangnon.domain.immunization.queries import doses_by_key
from mangnon.domain.immunization.terms import product_words
from mangnon.domain.outreach.queries import visits_by_key
from mangnon.domain.questionnaires.queries import responses_by_key
from mangnon.domain.screening.queries import screenings_by_key
from mangnon.domain.workforce.queries import names_of_workers, workers_of_hamlets
from mangnon.domain.worklist.queries import ChildDues, DueRow, HouseholdTask
from mangnon.interfaces.office.due_words import ICONS, birth_fact, due_words, why_words
from mangnon.interfaces.office.standing_words import why_first

NAMELESS = "Trẻ chưa có tên"
NO_CARER = "Chưa rõ người chăm sóc"


@dataclass(frozen=True)
class People:
    """Who does what: names of the workers given tasks, and of each hamlet's own."""

    given: Mapping[UUID, str]
    of_hamlet: Mapping[UUID, str]

    def of(self, task: HouseholdTask) -> str:
        """Return the person of a task: the one it was given to, else the hamlet's; empty when there is none."""
        if task.worker_id and task.worker_id in self.given:
            return self.given[task.worker_id]
        return self.of_hamlet.get(task.hamlet_id, "") if task.hamlet_id else ""


def read_people(*, tasks: Iterable[HouseholdTask], on: date) -> People:
    """Read the names of everybody these tasks are given to."""
    listed = list(tasks)
    given = {task.worker_id for task in listed if task.worker_id}
    hamlets = {task.hamlet_id for task in listed if task.hamlet_id}
    own = workers_of_hamlets(hamlets, on=on) if hamlets else {}
    return People(
        given=names_of_workers(given) if given else {},
        of_hamlet={key: worker.full_name for key, worker in own.items()},
    )


def last_facts(*, scope: Scope, dues: Iterable[DueRow]) -> dict[UUID, str]:
    """Say in words the facts that these dues were worked out from, by the fact's key."""
    keys: dict[str, set[UUID]] = {}
    for due in dues:
        if due.last_fact:
            keys.setdefault(due.kind, set()).add(due.last_fact)
    words: dict[UUID, str] = {}
    # A visit may be owed because of a weighing: a malnourished child is brought to the station.
    weighed = keys.get("weighing", set()) | keys.get("visit", set())
    if weighed:
        for key, weighing in weighings_by_key(scope=scope, keys=weighed).items():
            told = weight_words(weighing.weight_g) if weighing.weight_g else "không cân"
            arm = f", vòng cánh tay {length_words(weighing.arm_mm)}" if weighing.arm_mm else ""
            words[key] = f"Lần cân gần nhất: {date_words(weighing.on)}, {told}{arm}"
    if keys.get("dose"):
        for key, dose in doses_by_key(scope=scope, keys=keys["dose"]).items():
            words[key] = f"Mũi gần nhất được tính: {product_words(dose.product)}, {date_words(dose.on)}"
    if keys.get("screening"):
        for key, step in screenings_by_key(scope=scope, keys=keys["screening"]).items():
            words[key] = f"Bước gần nhất: {step.get_state_display()}, {date_words(step.on)}"
    words |= _answered(scope, keys.get("visit", set()) | keys.get("screening", set()))
    if keys.get("visit"):
        for key, visit in visits_by_key(scope=scope, keys=keys["visit"]).items():
            words[key] = f"Lần thăm gần nhất: {date_words(visit.on)}"
    return words


def _answered(scope: Scope, keys: set[UUID]) -> dict[UUID, str]:
    found = responses_by_key(scope=scope, keys=keys) if keys else {}
    return {key: f"Phiếu trả lời ngày {date_words(response.on)}" for key, response in found.items()}


def due_line(*, due: DueRow, child: ChildDues, today: date, facts: Mapping[UUID, str]) -> DueLine:
    """Put one due of one child into the words and colours of a row."""
    fact = facts.get(due.last_fact, "") if due.last_fact else ""
    born = birth_fact(child.birth_date, child.birth_precision)
    return DueLine(
        key=f"{child.child_id}-{due.kind}-{due.code}",
        child_name=child.full_name or NAMELESS,
        age=age_words(child.birth_date, on=today, precision=child.birth_precision),  # type: ignore[arg-type]
        what=due_words(due.kind, due.code),
        tone=due.tone(today),
        window=window_words(due.window_from, due.window_to, today=today),
        delay=delay_words(due.window_from, due.window_to, today=today),
        child_url=reverse("office:child", args=[child.child_id]),
        icon=ICONS.get(due.kind, "today"),
        why=Why(
            rule=why_words(due.kind, due.code, due.rule),
            facts=tuple(each for each in (born, fact) if each),
            source=f"{due.basis}; bản quy định {due.content_version}",
        ),
        synthetic=child.synthetic,
        do_url=_do_url(child.child_id, due),
    )


def _do_url(child_id: UUID, due: DueRow) -> str:
    name, _, code = due.code.partition(":")
    if due.kind == "screening" and name == "questionnaire":
        return reverse("office:questionnaire", args=[child_id, code])
    if due.kind == "visit" and name == "safety" and due.last_fact:
        return reverse("office:response", args=[child_id, due.last_fact])
    return ""


def household_card(
    *, task: HouseholdTask, today: date, people: People, facts: Mapping[UUID, str], assign_url: str = ""
) -> HouseholdCard:
    """Put the dues of one household together for one walk; its colour is that of what stands first."""
    lines = [due_line(due=due, child=child, today=today, facts=facts) for child, due in task.lines]
    return HouseholdCard(
        key=task.key,
        hamlet=task.hamlet or "Chưa rõ xóm",
        carer=task.carer or NO_CARER,
        children=len(task.children),
        dues=lines,
        tone=lines[0].tone,
        assignee=people.of(task),
        assign_url=assign_url,
        standing=why_first(task, on=today),
    )
