"""Reports handed in on the pages, and who reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import TwoCommunes

from mangnon.domain.protection.kinds import Channel
from mangnon.domain.protection.reporting import Worry, receive_public_report
from mangnon.domain.protection.telling import Parent, Told, ToldBy

TOLD = Told(
    child_name="Nông Văn Tý", birth="8 tuổi", happened="Chuyện Rất Kín", child_place="xóm Núi", father=Parent("Ông Ba")
)


@pytest.fixture
def report(house: TwoCommunes) -> Callable[..., UUID]:
    """Takes in a report of the public page; of the first commune and without a teller unless told otherwise."""

    def make(told: Told = TOLD, told_by: str = "", **more: Any) -> UUID:
        worry = {"commune_id": house.first.commune_id, "channel": Channel("public_page"), **more}
        teller = ToldBy(name=told_by) if told_by else None
        return receive_public_report(worry=Worry(told=told, told_by=teller, **worry)).report_id

    return make


def text_of(client: Client, path: str, status: int = 200) -> str:
    """Return what a page says."""
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def word_of_page(page: str) -> str:
    """Return the word by which a form sent twice is known."""
    found = re.search(r'name="phieu" value="([^"]+)"', page)
    assert found is not None
    return found[1]
