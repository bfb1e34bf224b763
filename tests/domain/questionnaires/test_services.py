"""Forms kept whole or half done; danger is owed to those who may know, whoever handed it in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.scope.two_communes import TODAY, TwoCommunes

from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.roles import become_user
from mangnon.core.scope.scope import Scope, system_scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Child
from mangnon.domain.questionnaires.errors import AnswersRefusedError, InstrumentRefusedError, NotUsableError
from mangnon.domain.questionnaires.models import Instrument, Response
from mangnon.domain.questionnaires.queries import find_known, find_response, list_offered, list_responses
from mangnon.domain.questionnaires.records import Answered
from mangnon.domain.questionnaires.services import (
    load_instrument,
    record_response,
    settle_danger,
    withdraw_response,
)
from mangnon.domain.screening.models import Screening
from mangnon.domain.screening.services import Reached, record_screening
from mangnon.domain.worklist.models import Due
from mangnon.engines.questionnaires.definition import Questionnaire, Words

DANGER = {"self_harm": "gan_day"}


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    user = house.users[role]
    return get_scope(user_id=user.id, user_name=str(user), on=TODAY)


@contextmanager
def as_reader(scope: Scope) -> Iterator[None]:
    """Be held to what the database itself lets this user see."""
    with transaction.atomic():
        assert scope.user_id
        become_user(user_id=scope.user_id, on=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def pupil(house: TwoCommunes) -> TwoCommunes:
    """The first commune's child is eleven; nothing of the mind is known of it yet."""
    Child.objects.filter(pk=house.first.child_id).update(birth_date=date(2015, 5, 1))
    Screening.objects.filter(child_id=house.first.child_id, kind="mental_health").delete()
    return house


def form(code: str) -> Questionnaire:
    return next(each for each in shipped_questionnaires() if each.code == code)


def told(code: str, answers: dict[str, object], **more: object) -> Answered:
    held = form(code)
    return Answered(TODAY, code, held.version, answers, held.answered_by[0], **more)  # type: ignore[arg-type]


def well(code: str, **but: object) -> dict[str, object]:
    """All answers that say all is well, but for some."""
    held, found = form(code), {}
    for item in held.items:
        if item.list and item.relevant is None:
            names = {choice.name for choice in held.choices(item)}
            good = "co" if "chua" in names else "khong"
            found[item.name] = "co" if item.name == "trust" else good
    return found | but


