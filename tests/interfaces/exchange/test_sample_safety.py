"""Made-up accidents of a small commune: at least so many, every part of the room, the same each time."""

from __future__ import annotations

from datetime import date

import pytest
from tests.scope.two_communes import TODAY, build

from mangnon.config.wiring import connect
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child
from mangnon.domain.safety.models import Hazard, HazardStep, HomeCheck, Incident, Lesson, Review, Skill
from mangnon.interfaces.exchange.sample_safety import sample_safety

pytestmark = pytest.mark.django_db


def test_samples_when_made_then_marked_and_of_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    connect()
    house = build()
    for model in (Review, Incident, Skill, Lesson, HazardStep, Hazard, HomeCheck):
        model.objects.all().delete()  # type: ignore[attr-defined]
    Child.objects.update(synthetic=True)
    for number in range(30):
        Child.objects.create(
            full_name=f"Lý Văn {number}", birth_date=date(2012 + number % 13, 3, 1), birth_precision="day", sex="m",
            commune_id=house.first.commune_id, hamlet_id=house.first.hamlet_id, search_text="", synthetic=True,
        )  # fmt: skip
    commune = find_commune("05830", on=TODAY)
    assert commune is not None
    count = sample_safety(scope=system_scope(TODAY), communes=[commune], at_least=10)
    assert count >= 10
    assert Incident.objects.count() >= 10
    assert Incident.objects.filter(outcome="death", child__isnull=True).exists()
    assert not Incident.objects.filter(child__isnull=True, synthetic=False).exists()
    assert not Hazard.objects.filter(synthetic=False).exists()
    assert Hazard.objects.count() >= 4
    assert Skill.objects.exists()
    assert HomeCheck.objects.exists()
    assert set(Incident.objects.values_list("commune_id", flat=True)) == {house.first.commune_id}
