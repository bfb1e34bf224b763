"""Writes of filled-in questionnaires, and loading of instruments."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.content.questionnaires import owed_content
from mangnon.core.content.screening import screening_tests
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.fact_services import child_to_write, find_same, supersede
from mangnon.domain.children.upward import dues_at_once, dues_moved
from mangnon.domain.questionnaires.errors import AnswersRefusedError, InstrumentRefusedError, NotUsableError
from mangnon.domain.questionnaires.models import Instrument, Response
from mangnon.domain.questionnaires.queries import CONTINUED, find_known
from mangnon.domain.questionnaires.records import Answered, Kept
from mangnon.domain.questionnaires.rules import Consequence, consequence
from mangnon.domain.screening.services import Reached, record_screening, withdraw_screening
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.evaluate import Outcome, evaluate
from mangnon.engines.questionnaires.json_form import outcome_tree, to_json
from mangnon.vocab.dated import in_force

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child


def record_response(*, scope: Scope, child_id: UUID, told: Answered) -> Kept:
    """Keep a filled-in form, whole or half done, with what follows from it; handed in twice it is kept once.

    Who may only hand in (``Action.HAND_IN``) has it kept too, and reads nothing of it afterwards.

    Args:
        scope: of who hands it in.
        child_id: of whom it is.
        told: the answers.

    Raises:
        ChildNotFoundError: not within scope.
        NotUsableError: no such questionnaire, or without words or licence.
        AnswersRefusedError: nothing was answered, or by nobody it foresees.
    """
    questionnaire = _usable(scope, told)
    record_class = RecordClass(questionnaire.record_class)
    child = _child(scope, child_id, record_class)
    outcome = evaluate(
        questionnaire=questionnaire,
        answers=told.answers,
        age_days=(told.on - child.birth_date).days if child.birth_date and child.birth_precision == "day" else None,
    )
    if not _as_told(questionnaire, told):
        raise AnswersRefusedError("Chưa có câu nào được trả lời; hãy trả lời ít nhất một câu.")
    follows = _consequence(questionnaire, outcome, told.on)
    fact = _fact(scope, child.pk, told, questionnaire, outcome, follows)
    with as_service():
        same = find_same(fact=fact)
        if same:
            return Kept(same.pk, questionnaire, outcome)
        with dues_at_once():
            earlier = _supersede_earlier(scope, child.pk, told, follows)
            fact.step_id = earlier.step_id if earlier and earlier.step_id else None
            if follows.state and fact.step_id is None:
                fact.step_id = _record_step(scope, child.pk, told.on, questionnaire, follows)
            fact.save()
            record(
                scope=scope, action="questionnaires.record_response", record_class=record_class, subjects=[child.pk],
                detail={"questionnaire": questionnaire.code},
            )  # fmt: skip
            dues_moved([child.pk])
    return Kept(fact.pk, questionnaire, outcome)


def withdraw_response(*, scope: Scope, fact_id: UUID, reason: str) -> None:
    """Withdraw a wrong one with the step it led to; both stay with the reason.

    Raises:
        ChildNotFoundError: not within scope, or no longer standing.
    """
    with as_service():
        wrong = Response.objects.select_for_update().filter(pk=fact_id, superseded_at__isnull=True).first()
    if wrong is None:
        raise ChildNotFoundError
    record_class = RecordClass(wrong.record_class)
    child = child_to_write(scope=scope, child_id=wrong.child_id, record_class=record_class)
    with as_service(), dues_at_once():
        supersede(fact=wrong, reason=reason)
        if wrong.step_id and not _step_shared(wrong):
            with suppress(ChildNotFoundError):  # somebody withdrew or corrected the step itself before
                withdraw_screening(scope=scope, fact_id=wrong.step_id, reason=reason)
        record(
            scope=scope, action="questionnaires.withdraw_response", record_class=record_class, subjects=[child.pk],
            detail={"questionnaire": wrong.code},
        )  # fmt: skip
        dues_moved([child.pk])


def settle_danger(*, scope: Scope, fact_id: UUID, on: date, state: str, note: str) -> None:
    """Say that a child whose answers showed danger has been met, and how it goes on.

    Args:
        scope: of who met the child; must be able to write records of the questionnaire's class.
        fact_id: the response.
        on: the day of the meeting.
        state: of the screening: ``normal``, ``referred`` or ``seen``.
        note: what the next one must know.

    Raises:
        ChildNotFoundError: not within scope, or no longer standing.
        AnswersRefusedError: the state says nothing of a meeting.
    """
    with as_service():
        told = Response.objects.filter(pk=fact_id, superseded_at__isnull=True, safety_hours__isnull=False).first()
    known = find_known(scope=scope, code=told.code, version=told.version) if told else None
    if told is None or known is None or not known.questionnaire.screening_kind:
        raise ChildNotFoundError
    if state not in {"normal", "referred", "seen"}:
        raise AnswersRefusedError("Hãy chọn đã gặp em và việc tiếp theo.")
    reached = Reached(on=on, kind=known.questionnaire.screening_kind, state=state, note=note[:300])
    with as_service():
        record_screening(scope=scope, child_id=told.child_id, told=reached)
        record(
            scope=scope, action="questionnaires.settle_danger", record_class=RecordClass(told.record_class),
            subjects=[told.child_id],
        )  # fmt: skip


def load_instrument(*, scope: Scope, questionnaire: Questionnaire, licence_note: str) -> bool:
    """Keep a version of a questionnaire with its licence; a kept version is never changed.

    Args:
        scope: of who loads it.
        questionnaire: as read from its file.
        licence_note: by which permission its words may be used.

    Returns:
        Whether it is new; the same again changes nothing.

    Raises:
        NotYoursError: not loaded by a command of the machine's administrator.
        InstrumentRefusedError: no words, no licence note, or other words under a kept version.
    """
    if not scope.system:
        raise NotYoursError("Chỉ người quản trị máy chủ nạp bảng hỏi, bằng lệnh mangnon questionnaire load.")
    note = " ".join(licence_note.split())[:500]
    if len(note) < 10:
        raise InstrumentRefusedError("Cần ghi giấy phép: ai cho phép, văn bản nào, ngày nào.")
    if questionnaire.wordless:
        raise InstrumentRefusedError(
            f"Còn {len(questionnaire.wordless)} câu chưa có lời, từ câu {questionnaire.wordless[0]}; hãy điền đủ lời."
        )
    text = to_json(questionnaire)
    with as_service():
        held = Instrument.objects.filter(code=questionnaire.code, version=questionnaire.version).first()
        if held is not None:
            if held.definition != text:
                raise InstrumentRefusedError(
                    f"Bảng hỏi {questionnaire.code} phiên bản {questionnaire.version} đã nạp với lời khác; "
                    "hãy đổi số phiên bản trong trang settings."
                )
            return False
        Instrument.objects.create(
            code=questionnaire.code, version=questionnaire.version, definition=text, licence_note=note,
            loaded_at=now(), loaded_by=scope.user_id,
        )  # fmt: skip
        record(
            scope=scope, action="questionnaires.load_instrument", record_class=RecordClass.PUBLIC, subjects=[],
            detail={"questionnaire": questionnaire.code},
        )  # fmt: skip
    return True


def _usable(scope: Scope, told: Answered) -> Questionnaire:
    known = find_known(scope=scope, code=told.code, version=told.version)
    if known is None:
        raise NotUsableError("Không có bảng hỏi này; hãy mở lại từ trang của trẻ.")
    if not known.usable:
        raise NotUsableError(
            "Bảng hỏi này chưa dùng được: chưa có lời câu hỏi hoặc chưa có giấy phép. Hãy báo người quản trị."
        )
    if told.answered_by not in known.questionnaire.answered_by:
        raise AnswersRefusedError("Hãy chọn ai trả lời.")
    return known.questionnaire


def _as_told(questionnaire: Questionnaire, told: Answered) -> dict[str, object]:
    """Return every answer that was given, also what cannot be read and what stands on a branch that closed."""
    known = questionnaire.by_name
    return {
        name: value
        for name, value in told.answers.items()
        if name in known and value not in (None, []) and not (isinstance(value, str) and not value.strip())
    }


def _child(scope: Scope, child_id: UUID, record_class: RecordClass) -> Child:
    """Return the child, locked: of who may write this class, or may at least hand in."""
    try:
        return child_to_write(scope=scope, child_id=child_id, record_class=record_class)
    except ChildNotFoundError:
        return child_to_write(scope=scope, child_id=child_id, record_class=record_class, action=Action.HAND_IN)


def _consequence(questionnaire: Questionnaire, outcome: Outcome, on: date) -> Consequence:
    test = screening_tests(on).get(questionnaire.screening_kind)
    held = in_force(owed_content().versions, on=on)
    return consequence(
        questionnaire=questionnaire,
        outcome=outcome,
        known_findings=[each.code for each in test.findings] if test else [],
        danger_hours=int(held.values["danger_hours"]) if held else 24,
    )


def _supersede_earlier(scope: Scope, child_id: UUID, told: Answered, follows: Consequence) -> Response | None:
    """Let the form it goes on from stand no more; a danger told there is never taken back by going on."""
    if told.continues is None:
        return None
    earlier = Response.objects.filter(
        pk=told.continues, child_id=child_id, code=told.code, recorded_by=scope.user_id, complete=False,
        superseded_at__isnull=True,
    ).first()  # fmt: skip
    if earlier is None or (earlier.safety_hours is not None and follows.safety_hours is None):
        return None
    supersede(fact=earlier, reason=CONTINUED)
    return earlier if follows.state == "positive" else None


def _record_step(scope: Scope, child_id: UUID, on: date, questionnaire: Questionnaire, follows: Consequence) -> UUID:
    # Who hands in need not be allowed to write what follows: the house writes it in their name.
    reached = Reached(on=on, kind=questionnaire.screening_kind, state=follows.state, findings=follows.findings)
    house = replace(scope, system=True)
    return record_screening(scope=house, child_id=child_id, told=reached, source=f"bảng hỏi {questionnaire.code}")


def _step_shared(wrong: Response) -> bool:
    others = Response.objects.filter(step_id=wrong.step_id, superseded_at__isnull=True)
    return others.exclude(pk=wrong.pk).exists()


def _fact(
    scope: Scope, child_id: UUID, told: Answered, questionnaire: Questionnaire, outcome: Outcome, follows: Consequence
) -> Response:
    return Response(
        child_id=child_id,
        on=told.on,
        code=questionnaire.code,
        version=questionnaire.version,
        record_class=questionnaire.record_class,
        answered_by=told.answered_by,
        answers=_as_told(questionnaire, told),
        outcome=outcome_tree(outcome),
        complete=outcome.complete,
        safety_hours=follows.safety_hours,
        repeat_days=follows.repeat_days,
        recorded_at=now(),
        recorded_by=scope.user_id,
        source="nhập tay",
    )
