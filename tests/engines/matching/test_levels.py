from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from tests.engines.matching.families import Row, table

from mangnon.engines.matching.comparing import levels_of
from mangnon.engines.matching.levels import BIRTH, BLOCKING, COMPARISONS, NAME
from mangnon.engines.matching.parameters import MatchingParameters
from mangnon.engines.matching.records import prepare


def level_of(parameters: MatchingParameters, comparison: str, first: dict[str, Any], second: dict[str, Any]) -> Any:
    rows = [Row(**({"truth": 0, "full_name": None, "birth_date": None} | changes)) for changes in (first, second)]
    prepared = prepare(records=table(rows), parameters=parameters)
    levels = levels_of(prepared=prepared, left=np.array([0, 1]), right=np.array([1, 0]))[comparison]
    assert levels[0] == levels[1]
    found = next(c for c in COMPARISONS if c.name == comparison)
    return found.level(int(levels[0]))


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ("Nguyễn Văn An", "NGUYỄN  VĂN AN", "exact"),
        ("Trần Thị Thuý Hoà", "Trần Thị Thúy Hòa", "exact"),
        ("Đỗ Đức", "Đỗ Đức", "exact"),
        ("Lý Thị Mỹ", "Lí Thị Mĩ", "exact"),
        ("Lục Thị Thủy", "Lục Thị Thúi", "typo"),
        ("Nguyễn Văn An", "Nguyen Van An", "toneless"),
        ("Cao Minh Anh", "Cao Minh Ánh", "tones_differ"),
        ("Nguyễn Minh Anh", "Nguyễn Minh Ánh", "tones_differ"),
        ("Nguyễn Thị Hà", "Nguyễn Thị Hạ", "tones_differ"),
        ("Nguyễn Minh Anh", "Nguyễn MinhAnh", "spaced"),
        ("An Nguyễn Văn", "Nguyễn Văn An", "rotated"),
        ("Nguyễn Văn An", "Nguyển Văn An", "tones_differ"),
        ("Nguyễn Văn Nam", "Nguyn Văn Nam", "slip"),
        ("Nguyễn Văn Nam", "Nguyễn Văn Naam", "slip"),
        ("Nguyễn Văn Nam", "Nguyễn Vna Nam", "slip"),
        ("Nguyễn Anh Minh", "Nguyễn Minh Anh", "reordered"),
        ("Nguyễn Văn An", "Nguyễn Văn Anh", "typo"),
        ("Nguyễn Thị Lan", "Nguyễn Thị Loan", "typo"),
        ("Nguyễn Văn Bình", "N.V. Bình", "part"),
        ("Nguyễn Văn Bình", "Nguyễn Bình", "part"),
        ("Nguyễn Văn Bình", "Bình", "part"),
        ("Nguyễn Văn Bình", "Lý Quốc Bình", "given"),
        ("Nguyễn Văn Bình", "Lý Quốc Khánh", "differ"),
        ("Nguyễn Văn Bình", "  ", None),
        ("Nguyễn Văn Bình", "Bé", None),
    ],
)
def test_name_when_written_two_ways_then_its_level_is(
    parameters: MatchingParameters, first: str, second: str, level: str | None
) -> None:
    assert level_of(parameters, "name", {"full_name": first}, {"full_name": second}) == level


