"""Made-up answers to questionnaires for the sample commune: most are well, one is referred, one shows danger."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import children_of_places
from mangnon.domain.children.upward import dues_at_once
from mangnon.domain.questionnaires.records import Answered
from mangnon.domain.questionnaires.services import record_response
from mangnon.engines.questionnaires.definition import Questionnaire

# Questionnaire, how many children answer it, and what is not well with the last of them.
_ANSWERED: tuple[tuple[str, int, dict[str, object]], ...] = (
    ("dev-12", 4, {"seek": "chua"}),
    ("dev-24", 5, {"lost": "co"}),
    ("dev-36", 4, {}),
    ("wellbeing-10", 3, {"self_harm": "gan_day"}),
)
DAYS_AGO = 20


@transaction.atomic
def sample_responses(*, scope: Scope, commune: PlaceName) -> int:
    """Have some children's questionnaires answered, each as its questionnaire allows.

    Args:
        scope: the machine's own.
        commune: whose children.

    Returns:
        How many were kept.
    """
    forms = {form.code: form for form in shipped_questionnaires()}
    kept = 0
    with dues_at_once():
        for code, count, ill in _ANSWERED:
            form = forms[code]
            for place, child_id in enumerate(_children(scope, commune, form, count)):
                last = place == count - 1
                # A danger is shown half told and today, so that its due is open.
                told = ill if last and form.record_class == "sensitive" else _well(form) | (ill if last else {})
                on = scope.on if last and ill else scope.on - timedelta(days=DAYS_AGO - place)
                answered = Answered(on, form.code, form.version, told, form.answered_by[0])
                record_response(scope=scope, child_id=child_id, told=answered)
                kept += 1
    return kept


def _children(scope: Scope, commune: PlaceName, form: Questionnaire, count: int) -> list[UUID]:
    oldest, youngest = (_months_before(scope.on, months) for months in (form.age_to_months, form.age_from_months + 1))
    with as_service():
        found = children_of_places(scope, RecordClass.ORDINARY, commune_ids=[commune.id], hamlet_ids=[])
        aged = found.filter(birth_date__gt=oldest, birth_date__lte=youngest, birth_precision="day", end_reason="")
        return list(aged.filter(merged_into__isnull=True).order_by("pk").values_list("pk", flat=True)[:count])


def _well(form: Questionnaire) -> dict[str, object]:
    """Return answers that say all is well; questions that only an answer opens stay closed."""
    found: dict[str, object] = {}
    for item in form.items:
        names = [choice.name for choice in form.choices(item)]
        if names and item.relevant is None:
            found[item.name] = "co" if "chua" in names or item.name == "trust" else "khong"
    return found


def _months_before(on: date, months: int) -> date:
    month = on.year * 12 + on.month - 1 - months
    return date(month // 12, month % 12 + 1, min(on.day, 28))
