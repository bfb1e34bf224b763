"""Notices, supervision and the first page's case steps: for who may, and without a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.domain.protection.conftest import SECRET, Clock, another, opened, reported
from tests.domain.protection.test_supervision import answers, closed
from tests.scope.two_communes import TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child
from mangnon.domain.protection.late import tell_of_late_steps
from mangnon.domain.protection.models import QualityReview
from mangnon.interfaces.office.case_lines import time_left
from mangnon.interfaces.office.oversight.masking import count_words, hours_words, share_words

ClientOf = Callable[[Role], Client]


@pytest.fixture
def clock(house: TwoCommunes, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The virtual clock."""
    return Clock(lambda at: monkeypatch.setenv("MANGNON_NOW", at.isoformat()))


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_notices_when_a_step_is_late_then_the_link_is_only_for_who_may_open_the_case(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    case_id = opened(house)
    other = another(house, Role.COMMUNE_OFFICER, house.first.commune_id, "can-bo-2")
    clock.forward(hours=37)
    tell_of_late_steps()
    stranger = Client()
    from mangnon.core.accounts.models import User

    stranger.force_login(
        User.objects.get(pk=other.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    name = Child.objects.get(pk=house.first.child_id).full_name
    for client, linked in (
        (client_of(Role.COMMUNE_OFFICER), True),
        (client_of(Role.COMMUNE_CHAIR), True),
        (stranger, False),
        (client_of(Role.PROVINCE_OFFICER), False),
    ):
        page = text(client, "/thong-bao/")
        assert "Trễ" in page
        assert (f"/bao-ve/{case_id}/" in page) is linked
        assert name not in page
        assert SECRET not in page
    for role in (Role.COLLABORATOR, Role.SCHOOL, Role.PARTNER_BODY, Role.AUDITOR):
        assert "Trễ" not in text(client_of(role), "/thong-bao/")


def test_notices_when_seen_then_the_count_in_the_navigation_goes(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    reported(house)
    officer = client_of(Role.COMMUNE_OFFICER)
    assert "nav__count" in text(officer, "/thong-bao/")
    assert officer.post("/thong-bao/").status_code == 302
    assert "nav__count" not in text(officer, "/thong-bao/")


def test_supervision_when_the_province_looks_then_small_numbers_are_masked_and_nobody_is_named(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    opened(house)
    page = text(client_of(Role.PROVINCE_OFFICER), "/bao-ve/giam-sat/")
    assert "dưới 5" in page
    assert "Xã Alpha" in page
    assert Child.objects.get(pk=house.first.child_id).full_name not in page
    assert "dưới 5" not in text(client_of(Role.COMMUNE_CHAIR), "/bao-ve/giam-sat/").split("Số từ 1 đến 4")[0]
    for role in (Role.COLLABORATOR, Role.HEALTH_STATION, Role.SCHOOL, Role.PARTNER_BODY, Role.AUDITOR):
        assert client_of(role).get("/bao-ve/giam-sat/").status_code == 403


def test_quality_when_drawn_then_answered_on_its_page(house: TwoCommunes, clock: Clock, client_of: ClientOf) -> None:
    case_id, province = closed(house, clock), client_of(Role.PROVINCE_OFFICER)
    address = f"/bao-ve/giam-sat/{case_id}/"
    assert province.get(address).status_code == 404
    assert province.post("/bao-ve/giam-sat/rut-mau/").status_code == 302
    assert "chờ anh chị xem" in text(province, "/bao-ve/giam-sat/")
    half = province.post(address, {"in_time": "yes", "note": "giữ lại điều đã gõ"})
    assert half.status_code == 400
    assert "giữ lại điều đã gõ" in half.content.decode()
    assert province.post(address, answers()).status_code == 302
    assert QualityReview.objects.get().answers == answers()
    assert province.get(address).status_code == 404
    for role in (Role.COMMUNE_CHAIR, Role.PROVINCE_LEADER):
        assert client_of(role).post("/bao-ve/giam-sat/rut-mau/").status_code == 403


def test_first_page_when_a_step_is_owed_then_only_who_may_take_it_is_told(
    house: TwoCommunes, clock: Clock, client_of: ClientOf
) -> None:
    opened(house)
    clock.forward(hours=13)
    page = text(client_of(Role.COMMUNE_OFFICER), "/")
    assert "Trường hợp 01/2026" in page
    assert "quá 1 giờ" in page
    assert "Trường hợp 01/2026" not in text(client_of(Role.COLLABORATOR), "/")
    assert "Trường hợp 01/2026" not in text(client_of(Role.HEALTH_STATION), "/")


def test_numbers_when_small_then_not_told_apart() -> None:
    assert [count_words(each) for each in (0, 1, 4, 5)] == ["0", "dưới 5", "dưới 5", "5"]
    assert count_words(2, exact=True) == "2"
    assert (share_words(1, 4), share_words(3, 6), share_words(0, 0, exact=True)) == ("–", "50 %", "–")
    assert (hours_words([1.0] * 4), hours_words([1.0] * 5), hours_words([100.0] * 5)) == ("–", "1 giờ", "4 ngày")


def test_time_left_when_near_then_in_minutes_and_when_late_then_said(clock: Clock) -> None:
    from datetime import timedelta

    at = clock.at
    told = [time_left(at + timedelta(minutes=each), at) for each in (-3000, -61, 0, 59, 61, 3000)]
    assert told == ["quá 2 ngày", "quá 1 giờ", "còn 1 phút", "còn 59 phút", "còn 1 giờ", "còn 2 ngày"]
