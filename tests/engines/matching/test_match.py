from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from tests.engines.matching.families import Row, table

from mangnon.engines.matching.match import PAIR, candidate_keys, match
from mangnon.engines.matching.parameters import MatchingParameters
from mangnon.engines.matching.records import RecordShapeError

AN = Row(
    truth=1,
    full_name="Nguyễn Văn An",
    birth_date=date(2021, 5, 12),
    sex="m",
    mother_name="Trần Thị Hương",
    father_name="Nguyễn Văn Bình",
    commune_key="c1",
    hamlet_key="c1-h1",
    lineage_keys=("c1", "old-c1"),
)


def verdict_of(parameters: MatchingParameters, first: Row, second: Row) -> tuple[str, list[str]]:
    pairs = match(incoming=table([first]), known=table([second]), parameters=parameters).pairs.to_pylist()
    return (pairs[0]["verdict"], pairs[0]["codes"]) if pairs else ("different", [])


change = replace


NUMBER, OTHER_NUMBER = "019221001234", "019221998877"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, "same", id="the same line again"),
        pytest.param({"full_name": "NGUYEN VAN AN"}, "same", id="no tone marks, capitals"),
        pytest.param({"mother_name": "tran thi huong"}, "same", id="mother without tone marks"),
        pytest.param({"full_name": "Nguyễn Vănn An"}, "same", id="a slip nobody says"),
        pytest.param({"full_name": "Nguyễn VănAn"}, "same", id="a space lost"),
        pytest.param({"full_name": "An Nguyễn Văn"}, "same", id="given name first"),
        pytest.param({"birth_date": date(2021, 12, 5)}, "same", id="day and month swapped"),
        pytest.param({"birth_date": date(2021, 5, 13)}, "same", id="one day off"),
        pytest.param({"birth_date": date(2021, 5, 1), "birth_precision": "month"}, "same", id="only the month"),
        pytest.param({"commune_key": None, "hamlet_key": None, "lineage_keys": ("old-c1",)}, "same", id="old commune"),
        pytest.param({"commune_key": "c9", "hamlet_key": "c9-h2", "lineage_keys": ("c9",)}, "same", id="moved"),
        pytest.param({"sex": None}, "same", id="sex unknown"),
        pytest.param({"full_name": "Nguyễn Văn Ân"}, "maybe", id="other tone marks: twins may be called so"),
        pytest.param({"full_name": "Nguyễn Văn Anh"}, "maybe", id="one letter, both are names"),
        pytest.param({"full_name": "N.V.An"}, "maybe", id="initials"),
        pytest.param({"full_name": "Nguyễn Văn Dũng"}, "maybe", id="a twin elsewhere, or renamed"),
        pytest.param({"sex": "f"}, "maybe", id="sex differs"),
        pytest.param({"full_name": "Bé"}, "maybe", id="placeholder"),
        pytest.param({"full_name": None}, "maybe", id="no name"),
        pytest.param({"full_name": "Con bà Hương"}, "maybe", id="placeholder after the mother"),
        pytest.param({"full_name": "Chưa đặt tên"}, "maybe", id="no name yet"),
        pytest.param({"placeholder": True}, "maybe", id="the caller says it is no name"),
        pytest.param({"birth_date": date(2021, 1, 1), "birth_precision": "year"}, "maybe", id="only the year"),
        pytest.param({"birth_date": None, "birth_precision": "unknown"}, "maybe", id="no birth date"),
        pytest.param({"birth_date": date(2019, 8, 30)}, "maybe", id="one name, one family, another date"),
        pytest.param({"mother_name": "Lê Thị Mai"}, "maybe", id="another mother"),
        pytest.param({"full_name": "Nguyễn Văn Ân", "birth_date": date(2019, 8, 30)}, "different", id="brother"),
        pytest.param({"full_name": "Nguyễn Văn Anh", "birth_date": date(2021, 8, 30)}, "different", id="brother 2"),
        pytest.param(
            {"full_name": "Nguyễn Thu Hà", "birth_date": date(2019, 8, 30), "sex": "f"}, "different", id="sis"
        ),
        pytest.param({"full_name": "Bé", "birth_date": date(2023, 8, 30)}, "different", id="unnamed sibling"),
        pytest.param({"full_name": "Nguyễn Thu Hà", "sex": "f"}, "different", id="boy and girl twins"),
    ],
)
def test_match_when_one_thing_changes_then_the_verdict_is(
    parameters: MatchingParameters, changes: dict[str, Any], expected: str
) -> None:
    assert verdict_of(parameters, change(AN, **changes), AN)[0] == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "changes", "expected"),
    [
        pytest.param(NUMBER, NUMBER, {"full_name": "nguyen v an", "mother_name": None}, "same", id="name shortened"),
        pytest.param(NUMBER, NUMBER, {"birth_date": date(2021, 1, 1), "birth_precision": "year"}, "same", id="year"),
        pytest.param(
            NUMBER, NUMBER, {"full_name": "Lý Thu Hà", "birth_date": date(2021, 9, 9)}, "maybe", id="other child"
        ),
        pytest.param(NUMBER, NUMBER, {"full_name": "Lý Thu Hà"}, "maybe", id="other name"),
        pytest.param(NUMBER, NUMBER, {"birth_date": date(2021, 9, 9)}, "maybe", id="other date"),
        pytest.param(NUMBER, NUMBER, {"full_name": "Bé"}, "maybe", id="placeholder"),
        pytest.param(NUMBER, OTHER_NUMBER, {}, "maybe", id="all alike but the number"),
        pytest.param(NUMBER, NUMBER[:-1] + "5", {}, "maybe", id="one digit off"),
        pytest.param(NUMBER, OTHER_NUMBER, {"full_name": "Nguyễn Văn Anh"}, "different", id="twin with own number"),
        pytest.param(NUMBER, OTHER_NUMBER, {"birth_date": date(2021, 1, 1), "birth_precision": "year"}, "different",
                     id="one name and year, two numbers"),
        pytest.param("019186001234", "019186001234", {"full_name": "Nguyễn Thị Bình", "sex": "f",
                     "birth_date": date(2018, 1, 3)}, "different", id="the mother's number in both rows"),
    ],
)  # fmt: skip
def test_match_when_numbers_are_known_then_the_verdict_is(
    parameters: MatchingParameters, mine: str, theirs: str, changes: dict[str, Any], expected: str
) -> None:
    incoming = change(AN, personal_id=mine, **changes)
    assert verdict_of(parameters, incoming, change(AN, personal_id=theirs))[0] == expected


