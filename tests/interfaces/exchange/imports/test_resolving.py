"""Rows of registers that matched nobody."""

from __future__ import annotations

import pytest
from tests.interfaces.exchange.imports.conftest import Bring, make_user, scope_of, signed_in

from mangnon.core.accounts.models import User
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import Role
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.models import Child
from mangnon.domain.growth.models import Measurement
from mangnon.domain.growth.services import Measured, record_weight
from mangnon.domain.immunization.models import Dose
from mangnon.interfaces.exchange.imports.errors import ImportStateError
from mangnon.interfaces.exchange.imports.resolving import register_row, resolve_row, set_aside
from mangnon.interfaces.exchange.imports.run import Imported
from mangnon.interfaces.exchange.imports.undo import undo_import
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun

pytestmark = pytest.mark.django_db(transaction=True)
CHILDREN = ("Họ và tên,Ngày sinh,Giới tính,Mẹ,Xóm", "Lý Văn Sơn,12/03/2025,Nam,Hoàng Thị Na,Xóm 1")
WEIGHTS = "Họ và tên,Ngày sinh,Giới tính,Mẹ,Ngày cân,Cân nặng (kg)"
DOSES = "Họ và tên,Ngày sinh,Giới tính,Mẹ,BCG,5 trong 1 mũi 1"


@pytest.fixture
def child(bring: Bring) -> Child:
    """A child of the commune's."""
    bring(*CHILDREN)
    return Child.objects.get()


def _waiting(done: Imported) -> ImportRow:
    row = ImportRow.objects.get(run_id=done.run_id)
    assert (row.verdict, row.child_id) == ("unmatched", None)
    return row


def test_resolve_when_a_weight_row_is_given_its_child_then_the_weight_is_kept_as_the_import_would(
    bring: Bring, child: Child, clerk: User
) -> None:
    done = bring(WEIGHTS, "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5", kind=ImportKind.WEIGHTS, name="w.csv")
    row = _waiting(done)
    assert resolve_row(scope=scope_of(clerk), run_id=done.run_id, row_id=row.pk, child_id=child.pk) == 1
    fact = Measurement.objects.get(child=child)
    assert (fact.weight_g, fact.import_id) == (8500, done.run_id)
    assert fact.source.startswith("w.csv#")
    assert "!F2" in fact.source or "!E" in fact.source
    run = ImportRun.objects.get(pk=done.run_id)
    assert (run.counts["unmatched"], run.counts["created"]) == (0, 1)
    row.refresh_from_db()
    assert (row.verdict, row.child_id, row.reasons) == ("created", child.pk, [])
    undo_import(scope=scope_of(clerk), run_id=done.run_id)
    fact.refresh_from_db()
    assert fact.superseded_reason == "hoàn tác lần nhập"


def test_resolve_when_a_register_row_is_given_its_child_then_its_doses_are_kept_once(
    bring: Bring, child: Child, clerk: User
) -> None:
    done = bring(
        DOSES, "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,13/03/2025,20/05/2025", kind=ImportKind.DOSES, name="d.csv"
    )
    row, scope = _waiting(done), scope_of(clerk)
    assert resolve_row(scope=scope, run_id=done.run_id, row_id=row.pk, child_id=child.pk) == 2
    with pytest.raises(ImportStateError):
        resolve_row(scope=scope, run_id=done.run_id, row_id=row.pk, child_id=child.pk)
    assert Dose.objects.filter(child=child).count() == 2
    assert ImportRun.objects.get(pk=done.run_id).counts["unmatched"] == 0


def test_resolve_when_that_day_has_another_weight_then_it_stands_and_the_row_says_so(
    bring: Bring, child: Child, clerk: User
) -> None:
    from datetime import date

    scope = scope_of(clerk)
    record_weight(scope=scope, child_id=child.pk, measured=Measured(on=date(2026, 3, 5), weight_g=9000))
    done = bring(WEIGHTS, "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5", kind=ImportKind.WEIGHTS, name="w.csv")
    row = _waiting(done)
    assert resolve_row(scope=scope, run_id=done.run_id, row_id=row.pk, child_id=child.pk) == 0
    row.refresh_from_db()
    assert "measure_differs" in row.warnings
    assert Measurement.objects.get(child=child).weight_g == 9000


def test_resolve_when_the_child_is_of_another_commune_then_it_is_refused(
    bring: Bring, child: Child, commune: PlaceName, elsewhere: PlaceName, clerk: User
) -> None:
    done = bring(WEIGHTS, "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5", kind=ImportKind.WEIGHTS, name="w.csv")
    Child.objects.filter(pk=child.pk).update(commune_id=elsewhere.id, hamlet_id=None)
    with pytest.raises(ChildNotFoundError):
        resolve_row(scope=scope_of(clerk), run_id=done.run_id, row_id=_waiting(done).pk, child_id=child.pk)
    assert not Measurement.objects.exists()


