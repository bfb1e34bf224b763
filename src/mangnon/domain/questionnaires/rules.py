"""What an outcome means for what is owed and recorded; decides, and touches nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mangnon.engines.questionnaires.definition import Action, Questionnaire
from mangnon.engines.questionnaires.evaluate import Outcome


@dataclass(frozen=True)
class Consequence:
    """What follows from an outcome.

    Args:
        safety_hours: the child must be met within so many hours; None where no answer shows danger.
        repeat_days: asked again after so many days; None where not.
        state: of the screening's step: ``positive``, ``normal``, or empty where nothing is to be recorded.
        findings: codes of the test that the actions speak of.
    """

    safety_hours: int | None
    repeat_days: int | None
    state: str
    findings: tuple[str, ...]


def consequence(
    *, questionnaire: Questionnaire, outcome: Outcome, known_findings: Collection[str], danger_hours: int
) -> Consequence:
    """Return what follows from an outcome.

    A half-filled form says only what was said: danger and referral hold, that all is well does not.

    Args:
        questionnaire: which was filled in.
        outcome: of its answers.
        known_findings: codes of the findings of its screening test.
        danger_hours: within how many hours a child in danger is met, where the questionnaire says nothing.
    """
    fired = fired_actions(questionnaire=questionnaire, outcome=outcome)
    kinds = {action.kind for action in fired}
    hours = [action.hours or danger_hours for action in fired if action.kind == "safety"]
    days = [action.days for action in fired if action.kind == "repeat" and action.days]
    suspected = bool({"refer", "safety"} & kinds)
    codes = [action.code for action in fired if action.kind in {"refer", "safety"}]
    findings = tuple(dict.fromkeys(code for code in codes if code in known_findings))
    if suspected and not findings and len(known_findings) == 1:  # a test that looks for one thing found it
        findings = tuple(known_findings)
    state = ""
    if questionnaire.screening_kind:
        if suspected:
            state = "positive"
        elif outcome.complete and "repeat" not in kinds:
            state = "normal"
    # Who was referred is followed there; the questions are not asked again beside it.
    repeat = min(days) if days and not suspected and outcome.complete else None
    return Consequence(min(hours, default=None), repeat, state, findings)


def fired_actions(*, questionnaire: Questionnaire, outcome: Outcome) -> tuple[Action, ...]:
    """Return the actions that apply, the gravest first."""
    grave = ("danger", "high", "medium", "low")
    codes = {fired.code for fired in outcome.actions}
    held = [action for action in questionnaire.actions if action.code in codes]
    return tuple(sorted(held, key=lambda action: grave.index(action.severity)))


def is_usable(*, questionnaire: Questionnaire, licence_note: str) -> bool:
    """Tell whether it may be filled in: it has words, and where they are someone else's, a licence note."""
    return not questionnaire.wordless and (not questionnaire.restricted or bool(licence_note.strip()))


def fits_age(*, questionnaire: Questionnaire, age_months: int | None) -> bool:
    """Tell whether it is meant for a child of so many whole months; of unknown age: yes."""
    return age_months is None or questionnaire.age_from_months <= age_months < questionnaire.age_to_months
