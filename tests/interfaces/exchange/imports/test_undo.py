"""Undoing an import: what it made goes, what it replaced comes back, what came later stays."""

from __future__ import annotations

import io
from contextlib import nullcontext
from uuid import UUID

import psycopg
import pytest
from tests.interfaces.exchange.imports.conftest import Bring

from mangnon.core.clock import now, today
from mangnon.core.scope.scope import system_scope
from mangnon.core.store.server import Purpose, uri
from mangnon.domain.children.carers import save_caregiver
from mangnon.domain.children.models import Caregiver, Child, Circumstance, Household, RecordSource, Residence
from mangnon.domain.children.records import CaregiverRecord
from mangnon.domain.children.services import open_circumstance, update_child
from mangnon.domain.growth.models import Measurement
from mangnon.domain.growth.services import Measured, record_weight
from mangnon.domain.protection.kinds import Channel
from mangnon.domain.protection.reporting import Worry, receive_report
from mangnon.domain.protection.telling import Told
from mangnon.domain.worklist.models import Due
from mangnon.interfaces.exchange.exports.children import write_children
from mangnon.interfaces.exchange.imports import undo
from mangnon.interfaces.exchange.imports.errors import ImportStateError
from mangnon.interfaces.exchange.imports.run import Imported
from mangnon.interfaces.exchange.imports.services import get_import
from mangnon.interfaces.exchange.imports.undo import Undone, carry_out_undo, queue_undo, undo_import
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = "Họ và tên,Ngày sinh,Giới tính,Mẹ,Số định danh,Xóm,Hoàn cảnh"
SON = "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,,Xóm 1,"
HOA = "Ma Thị Hoa,01/02/2020,Nữ,Ma Thị Lan,,Xóm 2,"
WEIGHTS = "Họ và tên,Ngày sinh,Giới tính,Mẹ,Ngày cân,Cân nặng (kg)"
WEIGHED = "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,05/03/2024,16.5"


def _export() -> bytes:
    target = io.BytesIO()
    write_children(target, on=today())
    return target.getvalue()


def _undo(done: Imported) -> Undone:
    return undo_import(scope=system_scope(today()), run_id=done.run_id)


def _child(name: str) -> Child:
    return Child.objects.get(full_name=name)


def test_undo_when_an_import_completed_a_child_then_the_child_is_as_before_to_the_last_column(bring: Bring) -> None:
    bring("Họ và tên,Ngày sinh,Giới tính,Mẹ", "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na", name="a.csv")
    before = _export()
    done = bring(HEAD, "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,019219000123,Xóm 1,mồ côi cha mẹ", HOA, name="b.csv")
    son = _child("Lý Văn Sơn")
    assert (son.personal_id, son.hamlet_id is None) == ("019219000123", False)
    assert Residence.objects.get(child=son).hamlet_id == son.hamlet_id
    undone = _undo(done)
    assert (undone.removed, undone.kept, undone.restored) == (1, 0, 1)
    assert _export() == before
    son.refresh_from_db()
    assert (son.personal_id, son.hamlet_id) == ("", None)
    assert Residence.objects.get(child=son).hamlet_id is None
    assert not Circumstance.objects.filter(child=son).exists()
    assert not RecordSource.objects.filter(import_id=done.run_id).exists()
    assert ImportRun.objects.get(pk=done.run_id).state == "undone"


def test_undo_when_a_completed_child_was_corrected_since_then_the_correction_stands(bring: Bring) -> None:
    bring("Họ và tên,Ngày sinh,Giới tính,Mẹ", "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na", name="a.csv")
    done = bring(HEAD, "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,019219000123,Xóm 1,", name="b.csv")
    son = _child("Lý Văn Sơn")
    update_child(scope=system_scope(today()), child_id=son.pk, values={"personal_id": "019219000456"})
    undone = _undo(done)
    son.refresh_from_db()
    assert (son.personal_id, son.hamlet_id is None) == ("019219000456", False)
    assert (undone.restored, undone.kept) == (0, 1)


