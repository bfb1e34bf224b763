"""Names stored, compared and searched the same way everywhere."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.vocab.text import (
    fold_tone_placement,
    has_marks,
    nfc_name,
    search_key,
    spelled_key,
    unaccent,
)

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
    "AĐÊÔƠƯ '-.0123456789\u0300\u0301\u0309"
)
ANY_TEXT = st.one_of(st.text(), VIETNAMESE)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn   Văn\u00a0An ", "Nguyễn Văn An"),
        ("NGUYỄN THỊ ĐÀO", "Nguyễn Thị Đào"),
        (unicodedata.normalize("NFD", "TRẦN VĂN HƯỞNG"), "Trần Văn Hưởng"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("BÀ RỊA - VŨNG TÀU", "Bà Rịa - Vũng Tàu"),
        ("nguyễn văn an", "nguyễn văn an"),
        ("Nguyễn văn An", "Nguyễn văn An"),
        ("\u00d0ÀO V\u00c2N", "Đào Vân"),
        ("\ufeffLý\u200b A", "Lý A"),
        ("", ""),
    ],
)
def test_nfc_name_when_typed_any_way_then_stored_one_way(typed: str, stored: str) -> None:
    assert nfc_name(typed) == stored


@pytest.mark.parametrize(
    ("text", "bare"),
    [("Đặng Thị Hường", "dang thi huong"), ("\u00d0ức", "duc"), ("ẨM-1", "am-1"), ("Ａn", "an")],
)
def test_unaccent_when_vietnamese_then_plain_lower_letters(text: str, bare: str) -> None:
    assert unaccent(text) == bare


def test_search_key_when_signs_and_spaces_then_single_words() -> None:
    assert search_key(" Bà Rịa - Vũng_Tàu, (TP.) ") == "ba ria vung tau tp"


@pytest.mark.parametrize(
    ("modern", "folded"),
    [
        ("hoà", "hòa"),
        ("Thuỷ", "Thủy"),
        ("HOÁ THƯỢNG", "HÓA THƯỢNG"),
        ("hòan", "hoàn"),
        ("hoàn", "hoàn"),
        ("qúy", "quý"),
        ("quý", "quý"),
        ("khoẻ", "khỏe"),
        ("huỳnh", "huỳnh"),
        ("già", "già"),
        ("gì", "gì"),
        ("giếng", "giếng"),
        ("mùa", "mùa"),
        ("thuyền", "thuyền"),
        ("ngoài", "ngoài"),
        ("ngòai", "ngoài"),
        ("Huế", "Huế"),
        ("xyzzỳq", "xyzzỳq"),
    ],
)
def test_fold_tone_placement_when_two_spellings_then_one(modern: str, folded: str) -> None:
    assert fold_tone_placement(modern) == folded


def test_spelled_key_when_only_placement_and_case_differ_then_equal() -> None:
    assert spelled_key("HOÀ  BÌNH") == spelled_key("Hòa Bình") != spelled_key("Hóa Bình")


def test_has_marks_when_plain_or_marked_then_says_so() -> None:
    assert has_marks("Dương")
    assert has_marks("đa")
    assert not has_marks("Duong 1")


@given(ANY_TEXT)
def test_text_functions_when_applied_twice_then_nothing_changes(text: str) -> None:
    for function in (nfc_name, unaccent, search_key, fold_tone_placement, spelled_key):
        once = function(text)
        assert function(once) == once, function.__name__


@given(VIETNAMESE)
def test_fold_tone_placement_when_folded_then_letters_without_tones_stay(text: str) -> None:
    assert unaccent(fold_tone_placement(text)) == unaccent(text)


@given(VIETNAMESE)
def test_search_key_when_form_or_case_changes_then_same(text: str) -> None:
    assert search_key(unicodedata.normalize("NFD", text)) == search_key(text)
    assert search_key(nfc_name(text)) == search_key(text)
