"""Numbers that spreadsheets mangle."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.vocab.identifiers import (
    check_personal_id,
    read_birth_certificate_no,
    read_carer_id,
    read_insurance_no,
    read_personal_id,
    read_phone,
)

PLACES = frozenset(("001", "006", "019"))
NUMBERS = st.from_regex(r"(019|006|001)[0-3][0-9]{8}", fullmatch=True)


@given(number=NUMBERS)
def test_personal_id_when_a_spreadsheet_dropped_its_zeros_then_it_gets_them_back(number: str) -> None:
    for cell in (
        number,
        int(number),
        float(number),
        f"'{number}",
        f" {number[:3]} {number[3:6]} {number[6:]} ",
        f"{int(number)}.0",
        str(int(number)),
    ):
        assert read_personal_id(cell).number == number  # type: ignore[arg-type]
    assert read_personal_id(number).warnings == ()
    assert read_personal_id(int(number)).warnings == ("personal_id_zero_restored",)


@pytest.mark.parametrize(
    ("cell", "number", "warnings"),
    [
        ("1.9219E+10", None, ("personal_id_rounded",)),
        ("1,9219E+10", None, ("personal_id_rounded",)),
        ("1.9219000001E+10", "019219000001", ("personal_id_zero_restored",)),
        ("219000001", "219000001", ("personal_id_old_card",)),
        ("0192190000012", None, ("personal_id_unreadable",)),
        ("01921900000A", None, ("personal_id_unreadable",)),
        ("12345", None, ("personal_id_unreadable",)),
        ("01921900001", None, ("personal_id_unreadable",)),
        ("chưa có", None, ()),
        ("-", None, ()),
        (None, None, ()),
        (True, None, ()),
    ],
)
def test_personal_id_when_it_is_damaged_then_it_warns(
    cell: object, number: str | None, warnings: tuple[str, ...]
) -> None:
    reading = read_personal_id(cell)  # type: ignore[arg-type]
    assert (reading.number, reading.warnings) == (number, warnings)


@pytest.mark.parametrize(
    ("number", "sex", "year", "warnings"),
    [
        ("019219000001", "m", 2019, ()),
        ("019319000001", "f", 2019, ()),
        ("019219000001", "f", 2019, ("personal_id_sex",)),
        ("019219000001", "m", 2018, ("personal_id_year",)),
        ("019019000001", "m", 2019, ("personal_id_year",)),
        ("999219000001", "m", 2019, ("personal_id_place",)),
        ("019219000001", None, None, ()),
    ],
)
def test_personal_id_when_it_disagrees_with_the_person_then_it_warns(
    number: str, sex: str | None, year: int | None, warnings: tuple[str, ...]
) -> None:
    assert check_personal_id(number, sex=sex, birth_year=year, places=PLACES) == warnings  # type: ignore[arg-type]


def test_carer_id_when_it_is_an_old_card_then_it_is_taken() -> None:
    assert read_carer_id("091234567").number == "091234567"
    assert read_carer_id(91234567).number == "091234567"
    assert read_carer_id("019190000001").number == "019190000001"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("TE1191912345678", "TE1191912345678"),
        ("TE1 19 1912345678", "TE1191912345678"),
        ("te-1-19-19-12345678", "TE1191912345678"),
        ("1912345678", "1912345678"),
        (1912345678.0, "1912345678"),
        (212345678, "0212345678"),
        ("", None),
    ],
)
def test_insurance_when_spaced_or_short_then_it_is_one_number(cell: object, number: str | None) -> None:
    assert read_insurance_no(cell).number == number  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("35/2019", "35/2019"),
        ("Số: 35", "35"),
        (35.0, "35"),
        (date(2019, 3, 1), "3/2019"),
        ("có", None),
        ("chưa có", None),
        (None, None),
    ],
)
def test_birth_certificate_when_written_any_way_then_its_number_is_kept(cell: object, number: str | None) -> None:
    assert read_birth_certificate_no(cell).number == number  # type: ignore[arg-type]


@given(digits=st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_phone_when_spaced_or_short_then_it_is_one_number(digits: str) -> None:
    for cell in (
        digits,
        int(digits),
        f"{digits[:4]}.{digits[4:7]}.{digits[7:]}",
        f"+84 {digits[1:]}",
        f"ĐT: {digits}",
        f"{digits} (mẹ)",
    ):
        assert read_phone(cell).number == digits  # type: ignore[arg-type]
    assert read_phone(f"{digits}/0912345678").warnings in (("phone_several",), ())


@given(value=st.one_of(st.none(), st.text(max_size=25), st.floats(), st.integers(), st.booleans()))
def test_numbers_when_the_cell_is_anything_then_no_reader_fails(value: object) -> None:
    for reader in (read_personal_id, read_carer_id, read_insurance_no, read_birth_certificate_no, read_phone):
        assert reader(value).number != ""  # type: ignore[arg-type]