def test_undo_when_an_import_added_a_second_mother_then_only_the_first_is_left(bring: Bring) -> None:
    bring(HEAD, "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,019219000123,Xóm 1,", name="a.csv")
    done = bring(HEAD, "Lý Văn Sơn,12/03/2019,Nam,Ma Thị Kế,019219000123,Xóm 1,", name="b.csv")
    [verdict] = done.verdicts
    assert (verdict.verdict, "differs" in verdict.warnings) == ("updated", True)
    mothers = Caregiver.objects.filter(relation="mother").order_by("id")
    assert [each.full_name for each in mothers] == ["Hoàng Thị Na", "Ma Thị Kế"]
    _undo(done)
    assert [each.full_name for each in mothers.all()] == ["Hoàng Thị Na"]
    assert "ma thi ke" not in _child("Lý Văn Sơn").search_text


@pytest.mark.parametrize("later", ["profile", "carer", "circumstance", "weight", "list", "worry"])
def test_undo_when_a_made_child_was_told_of_since_then_they_stay_and_are_listed(bring: Bring, later: str) -> None:
    done = bring(HEAD, SON, HOA, name="a.csv")
    son, scope = _child("Lý Văn Sơn"), system_scope(today())
    if later == "profile":
        update_child(scope=scope, child_id=son.pk, values={"insurance_no": "TE1190000000001"})
    elif later == "carer":
        save_caregiver(scope=scope, child_id=son.pk, told=CaregiverRecord(relation="father", full_name="Lý Văn Tám"))
    elif later == "circumstance":
        open_circumstance(scope=scope, child_id=son.pk, group_code="10a", on=today())
    elif later == "weight":
        record_weight(scope=scope, child_id=son.pk, measured=Measured(on=today(), weight_g=21000))
    elif later == "worry":
        told = Told(happened="bị đánh")
        receive_report(scope=scope, worry=Worry(told, Channel("worker"), son.commune_id, child_id=son.pk))
    else:
        bring(HEAD, "Lý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,019219000123,Xóm 1,", name="b.csv")
    undone = _undo(done)
    assert (undone.removed, undone.kept) == (1, 1)
    assert list(Child.objects.values_list("full_name", flat=True)) == ["Lý Văn Sơn"]
    listed = ImportRow.objects.filter(run_id=done.run_id, warnings__contains=["kept_after_undo"])
    assert [row.child_id for row in listed] == [son.pk]
    assert Due.objects.filter(child=son).exists()


def test_undo_when_facts_came_by_a_file_undone_before_then_the_children_go_too(bring: Bring) -> None:
    before = _export()
    children = bring(HEAD, SON, HOA, name="a.csv")
    weights = bring(WEIGHTS, WEIGHED, kind=ImportKind.WEIGHTS, name="w.csv")
    fact = Measurement.objects.get(import_id=weights.run_id)
    undone = _undo(weights)
    fact.refresh_from_db()
    assert (undone.facts, fact.superseded_reason, fact.superseded_at is None) == (1, "hoàn tác lần nhập", False)
    undone = _undo(children)
    assert (undone.removed, undone.kept) == (2, 0)
    assert _export() == before
    assert not Household.objects.exists()
    assert not Caregiver.objects.exists()


def test_undo_when_facts_of_another_file_stand_then_the_child_stays(bring: Bring) -> None:
    children = bring(HEAD, SON, HOA, name="a.csv")
    bring(WEIGHTS, WEIGHED, kind=ImportKind.WEIGHTS, name="w.csv")
    undone = _undo(children)
    assert (undone.removed, undone.kept) == (1, 1)


def test_undo_when_asked_twice_then_the_second_is_refused(bring: Bring) -> None:
    done = bring(HEAD, SON, name="a.csv")
    _undo(done)
    with pytest.raises(ImportStateError):
        _undo(done)


def test_import_when_an_undone_file_comes_again_then_its_children_are_made_anew(bring: Bring) -> None:
    _undo(bring(HEAD, SON, HOA, name="a.csv"))
    again = bring(HEAD, SON, HOA, name="a.csv").report()
    assert again["created"] == 2


