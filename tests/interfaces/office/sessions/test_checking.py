"""The check-up session: one row tells eyes, teeth and the general check."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from django.test import Client

from mangnon.core.scope.rights import Role
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.models import Due

pytestmark = pytest.mark.django_db
TABLE = "?ngay=24/11/2026&ai=tat-ca"


@pytest.fixture
def station(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.HEALTH_STATION)


@pytest.fixture
def pupil(child: Callable[..., UUID]) -> UUID:
    return child(name="Nông Thị Trò", born=date(2018, 5, 20))


def _row(client: Client, key: UUID, **cells: str) -> str:
    answer = client.post(f"/dot/kham/{key}/{TABLE}", {f"{name}-{key}": value for name, value in cells.items()})
    assert answer.status_code == 200
    return answer.content.decode()


def _standing(key: UUID) -> dict[str, tuple[str, dict[str, object], list[str]]]:
    found = Screening.objects.filter(child_id=key, superseded_at__isnull=True)
    return {step.kind: (step.state, step.measured, step.findings) for step in found}


def test_row_when_filled_then_three_tests_with_their_verdicts_are_kept(station: Client, pupil: UUID) -> None:
    assert Due.objects.filter(child_id=pupil, code="checkup:2026").exists()
    text = _row(station, pupil, mp="4", mt="9", sau="0", tram="1", tc="good")
    assert "Đã lưu" in text
    assert "Mắt phải 4/10, mắt trái 9/10" in text
    assert _standing(pupil) == {
        "vision": ("positive", {"right_tenths": 4, "left_tenths": 9}, ["low_vision"]),
        "dental": ("normal", {"decayed": 0, "filled": 1}, []),
        "checkup": ("normal", {"general": "good"}, []),
    }
    codes = set(Due.objects.filter(child_id=pupil, kind="screening").values_list("code", flat=True))
    assert codes == {"vision:positive"}


def test_row_when_only_some_is_told_or_wrong_then_said_and_nothing_is_kept(station: Client, pupil: UUID) -> None:
    assert "cả hai mắt" in _row(station, pupil, mp="4")
    assert "nằm ngoài khoảng 0 đến 32" in _row(station, pupil, sau="99")
    assert _standing(pupil) == {}


def test_row_when_changed_by_who_saw_it_then_corrected_and_when_emptied_then_asked(
    station: Client, pupil: UUID
) -> None:
    _row(station, pupil, sau="2")
    shown = str(Screening.objects.get(child_id=pupil, superseded_at__isnull=True).pk)
    assert "Đã lưu" in _row(station, pupil, sau="3", cu=shown)
    assert _standing(pupil)["dental"][1] == {"decayed": 3}
    shown = str(Screening.objects.get(child_id=pupil, superseded_at__isnull=True).pk)
    assert "Bỏ kết quả răng đã ghi?" in _row(station, pupil, cu=shown)
    assert _standing(pupil)
    _row(station, pupil, cu=shown, dung="|||||||")
    assert _standing(pupil) == {}


def test_row_when_somebody_else_told_meanwhile_then_asked_before_it_is_replaced(station: Client, pupil: UUID) -> None:
    _row(station, pupil, sau="2")
    assert "đã có người ghi" in _row(station, pupil, sau="0")
    assert _standing(pupil)["dental"][1] == {"decayed": 2}


def test_table_when_sent_whole_then_every_row_is_saved(station: Client, pupil: UUID) -> None:
    cells = {f"mp-{pupil}": "10", f"mt-{pupil}": "10", f"sau-{pupil}": "0"}
    assert station.post(f"/dot/kham/{TABLE}", cells).status_code == 302
    assert set(_standing(pupil)) == {"vision", "dental"}
    assert 'value="10"' in station.get(f"/dot/kham/{TABLE}").content.decode()


def test_table_when_only_those_due_then_who_was_examined_lately_is_left_out(station: Client, pupil: UUID) -> None:
    assert "Nông Thị Trò" in station.get("/dot/kham/?ngay=24/11/2026").content.decode()
    station.post(f"/dot/kham/{pupil}/?ngay=01/11/2026&ai=tat-ca", {f"tc-{pupil}": "good"})
    assert "Nông Thị Trò" not in station.get("/dot/kham/?ngay=24/11/2026").content.decode()


def test_table_when_opened_by_a_school_then_its_pupils_only_and_no_file(
    client_of: Callable[[Role], Client], pupil: UUID
) -> None:
    school = client_of(Role.SCHOOL)
    text = school.get(f"/dot/kham/{TABLE}").content.decode()
    assert "OrdinaryAlpha" in text
    assert "Nông Thị Trò" not in text
    assert school.get(f"/dot/kham/phieu.xlsx{TABLE}").status_code == 404
    assert "Phiếu khám" in school.get(f"/dot/kham/{TABLE}&in=1").content.decode()


def test_sheet_when_taken_out_then_names_and_empty_boxes(station: Client, pupil: UUID) -> None:
    answer = station.get(f"/dot/kham/phieu.xlsx{TABLE}")
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert "Mắt phải, /10" in rows[3]
    assert any("Nông Thị Trò" in row for row in rows)
