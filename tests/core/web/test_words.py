from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.web import words

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("birth", "precision", "said"),
    [
        (date(2026, 11, 24), "day", "0 ngày"),
        (date(2026, 11, 12), "day", "12 ngày"),
        (date(2026, 10, 24), "day", "1 tháng"),
        (date(2025, 4, 12), "day", "19 tháng"),
        (date(2024, 11, 25), "day", "23 tháng"),
        (date(2024, 11, 24), "day", "2 tuổi"),
        (date(2022, 9, 20), "day", "4 tuổi 2 tháng"),
        (date(2017, 3, 1), "day", "9 tuổi"),
        (date(2025, 4, 1), "month", "khoảng 19 tháng"),
        (date(2026, 11, 1), "month", "dưới 1 tháng"),
        (date(2022, 1, 1), "year", "khoảng 4 tuổi"),
        (date(2026, 1, 1), "year", "dưới 1 tuổi"),
        (date(2027, 1, 1), "day", "chưa sinh"),
        (date(2022, 1, 1), "unknown", "không rõ tuổi"),
        (None, "day", "không rõ tuổi"),
    ],
)
def test_age_words_when_precision_given_then_told_no_more_exactly(birth, precision, said):
    assert words.age_words(birth, on=TODAY, precision=precision) == said


def test_age_words_when_born_on_the_29th_of_february_then_birthday_is_the_first_of_march():
    assert words.age_words(date(2024, 2, 29), on=date(2026, 2, 28)) == "23 tháng"
    assert words.age_words(date(2024, 2, 29), on=date(2026, 3, 1)) == "2 tuổi"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 10, 12), date(2026, 11, 12), "từ 12/10 đến 12/11"),
        (date(2026, 12, 20), date(2027, 1, 20), "từ 20/12 đến 20/01/2027"),
        (date(2026, 10, 12), None, "từ 12/10"),
        (None, date(2026, 11, 12), "đến 12/11"),
        (None, None, "chưa định ngày"),
    ],
)
def test_window_words_when_ends_known_or_open_then_never_a_single_date(start, end, said):
    assert words.window_words(start, end, today=TODAY) == said


@pytest.mark.parametrize(
    ("start", "end", "said", "state"),
    [
        (date(2026, 10, 12), date(2026, 11, 12), "trễ 12 ngày", "late"),
        (date(2025, 1, 1), date(2026, 1, 24), "trễ 10 tháng", "late"),
        (date(2020, 1, 1), date(2022, 1, 24), "trễ 4 năm", "late"),
        (date(2026, 11, 1), TODAY, "hôm nay là ngày cuối", "soon"),
        (date(2026, 11, 1), date(2026, 11, 30), "còn 6 ngày", "soon"),
        (date(2026, 12, 1), date(2026, 12, 30), "sau 7 ngày nữa", "soon"),
        (date(2026, 12, 2), date(2026, 12, 30), "sau 8 ngày nữa", "calm"),
        (date(2026, 11, 1), None, "", "soon"),
    ],
)
def test_delay_words_when_window_past_open_or_ahead_then_word_and_tone_agree(start, end, said, state):
    assert words.delay_words(start, end, today=TODAY) == said
    assert words.due_state(start, end, today=TODAY) == state


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (330000, 0, "330.000"),
        (-1.25, 1, "−1,3"),
        (-0.04, 1, "0,0"),
        (0.05, 1, "0,1"),
        (Decimal("9.4"), 1, "9,4"),
        (1234567.891, 2, "1.234.567,89"),
        (None, 0, "–"),
    ],
)
def test_number_words_when_rounded_then_dots_between_thousands_and_a_comma(value, decimals, said):
    assert words.number_words(value, decimals=decimals) == said


def test_amounts_when_told_then_carry_their_unit():
    assert words.money_words(540000) == "540.000\u00a0đồng"
    assert words.weight_words(9400) == "9,4\u00a0kg"
    assert words.weight_words(3250) == "3,25\u00a0kg"
    assert words.weight_words(3255) == "3,26\u00a0kg"
    assert words.length_words(785) == "78,5\u00a0cm"
    assert words.z_words(0.44) == "+0,4\u00a0SD"
    assert words.z_words(-1.2) == "−1,2\u00a0SD"
    assert words.z_words(0.04) == "0,0\u00a0SD"


@pytest.mark.parametrize("unknown", [words.money_words, words.weight_words, words.length_words, words.z_words])
def test_amounts_when_unknown_then_a_dash(unknown):
    assert unknown(None) == "–"


@pytest.mark.parametrize("text", ["5/3/2024", "05-03-2024", " 5.3.2024 ", "05032024", "2024-03-05", "5 / 3 / 2024"])
def test_read_date_when_typed_in_any_usual_way_then_same_day(text):
    assert words.read_date(text) == date(2024, 3, 5)


@pytest.mark.parametrize("text", ["", "31/02/2024", "5/3/24", "2024", "3/2024", "5/13/2024", "hôm qua", "00000000"])
def test_read_date_when_no_day_of_the_calendar_then_none(text):
    assert words.read_date(text) is None


@given(st.dates(min_value=date(1900, 1, 1)))
def test_read_date_when_given_what_date_words_wrote_then_same_day(day):
    assert words.read_date(words.date_words(day)) == day


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 6000))
def test_months_between_when_a_day_passes_then_grows_by_at_most_one(start, days):
    end = start + timedelta(days=days)
    step = words.months_between(start, end + timedelta(days=1)) - words.months_between(start, end)
    assert step in (0, 1)


def test_birth_words_when_precision_given_then_told_no_more_exactly():
    assert words.birth_words(date(2024, 3, 5)) == "05/03/2024"
    assert words.birth_words(date(2024, 3, 1), precision="month") == "tháng 3/2024"
    assert words.birth_words(date(2024, 1, 1), precision="year") == "năm 2024"
    assert words.birth_words(None) == "không rõ ngày sinh"


def test_weekday_words_when_told_then_day_and_date():
    assert words.weekday_words(TODAY) == "thứ Ba 24/11/2026"
    assert words.weekday_words(date(2026, 11, 29)) == "Chủ nhật 29/11/2026"
