"""A synthetic province in the real database."""

from __future__ import annotations

import pytest
from tests.interfaces.exchange.synth.conftest import TODAY, Maker

from mangnon.core.clock import now
from mangnon.core.places.queries import list_communes
from mangnon.domain.children.models import Child
from mangnon.interfaces.exchange.synth.load import NotEmptyError, load


@pytest.mark.django_db(transaction=True)
def test_province_when_loaded_then_every_child_has_a_commune_and_a_second_load_is_refused(
    places: None, make: Maker
) -> None:
    communes = {place.code: place.id for place in list_communes(on=TODAY)}
    small = make(children=400)
    assert load(province=small, communes=communes, at=now()) == 400
    children = Child.objects.all()
    assert children.count() == 400
    assert all(child.synthetic and child.commune_id and child.open_communes == [] for child in children)
    with pytest.raises(NotEmptyError):
        load(province=small, communes=communes, at=now())