def test_record_response_when_whole_and_well_then_kept_with_outcome_and_a_normal_step(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    kept = record_response(scope=scope, child_id=house.first.child_id, told=told("dev-24", well("dev-24")))
    response = find_response(scope=scope, child_id=house.first.child_id, key=kept.key)
    assert response is not None
    assert response.complete
    assert response.outcome["scores"]["not_yet"] == {"value": 0, "band": "none"}
    step = Screening.objects.get(pk=response.step_id)
    assert (step.kind, step.state, step.recorded_by) == ("development", "normal", scope.user_id)


def test_record_response_when_a_skill_was_lost_then_referred_and_the_specialist_is_owed(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.COLLABORATOR)
    record_response(scope=scope, child_id=house.first.child_id, told=told("dev-24", well("dev-24", lost="co")))
    due = Due.objects.get(child_id=house.first.child_id, code="development:positive")
    assert due.window_to == TODAY + timedelta(days=30)


def test_record_response_when_said_twice_then_kept_once(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    keys = {
        record_response(scope=scope, child_id=house.first.child_id, told=told("dev-24", well("dev-24"))).key
        for _ in range(2)
    }
    assert len(keys) == 1
    assert Screening.objects.filter(child_id=house.first.child_id, kind="development").count() == 1


def test_questionnaire_when_answered_then_no_longer_owed_and_again_when_withdrawn(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    owed = Due.objects.filter(child_id=house.first.child_id, code="questionnaire:dev-24")
    half = record_response(scope=scope, child_id=house.first.child_id, told=told("dev-24", {"lost": "khong"}))
    assert owed.exists()
    whole = told("dev-24", well("dev-24"), continues=half.key)
    kept = record_response(scope=scope, child_id=house.first.child_id, told=whole)
    assert not owed.exists()
    assert [each.pk for each in list_responses(scope=scope, child_id=house.first.child_id)] == [kept.key]
    withdraw_response(scope=scope, fact_id=kept.key, reason="nhầm trẻ")
    assert owed.exists()
    assert not Screening.objects.filter(
        child_id=house.first.child_id, kind="development", superseded_at__isnull=True
    ).exists()


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.HEALTH_STATION, Role.COLLABORATOR])
def test_danger_when_half_filled_by_who_may_not_read_then_kept_owed_to_the_officer_and_unseen_by_them(
    pupil: TwoCommunes, role: Role
) -> None:
    child_id = pupil.first.child_id
    scope = scope_of(pupil, role)
    kept = record_response(scope=scope, child_id=child_id, told=told("wellbeing-10", dict(DANGER)))
    assert not kept.outcome.complete
    due = Due.objects.get(child_id=child_id, kind="visit", code="safety")
    assert (due.record_class, due.window_to, due.last_fact) == ("sensitive", TODAY + timedelta(days=1), kept.key)
    assert list_responses(scope=scope, child_id=child_id) == []
    with as_reader(scope), connection.cursor() as cursor:
        for table in ("questionnaires_response", "screening_screening", "worklist_due"):
            named = "kind = 'mental_health'" if table == "screening_screening" else "record_class = 'sensitive'"
            if table == "worklist_due":
                named += " AND code = 'safety'"
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {named}")
            assert cursor.fetchone()[0] == 0, table
    officer = scope_of(pupil, Role.COMMUNE_OFFICER)
    assert [each.answers for each in list_responses(scope=officer, child_id=child_id)] == [DANGER]
    with as_reader(officer), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM questionnaires_response")
        assert cursor.fetchone()[0] == 1


@pytest.mark.parametrize("role", [Role.COMMUNE_CHAIR, Role.PROVINCE_LEADER, Role.AUDITOR, Role.PARTNER_BODY])
def test_record_response_when_neither_writing_nor_handing_in_is_theirs_then_refused(
    pupil: TwoCommunes, role: Role
) -> None:
    with pytest.raises(ChildNotFoundError):
        record_response(
            scope=scope_of(pupil, role), child_id=pupil.first.child_id, told=told("wellbeing-10", dict(DANGER))
        )


def test_record_response_when_handed_in_of_another_commune_then_refused(pupil: TwoCommunes) -> None:
    with pytest.raises(ChildNotFoundError):
        record_response(
            scope=scope_of(pupil, Role.SCHOOL), child_id=pupil.second.child_id,
            told=told("wellbeing-10", dict(DANGER)),
        )  # fmt: skip


def test_danger_when_the_form_goes_on_and_takes_it_back_then_it_still_stands(pupil: TwoCommunes) -> None:
    child_id, scope = pupil.first.child_id, scope_of(pupil, Role.SCHOOL)
    half = record_response(scope=scope, child_id=child_id, told=told("wellbeing-10", dict(DANGER)))
    whole = told("wellbeing-10", well("wellbeing-10"), continues=half.key)
    record_response(scope=scope, child_id=child_id, told=whole)
    assert Due.objects.filter(child_id=child_id, code="safety").exists()
    assert Response.objects.filter(child_id=child_id, superseded_at__isnull=True).count() == 2


def test_danger_when_somebody_says_the_child_was_met_then_no_longer_owed(pupil: TwoCommunes) -> None:
    child_id, officer = pupil.first.child_id, scope_of(pupil, Role.COMMUNE_OFFICER)
    kept = record_response(scope=officer, child_id=child_id, told=told("wellbeing-10", dict(DANGER)))
    settle_danger(scope=officer, fact_id=kept.key, on=TODAY, state="referred", note="đã cùng em gặp bác sĩ")
    assert not Due.objects.filter(child_id=child_id, code="safety").exists()
    again = record_response(scope=officer, child_id=child_id, told=told("wellbeing-10", {"hurt": "co"}))
    assert Due.objects.get(child_id=child_id, code="safety").last_fact == again.key


def test_danger_when_only_another_test_was_done_then_still_owed(pupil: TwoCommunes) -> None:
    child_id, officer = pupil.first.child_id, scope_of(pupil, Role.COMMUNE_OFFICER)
    record_response(scope=officer, child_id=child_id, told=told("wellbeing-10", dict(DANGER)))
    record_screening(scope=officer, child_id=child_id, told=Reached(TODAY, "vision", "normal"))
    record_response(scope=officer, child_id=child_id, told=told("wellbeing-10", well("wellbeing-10")))
    assert Due.objects.filter(child_id=child_id, code="safety").exists()


@pytest.mark.parametrize("role", [Role.SCHOOL, Role.HEALTH_STATION])
def test_settle_danger_when_sensitive_records_are_not_theirs_then_refused(pupil: TwoCommunes, role: Role) -> None:
    scope = scope_of(pupil, role)
    kept = record_response(scope=scope, child_id=pupil.first.child_id, told=told("wellbeing-10", dict(DANGER)))
    with pytest.raises(ChildNotFoundError):
        settle_danger(scope=scope, fact_id=kept.key, on=TODAY, state="normal", note="")
    with pytest.raises(ChildNotFoundError):
        withdraw_response(scope=scope, fact_id=kept.key, reason="nhầm")


def test_record_response_when_nothing_answered_or_by_nobody_foreseen_then_refused(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    with pytest.raises(AnswersRefusedError):
        record_response(scope=scope, child_id=house.first.child_id, told=told("dev-24", {"lost": " ", "else": "x"}))
    by_child = Answered(TODAY, "dev-24", form("dev-24").version, well("dev-24"), "child")
    with pytest.raises(AnswersRefusedError):
        record_response(scope=scope, child_id=house.first.child_id, told=by_child)


def test_record_response_when_an_answer_cannot_be_read_or_its_branch_closed_then_kept_as_told(
    house: TwoCommunes,
) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    held = form("dev-24")
    first = next(item.name for item in held.items if item.list)
    kept = record_response(
        scope=scope, child_id=house.first.child_id, told=told("dev-24", {first: "????", "no such": "x"})
    )
    response = find_response(scope=scope, child_id=house.first.child_id, key=kept.key)
    assert response is not None
    assert response.answers == {first: "????"}
    assert not response.complete


def test_load_instrument_when_not_by_the_machine_then_refused(house: TwoCommunes) -> None:
    with pytest.raises(NotYoursError):
        load_instrument(
            scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), questionnaire=form("dev-24"),
            licence_note="Thư của tác giả ngày 01/11/2026",
        )  # fmt: skip


def test_restricted_instrument_when_only_the_frame_is_shipped_then_not_usable(house: TwoCommunes) -> None:
    scope = scope_of(house, Role.HEALTH_STATION)
    with pytest.raises(NotUsableError):
        record_response(scope=scope, child_id=house.first.child_id, told=told("mchat-r", {"item_1": "co"}))
    assert "mchat-r" not in {known.questionnaire.code for known in list_offered(scope=scope, age_months=24)}


def with_words(version: str = "own-1", words: str = "Câu") -> Questionnaire:
    frame = form("mchat-r")
    items = tuple(
        replace(item, label=Words(f"{words} {number}")) if item.type == "select_one" and not item.label.vi else item
        for number, item in enumerate(frame.items)
    )
    return replace(frame, version=version, items=items)


def test_load_instrument_when_words_and_licence_are_there_then_usable(house: TwoCommunes) -> None:
    scope = system_scope(TODAY)
    note = "Thư cho phép của tác giả ngày 01/10/2026"
    assert load_instrument(scope=scope, questionnaire=with_words(), licence_note=note)
    assert not load_instrument(scope=scope, questionnaire=with_words(), licence_note=note)
    known = find_known(scope=scope, code="mchat-r")
    assert known is not None
    assert (known.usable, known.licence_note) == (True, note)
    answers = {f"item_{n}": "khong" if n in (2, 5, 12) else "co" for n in range(1, 21)}
    station = scope_of(house, Role.HEALTH_STATION)
    kept = record_response(
        scope=station, child_id=house.first.child_id, told=Answered(TODAY, "mchat-r", "own-1", answers, "carer")
    )
    assert next(score for score in kept.outcome.scores if score.name == "total").band == "low"


def test_load_instrument_when_words_or_licence_lack_or_a_version_would_change_then_refused(house: TwoCommunes) -> None:
    scope = system_scope(TODAY)
    note = "Thư cho phép của tác giả ngày 01/10/2026"
    for questionnaire, words in ((form("mchat-r"), note), (with_words(), " ")):
        with pytest.raises(InstrumentRefusedError):
            load_instrument(scope=scope, questionnaire=questionnaire, licence_note=words)
    load_instrument(scope=scope, questionnaire=with_words(), licence_note=note)
    with pytest.raises(InstrumentRefusedError):
        load_instrument(scope=scope, questionnaire=with_words(words="Câu khác"), licence_note=note)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Instrument.objects.update(licence_note="khác")
