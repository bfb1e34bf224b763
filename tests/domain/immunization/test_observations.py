"""Contraindications and postponements of a child: recorded, withdrawn, read by the dues."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from tests.domain.dues_tables import children, facts, told
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.audit.models import AuditEntry
from mangnon.core.content.dated import read_versions
from mangnon.core.content.immunization import load_conditions, load_vietnam
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Child
from mangnon.domain.immunization.dues import FACTS, DoseContent, dues
from mangnon.domain.immunization.errors import ObservationError
from mangnon.domain.immunization.models import Observation
from mangnon.domain.immunization.queries import list_observations, observations_of
from mangnon.domain.immunization.rules import Seen, barred_by
from mangnon.domain.immunization.services import Observed, record_observation, withdraw_observation
from mangnon.domain.worklist.models import Due
from mangnon.domain.worklist.services import refresh_dues

CONTENT = DoseContent(load_vietnam(), read_versions("immunization/catch_up.yaml"))


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


def scope(house: TwoCommunes, role: Role = Role.HEALTH_STATION) -> Scope:
    return get_scope(user_id=house.users[role].pk, user_name="Người", on=TODAY)


@pytest.fixture
def baby(house: TwoCommunes) -> UUID:
    """A child of nine months who is owed measles now."""
    kept = Child.objects.create(
        full_name="Nông Văn Bé", birth_date=date(2026, 2, 10), birth_precision="day", sex="m",
        commune_id=house.first.commune_id, hamlet_id=house.first.hamlet_id, search_text="nong van be",
    )  # fmt: skip
    refresh_dues(child_ids=[kept.id])
    return kept.id


def owed(key: UUID) -> dict[str, date]:
    found = Due.objects.filter(child_id=key, kind="dose").values_list("code", "window_from")
    return {code.partition(":")[0]: opens for code, opens in found}


def test_observation_when_recorded_then_the_dues_forget_what_must_not_be_given_and_get_it_back(
    house: TwoCommunes, baby: UUID
) -> None:
    assert "MEASLES" in owed(baby)
    told_ = Observed(on=date(2026, 11, 20), code="immunodeficiency_congenital")
    key = record_observation(scope=scope(house), child_id=baby, observed=told_)
    assert "MEASLES" not in owed(baby)
    assert record_observation(scope=scope(house), child_id=baby, observed=told_) == key
    withdraw_observation(scope=scope(house), fact_id=key, reason="ghi nhầm trẻ")
    assert "MEASLES" in owed(baby)
    kept = Observation.objects.get(child_id=baby)
    assert kept.superseded_reason == "ghi nhầm trẻ"
    actions = set(AuditEntry.objects.filter(action__startswith="immunization.").values_list("action", flat=True))
    assert actions == {"immunization.record_observation", "immunization.withdraw_observation"}


def test_observation_when_it_postpones_then_the_window_moves(house: TwoCommunes, baby: UUID) -> None:
    record_observation(
        scope=scope(house), child_id=baby, observed=Observed(on=date(2026, 11, 20), code="immunosuppressive_treatment")
    )
    assert owed(baby)["MEASLES"] == date(2026, 12, 4)


def test_observation_when_read_then_as_the_engine_takes_it(house: TwoCommunes, baby: UUID) -> None:
    record_observation(
        scope=scope(house), child_id=baby,
        observed=Observed(on=date(2026, 11, 20), code="anaphylaxis", product="vn:PENTA"),
    )  # fmt: skip
    standing = observations_of(scope=scope(house), child_ids=[baby])[baby]
    assert [one.code for one in standing] == ["anaphylaxis@vn:PENTA"]
    assert "PENTA" not in owed(baby)
    assert len(list_observations(scope=scope(house), child_id=baby)) == 1
    assert list_observations(scope=scope(house, Role.SYSTEM_ADMINISTRATOR), child_id=baby) == []


@pytest.mark.parametrize(
    "told_",
    [
        Observed(on=TODAY, code="moonlight"),
        Observed(on=TODAY, code="anaphylaxis"),
        Observed(on=TODAY, code="anaphylaxis", product="vn:NOTHING"),
        Observed(on=TODAY, code="intussusception", product="vn:ROTA"),
        Observed(on=TODAY, code="intussusception", until=date(2027, 1, 1)),
        Observed(on=TODAY, code="acute_illness", until=TODAY),
    ],
)
def test_observation_when_it_cannot_be_meant_then_refused(house: TwoCommunes, baby: UUID, told_: Observed) -> None:
    with pytest.raises(ObservationError):
        record_observation(scope=scope(house), child_id=baby, observed=told_)
    assert not Observation.objects.filter(child_id=baby).exists()


def test_observation_when_the_child_is_out_of_reach_then_not_found(house: TwoCommunes) -> None:
    told_ = Observed(on=TODAY, code="intussusception")
    with pytest.raises(ChildNotFoundError):
        record_observation(scope=scope(house), child_id=house.second.child_id, observed=told_)


def test_dues_when_somebody_must_not_get_a_vaccine_then_only_that_child_is_not_asked_for_it() -> None:
    born = date(2026, 2, 10)
    seen = {"child": 1, "on": date(2026, 3, 1), "id": b"\1" * 16, "code": "immunodeficiency_congenital"}
    both = children({"birth_date": born}, {"birth_date": born})
    found = told(dues(children=both, facts=facts(FACTS, seen), content=CONTENT, today=TODAY))
    live = [(child, code.partition(":")[0]) for child, _, code, *_ in found if code.startswith(("MEASLES", "BCG"))]
    assert set(live) == {(0, "MEASLES"), (0, "BCG")}


def test_barred_when_several_speak_then_a_contraindication_before_a_postponement_and_only_while_it_holds() -> None:
    conditions = load_conditions()
    seen = [
        Seen(date(2026, 10, 1), "immunodeficiency_congenital"),
        Seen(date(2026, 11, 1), "acute_illness", date(2026, 11, 10)),
        Seen(date(2026, 11, 1), "immunoglobulin"),
        Seen(date(2026, 11, 1), "measles_confirmed"),
        Seen(date(2026, 11, 1), "gone_from_the_content"),
    ]
    on = barred_by(seen=seen, conditions=conditions, on=date(2026, 11, 5))
    assert on["vn:MR"] == "Suy giảm miễn dịch bẩm sinh"
    assert on["vn:PENTA"].startswith("Đang mắc bệnh cấp tính")
    after = barred_by(seen=seen[1:], conditions=conditions, on=date(2026, 11, 10))
    assert "vn:PENTA" not in after
    assert after["vn:MR"].startswith("Dùng immunoglobulin")
    assert barred_by(seen=seen[1:], conditions=conditions, on=date(2027, 2, 1)) == {}
