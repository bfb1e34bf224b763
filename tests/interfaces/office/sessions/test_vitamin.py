"""The supplement session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import TwoCommunes

from mangnon.domain.nutrition.models import Supplement
from mangnon.domain.worklist.models import Due

DAY = date(2026, 12, 2)
TABLE = "/dot/vitamin/?ngay=02/12/2026"


@pytest.fixture
def december(monkeypatch: pytest.MonkeyPatch, house: TwoCommunes) -> None:
    """The second day of the round."""
    monkeypatch.setenv("MANGNON_TODAY", DAY.isoformat())


def save(client: Client, key: UUID, *kinds: str, **boxes: str):
    data: dict[str, object] = {f"co-{key}": list(kinds)} | {f"{name}-{key}": text for name, text in boxes.items()}
    return client.post(f"/dot/vitamin/{key}/?ngay=02/12/2026", data)


def taken(key: UUID) -> list[str]:
    rows = Supplement.objects.filter(child_id=key, superseded_at__isnull=True)
    return sorted(rows.values_list("kind", flat=True))


def test_round_when_open_then_lists_who_is_owed_what(
    house: TwoCommunes, december: None, station: Client, child: Callable[..., UUID]
):
    baby, small, large = (
        child(born=date(2026, 9, 1)),
        child("Nông Văn Ba", date(2025, 5, 1)),
        child("Nông Văn Tư", date(2023, 1, 1)),
    )
    page = station.get(TABLE).content.decode()
    assert f'id="fast-{baby}"' not in page
    for key, kinds in ((small, {"vitamin_a"}), (large, {"deworming"})):
        row = page.split(f'id="fast-{key}"')[1].split("</tr>")[0]
        assert {kind for kind in ("vitamin_a", "deworming") if f'value="{kind}"' in row} == kinds


def test_row_when_ticked_then_recorded_and_no_longer_owed_and_unticked_only_when_confirmed(
    december: None, station: Client, child: Callable[..., UUID]
):
    key = child(born=date(2024, 10, 1))
    assert "Đã lưu" in save(station, key, "vitamin_a", "deworming").content.decode()
    assert taken(key) == ["deworming", "vitamin_a"]
    assert not Due.objects.filter(child_id=key, kind="supplement").exists()
    shown = "deworming@2026-12-02,vitamin_a@2026-12-02"
    page = save(station, key, "vitamin_a", cu=shown).content.decode()
    assert "Bỏ lần uống tẩy giun" in page
    assert len(taken(key)) == 2
    save(station, key, "vitamin_a", cu=shown, dung="vitamin_a@2026-12-02|")
    assert taken(key) == ["vitamin_a"]


def test_form_when_posted_whole_then_every_tick_is_recorded(
    december: None, station: Client, child: Callable[..., UUID]
):
    keys = [child(f"Nông Văn {number}", date(2025, 5, 1)) for number in range(3)]
    answer = station.post(TABLE, {f"co-{key}": "vitamin_a" for key in keys[:2]})
    assert answer.status_code == 302
    assert [taken(key) for key in keys] == [["vitamin_a"], ["vitamin_a"], []]


def test_kind_when_it_is_none_of_the_two_then_ignored(december: None, station: Client, child: Callable[..., UUID]):
    key = child(born=date(2025, 5, 1))
    save(station, key, "iron")
    assert taken(key) == []


def test_child_when_out_of_reach_then_not_found(house: TwoCommunes, december: None, station: Client):
    before = Supplement.objects.count()
    assert save(station, house.second.child_id, "deworming").status_code == 404
    assert Supplement.objects.count() == before
