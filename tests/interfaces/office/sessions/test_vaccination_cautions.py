"""Contraindications and postponements in the vaccination session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.test import Client
from tests.interfaces.office.sessions.test_vaccination import TABLE, TWENTY_MONTHS, given, save
from tests.scope.two_communes import MOMENT

from mangnon.domain.immunization.models import Observation
from mangnon.domain.worklist.services import refresh_dues


def test_row_when_a_vaccine_must_not_be_given_then_not_listed_for_it_told_and_asked_about(
    station: Client, child: Callable[..., UUID]
):
    key = child(born=TWENTY_MONTHS)
    Observation.objects.create(
        child_id=key, on=date(2026, 11, 1), code="immunodeficiency_congenital", recorded_at=MOMENT
    )
    refresh_dues(child_ids=[key])
    assert f'name="co-{key}" value="MR"' not in station.get(TABLE).content.decode()
    everybody = station.get(f"{TABLE}&ai=tat-ca").content.decode()
    assert "Chống chỉ định: Suy giảm miễn dịch bẩm sinh" in everybody
    asked = save(station, key, "MR", kham="1").content.decode()
    assert "Trẻ có lưu ý với vắc xin Sởi – Rubella: Suy giảm miễn dịch bẩm sinh." in asked
    assert given(key) == []
