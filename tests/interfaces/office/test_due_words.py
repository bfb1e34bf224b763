"""Dues in words."""

from __future__ import annotations

from datetime import date

import pytest

from mangnon.domain.immunization.terms import product_words
from mangnon.interfaces.office.due_words import birth_fact, due_words, served_groups, why_words


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("weighing", "monthly:2026-11", "Cân đo tháng 11"),
        ("weighing", "quarterly:2026-10", "Cân đo quý 4"),
        ("dose", "MR:MEASLES2,RUBELLA1", "Sởi – Rubella mũi 1"),
        ("dose", "PENTA:DPT2,HEPB3,HIB2", "5 trong 1 mũi 2"),
        ("dose", "BOPV:POLIO3", "Bại liệt uống liều 3"),
        ("dose", "BCG:BCG1", "Lao (BCG)"),
        ("dose", "DPT:2", "Bạch hầu – Ho gà – Uốn ván mũi 2"),
        ("supplement", "vitamin_a:2026-12", "Uống vitamin A đợt tháng 12"),
        ("supplement", "deworming:2026-06", "Tẩy giun đợt tháng 6"),
        ("screening", "heel_prick", "Lấy máu gót chân"),
        ("screening", "hearing:recheck", "Sàng lọc thính lực: đo lại"),
        ("screening", "heel_prick:lost", "Lấy máu gót chân: tìm lại trẻ"),
        ("screening", "genetic:family", "Tư vấn di truyền: tư vấn cho cha mẹ, anh chị em"),
        ("screening", "checkup:2026", "Khám sức khỏe định kỳ"),
        ("card", "insurance_card", "Thẻ bảo hiểm y tế"),
        ("visit", "follow_up", "Thăm trẻ có hoàn cảnh đặc biệt"),
        ("visit", "severe:2026-11-20", "Đưa trẻ đi khám vì suy dinh dưỡng nặng"),
        ("weighing", "severe:2026-11-20", "Cân lại trẻ suy dinh dưỡng nặng"),
        ("weighing", "doubtful:2026-11-20", "Cân đo lại, số đo khó tin"),
    ],
)
def test_due_words_when_code_is_known_then_names_it(kind: str, code: str, words: str) -> None:
    assert due_words(kind, code) == words


@pytest.mark.parametrize("code", ["", "nobody", "nobody:2026-99", ":"])
@pytest.mark.parametrize("kind", ["dose", "weighing", "supplement", "screening", "card", "visit", "other"])
def test_due_words_when_code_is_unknown_then_falls_back_to_the_kind(kind: str, code: str) -> None:
    assert due_words(kind, code)


def test_served_groups_when_vaccine_is_combined_then_lists_each() -> None:
    assert served_groups("PENTA:DPT2,HEPB3,HIB2") == (("DPT", 2), ("HEPB", 3), ("HIB", 2))


def test_why_words_when_dose_then_names_the_diseases() -> None:
    assert why_words("dose", "MR:MEASLES2,RUBELLA1", "immunization.dose") == (
        "Theo lịch tiêm chủng, đến lượt trẻ được phòng: sởi mũi 2, rubella mũi 1."
    )


def test_why_words_when_rule_is_known_then_says_it() -> None:
    assert "mỗi tháng" in why_words("weighing", "monthly:2026-11", "growth.monthly")


def test_birth_fact_when_only_the_year_is_known_then_says_the_year() -> None:
    assert birth_fact(date(2024, 1, 1), "year") == "Sinh năm 2024"
    assert birth_fact(None, "unknown") == ""


def test_product_words_when_unknown_then_keeps_the_code() -> None:
    assert product_words("vn:MR") == "Sởi – Rubella"
    assert product_words("cvx:20") == "cvx:20"