def test_queued_undo_when_done_then_its_progress_was_told_and_the_result_is_kept(bring: Bring) -> None:
    lines = [f"Lý Văn Sơn {number},12/03/{2012 + number % 10},Nam,Hoàng Thị Na,,Xóm 1," for number in range(220)]
    done = bring(HEAD, *lines, name="a.csv")
    scope, told = system_scope(today()), []
    assert [queue_undo(scope=scope, run_id=done.run_id) for _ in range(2)] == [True, False]
    made = Child.objects.count()
    with psycopg.connect(uri(Purpose.OWNER), autocommit=True) as beside:

        def look(part: float) -> None:
            seen = beside.execute("SELECT state, rows_done FROM exchange_importrun WHERE id = %s", [done.run_id])
            told.append((round(part, 2), seen.fetchone()[0]))  # type: ignore[index]

        undo_import(scope=scope, run_id=done.run_id, progress=look)
    assert told == [(round(count / made, 2), "undoing") for count in range(100, made + 1, 100)]
    run = ImportRun.objects.get(pk=done.run_id)
    assert (run.state, run.rows_done, run.counts["undone"]["removed"]) == ("undone", 220, made)


def test_queued_undo_when_carried_out_then_how_far_it_is_stands_in_the_run_while_it_works(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = bring(HEAD, SON, HOA, name="a.csv")
    monkeypatch.setattr(undo, "TOLD_EVERY", 1)
    seen, remove = [], undo._list_kept

    def look(run_id: UUID, kept: set[UUID]) -> None:
        seen.append(ImportRun.objects.get(pk=run_id).rows_done)
        remove(run_id, kept)

    monkeypatch.setattr(undo, "_list_kept", look)
    queue_undo(scope=system_scope(today()), run_id=done.run_id)
    carry_out_undo(scope=system_scope(today()), run_id=done.run_id)
    assert seen == [2]
    assert ImportRun.objects.get(pk=done.run_id).state == "undone"
    carry_out_undo(scope=system_scope(today()), run_id=done.run_id)  # the job comes again
    with pytest.raises(ImportStateError):
        queue_undo(scope=system_scope(today()), run_id=done.run_id)


@pytest.mark.parametrize("foreseen", [True, False])
def test_queued_undo_when_it_fails_then_the_import_stands_and_says_why(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, foreseen: bool
) -> None:
    done = bring(HEAD, SON, name="a.csv")

    def fail(*_: object, **__: object) -> None:
        raise ImportStateError("Chưa được.") if foreseen else RuntimeError

    monkeypatch.setattr(undo, "_derive_again", fail)
    queue_undo(scope=system_scope(today()), run_id=done.run_id)
    with nullcontext() if foreseen else pytest.raises(RuntimeError):
        carry_out_undo(scope=system_scope(today()), run_id=done.run_id)
    run = ImportRun.objects.get(pk=done.run_id)
    assert (run.state, run.rows_done) == ("done", 1)
    assert run.problem == "Chưa được." if foreseen else "chưa có gì đổi" in run.problem
    assert Child.objects.count() == 1
    monkeypatch.undo()
    assert queue_undo(scope=system_scope(today()), run_id=done.run_id)


def test_queued_undo_when_its_worker_died_then_the_import_stands_and_may_be_undone_again(bring: Bring) -> None:
    done, scope = bring(HEAD, SON, name="a.csv"), system_scope(today())
    queue_undo(scope=scope, run_id=done.run_id)
    assert get_import(scope=scope, run_id=done.run_id).state == "undoing"  # it waits for its turn
    ImportRun.objects.update(begun_at=now())
    lost = get_import(scope=scope, run_id=done.run_id)
    assert lost.state == "done"
    assert "hoàn tác lại" in lost.problem
    assert queue_undo(scope=scope, run_id=done.run_id)
    carry_out_undo(scope=scope, run_id=done.run_id)
    assert not Child.objects.exists()
