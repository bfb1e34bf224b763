"""The list of children found by the one box."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from mangnon.interfaces.office.pages.children import FOUND

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("count", "more"), [(FOUND, False), (FOUND + 3, True)])
def test_search_when_more_are_found_than_shown_then_the_page_says_so(
    officer: Client, child: Callable[..., UUID], count: int, more: bool
) -> None:
    for number in range(count):
        child(f"xuan mai {number}")
    page = officer.get("/tre/?q=xuan+mai").content.decode()
    assert page.count('<th scope="row">') == FOUND
    assert ("còn nữa" in page) is more
