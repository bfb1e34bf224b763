"""The list of open paths: counts that open down to children, never to those whose records are not the reader's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import MOMENT, TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.services import refresh_dues

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(house: TwoCommunes, child: Callable[..., UUID]) -> dict[str, UUID]:
    """Children with one open path each, and one of the other commune."""
    found = {}
    for name, kind, state, on in (
        ("Lý Thị Mắt", "vision", "positive", date(2026, 9, 1)),
        ("Lý Thị Mất", "heel_prick", "lost", date(2026, 11, 1)),
        ("Lý Thị Từ", "hearing", "refused", date(2026, 11, 20)),
        ("Lý Thị Xong", "dental", "normal", date(2026, 11, 20)),
        ("Lý Thị Kín", "mental_health", "positive", date(2026, 11, 20)),
    ):
        found[name] = child(name=name, born=date(2019, 11, 1))
        Screening.objects.create(
            child_id=found[name], on=on, kind=kind, state=state, recorded_at=MOMENT, findings=["x"]
        )
    other = house.second.child_id
    Screening.objects.create(child_id=other, on=date(2026, 9, 1), kind="vision", state="lost", recorded_at=MOMENT)
    refresh_dues(child_ids=[*found.values(), house.first.child_id, other])
    return found


def _text(client: Client, query: str = "") -> str:
    answer = client.get(f"/sang-loc/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_list_when_opened_by_the_station_then_every_open_path_of_its_own_and_no_other(
    client_of: Callable[[Role], Client], opened: dict[str, UUID]
) -> None:
    text = _text(client_of(Role.HEALTH_STATION))
    assert all(name in text for name in ("Lý Thị Mắt", "Lý Thị Mất", "Lý Thị Từ"))
    assert "Lý Thị Xong" not in text
    assert "Lý Thị Kín" not in text
    assert "OrdinaryOmega" not in text
    assert AuditEntry.objects.filter(action="screening.open_follow_up").exists()


def test_list_when_narrowed_then_only_those(client_of: Callable[[Role], Client], opened: dict[str, UUID]) -> None:
    station = client_of(Role.HEALTH_STATION)
    assert "Lý Thị Mất" not in _text(station, "?loai=vision")
    lost = _text(station, "?buoc=mat-dau")
    assert "Lý Thị Mất" in lost
    assert "Tìm lại trẻ" in lost
    assert "Lý Thị Mắt" not in lost
    assert "Lý Thị Từ" not in _text(station, "?khi=tre")


def test_list_when_opened_by_who_keeps_sensitive_records_then_the_closely_kept_path_too(
    client_of: Callable[[Role], Client], opened: dict[str, UUID]
) -> None:
    assert "Lý Thị Kín" in _text(client_of(Role.COMMUNE_OFFICER))


def test_counts_when_opened_by_a_leader_then_communes_and_no_child(
    client_of: Callable[[Role], Client], opened: dict[str, UUID]
) -> None:
    text = _text(client_of(Role.PROVINCE_LEADER))
    assert "Xã Alpha" in text
    assert "Xã Omega" in text
    assert "Lý Thị" not in text
    narrowed = _text(client_of(Role.PROVINCE_LEADER), "?xa=05830")
    assert "Lý Thị" not in narrowed


def test_counts_when_the_province_opens_a_commune_then_its_children(
    client_of: Callable[[Role], Client], opened: dict[str, UUID]
) -> None:
    office = client_of(Role.PROVINCE_OFFICER)
    assert "Lý Thị" not in _text(office)
    assert "Lý Thị Mắt" in _text(office, "?xa=05830&loai=vision")
    assert "OrdinaryOmega" in _text(office, "?xa=05833&buoc=mat-dau")


def test_list_when_opened_by_a_body_without_health_rights_then_it_is_not_there(
    client_of: Callable[[Role], Client],
) -> None:
    assert client_of(Role.PARTNER_BODY).get("/sang-loc/").status_code == 404
