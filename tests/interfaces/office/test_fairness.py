"""The page on whether the order is fair: for the province, counts only, and its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from tests.scope.two_communes import TODAY

from mangnon.core.content.priority import priority_weights
from mangnon.core.scope.rights import Role
from mangnon.engines.priority import SMALL, Fairness, GroupFigures
from mangnon.interfaces.office.fairness_words import axis_tables, verdicts, whole_words

MakeChild = Callable[..., UUID]
GROUP = GroupFigures(
    axis="ethnic", group="05", children=1234, mean_points=40.25, top_percent=8.0, top_low=6.5, top_high=9.5,
    top_ratio=0.8, compared=1200, same_need_percent=-7.5, low=-9.0, high=-6.0, by_contact_percent=-7.0, median_days=20,
    never_percent=1.5, verdict="lower",
)  # fmt: skip
FOUND = Fairness(
    children=20_000,
    mean_points=45.0,
    top_from=120,
    top_percent=10.2,
    median_days=60,
    never_percent=5.0,
    groups=(GROUP,),
)


def test_verdicts_when_a_group_stands_lower_then_a_sentence_says_why() -> None:
    (told,) = verdicts(FOUND)
    assert "đứng thấp hơn 7,5 %" in told
    assert "20 ngày" in told
    by_child = replace(GROUP, by_contact_percent=-1.0)
    assert "ít trẻ nhỏ" in verdicts(replace(FOUND, groups=(by_child,)))[0]
    assert verdicts(replace(FOUND, groups=(replace(GROUP, verdict="level"), replace(GROUP, axis="poverty")))) == ()


def test_tables_when_made_then_every_cell_is_in_words() -> None:
    other = replace(GROUP, group=SMALL, same_need_percent=None, low=None, high=None, verdict="few")
    (table,) = axis_tables(replace(FOUND, groups=(GROUP, other)))
    row, alone = table.rows
    assert (row.children, row.ratio, row.same_need) == ("1.234", "0,80 lần", "−7,5 %")
    assert row.interval == "−9,0 % đến −6,0 %"
    assert (row.verdict, row.tone) == ("đứng thấp hơn", "late")
    assert alone.group == "Các nhóm ít trẻ, gộp"
    assert alone.interval == "chưa đủ trẻ để so"
    assert axis_tables(FOUND) == ()


def test_whole_when_nobody_has_points_then_says_so() -> None:
    terms = priority_weights(TODAY).fairness
    assert "120 điểm" in whole_words(FOUND, terms)
    assert "Chưa trẻ nào có điểm" in whole_words(replace(FOUND, top_from=None), terms)


@pytest.mark.parametrize("role", [Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER])
def test_page_when_the_province_asks_then_counts_and_no_name(
    client_of: Callable[[Role], Client], child: MakeChild, role: Role
) -> None:
    for number in range(20):
        child(f"Nông Văn {number}", date(2025 if number % 2 else 2022, 5, 1))
    client = client_of(role)
    assert 'href="/uu-tien/cong-bang/"' in client.get("/").content.decode()
    page = client.get("/uu-tien/cong-bang/").content.decode()
    assert "Không nhóm nào đứng thấp hơn" in page
    assert "Từ 24 đến dưới 60 tháng" in page
    assert "Nông" not in page


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.COLLABORATOR, Role.AUDITOR])
def test_page_when_others_ask_then_refused(client_of: Callable[[Role], Client], role: Role) -> None:
    assert client_of(role).get("/uu-tien/cong-bang/").status_code in {403, 404}
