"""The sample commune's made-up answers."""

from __future__ import annotations

from datetime import date

import pytest
from tests.scope.two_communes import TODAY, build

from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child
from mangnon.domain.questionnaires.models import Response
from mangnon.domain.worklist.models import Due
from mangnon.interfaces.exchange.sample_responses import sample_responses

pytestmark = pytest.mark.django_db


def test_sample_responses_when_children_are_there_then_one_is_referred_one_asked_again_and_one_in_danger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    house = build()
    Response.objects.all().delete()
    Due.objects.all().delete()
    for number, born in enumerate(
        [date(2025, 9, 1)] * 4 + [date(2024, 7, 1)] * 5 + [date(2023, 7, 1)] * 4 + [date(2014, 7, 1)] * 3
    ):
        Child.objects.create(
            full_name=f"Trẻ {number}", birth_date=born, birth_precision="day", sex="f", synthetic=True,
            commune_id=house.first.commune_id, hamlet_id=house.first.hamlet_id, search_text=f"tre {number}",
        )  # fmt: skip
    commune = find_commune("05830", on=TODAY)
    assert commune is not None
    assert sample_responses(scope=system_scope(TODAY), commune=commune) == 16
    codes = set(Due.objects.values_list("kind", "code"))
    assert {("screening", "development:positive"), ("screening", "questionnaire:dev-12"), ("visit", "safety")} <= codes
    assert Response.objects.filter(complete=False).count() == 1
