"""What is written in a case beside its steps: assessments, plans and their services, people, notes.

An assessment or a plan comes with its step, in one transaction: the procedure is asked first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.protection import forms_on, risk_on
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.errors import CaseNotFoundError, ReasonMissingError, StepRefusedError
from mangnon.domain.protection.kinds import PersonRole, ServiceState
from mangnon.domain.protection.models import Assessment, Case, Note, Person, Plan, Service
from mangnon.domain.protection.risk import overruling, suggest
from mangnon.domain.protection.sealing import seal_words
from mangnon.domain.protection.steps import Taking, case_to_work, took
from mangnon.vocab.ids import uuid7
from mangnon.vocab.protection import ItemLevel, RiskLevel, Step

STEP_OF_FORM = {"02": Step.ASSESSED, "03": Step.ASSESSED_IN_FULL, "06": Step.REVIEWED}


@dataclass(frozen=True)
class Assessed:
    """The answers of form 02, 03 or 06.

    Args:
        form: its number.
        levels: the answer of every item in force.
        decided: the officer's conclusion; another than the suggested one needs a reason.
        emergency: of form 02, whether an emergency measure is asked for.
        notes: by item.
        texts: the form's other fields.
        reason: why the suggestion is not followed.
        at: when; now when absent.
    """

    form: str
    levels: Mapping[str, ItemLevel]
    decided: RiskLevel
    emergency: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Promised:
    """A service that a plan promises."""

    kind: str
    starts: date
    ends: date
    what: str
    responsible: str
    helpers: str = ""


@dataclass(frozen=True)
class Planned:
    """A plan: form 04."""

    starts: date
    ends: date
    goals: str
    services: Sequence[Promised]
    uses_money: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


def record_assessment(*, scope: Scope, case_id: UUID, told: Assessed) -> UUID:
    """Keep an assessment with its step; the suggestion is worked out from the answers and kept beside the decision.

    Raises:
        CaseNotFoundError: no such case in sight.
        StepRefusedError: the procedure does not allow it, an item is not answered, or the decision differs from the
            suggestion without a reason.
    """
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        at = told.at or now()
        on = at.astimezone(VIETNAM).date()
        form = forms_on(on)[told.form]
        suggestion = suggest(form, told.levels, rules=risk_on(on))
        if suggestion.missing or set(told.levels) - {item.code for item in form.items}:
            asked = ", ".join(suggestion.missing) or "có mục không thuộc mẫu"
            raise StepRefusedError(f"Còn mục chưa chọn mức: {asked}; hãy trả lời mọi mục.")
        # Only form 02 asks whether an emergency measure is needed.
        emergency = told.emergency if told.form == "02" else suggestion.emergency
        refused = overruling(suggestion, level=told.decided, emergency=emergency, reasoned=bool(told.reason.strip()))
        if refused is not None:
            raise StepRefusedError(refused.sentence)
        own = uuid7()
        Assessment.objects.create(
            id=own,
            case=case,
            form=told.form,
            rule_version=suggestion.version,
            at=at,
            by_id=scope.user_id,
            levels={code: level.value for code, level in told.levels.items()},
            suggested=suggestion.level,
            decided=told.decided,
            words_sealed=seal_words(
                {"notes": dict(told.notes), "texts": dict(told.texts), "reason": told.reason.strip()},
                key=case.key,
                about=f"protection_assessment.words:{own}",
            ),
        )
        step = STEP_OF_FORM[told.form]
        taking = Taking(
            step=step,
            at=told.at,
            emergency=emergency if step is Step.ASSESSED else None,
            words={"reason": told.reason},
        )
        took(scope=scope, case=case, taking=taking)
        return own


def send_plan(*, scope: Scope, case_id: UUID, told: Planned) -> UUID:
    """Keep a plan and send it to the chair; a plan that came back is sent again under its number.

    Raises:
        CaseNotFoundError: no such case in sight.
        StepRefusedError: the procedure does not allow it, or the plan promises nothing.
    """
    if not told.services or not told.goals.strip():
        raise StepRefusedError("Kế hoạch cần ít nhất một mục tiêu và một dịch vụ có người phụ trách.")
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        stands = took(scope=scope, case=case, taking=Taking(step=Step.PLAN_SENT, at=told.at, plan_until=told.ends))
        own = uuid7()
        version = Plan.objects.filter(case=case).count() + 1
        Plan.objects.create(
            id=own,
            case=case,
            number=stands.plan,
            version=version,
            at=told.at or now(),
            by_id=scope.user_id,
            starts=told.starts,
            ends=told.ends,
            uses_money=told.uses_money,
            words_sealed=seal_words(
                {"goals": told.goals, "texts": dict(told.texts)}, key=case.key, about=f"protection_plan.words:{own}"
            ),
        )
        for each in told.services:
            service_id = uuid7()
            words = {"what": each.what, "responsible": each.responsible, "helpers": each.helpers}
            Service.objects.create(
                id=service_id,
                case=case,
                plan_id=own,
                kind=each.kind,
                starts=each.starts,
                ends=each.ends,
                words_sealed=seal_words(words, key=case.key, about=f"protection_service.words:{service_id}"),
            )
        return own


def settle_service(*, scope: Scope, case_id: UUID, service_id: UUID, state: ServiceState, outcome: str) -> None:
    """Say how far a service of the plan in force has come, and what came of it.

    Raises:
        CaseNotFoundError: no such case in sight, or no such service in it.
        ReasonMissingError: it is done or could not be done, and nothing is said of it.
        StepRefusedError: no plan is in force.
    """
    if state in {ServiceState.DONE, ServiceState.NOT_DONE} and not outcome.strip():
        raise ReasonMissingError
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        service = Service.objects.select_for_update().filter(case=case, pk=service_id).first()
        if service is None:
            raise CaseNotFoundError
        took(scope=scope, case=case, taking=Taking(step=Step.SERVED))
        service.state, service.settled_at, service.settled_by_id = state, now(), scope.user_id
        service.outcome_sealed = seal_words(
            outcome.strip(), key=case.key, about=f"protection_service.outcome:{service.id}"
        )
        service.save(update_fields=["state", "settled_at", "settled_by", "outcome_sealed"])


def add_note(*, scope: Scope, case_id: UUID, text: str, attachment_id: UUID | None = None) -> UUID:
    """Write a note into a case, with a file of the vault where there is one.

    Raises:
        CaseNotFoundError: no such case in sight.
        ReasonMissingError: nothing is said.
    """
    if not text.strip():
        raise ReasonMissingError
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        own = uuid7()
        Note.objects.create(
            id=own,
            case=case,
            at=now(),
            by_id=scope.user_id,
            text_sealed=seal_words(text.strip(), key=case.key, about=f"protection_note.text:{own}"),
            attachment_id=attachment_id,
        )
        _record(scope, "protection.add_note", case)
        return own


def save_person(*, scope: Scope, case_id: UUID, role: PersonRole, words: Mapping[str, str]) -> UUID:
    """Name somebody in a case: name, age, relation and where they are, sealed.

    Raises:
        CaseNotFoundError: no such case in sight.
    """
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        own = uuid7()
        sealed: dict[str, Any] = dict(words)
        Person.objects.create(
            id=own,
            case=case,
            role=role,
            words_sealed=seal_words(sealed, key=case.key, about=f"protection_person.words:{own}"),
        )
        _record(scope, "protection.save_person", case)
        return own


def remove_person(*, scope: Scope, case_id: UUID, person_id: UUID) -> None:
    """Take somebody off the people of a case; the row stays.

    Raises:
        CaseNotFoundError: no such case in sight, or nobody of this key in it.
    """
    with as_service():
        case = case_to_work(scope=scope, case_id=case_id)
        if not Person.objects.filter(case=case, pk=person_id, removed_at__isnull=True).update(removed_at=now()):
            raise CaseNotFoundError
        _record(scope, "protection.remove_person", case)


def _record(scope: Scope, action: str, case: Case) -> None:
    record(
        scope=scope,
        action=action,
        record_class=RecordClass.CASE,
        subjects=[case.id],
        place_id=case.commune_id,
    )
