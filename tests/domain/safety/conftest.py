"""Two communes with a child each, and scopes by role; the clock stands on 24/11/2026."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.safety.models import Hazard, HazardStep, HomeCheck, Incident, Lesson, Review, Skill
from mangnon.domain.safety.records import Happened, Spot


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """The two communes, without anything of this room yet."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    made = build()
    for model in (Review, Incident, Skill, Lesson, HazardStep, Hazard, HomeCheck):
        model.objects.all().delete()  # type: ignore[attr-defined]
    return made


@pytest.fixture
def scope_of(house: TwoCommunes) -> Callable[[Role], Scope]:
    """The scope of a role in the first commune, or over the province."""
    return lambda role: get_scope(user_id=house.users[role].pk, user_name=role.value, on=TODAY)


@pytest.fixture
def happened(house: TwoCommunes) -> Callable[..., Happened]:
    """Tells an accident in the first commune's hamlet."""

    def tell(**more: object) -> Happened:
        spot = Spot(house.first.commune_id, house.first.hamlet_id, "ao sau nhà văn hóa")
        told: dict[str, object] = {"on": date(2026, 11, 20), "kind": "drowning", "outcome": "hospital", "spot": spot}
        return Happened(**{**told, **more})  # type: ignore[arg-type]

    return tell
