"""Why a household stands where it stands, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from mangnon.core.content.priority import priority_weights
from mangnon.domain.worklist.queries import DueRow
from mangnon.domain.worklist.standing import Standing, read_parts
from mangnon.interfaces.office.standing_words import NOTHING, standing_line
from mangnon.vocab.ids import uuid7

TODAY = date(2026, 11, 24)
MakeChild = Callable[..., UUID]
MR = '["due","dose","MR:MEASLES1,RUBELLA1","late_31",8,4]'


def line(parts: str, *, met: date | None = None, late: int | None = None) -> str:
    child = uuid7()
    dues = {}
    if late is not None:
        end = TODAY - timedelta(days=late)
        row = DueRow(child, "dose", "MR:MEASLES1,RUBELLA1", end - timedelta(days=30), end, "r", "b", "1", None)
        dues[row.kind, row.code] = row
    standing = Standing(child, 1, read_parts(f"[{parts}]"), met, "priority-2026")
    return standing_line(standing, dues=dues, weights=priority_weights(TODAY), on=TODAY)


@pytest.mark.parametrize(
    ("parts", "met", "late", "words"),
    [
        (f'{MR},["contact","","","met_91",14,1]', 95, 40, "Sởi – Rubella mũi 1 trễ 40 ngày · 3 tháng chưa ai gặp"),
        (MR, 5, None, "Sởi – Rubella mũi 1 trễ 31–90 ngày"),
        ('["contact","","","never",20,1]', None, None, "Chưa ghi lần nào có người gặp"),
        ('["circumstance","","","",10,1]', 1, None, "Có hoàn cảnh đặc biệt"),
        ('["birth","","","year",220,1]', 1, None, "Thiếu ngày sinh nên chưa tính được lịch tiêm, cân đo"),
        ('["age","","","newborn",12,1],["early","","","unknown",4,1]', 1, None, "Dưới 1 tháng tuổi"),
        ('["age","","","young",2,1],["poverty","","","poor",6,1]', 1, None, "Hộ nghèo"),
        ("", 1, None, NOTHING[0].upper() + NOTHING[1:]),
    ],
)
def test_line_when_parts_are_so_then_says_what_counts_most(
    parts: str, met: int | None, late: int | None, words: str
) -> None:
    day = TODAY - timedelta(days=met) if met is not None else None
    assert line(parts, met=day, late=late) == words


def test_today_when_children_are_scored_then_cards_say_why_and_the_switch_is_remembered(
    officer: Client, child: MakeChild
) -> None:
    child("Nông Văn An", head="Nông Văn Chủ")
    page = officer.get("/").content.decode()
    assert "chưa ghi lần nào có người gặp" in page
    assert "Cộng" in page
    assert "priority-2026" in page
    assert "xep=duong-di" in page
    walk = officer.get("/?xep=duong-di&loai=weighing").content.decode()
    assert '<input type="hidden" name="xep" value="duong-di">' in walk
    assert "Nông Văn An" in walk


def test_print_when_children_are_scored_then_each_household_says_why(officer: Client, child: MakeChild) -> None:
    child("Nông Văn An", head="Nông Văn Chủ")
    page = officer.get("/?in=1").content.decode()
    assert "điểm:" in page
    assert "chưa ghi lần nào có người gặp" in page
    assert "xếp theo ưu tiên" in page