def test_match_when_only_a_common_name_and_the_year_agree_then_a_person_is_asked(
    parameters: MatchingParameters,
) -> None:
    bare = Row(truth=1, full_name="Nguyễn Văn An", birth_date=date(2021, 1, 1), birth_precision="year")
    verdict, codes = verdict_of(parameters, bare, change(bare, birth_date=date(2021, 5, 12), birth_precision="day"))
    assert verdict == "maybe"
    assert "year_only" in codes


def test_match_when_rows_stand_next_to_each_other_then_they_are_not_merged(parameters: MatchingParameters) -> None:
    first, second = change(AN, sheet="Xã A", row=8), change(AN, sheet="Xã A", row=9)
    pairs = match(incoming=table([first, second]), known=table([]), parameters=parameters).pairs.to_pylist()
    assert [(p["verdict"], p["codes"]) for p in pairs] == [("maybe", ["adjacent_rows"])]


def test_match_when_a_row_stands_on_two_sheets_then_it_is_one_child(parameters: MatchingParameters) -> None:
    rows = [
        change(AN, sheet="Xã A", row=8),
        change(AN, sheet="Bổ sung", row=8, full_name="Nguyen Van An", birth_date=date(2021, 12, 5)),
    ]
    (pair,) = match(incoming=table(rows), known=table([]), parameters=parameters).pairs.to_pylist()
    assert (pair["incoming"], pair["known"], pair["other_incoming"], pair["verdict"]) == (0, None, 1, "same")


def test_match_when_twins_are_listed_and_known_then_each_finds_itself_only(parameters: MatchingParameters) -> None:
    twins = [change(AN, full_name="Nguyễn Minh Anh"), change(AN, full_name="Nguyễn Minh Ánh")]
    listed = [change(row, sheet="Xã A", row=at) for at, row in enumerate(twins, 8)]
    pairs = match(incoming=table(listed), known=table(twins), parameters=parameters).pairs.to_pylist()
    assert [(p["incoming"], p["known"], p["verdict"]) for p in pairs] == [(0, 0, "same"), (1, 1, "same")]


def test_match_when_a_bare_name_fits_both_known_twins_then_a_person_is_asked(parameters: MatchingParameters) -> None:
    twins = [change(AN, full_name="Nguyễn Minh Anh"), change(AN, full_name="Nguyễn Minh Ánh")]
    bare = change(AN, full_name="Nguyen Minh Anh")
    pairs = match(incoming=table([bare]), known=table(twins), parameters=parameters).pairs.to_pylist()
    assert [(p["verdict"], "two_candidates" in p["codes"]) for p in pairs] == [("maybe", True)] * 2


def test_match_when_a_chain_contradicts_itself_then_all_of_it_is_asked(parameters: MatchingParameters) -> None:
    middle = change(AN, personal_id=None)
    ends = [change(AN, personal_id=NUMBER), change(AN, personal_id=OTHER_NUMBER)]
    rows = [change(row, sheet=f"tờ {at}", row=8) for at, row in enumerate([middle, *ends])]
    pairs = match(incoming=table(rows), known=table([]), parameters=parameters).pairs.to_pylist()
    assert {p["verdict"] for p in pairs} == {"maybe"}
    assert sum("cluster_conflict" in p["codes"] for p in pairs) == 2


def test_match_when_nothing_is_handed_in_then_nothing_is_found(parameters: MatchingParameters) -> None:
    result = match(incoming=table([]), known=table([AN]), parameters=parameters)
    assert result.pairs.schema.equals(PAIR)
    assert result.pairs.num_rows == result.compared == 0


def test_match_when_columns_are_missing_then_they_are_unknown(parameters: MatchingParameters) -> None:
    bare = pa.table({"full_name": ["Nguyễn Văn An"], "birth_date": [date(2021, 5, 12)]})
    (pair,) = match(incoming=bare, known=table([AN]), parameters=parameters).pairs.to_pylist()
    assert pair["verdict"] == "maybe"
    assert pair["level_mother"] is None


def test_match_when_a_column_has_a_wrong_type_then_it_says_which(parameters: MatchingParameters) -> None:
    with pytest.raises(RecordShapeError, match="birth_date"):
        match(incoming=pa.table({"birth_date": ["hôm qua"]}), known=table([]), parameters=parameters)


@pytest.mark.parametrize(
    "changes",
    [
        {"full_name": "NGUYEN VAN AN"},
        {"birth_date": date(2021, 12, 5)},
        {"full_name": "Bé"},
        {"full_name": "Nguyễn Vănn An", "mother_name": None},
    ],
)
def test_candidate_keys_when_two_rows_are_compared_then_they_share_a_key(
    parameters: MatchingParameters, changes: dict[str, Any]
) -> None:
    first, second = candidate_keys(records=table([AN, change(AN, **changes)]), parameters=parameters)
    assert set(first) & set(second)
