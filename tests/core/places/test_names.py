"""Words in front of names, separators, hamlets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.places.names import (
    Level,
    edit_distance,
    looks_like_hamlet,
    name_key,
    parse_hamlet,
    read_prefix,
    stored_text,
    toned_key,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Xóm 3, xã Tân Kim", [["Xóm", "3"], ["xã", "Tân", "Kim"]]),
        ("x.Tân Kim.H.Phú Bình", [["x", "Tân", "Kim"], ["H", "Phú", "Bình"]]),
        ("Xóm 3-4 - Kha Sơn", [["Xóm", "3", "4"], ["Kha", "Sơn"]]),
        ("TDP5; P. Phố Cò", [["TDP", "5"], ["P", "Phố", "Cò"]]),
        ("Kha Sơn (Phú Bình)", [["Kha", "Sơn"], ["Phú", "Bình"]]),
        ("Xóm 3\nKha Sơn", [["Xóm", "3"], ["Kha", "Sơn"]]),
        ("  ", []),
    ],
)
def test_words_of_when_separated_any_way_then_parts(text: str, parts: list[list[str]]) -> None:
    found: list[list[str]] = []
    for word in words_of(text):
        if word.starts_part:
            found.append([])
        found[-1].append(word.text)
    assert found == parts


@given(st.text())
def test_words_of_when_any_text_then_positions_point_at_the_words(text: str) -> None:
    stored = stored_text(text)
    assert all(stored[word.start : word.end] == word.text for word in words_of(text))


def test_keys_when_spellings_differ_then_equal() -> None:
    assert toned_key("Sỹ Bình") == toned_key("SĨ BÌNH") != toned_key("Si Bình")
    assert name_key("Điềm Thuỵ") == name_key("diem thuy")
    assert toned_key("Hoá Thượng") == toned_key("Hóa Thượng")
    assert name_key("Bà Rịa - Vũng Tàu") == "ba ria vung tau"


def test_read_prefix_when_marks_are_wrong_then_not_a_kind_word() -> None:
    words = words_of("Phú Xá Kha Sơn")
    assert read_prefix(words, end=2, level=Level.COMMUNE) == (0, ())
    assert read_prefix(words_of("thị trấn Đu"), end=2, level=Level.COMMUNE) == (2, ("thị trấn",))


@pytest.mark.parametrize(
    ("text", "kind", "name", "key"),
    [
        ("Xóm 3", "xóm", "3", "3"),
        ("X.03", "xóm", "03", "3"),
        ("xom3", "xóm", "3", "3"),
        ("T.3", None, "3", "3"),
        ("Tổ dân phố Đồng Tâm", "tổ dân phố", "Đồng Tâm", "dong tam"),
        ("TDP 5", "tổ dân phố", "5", "5"),
        ("Đồng Tâm", None, "Đồng Tâm", "dong tam"),
        ("Bản Mỹ", "bản", "Mỹ", "mi"),
        ("xóm", "xóm", "xóm", "xom"),
        ("", None, "", ""),
    ],
)
def test_parse_hamlet_when_written_any_way_then_kind_name_key(text: str, kind: str | None, name: str, key: str) -> None:
    found = parse_hamlet(text)
    assert (found.kind, found.name, found.key) == (kind, name, key)


def test_looks_like_hamlet_when_street_or_commune_then_not() -> None:
    assert looks_like_hamlet(words_of("tổ 5"))
    assert looks_like_hamlet(words_of("T.3"))
    assert not looks_like_hamlet(words_of("đường CMT8"))
    assert not looks_like_hamlet(words_of("xã Kha Sơn"))


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("tan kim", "tan kim", 0), ("tan kin", "tan kim", 1), ("tna kim", "tan kim", 1), ("a", "abcd", 3)],
)
def test_edit_distance_when_counted_then_right_up_to_the_limit(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other, limit=2) == distance
    assert edit_distance(other, one, limit=2) == distance
