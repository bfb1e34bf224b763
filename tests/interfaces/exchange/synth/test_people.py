"""Children, households and caregivers: who they are and how they hang together."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import pyarrow as pa
import pytest

from .conftest import CHILDREN, TODAY

Tables = dict[str, pa.Table]
Row = dict[str, object]


@pytest.fixture(scope="module")
def children(tables: Tables) -> dict[bytes, dict]:
    return {row["key"]: row for row in tables["children"].to_pylist()}


@pytest.fixture(scope="module")
def mothers(tables: Tables) -> dict[bytes, str]:
    rows = tables["caregivers"].to_pylist()
    return {row["child_key"]: row["full_name"] for row in rows if row["relation"] == "mother"}


@pytest.fixture(scope="module")
def copied(tables: Tables) -> set[bytes]:
    return set(tables["duplicates"]["duplicate_key"].to_pylist())


def test_children_when_born_then_none_has_turned_sixteen(children: dict[bytes, dict]) -> None:
    sixteenth = date(TODAY.year - 16, TODAY.month, TODAY.day)
    exact = [row["birth_date"] for row in children.values() if row["birth_precision"] == "day"]
    assert min(exact) > sixteenth
    assert max(exact) > TODAY - timedelta(days=30)
    assert {row["birth_precision"] for row in children.values()} == {"day", "month", "year"}


def test_children_when_counted_by_year_of_age_then_every_year_has_as_many(
    children: dict[bytes, dict],
) -> None:
    years = Counter((TODAY - row["birth_date"]).days * 16 // 5_843 for row in children.values())
    assert all(count == pytest.approx(CHILDREN / 16, rel=0.15) for age, count in years.items() if age < 16)


def test_twins_when_paired_then_they_share_mother_household_and_birth_date(
    tables: Tables, children: dict[bytes, dict], mothers: dict[bytes, str]
) -> None:
    pairs = tables["twins"].to_pylist()
    assert pairs
    for pair in pairs:
        one, two = children[pair["child_key"]], children[pair["twin_key"]]
        assert one["birth_date"] == two["birth_date"]
        assert one["household_key"] == two["household_key"]
        assert one["full_name"] != two["full_name"]
        if one["key"] in mothers and two["key"] in mothers:
            assert mothers[one["key"]] == mothers[two["key"]]


def test_siblings_when_not_twins_then_nine_months_lie_between(
    tables: Tables, children: dict[bytes, dict], copied: set[bytes]
) -> None:
    twins = {key for pair in tables["twins"].to_pylist() for key in pair.values()}
    homes = defaultdict(list)
    for row in children.values():
        if row["birth_precision"] == "day" and row["key"] not in copied | twins:
            homes[row["household_key"]].append(row["birth_date"])
    gaps = [(b - a).days for days in homes.values() for a, b in zip(sorted(days), sorted(days)[1:], strict=False)]
    assert min(gaps) > 270


def test_duplicates_when_compared_then_the_same_child_is_meant(
    tables: Tables, children: dict[bytes, dict], copied: set[bytes]
) -> None:
    kinds = Counter()
    for pair in tables["duplicates"].to_pylist():
        one, two = children[pair["child_key"]], children[pair["duplicate_key"]]
        assert one["key"] not in copied
        assert one["sex"] == two["sex"]
        assert one["ethnic_code"] == two["ethnic_code"]
        kinds.update(pair["kinds"].split(";"))
        if "place" not in pair["kinds"]:
            assert one["hamlet_key"] == two["hamlet_key"]
    assert {"place", "numbers_missing", "tones_dropped", "year_only"} <= set(kinds)


def test_personal_ids_when_not_marked_as_wrong_then_they_agree_with_sex_and_year(
    tables: Tables, children: dict[bytes, dict], copied: set[bytes]
) -> None:
    marked = defaultdict(set)
    for slip in tables["slips"].to_pylist():
        marked[slip["key"]].add(slip["kind"])
    home, seen, missing, wrong = 0, Counter(), 0, 0
    for key, row in children.items():
        number = row["personal_id"]
        if key in copied:
            continue
        if number is None:
            missing += 1
            continue
        if any(kind.startswith("personal_id") for kind in marked[key]):
            wrong += 1
            continue
        assert len(number) == 12
        assert number.isdigit()
        assert number[3] == ("2" if row["sex"] == "m" else "3")
        assert int(number[4:6]) == row["birth_date"].year % 100
        home += number[:3] in {"019", "006"}
        seen[number] += 1
    assert max(seen.values()) == 1
    assert home / len(seen) == pytest.approx(0.95, abs=0.02)
    assert 0.01 < missing / CHILDREN < 0.08
    assert 0.003 < wrong / CHILDREN < 0.012


def test_wrong_personal_ids_when_marked_then_they_are_wrong_in_that_way(
    tables: Tables, children: dict[bytes, dict]
) -> None:
    seen = set()
    for slip in tables["slips"].to_pylist():
        row = children.get(slip["key"])
        if row is None or not slip["kind"].startswith("personal_id"):
            continue
        number = row["personal_id"]
        seen.add(slip["kind"])
        if slip["kind"] == "personal_id_short":
            assert len(number) == 11
        elif slip["kind"] == "personal_id_sex":
            assert number[3] == ("3" if row["sex"] == "m" else "2")
        else:
            assert int(number[4:6]) == (row["birth_date"].year + 1) % 100
    assert seen == {"personal_id_short", "personal_id_sex", "personal_id_year"}


def test_names_when_drawn_then_they_fit_the_group(children: dict[bytes, dict], tables: Tables) -> None:
    surnames = defaultdict(Counter)
    for row in children.values():
        surnames[row["ethnic_code"]][row["full_name"].split(" ")[0]] += 1
    assert surnames["01"].most_common(1)[0][0] == "Nguyễn"
    assert set(dict(surnames["09"].most_common(4))) == {"Triệu", "Đặng", "Bàn", "Lý"}
    assert "Nông" in dict(surnames["02"].most_common(4))


def test_orphans_when_both_parents_died_then_a_guardian_is_there(tables: Tables) -> None:
    orphans = {row["child_key"] for row in tables["circumstances"].to_pylist() if row["group_code"] == "10a"}
    carers = defaultdict(dict)
    for row in tables["caregivers"].to_pylist():
        carers[row["child_key"]][row["relation"]] = row["state"]
    assert orphans
    for child in orphans:
        assert carers[child].pop("guardian") == "here"
        assert set(carers[child].values()) <= {"dead"}


def test_serious_illness_when_a_group_then_the_household_is_poor(tables: Tables, children: dict[bytes, dict]) -> None:
    poverty = {row["key"]: row["poverty"] for row in tables["households"].to_pylist()}
    ill = [row["child_key"] for row in tables["circumstances"].to_pylist() if row["group_code"] == "10n"]
    assert ill
    assert all(poverty[children[key]["household_key"]] in {"poor", "near_poor"} for key in ill)


def test_residences_when_a_child_moved_then_they_follow_without_a_gap(tables: Tables) -> None:
    stays = defaultdict(list)
    for row in tables["residences"].to_pylist():
        stays[row["child_key"]].append((row["valid_from"], row["valid_to"], row["commune_code"]))
    moved = [sorted(rows) for rows in stays.values() if len(rows) > 1]
    assert moved
    assert all(sum(end is None for _, end, _ in rows) == 1 for rows in stays.values())
    for (_, end, before), (start, _, after) in moved:
        assert end == start
        assert before != after
