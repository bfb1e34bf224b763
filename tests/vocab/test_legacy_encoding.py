"""Text of the fonts of before Unicode."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.vocab.legacy_encoding import TCVN3, VNI, decode_legacy, encode_legacy, repair_text, vote_encoding

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
NAMES = [
    "Nguyễn Văn An", "Đặng Thị Ngọc Huyền", "Lường Thị Phượng", "Lò Văn Pó", "Vàng A Sùng", "Triệu Mùi Khé", "Hà Lã Bảo",
    "Nông Đức Mạnh", "Hoàng Thị Thuỷ", "Bế Văn Tuyển", "Ma Thị Nguyệt", "Dương Quốc Việt", "Lý Thị Mẩy", "Sầm Văn Khuyến",
]  # fmt: skip


def test_tables_when_complete_then_every_vietnamese_letter_has_a_code() -> None:
    assert set(LETTERS) - set("abcdeghiklmnopqrstuvxy") <= set(TCVN3.values())
    assert set(LETTERS) - set("abcdeghiklmnopqrstuvxy") <= set(VNI.values())
    assert {c.upper() for c in set(LETTERS) - set("abcdeghiklmnopqrstuvxy")} <= set(VNI.values())


@given(text=st.text(alphabet=LETTERS + " ", max_size=40))
def test_tcvn3_when_small_letters_go_there_and_back_then_nothing_changes(text: str) -> None:
    assert decode_legacy(encode_legacy(text, encoding="tcvn3"), encoding="tcvn3") == text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_names_when_in_a_legacy_font_then_they_are_found_and_restored(name: str, encoding: str) -> None:
    coded = encode_legacy(name, encoding=encoding)  # type: ignore[arg-type]
    vote = vote_encoding([encode_legacy(other, encoding=encoding) for other in NAMES])  # type: ignore[arg-type]
    assert (vote.encoding, vote.pure) == (encoding, True)
    assert repair_text(coded, vote=vote) == name


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_names_when_drawn_in_capitals_then_they_come_out_in_capitals(encoding: str) -> None:
    coded = encode_legacy("NGUYỄN THỊ HƯƠNG", encoding=encoding)  # type: ignore[arg-type]
    assert decode_legacy(coded, encoding=encoding) == "NGUYỄN THỊ HƯƠNG"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        *NAMES,
        "Hà",
        "Lã Tú",
        "Sán Chí",
        "José",
        "H'Hen Niê",
        "Y Bhăm",
        "Kpă Klơng",
        "Tô Hoài",
        "Ân",
        "không có",
    ],
)
def test_names_when_in_unicode_then_they_stay(name: str) -> None:
    vote = vote_encoding([*NAMES, name])
    assert vote.encoding is None
    assert repair_text(name, vote=vote) == name
    decomposed = unicodedata.normalize("NFD", name)
    assert repair_text(decomposed, vote=vote) == decomposed


def test_utf8_when_read_as_western_european_then_it_is_restored() -> None:
    broken = [
        "Nguyễn Văn An".encode().decode("cp1252", errors="replace"),
        "Lò Thị Hà".encode().decode("latin-1"),
    ]
    assert vote_encoding(["Trần Thị Bình".encode().decode("cp1252")]).encoding == "utf8"
    assert decode_legacy("Trần Thị Bình".encode().decode("cp1252"), encoding="utf8") == "Trần Thị Bình"
    assert all(isinstance(repair_text(text, vote=vote_encoding(broken)), str) for text in broken)


@given(texts=st.lists(st.text(max_size=20), max_size=10))
def test_vote_when_texts_are_anything_then_repairing_never_fails(texts: list[str]) -> None:
    vote = vote_encoding(texts)
    assert all(isinstance(repair_text(text, vote=vote), str) for text in texts)
