"""A hazard goes from whoever saw it to whoever mends it and is checked by somebody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from tests.scope.two_communes import TODAY, TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import PhotoRefusedError
from mangnon.domain.children.portraits import read_portrait
from mangnon.domain.safety.errors import NotThereError, StepRefusedError, ToldWronglyError
from mangnon.domain.safety.hazards import advance_hazard, report_hazard
from mangnon.domain.safety.models import Hazard, HazardStep
from mangnon.domain.safety.queries import Sought, count_hazards, find_hazard, list_hazards, list_steps
from mangnon.domain.safety.records import HazardStepTold, HazardTold, Spot
from mangnon.vocab.ids import uuid7

pytestmark = pytest.mark.django_db
Of = Callable[[Role], Scope]


@pytest.fixture
def pond(house: TwoCommunes) -> HazardTold:
    spot = Spot(house.first.commune_id, house.first.hamlet_id, "ao cạnh trường", 21.63, 105.64)
    return HazardTold(date(2026, 11, 20), "pond", spot, "ao sâu, không rào", "hộ ông A")


def _step(state: str, **more: object) -> HazardStepTold:
    return HazardStepTold(TODAY, state, **more)  # type: ignore[arg-type]


def test_hazard_when_reported_then_its_deadline_follows_from_its_kind_and_a_form_sent_twice_reports_once(
    scope_of: Of, pond: HazardTold
) -> None:
    key = uuid7()
    scope = scope_of(Role.COLLABORATOR)
    assert report_hazard(scope=scope, told=pond, key=key) == report_hazard(scope=scope, told=pond, key=key) == key
    kept = Hazard.objects.get()
    assert (kept.deadline, kept.state, str(kept.latitude)) == (date(2026, 12, 4), "reported", "21.630000")
    assert HazardStep.objects.get().state == "reported"
    assert AuditEntry.objects.filter(action="safety.report_hazard").count() == 1


def test_hazard_when_told_wrongly_or_outside_then_refused(house: TwoCommunes, scope_of: Of, pond: HazardTold) -> None:
    collaborator = scope_of(Role.COLLABORATOR)
    for wrong in (
        replace(pond, kind="volcano"),
        replace(pond, on=date(2026, 12, 1)),
        replace(pond, spot=Spot(house.first.commune_id, house.first.hamlet_id)),
    ):
        with pytest.raises(ToldWronglyError):
            report_hazard(scope=collaborator, told=wrong)
    elsewhere = replace(pond, spot=Spot(house.second.commune_id, house.second.hamlet_id, "ao"))
    for role in (Role.COLLABORATOR, Role.HEALTH_STATION, Role.SCHOOL, Role.PROVINCE_LEADER):
        with pytest.raises(NotYoursError):
            report_hazard(scope=scope_of(role), told=elsewhere)


def test_photo_when_sent_then_drawn_anew_without_where_it_was_taken(scope_of: Of, pond: HazardTold) -> None:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "bí mật"
    Image.new("RGB", (3000, 2000), (10, 120, 60)).save(target, "JPEG", exif=exif)
    key = report_hazard(scope=scope_of(Role.COLLABORATOR), told=replace(pond, photo=target.getvalue()))
    kept = read_portrait(Hazard.objects.get(pk=key).photo)
    assert kept is not None
    with Image.open(io.BytesIO(kept)) as picture:
        assert max(picture.size) == 1280
        assert not picture.getexif()
    with pytest.raises(PhotoRefusedError):
        report_hazard(scope=scope_of(Role.COLLABORATOR), told=replace(pond, photo=b"<script>"))
    assert Hazard.objects.count() == 1


def test_hazard_when_mended_then_through_its_steps_and_checked_by_somebody_else(scope_of: Of, pond: HazardTold) -> None:
    walker, officer, station = (
        scope_of(role) for role in (Role.COLLABORATOR, Role.COMMUNE_OFFICER, Role.HEALTH_STATION)
    )
    key = report_hazard(scope=walker, told=pond)
    taken = _step("accepted", body="Ủy ban nhân dân xã", deadline=date(2026, 12, 1))
    with pytest.raises(StepRefusedError):
        advance_hazard(scope=walker, hazard_id=key, told=taken)
    with pytest.raises(ToldWronglyError):
        advance_hazard(scope=officer, hazard_id=key, told=replace(taken, body=" "))
    with pytest.raises(ToldWronglyError):  # a later deadline needs its reason
        advance_hazard(scope=officer, hazard_id=key, told=replace(taken, deadline=date(2027, 1, 1)))
    advance_hazard(scope=officer, hazard_id=key, told=taken)
    advance_hazard(scope=officer, hazard_id=key, told=_step("fixed", note="đã rào lưới"))
    with pytest.raises(ToldWronglyError):
        advance_hazard(scope=officer, hazard_id=key, told=_step("checked"))
    with pytest.raises(StepRefusedError):
        advance_hazard(scope=walker, hazard_id=key, told=_step("checked"))
    advance_hazard(scope=station, hazard_id=key, told=_step("checked"))
    kept = Hazard.objects.get()
    assert (kept.state, kept.body, kept.deadline) == ("checked", "Ủy ban nhân dân xã", date(2026, 12, 1))
    assert [step.state for step in list_steps(scope=walker, hazard_id=key)] == [
        "reported", "accepted", "fixed", "checked",
    ]  # fmt: skip
    with pytest.raises(StepRefusedError):
        advance_hazard(scope=station, hazard_id=key, told=_step("fixed"))


def test_hazard_when_not_mended_after_all_then_given_back_with_the_reason(scope_of: Of, pond: HazardTold) -> None:
    officer, station = scope_of(Role.COMMUNE_OFFICER), scope_of(Role.HEALTH_STATION)
    key = report_hazard(scope=officer, told=pond)
    advance_hazard(scope=officer, hazard_id=key, told=_step("fixed"))
    back = _step("accepted", body="thôn", deadline=date(2026, 11, 30))
    with pytest.raises(ToldWronglyError):
        advance_hazard(scope=station, hazard_id=key, told=back)
    advance_hazard(scope=station, hazard_id=key, told=replace(back, note="rào đã đổ"))
    assert Hazard.objects.get().state == "accepted"


def test_lists_when_read_then_late_ones_first_within_reach_and_counts_for_who_may_count(
    house: TwoCommunes, scope_of: Of, pond: HazardTold
) -> None:
    province = scope_of(Role.PROVINCE_OFFICER)
    late = report_hazard(scope=province, told=replace(pond, on=date(2026, 10, 1)))
    new = report_hazard(scope=province, told=pond)
    other = report_hazard(scope=province, told=replace(pond, spot=Spot(house.second.commune_id, None, "giếng làng")))
    assert [each.pk for each in list_hazards(scope=scope_of(Role.COLLABORATOR), sought=Sought())] == [late, new]
    assert [each.pk for each in list_hazards(scope=province, sought=Sought(late=True))] == [late]
    for role in (Role.SCHOOL, Role.PROVINCE_LEADER, Role.PARTNER_BODY):
        assert list_hazards(scope=scope_of(role), sought=Sought()) == []
        assert find_hazard(scope=scope_of(role), hazard_id=late) is None
    with pytest.raises(NotThereError):
        advance_hazard(scope=scope_of(Role.COMMUNE_OFFICER), hazard_id=other, told=_step("fixed"))
    counted = {each.commune_id: (each.open, each.late) for each in count_hazards(scope=province, on=TODAY)}
    assert counted == {house.first.commune_id: (2, 1), house.second.commune_id: (1, 0)}
    assert len(count_hazards(scope=scope_of(Role.PROVINCE_LEADER), on=TODAY)) == 2
    assert len(count_hazards(scope=scope_of(Role.HEALTH_STATION), on=TODAY)) == 1
    assert count_hazards(scope=scope_of(Role.PARTNER_BODY), on=TODAY) == []
