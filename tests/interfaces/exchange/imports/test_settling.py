"""Rows of one file that say the same of the same child, word by word, are one child told twice."""

from __future__ import annotations

import pytest
from tests.interfaces.exchange.imports.conftest import Bring

from mangnon.core.clock import today
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child, DuplicatePair, RecordSource
from mangnon.interfaces.exchange.imports.settling import Settled, settle_copies
from mangnon.interfaces.exchange.imports.undo import undo_import

HEAD = "STT,Họ và tên,Ngày sinh,Giới tính,Mẹ,Xóm,Ghi chú"
SON = "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,Xóm 1,"
HOA = "Ma Thị Hoa,01/02/2020,Nữ,Ma Thị Lan,Xóm 2,"


def test_copies_when_settled_then_they_share_the_fate_of_their_first() -> None:
    # Rows 0 and 2 are told alike, as are 1 and 3; of the distinct rows 0, 1, 4 the last is the first's child.
    settled = [
        Settled(maybe_rows=((1, 3.0, ("weak",)),)),
        Settled(known=7),
        Settled(first=0, maybe_known=((8, 2.0, ()),)),
    ]
    assert settle_copies(settled=settled, copies=[0, 1, 0, 1, 4]) == [
        Settled(maybe_rows=((1, 3.0, ("weak",)),)),
        Settled(known=7),
        Settled(first=0),
        Settled(known=7, first=1),
        Settled(first=0, maybe_known=((8, 2.0, ()),)),
    ]
    assert settle_copies(settled=settled, copies=[0, 0, 2, 3, 3])[2:] == [
        Settled(known=7),
        Settled(first=0, maybe_known=((8, 2.0, ()),)),
        Settled(first=0),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("apart", [0, 30])
def test_import_when_rows_are_alike_in_every_word_then_one_child_and_nobody_is_asked(bring: Bring, apart: int) -> None:
    between = [f"{at},Trẻ Thứ {at} Khác,0{at % 9 + 1}/05/2015,Nữ,Mẹ Thứ {at},Xóm 2," for at in range(3, 3 + apart)]
    done = bring(HEAD, f"1,{SON}", *between, f"2,{SON}")
    twice = [each for each in done.verdicts if each.cells["full_name"] == "Lý Văn Sơn"]
    assert [each.verdict for each in twice] == ["created", "duplicate"]
    assert "listed_twice" in twice[1].warnings
    assert twice[0].child_id == twice[1].child_id
    assert Child.objects.filter(full_name="Lý Văn Sơn").count() == 1
    assert RecordSource.objects.filter(child_id=twice[0].child_id).count() == 2
    assert not DuplicatePair.objects.filter(first_id=twice[0].child_id).exists()
    again = bring(HEAD, f"1,{SON}", *between, f"2,{SON}").report()
    assert (again["created"], again["updated"]) == (0, 0)
    undo_import(scope=system_scope(today()), run_id=done.run_id)
    assert not Child.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_import_when_rows_alike_tell_of_a_known_child_then_it_is_completed_and_nobody_is_asked(bring: Bring) -> None:
    bring("Họ và tên,Ngày sinh,Giới tính,Mẹ", "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na", name="a.csv")
    done = bring(HEAD, f"1,{SON}", f"2,{SON}", name="b.csv")
    assert [each.verdict for each in done.verdicts] == ["updated", "duplicate"]
    assert Child.objects.count() == 1
    assert not DuplicatePair.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SON, "Lý Văn Hải,12/03/2019,Nam,Hoàng Thị Na,Xóm 1,"),  # twins
        (SON, "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,Xóm 2,"),  # another hamlet: a person decides
        ("Lý Văn Sơn (sinh đôi),12/03/2019,Nam,Hoàng Thị Na,Xóm 1,",) * 2,  # said to be twins
        ("Con bà Na,12/03/2019,Nam,Hoàng Thị Na,Xóm 1,",) * 2,  # no name yet: may be twins
        ("Lý Văn Sơn,2019,Nam,Hoàng Thị Na,Xóm 1,",) * 2,  # only the year
        ("Lý Văn Sơn,12/03/2019,Nam,,Xóm 1,",) * 2,  # nobody of the family is told
        ("Lý Văn Sơn,12/03/2019,,Hoàng Thị Na,Xóm 1,",) * 2,  # the sex is not told
    ],
)
def test_import_when_rows_are_alike_but_too_little_is_told_then_two_children(
    bring: Bring, first: str, second: str
) -> None:
    done = bring(HEAD, f"1,{first}", f"2,{second}", f"3,{HOA}")
    assert [each.verdict for each in done.verdicts] == ["created", "created", "created"]
    assert Child.objects.count() == 3
