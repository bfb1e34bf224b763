"""Lists whose columns mean something only beside one another, and cells that mean nothing."""

from __future__ import annotations

import pytest

from mangnon.interfaces.exchange.workbook.refusals import SideBySideError

from .conftest import ReadRows
from .test_children import HEAD, child, only


def test_children_when_two_lists_stand_side_by_side_then_the_file_is_refused(read_rows: ReadRows) -> None:
    head = ["TT", "Họ tên", "Ngày sinh", "Giới"]
    left, right = [1, "Bàn Trái Một", "01/05/2017", "Nam"], [2, "Bàn Phải Một", "02/05/2017", "Nữ"]
    with pytest.raises(SideBySideError, match="Danh sách"):
        read_rows([[*head, None, *head], [*left, None, *right]])


def test_children_when_the_mother_has_the_same_headings_then_it_is_one_list(read_rows: ReadRows) -> None:
    head = ["TT", "Họ tên", "Ngày sinh", "Giới", "Họ tên", "Quan hệ", "Ngày sinh"]
    row = only(read_rows([head, [1, "Bàn Văn Con", "01/05/2017", "Nam", "Bàn Thị Mẹ", "mẹ", "1990"]]))
    assert row.identity.full_name == "Bàn Văn Con"


@pytest.mark.parametrize(
    ("cell", "hamlet"),
    [
        ("?", ""),
        ("-", ""),
        ("²", "Xóm ²"),
        ("0", ""),
        ("x", ""),
        ("không", ""),
        (3, "Xóm 3"),
        ("A", "A"),
        ("Soi", "Soi"),
    ],
)
def test_children_when_the_hamlet_is_a_sign_for_nothing_then_there_is_none(
    read_rows: ReadRows, cell: object, hamlet: str
) -> None:
    assert only(read_rows([HEAD, child(1, hamlet=cell)])).identity.place.hamlet == hamlet
