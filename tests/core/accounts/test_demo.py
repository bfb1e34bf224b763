"""Accounts to try the sample commune with."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.scope.two_communes import TwoCommunes, build

from mangnon.core.accounts.demo import DEMO_PASSWORD, list_demo_accounts, open_demo_accounts
from mangnon.core.accounts.errors import DemoClosedError
from mangnon.core.accounts.models import User
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> TwoCommunes:
    return build()


def test_open_demo_accounts_when_the_demo_is_off_then_refused(house: TwoCommunes, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(DemoClosedError):
        open_demo_accounts(commune_code="05830", hamlet_ids=[house.first.hamlet_id])
    assert list_demo_accounts() == ()
    assert "dùng thử" not in Client().get("/vao/").content.decode()


def test_open_demo_accounts_when_done_twice_then_one_account_a_role_stands(
    house: TwoCommunes, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    for _ in range(2):
        accounts = open_demo_accounts(
            commune_code="05830", hamlet_ids=[house.first.hamlet_id], facility_id=house.first.facility_id,
            body_ids={"phoihop": house.first.body_id},
        )  # fmt: skip
    assert [each.role for each in accounts] == list(Role)
    assert Assignment.objects.filter(user__in=[each.user_id for each in accounts]).count() == len(Role)
    client = Client()
    page = client.get("/vao/?thu=canbo").content.decode()
    assert f'value="{DEMO_PASSWORD}"' in page
    assert client.post("/vao/", {"login": "canbo", "password": DEMO_PASSWORD})["Location"] == "/"


def test_open_demo_accounts_when_a_real_account_bears_a_name_then_refused_whole(
    house: TwoCommunes, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    User.objects.create_user("quantri", "mot-mat-khau-dai", full_name="Người Thật")
    with pytest.raises(DemoClosedError):
        open_demo_accounts(commune_code="05830", hamlet_ids=[house.first.hamlet_id])
    assert not User.objects.filter(username="ctv").exists()


def test_open_demo_accounts_when_a_second_body_is_told_then_it_has_an_account_of_its_own(
    house: TwoCommunes, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    accounts = open_demo_accounts(
        commune_code="05830", hamlet_ids=[house.first.hamlet_id],
        body_ids={"phoihop": house.first.body_id, "benhvien": house.second.body_id},
    )  # fmt: skip
    partners = {each.user_id for each in accounts if each.role is Role.PARTNER_BODY}
    held = Assignment.objects.filter(user__in=partners).values_list("facility_id", flat=True)
    assert set(held) == {house.first.body_id, house.second.body_id}
    assert "benhvien" in {each.username for each in list_demo_accounts()}
