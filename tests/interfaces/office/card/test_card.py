"""The child's card."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID

import pytest
import segno
from django.test import Client
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    """Two communes with a child each; the clock stands on 24/11/2026."""
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


def open_card(house: TwoCommunes, role: Role, key: UUID, words: str = "", host: str = "testserver"):
    client = Client(headers={"host": host})
    client.force_login(house.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(f"/tre/{key}/the/{words}")


def test_card_when_opened_then_says_who_where_and_what_was_given_and_it_is_in_the_log(house: TwoCommunes) -> None:
    key = house.first.child_id
    page = open_card(house, Role.HEALTH_STATION, key).content.decode()
    for words in ("OrdinaryAlpha", "01/05/2024", "Xã Alpha", "24/11/2026", "9,1"):
        assert words in page
    assert "<title>Thẻ của trẻ" in page, "no name in the title"
    assert "style=" not in page
    assert "<style" not in page
    entry = AuditEntry.objects.get(action="children.open_card")
    assert entry.subjects == [key]


def test_code_when_printed_through_any_host_then_the_public_address_of_the_page_alone(
    house: TwoCommunes, settings: Any
) -> None:
    settings.PUBLIC_ADDRESS = "https://mangnon.tinh.vn"
    settings.ALLOWED_HOSTS = ["*"]
    key = house.first.child_id
    Child.objects.filter(pk=key).update(personal_id="019224000001", insurance_no="TE1191912345678")
    page = open_card(house, Role.HEALTH_STATION, key, host="10.1.2.3:9999").content.decode()
    drawn = re.search(r'<path[^>]* d="([^"]+)"', page.split("childcard__code")[1])
    expected = io.BytesIO()
    segno.make(f"https://mangnon.tinh.vn/tre/{key}/", error="m", micro=False).save(
        expected, kind="svg", scale=1, border=2, omitsize=True
    )
    assert drawn
    assert drawn[1] in expected.getvalue().decode()
    assert "019224000001" not in page
    assert "TE1191912345678" not in page
    assert "10.1.2.3" not in page.split("childcard__code")[1].split("</svg>")[0]
    assert "chỉ mở được trên máy này" not in page


def test_code_when_no_public_address_is_set_then_the_page_says_where_it_opens(
    house: TwoCommunes, settings: Any
) -> None:
    settings.PUBLIC_ADDRESS = "http://127.0.0.1:8000"
    page = open_card(house, Role.HEALTH_STATION, house.first.child_id).content.decode()
    assert "chỉ mở được trên máy này" in page


@pytest.mark.parametrize("size", ["a6", "a4"])
def test_card_when_a_size_is_asked_then_the_sheet_has_it(house: TwoCommunes, size: str) -> None:
    page = open_card(house, Role.COLLABORATOR, house.first.child_id, f"?kho={size}").content.decode()
    assert ("card-a6" in page.split("</head>")[0]) == (size == "a6")


def test_card_when_the_child_is_elsewhere_or_the_role_sees_no_child_then_not_found(house: TwoCommunes) -> None:
    assert open_card(house, Role.HEALTH_STATION, house.second.child_id).status_code == 404
    assert open_card(house, Role.HEALTH_STATION, UUID(int=1)).status_code == 404
    for role in (Role.PROVINCE_LEADER, Role.PARTNER_BODY, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        assert open_card(house, role, house.first.child_id).status_code == 404


def test_card_when_little_is_known_then_still_printed(house: TwoCommunes) -> None:
    bare = Child.objects.create(commune_id=house.first.commune_id, search_text="")
    page = open_card(house, Role.HEALTH_STATION, bare.id).content.decode()
    assert "Trẻ chưa có tên" in page
    assert "chưa ghi mũi nào" in page