def test_row_page_when_set_aside_then_it_wants_a_reason_and_shows_it_after(
    bring: Bring, child: Child, clerk: User
) -> None:
    done = bring(WEIGHTS, "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5", kind=ImportKind.WEIGHTS, name="w.csv")
    row, client = _waiting(done), signed_in(clerk)
    with pytest.raises(ImportStateError):
        set_aside(scope=scope_of(clerk), run_id=done.run_id, row_id=row.pk, reason="  ")
    page = client.get(f"/nhap/{done.run_id}/dong/{row.pk}/?tim=ly van son").content.decode()
    assert "Bùi Thị Lạ" in page
    assert str(child.pk) in page
    client.post(f"/nhap/{done.run_id}/dong/{row.pk}/", {"bo": "1", "ly_do": "Trẻ ở tỉnh khác"})
    row.refresh_from_db()
    assert (row.verdict, row.reasons[-1]) == ("rejected", "set_aside")
    assert "Trẻ ở tỉnh khác" in client.get(f"/nhap/{done.run_id}/").content.decode()


def test_row_page_when_the_role_may_not_import_then_there_is_none(
    bring: Bring, child: Child, commune: PlaceName
) -> None:
    done = bring(WEIGHTS, "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5", kind=ImportKind.WEIGHTS, name="w.csv")
    client = signed_in(make_user(Role.COLLABORATOR, commune))
    assert client.get(f"/nhap/{done.run_id}/dong/{_waiting(done).pk}/").status_code in {403, 404}


def test_register_when_a_row_is_a_new_child_then_the_child_has_its_facts_and_undo_takes_both_away(
    bring: Bring, child: Child, clerk: User, commune: PlaceName
) -> None:
    line = "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5"
    done = bring(WEIGHTS, line, kind=ImportKind.WEIGHTS, name="w.csv")
    row, client = _waiting(done), signed_in(clerk)
    address = f"/nhap/{done.run_id}/dong/{row.pk}/"
    assert "Đăng ký trẻ mới" in client.get(address).content.decode()
    for _ in range(2):
        client.post(address, {"moi": "1"})
    new = Child.objects.exclude(pk=child.pk).get()
    assert (new.full_name, new.commune_id, new.sex) == ("Bùi Thị Lạ", commune.id, "f")
    assert Measurement.objects.get(child=new).weight_g == 8500
    assert bring(WEIGHTS, line, kind=ImportKind.WEIGHTS, name="w.csv").verdicts[0].verdict == "unchanged"
    assert undo_import(scope=scope_of(clerk), run_id=done.run_id).removed == 1
    assert list(Child.objects.all()) == [child]


def test_row_page_when_a_child_is_alike_then_it_is_offered_with_what_speaks_for_it(
    bring: Bring, child: Child, clerk: User
) -> None:
    done = bring(WEIGHTS, "Lý Văn Sơm,12/03/2025,,Hoàng Thị Na,05/03/2026,8.5", kind=ImportKind.WEIGHTS, name="w.csv")
    row = _waiting(done)
    page = signed_in(clerk).get(f"/nhap/{done.run_id}/dong/{row.pk}/").content.decode()
    assert str(child.pk) in page
    assert "Họ tên mẹ giống hệt nhau" in page


def test_register_when_the_row_has_no_name_then_it_is_refused(bring: Bring, child: Child, clerk: User) -> None:
    done = bring(WEIGHTS, ",01/01/2024,Nữ,Bùi Thị Khác,05/03/2026,8.5", kind=ImportKind.WEIGHTS, name="w.csv")
    row = ImportRow.objects.get(run_id=done.run_id)
    ImportRow.objects.filter(pk=row.pk).update(verdict="unmatched", cells={**row.cells, "full_name": ""})
    with pytest.raises(ImportStateError):
        register_row(scope=scope_of(clerk), run_id=done.run_id, row_id=row.pk)
    assert Child.objects.count() == 1


def test_row_page_when_it_lists_doses_then_vaccines_are_named_as_people_call_them(
    bring: Bring, child: Child, clerk: User
) -> None:
    done = bring(
        DOSES, "Bùi Thị Lạ,01/01/2024,Nữ,Bùi Thị Khác,13/03/2025,20/05/2025", kind=ImportKind.DOSES, name="d.csv"
    )
    page = signed_in(clerk).get(f"/nhap/{done.run_id}/dong/{_waiting(done).pk}/").content.decode()
    assert "mũi 1, 13/03/2025" in page
    assert "PENTA" not in page
    assert "MEASLES" not in page
    assert "BCG mũi" not in page
