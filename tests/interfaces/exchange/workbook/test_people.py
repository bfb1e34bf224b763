"""Names, parents, sexes and ethnic groups in cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.core.content.exchange import ExchangeContent
from mangnon.interfaces.exchange.workbook.people import (
    EthnicReader,
    read_carer_name,
    read_name,
    read_parents,
    read_sex,
    sex_numbers_of,
)
from mangnon.interfaces.exchange.workbook.wording import bare
from mangnon.vocab.text import search_key


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("  Nguyễn \xa0 Văn\nAn ", "Nguyễn Văn An"),
        ("1. Lò Văn Pó", "Lò Văn Pó"),
        ("- Lò Văn Pó", "Lò Văn Pó"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("trần văn B", "trần văn B"),
        ("Nguyễn Thị\nHoàng Anh", "Nguyễn Thị Hoàng Anh"),
        ("Lý Thị Mẩy (mới sinh)", "Lý Thị Mẩy"),
    ],
)
def test_name_when_written_any_way_then_its_spelling_stays(cell: str, name: str) -> None:
    assert read_name(cell).full_name == name
    assert read_name(cell).problem is None


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("123", "name_unreadable"),
        ("x", "name_unreadable"),
        ("A=B", "name_unreadable"),
        ("Lý A Sáng\nLý A Sùng", "name_several"),
    ],
)
def test_name_when_it_is_no_single_name_then_it_says_so(cell: str, problem: str) -> None:
    assert read_name(cell).problem == problem


@pytest.mark.parametrize(
    "cell",
    ["Bé", "Bé trai 1", "Cháu bé", "Con bà Lan", "Con chị Lò Thị Hoa", "(chưa có tên)", "CB Lò Thị Hoa"],
)
def test_name_when_it_stands_for_a_newborn_then_it_is_a_placeholder(cell: str) -> None:
    assert read_name(cell).placeholder


@pytest.mark.parametrize("cell", ["Bé Thị Lan", "Cù Thị Bé", "Mã Văn Con", "Ban Thị Bé", "Chu Thị Nhỏ", "Sơ Thị Sinh"])
def test_name_when_it_only_sounds_like_one_then_it_is_a_name(cell: str) -> None:
    assert not read_name(cell).placeholder


@pytest.mark.parametrize(
    ("cell", "header", "father", "mother", "guardian"),
    [
        ("Bố: Lý A, Mẹ: Lò Thị B", "Cha mẹ", "Lý A", "Lò Thị B", ""),
        ("Bố Lý Văn A\nMẹ Lò Thị B", "Cha mẹ", "Lý Văn A", "Lò Thị B", ""),
        ("B: Lý A; M: Lò B", "Cha mẹ", "Lý A", "Lò B", ""),
        ("Lý Văn A - Lò Thị B", "Họ tên cha, mẹ", "Lý Văn A", "Lò Thị B", ""),
        ("Lò Thị B/Lý Văn A", "Họ tên mẹ/bố", "Lý Văn A", "Lò Thị B", ""),
        ("Mẹ: Lò Thị B", "Cha mẹ", "", "Lò Thị B", ""),
        ("Lò Thị B", "Cha mẹ", "", "", "Lò Thị B"),
    ],
)
def test_parents_when_they_share_a_cell_then_each_is_told_apart(
    cell: str, header: str, father: str, mother: str, guardian: str
) -> None:
    reading = read_parents(cell, header=header)
    assert (reading.father, reading.mother, reading.guardian) == (father, mother, guardian)


def test_carer_when_there_is_none_then_the_name_is_empty() -> None:
    assert {read_carer_name(cell) for cell in ("không", "Đã mất", "-", "x", "0")} == {""}


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("Giới tính (1: Nam; 2: Nữ)", {"1": "m", "2": "f"}),
        ("Giới tính (Nam=0, Nữ=1)", {"0": "m", "1": "f"}),
        ("Giới tính (Nam/Nữ)", {}),
    ],
)
def test_sex_when_the_heading_explains_numbers_then_it_is_believed(header: str, numbers: dict[str, str]) -> None:
    assert dict(sex_numbers_of(header)) == numbers
    if numbers:
        assert read_sex(1, numbers=sex_numbers_of(header)) == (numbers["1"], None)


@pytest.mark.parametrize(
    ("cell", "code", "warning"),
    [
        ("Tày", "02", None),
        ("tay", "02", None),
        ("H'Mông", "08", None),
        ("SÁN CHÍ", "15", None),
        ("Cao Lan", "15", None),
        ("Dân tộc Nùng", "07", None),
        ("Kinh (Việt)", "01", None),
        ("01 - Kinh", "01", None),
        (2, "02", None),
        ("08", "08", None),
        ("Giáy", "25", None),
        (25, None, "ethnic_code_doubtful"),
        ("Thổ", "24", "ethnic_name_doubtful"),
        ("abc", None, "ethnic_unreadable"),
        (99, None, "ethnic_unreadable"),
        (None, None, None),
    ],
)
def test_ethnic_group_when_named_or_coded_then_its_code_is_found(
    content: ExchangeContent, cell: object, code: str | None, warning: str | None
) -> None:
    assert EthnicReader(content.ethnic).read(cell) == (code, warning)  # type: ignore[arg-type]


def test_ethnic_group_when_any_listed_name_is_read_then_it_gives_its_own_code(
    content: ExchangeContent,
) -> None:
    reader = EthnicReader(content.ethnic)
    wrong = {name: code for code, names in content.ethnic.groups for name in names if reader.read(name)[0] != code}
    assert wrong == {}


@given(text=st.text(max_size=30) | st.text(alphabet="aàáảãạăâđêôơưừữABCĐ .-'_\n0123456789", max_size=30))
def test_bare_when_compared_with_the_search_key_then_they_agree(text: str) -> None:
    assert bare(text) == search_key(text)


@pytest.mark.parametrize("text", ["không rõ", "đã mất", "Bỏ đi", "bỏ nhà đi", "Mất tích", "-"])
def test_carer_when_nobody_is_named_then_there_is_no_name(text: str) -> None:
    assert read_carer_name(text) == ""
