"""The vaccination card of one child."""

from __future__ import annotations

from datetime import date

from mangnon.core.content.immunization import load_vietnam
from mangnon.domain.immunization.rules import Card, CourseCard, GivenDose, vaccination_card

BORN, TODAY = date(2025, 4, 12), date(2026, 11, 24)


def card_of(*doses: GivenDose, birth: date | None = BORN, on: date = TODAY) -> Card | None:
    return vaccination_card(sex="f", birth=birth, doses=doses, on=on, schedule=load_vietnam())


def row(card: Card | None, antigen: str) -> CourseCard:
    assert card is not None
    return next(each for each in card.rows if each.antigen == antigen)


def test_card_when_doses_are_valid_then_numbered_in_order() -> None:
    card = card_of(GivenDose(date(2025, 8, 20), "vn:PENTA"), GivenDose(date(2025, 6, 20), "vn:PENTA"))
    given = row(card, "DPT").given
    assert [(dose.number, dose.valid) for dose in given] == [(1, True), (2, True)]
    assert given[0].on < given[1].on


def test_card_when_a_dose_is_too_soon_then_not_valid_with_the_reason_and_not_numbered() -> None:
    card = card_of(GivenDose(date(2025, 6, 20), "vn:PENTA"), GivenDose(date(2025, 7, 1), "vn:PENTA"))
    second = row(card, "DPT").given[1]
    assert (second.valid, second.number) == (False, None)
    assert second.reasons
    assert row(card, "DPT").next is not None
    assert row(card, "DPT").next.number == 2  # type: ignore[union-attr]


def test_card_when_a_course_is_complete_then_no_next_dose() -> None:
    bcg = row(card_of(GivenDose(date(2025, 4, 20), "vn:BCG")), "BCG")
    assert bcg.status == "complete"
    assert bcg.next is None
    assert bcg.status_words


def test_card_when_nothing_was_given_then_what_comes_next_stands() -> None:
    measles = row(card_of(), "MEASLES")
    assert measles.given == ()
    assert measles.next is not None
    assert measles.next.recommended == date(2026, 1, 12)
    assert "vn:MEASLES" in measles.next.products


def test_card_when_oral_and_injected_polio_then_a_row_each() -> None:
    card = card_of(GivenDose(date(2025, 6, 20), "vn:BOPV"), GivenDose(date(2025, 9, 20), "vn:IPV"))
    assert [dose.product for dose in row(card, "OPV").given] == ["vn:BOPV"]
    assert [dose.product for dose in row(card, "IPV").given] == ["vn:IPV"]


def test_card_when_it_cannot_be_judged_then_none() -> None:
    assert card_of(birth=None) is None
    assert card_of(birth=date(2027, 1, 1)) is None
    assert card_of(on=date(2025, 4, 1)) is None
