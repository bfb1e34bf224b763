"""The sample commune's screenings: the same each time, of its own children, with their dues derived."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.scope.two_communes import TODAY, build

from mangnon.core.places.queries import names_of
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.models import Due
from mangnon.interfaces.exchange.sample_screenings import sample_screenings


@pytest.mark.django_db(transaction=True)
def test_sample_when_made_then_children_of_the_commune_have_paths_and_dues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    house = build()
    Screening.objects.all().delete()
    for number in range(60):
        Child.objects.create(
            full_name=f"Trẻ {number}", birth_date=date(2022, 1, 1) + timedelta(days=29 * number),
            birth_precision="day", commune_id=house.first.commune_id, search_text="",
        )  # fmt: skip
    commune = names_of([house.first.commune_id], on=TODAY)[house.first.commune_id]
    count = sample_screenings(scope=system_scope(TODAY), commune=commune)
    made = Screening.objects.filter(child__commune_id=house.first.commune_id)
    assert made.count() == count == Screening.objects.count()
    assert count > 60
    assert made.filter(kind="heart", state="normal", measured__has_key="foot").exists()
    assert Due.objects.filter(kind="screening", child__commune_id=house.first.commune_id).exists()