def test_mother_when_nobody_knows_her_then_she_is_not_compared(parameters: MatchingParameters) -> None:
    assert level_of(parameters, "mother", {"mother_name": "Không rõ"}, {"mother_name": "không rõ"}) is None


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        ((date(2021, 5, 12), "day"), (date(2021, 5, 12), "day"), "day"),
        ((date(2021, 5, 12), "day"), (date(2021, 5, 1), "month"), "month"),
        ((date(2021, 5, 12), "day"), (date(2021, 1, 1), "year"), "year"),
        ((date(2021, 5, 12), "day"), (date(2021, 1, 1), "day"), "year"),
        ((date(2021, 5, 12), "day"), (date(2021, 12, 5), "day"), "swapped"),
        ((date(2020, 12, 31), "day"), (date(2021, 1, 1), "day"), "near"),
        ((date(2021, 5, 12), "day"), (date(2021, 8, 12), "day"), "part"),
        ((date(2021, 5, 12), "day"), (date(2011, 5, 12), "day"), "part"),
        ((date(2021, 5, 12), "day"), (date(2021, 5, 22), "day"), "part"),
        ((date(2021, 5, 12), "day"), (date(2018, 5, 12), "day"), "differ"),
        ((date(2021, 5, 12), "day"), (date(2021, 8, 22), "day"), "same_year"),
        ((date(2021, 5, 12), "day"), (date(2019, 1, 1), "year"), "differ"),
        ((date(2021, 5, 12), "day"), (None, "unknown"), None),
    ],
)
def test_birth_when_written_two_ways_then_its_level_is(
    parameters: MatchingParameters, first: tuple[date, str], second: tuple[date | None, str], level: str | None
) -> None:
    columns = ("birth_date", "birth_precision")
    mine, theirs = dict(zip(columns, first, strict=True)), dict(zip(columns, second, strict=True))
    assert level_of(parameters, "birth", mine, theirs) == level


@pytest.mark.parametrize(
    ("comparison", "first", "second", "level"),
    [
        ("personal", {"personal_id": "019 221 001234"}, {"personal_id": "019221001234"}, "equal"),
        ("personal", {"personal_id": "019221001234"}, {"personal_id": "019221001235"}, "near"),
        ("personal", {"personal_id": "019221001234"}, {"personal_id": "019221001243"}, "near"),
        ("personal", {"personal_id": "019221001234"}, {"personal_id": "019321777777"}, "differ"),
        ("personal", {"personal_id": "19221001234"}, {"personal_id": "19221001234"}, None),
        ("insurance", {"insurance_no": "TE1190123456789"}, {"insurance_no": "0123456789"}, "equal"),
        ("insurance", {"insurance_no": "0000000000"}, {"insurance_no": "0000000000"}, None),
        ("certificate", {"birth_certificate_no": "Số 012/2021"}, {"birth_certificate_no": "số 012/2021"}, "equal"),
        ("phone", {"phone": "+84 912 345 678"}, {"phone": "0912.345.678"}, "equal"),
        ("phone", {"phone": "0912345678"}, {"phone": "0912345679"}, "differ"),
        ("sex", {"sex": "m"}, {"sex": "f"}, "differ"),
        ("sex", {"sex": "m"}, {"sex": "nam"}, None),
        ("place", {"hamlet_key": "h", "commune_key": "c"}, {"hamlet_key": "h", "commune_key": "c"}, "hamlet"),
        ("place", {"commune_key": "c"}, {"commune_key": "c", "hamlet_key": "h"}, "commune"),
        ("place", {"commune_key": "c", "lineage_keys": ("old",)}, {"lineage_keys": ("old", "x")}, "lineage"),
        ("place", {"commune_key": "c"}, {"commune_key": "d", "lineage_keys": ("e",)}, "differ"),
        ("place", {"commune_key": "c"}, {}, None),
        ("household", {"household_key": "1"}, {"household_key": "2"}, "differ"),
    ],
)
def test_levels_when_written_two_ways_then_they_are(
    parameters: MatchingParameters, comparison: str, first: dict[str, Any], second: dict[str, Any], level: str | None
) -> None:
    assert level_of(parameters, comparison, first, second) == level


def test_personal_when_it_is_of_another_century_then_it_is_a_parents(parameters: MatchingParameters) -> None:
    row = {"personal_id": "019190001234", "birth_date": date(2021, 5, 12)}
    assert level_of(parameters, "personal", row, row) is None


def test_blocking_when_it_names_columns_then_records_have_them(parameters: MatchingParameters) -> None:
    columns = prepare(records=table([]), parameters=parameters).table.column_names
    assert {c for rule in BLOCKING for c in rule} <= set(columns)
    assert {c for comparison in COMPARISONS for c in (*comparison.columns, comparison.gate)} <= set(columns)


def test_level_when_numbered_then_it_is_splinks_number() -> None:
    assert NAME.number("exact") == 10
    assert NAME.number("differ") == 0
    assert BIRTH.level(-1) is None
