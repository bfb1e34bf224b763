from __future__ import annotations

import numpy as np
import pytest

from mangnon.engines.matching.levels import COMPARISONS, UNKNOWN
from mangnon.engines.matching.rules import CODES, VERDICTS, Pairs, judge


def verdict_of(
    *, weight: float = 30.0, placeholder: bool = False, same_sheet: bool = False, adjacent: bool = False, **levels: str
) -> tuple[str, set[str]]:
    """Judge one pair of which only the named levels are known."""
    numbers = {
        c.name: np.array([c.number(levels[c.name]) if c.name in levels else UNKNOWN], np.int8) for c in COMPARISONS
    }
    judged = judge(
        pairs=Pairs(
            levels=numbers,
            weight=np.array([weight]),
            placeholder=np.array([placeholder]),
            same_sheet=np.array([same_sheet]),
            adjacent=np.array([adjacent]),
        ),
        same_bits=12.0,
        other_date_bits=6.0,
        maybe_bits=-3.0,
    )
    codes = {code for at, code in enumerate(CODES) if int(judged.codes[0]) >> at & 1}
    return VERDICTS[judged.verdict[0]], codes


ONE = {"name": "exact", "birth": "day", "mother": "exact"}


def test_judge_when_name_date_and_mother_agree_then_same() -> None:
    assert verdict_of(**ONE) == ("same", set())


@pytest.mark.parametrize("name", ["exact", "toneless", "spaced", "rotated", "slip"])
@pytest.mark.parametrize("birth", ["day", "swapped", "near", "month"])
def test_judge_when_the_name_is_one_name_and_the_date_one_date_then_same(name: str, birth: str) -> None:
    assert verdict_of(name=name, birth=birth, mother="toneless")[0] == "same"


def test_judge_when_the_weight_is_short_of_sure_then_maybe() -> None:
    assert verdict_of(**ONE, weight=11.9) == ("maybe", {"weak"})


def test_judge_when_nothing_of_the_family_is_known_then_maybe() -> None:
    assert verdict_of(name="exact", birth="day")[0] == "maybe"


def test_judge_when_only_month_and_place_agree_then_maybe() -> None:
    assert verdict_of(name="exact", birth="month", place="hamlet")[0] == "maybe"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"sex": "differ"}, "sex_differs"),
        ({"personal": "differ"}, "numbers_differ"),
        ({"personal": "near"}, "numbers_differ"),
    ],
)
def test_judge_when_sex_or_number_differs_then_never_same(more: dict[str, str], code: str) -> None:
    verdict, codes = verdict_of(**ONE, **more)
    assert verdict == "maybe"
    assert code in codes


def test_judge_when_the_mother_differs_then_never_same_without_a_number() -> None:
    assert verdict_of(name="exact", birth="day", mother="differ", father="exact") == ("maybe", {"parents_differ"})
    assert verdict_of(name="exact", birth="day", mother="differ", personal="equal")[0] == "same"


@pytest.mark.parametrize("name", ["tones_differ", "typo", "reordered", "part"])
def test_judge_when_one_mother_and_day_have_two_likely_names_then_twins_are_thought_of(name: str) -> None:
    verdict, codes = verdict_of(name=name, birth="day", mother="exact", place="hamlet", weight=60.0)
    assert verdict == "maybe"
    assert "twin" in codes


def test_judge_when_twins_stand_on_one_sheet_then_they_are_two_children() -> None:
    assert verdict_of(name="differ", birth="day", mother="exact", same_sheet=True)[0] == "different"
    assert verdict_of(name="differ", birth="day", mother="exact")[0] == "maybe"


def test_judge_when_rows_are_neighbours_then_never_same_but_by_number_name_and_day() -> None:
    assert verdict_of(**ONE, same_sheet=True, adjacent=True) == ("maybe", {"adjacent_rows"})
    assert verdict_of(**ONE, same_sheet=True, adjacent=True, personal="equal")[0] == "same"


def test_judge_when_a_name_is_a_placeholder_then_at_most_maybe() -> None:
    assert verdict_of(birth="day", mother="exact", placeholder=True, weight=60.0)[0] == "maybe"
    assert verdict_of(birth="day", mother="exact", placeholder=True, personal="equal")[0] == "maybe"
    assert verdict_of(birth="differ", mother="exact", placeholder=True)[0] == "different"
    assert verdict_of(birth="day", mother="differ", placeholder=True)[0] == "different"


def test_judge_when_the_number_is_one_and_the_child_another_then_maybe_whatever_the_weight() -> None:
    verdict, codes = verdict_of(name="differ", birth="differ", personal="equal", weight=-40.0)
    assert verdict == "maybe"
    assert {"same_number", "number_but_other_child"} <= codes


@pytest.mark.parametrize("birth", ["day", "month", "year", "part"])
@pytest.mark.parametrize("name", ["exact", "toneless", "slip", "part"])
def test_judge_when_the_number_is_one_and_nothing_contradicts_then_same(name: str, birth: str) -> None:
    assert verdict_of(name=name, birth=birth, personal="equal", weight=0.0)[0] == "same"


def test_judge_when_numbers_differ_and_the_rest_is_not_one_child_then_different() -> None:
    assert verdict_of(name="typo", birth="day", mother="exact", personal="differ")[0] == "different"
    assert verdict_of(name="exact", birth="year", mother="exact", personal="differ")[0] == "different"


@pytest.mark.parametrize("name", ["tones_differ", "typo", "part", "given", "differ", "slip", "reordered"])
def test_judge_when_siblings_have_like_names_and_other_dates_then_different(name: str) -> None:
    for birth in ("same_year", "differ"):
        assert verdict_of(name=name, birth=birth, mother="exact", father="exact", place="hamlet")[0] == "different"


def test_judge_when_only_name_and_year_agree_then_maybe_however_light() -> None:
    assert verdict_of(name="exact", birth="year", weight=-9.0)[0] == "maybe"
    assert verdict_of(name="exact", birth="year", place="differ", weight=-9.0)[0] == "different"
    assert verdict_of(name="exact", birth="year", weight=99.0)[0] == "maybe"


def test_judge_when_one_name_and_family_have_two_dates_then_asked_from_its_own_weight() -> None:
    assert verdict_of(name="exact", birth="differ", mother="exact", weight=6.0)[0] == "maybe"
    assert verdict_of(name="exact", birth="differ", mother="exact", weight=5.9)[0] == "different"
