"""An import in the browser, from the file's arrival to the worker's end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from tests.interfaces.exchange.imports.conftest import make_user, scope_of

from mangnon.core.accounts.models import User
from mangnon.core.clock import now
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Role
from mangnon.core.store.server import Purpose, uri
from mangnon.domain.children.models import Child
from mangnon.interfaces.exchange.imports.errors import ColumnMeaningError, ImportNotFoundError, ImportStateError
from mangnon.interfaces.exchange.imports.jobs import import_file
from mangnon.interfaces.exchange.imports.services import (
    carry_out,
    correct_layout,
    get_import,
    layout_of,
    queue_import,
    receive_upload,
    remove_old_uploads,
)
from mangnon.interfaces.exchange.imports.working import _key, is_worked_on, working_on
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun, ImportState
from mangnon.interfaces.exchange.workbook.refusals import MacroError, NoListError, WorkbookRefusedError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_files")]
LIST = "Họ và tên,Ngày sinh,Giới tính,Mẹ,Xóm\nLý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,Xóm 1\n,,,,\n"


def _upload(user: User, place: PlaceName, text: str = LIST, name: str = "danh sach.csv") -> ImportRun:
    upload = SimpleUploadedFile(name, text.encode())
    return receive_upload(scope=scope_of(user), kind=ImportKind.CHILDREN, upload=upload, place=place)


def _tried(user: User, place: PlaceName) -> ImportRun:
    run = _upload(user, place)
    assert queue_import(scope=scope_of(user), run_id=run.pk, trial=True)
    carry_out(scope=scope_of(user), run_id=run.pk, trial=True)
    run.refresh_from_db()
    return run


def test_upload_when_it_is_a_list_then_it_is_kept_under_a_name_that_tells_nothing(
    clerk: User, commune: PlaceName, kept_files: Path
) -> None:
    run = _upload(clerk, commune)
    assert [path.name for path in kept_files.iterdir()] == [str(run.pk)]
    assert (run.state, run.file_name, run.by) == ("uploaded", "danh sach.csv", clerk.pk)
    assert [column.meaning for column in layout_of(run).tables[0].columns][:2] == ["name", "birth_date"]


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("a.xlsm", b"PK\x03\x04", MacroError),
        ("a.xlsx", b"<html>no workbook</html>", WorkbookRefusedError),
        ("a.csv", b"x,y\n1,2\n", NoListError),
        ("a.csv", 'Họ và tên,Ngày sinh\n=cmd|"/c calc"!A1,2019\n'.encode(), WorkbookRefusedError),
    ],
)
def test_upload_when_it_is_refused_then_nothing_of_it_is_kept(
    clerk: User, commune: PlaceName, kept_files: Path, name: str, content: bytes, refused: type[Exception]
) -> None:
    upload = SimpleUploadedFile(name, content)
    with pytest.raises(refused):
        receive_upload(scope=scope_of(clerk), kind=ImportKind.CHILDREN, upload=upload, place=commune)
    assert list(kept_files.iterdir()) == []
    assert not ImportRun.objects.exists()


def test_upload_when_into_another_commune_then_it_is_refused(
    clerk: User, elsewhere: PlaceName, commune: PlaceName
) -> None:
    with pytest.raises(NotYoursError):
        _upload(clerk, elsewhere)
    run = _upload(make_user(Role.COMMUNE_OFFICER, elsewhere), elsewhere)
    with pytest.raises(ImportNotFoundError):
        get_import(scope=scope_of(clerk), run_id=run.pk)


def test_columns_when_corrected_then_the_next_file_with_this_header_is_read_so(clerk: User, commune: PlaceName) -> None:
    text = LIST.replace("Xóm\n", "Cột lạ\n", 1)
    run = _upload(clerk, commune, text)
    assert layout_of(run).tables[0].column_of("hamlet") is None
    correct_layout(scope=scope_of(clerk), run_id=run.pk, meanings={(0, 4): "hamlet"})
    again = _upload(clerk, commune, text, name="thang sau.csv")
    assert layout_of(again).tables[0].column_of("hamlet") == 4


@pytest.mark.parametrize("meanings", [{(0, 4): "circumstance:10z:anything"}, {(0, 0): ""}])
def test_columns_when_they_would_read_nonsense_then_the_correction_is_refused(
    clerk: User, commune: PlaceName, meanings: dict[tuple[int, int], str]
) -> None:
    run = _upload(clerk, commune)
    with pytest.raises(ColumnMeaningError):
        correct_layout(scope=scope_of(clerk), run_id=run.pk, meanings=meanings)


def test_columns_when_the_import_is_at_work_then_they_stand(clerk: User, commune: PlaceName) -> None:
    run = _upload(clerk, commune)
    queue_import(scope=scope_of(clerk), run_id=run.pk, trial=True)
    with pytest.raises(ImportStateError):
        correct_layout(scope=scope_of(clerk), run_id=run.pk, meanings={(0, 4): "hamlet"})


def test_trial_when_done_then_its_rows_are_listed_and_no_child_is_written(clerk: User, commune: PlaceName) -> None:
    run = _tried(clerk, commune)
    assert (run.state, run.rows, run.counts["created"], run.counts["new_hamlets"]) == ("checked", 1, 1, ["xóm 1"])
    assert ImportRow.objects.filter(run=run).count() == 1
    assert not Child.objects.exists()


def test_import_when_sent_twice_then_it_is_queued_and_done_once(clerk: User, commune: PlaceName) -> None:
    run, scope = _tried(clerk, commune), scope_of(clerk)
    assert [queue_import(scope=scope, run_id=run.pk, trial=False) for _ in range(2)] == [True, False]
    for _ in range(2):
        carry_out(scope=scope, run_id=run.pk, trial=False)
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == ("done", 1)
    assert ImportRow.objects.filter(run=run).count() == 1
    assert Child.objects.count() == 1


def test_import_when_rights_ended_before_the_worker_came_then_no_row_is_taken(clerk: User, commune: PlaceName) -> None:
    run = _tried(clerk, commune)
    queue_import(scope=scope_of(clerk), run_id=run.pk, trial=False)
    Assignment.objects.filter(user=clerk).delete()
    import_file.func(run_id=str(run.pk), user_id=str(clerk.pk), user_name="x", trial=False)
    run.refresh_from_db()
    assert run.counts["rejected"] == 1
    assert not Child.objects.exists()


def test_import_when_its_file_is_gone_then_it_failed_with_one_sentence_and_may_be_tried_again(
    clerk: User, commune: PlaceName, kept_files: Path
) -> None:
    run, scope = _tried(clerk, commune), scope_of(clerk)
    kept = (kept_files / str(run.pk)).read_bytes()
    (kept_files / str(run.pk)).unlink()
    queue_import(scope=scope, run_id=run.pk, trial=False)
    carry_out(scope=scope, run_id=run.pk, trial=False)
    run.refresh_from_db()
    assert run.state == "failed"
    assert run.problem.endswith(".")
    (kept_files / str(run.pk)).write_bytes(kept)
    assert queue_import(scope=scope, run_id=run.pk, trial=False)
    carry_out(scope=scope, run_id=run.pk, trial=False)
    assert Child.objects.count() == 1


def test_job_when_the_request_is_rolled_back_then_it_was_never_queued(clerk: User, commune: PlaceName) -> None:
    run = _upload(clerk, commune)
    with transaction.atomic():
        queue_import(scope=scope_of(clerk), run_id=run.pk, trial=True)
        import_file.defer(run_id=str(run.pk), user_id=str(clerk.pk), user_name="x", trial=True)
        assert _jobs(run.pk) == 1
        transaction.set_rollback(True)
    run.refresh_from_db()
    assert (_jobs(run.pk), run.state) == (0, "uploaded")


def test_import_when_its_worker_died_then_it_is_told_as_failed_and_may_be_started_again(
    clerk: User, commune: PlaceName
) -> None:
    run, scope = _tried(clerk, commune), scope_of(clerk)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.RUNNING, begun_at=now())
    with psycopg.connect(uri(Purpose.OWNER), autocommit=True) as worker:
        worker.execute("SELECT pg_advisory_lock(%s)", [_key(run.pk)])
        assert is_worked_on(run.pk)
        assert get_import(scope=scope, run_id=run.pk).state == "running"
        # Another worker that takes the job up meanwhile leaves it alone.
        carry_out(scope=scope, run_id=run.pk, trial=False)
        assert get_import(scope=scope, run_id=run.pk).state == "running"
    _until_free(run.pk)
    lost = get_import(scope=scope, run_id=run.pk)
    assert lost.state == "failed"
    assert "thử lại" in lost.problem
    assert queue_import(scope=scope, run_id=run.pk, trial=False)
    carry_out(scope=scope, run_id=run.pk, trial=False)
    assert Child.objects.count() == 1


def test_work_when_held_then_only_one_has_it_and_it_is_free_after(clerk: User, commune: PlaceName) -> None:
    run = _upload(clerk, commune)
    with working_on(run.pk) as mine:
        assert mine
        assert is_worked_on(run.pk)
    assert not is_worked_on(run.pk)


def test_file_when_brought_long_ago_then_it_is_removed_and_its_result_stays(
    clerk: User, commune: PlaceName, kept_files: Path
) -> None:
    old, new = _tried(clerk, commune), _upload(clerk, commune)
    ImportRun.objects.filter(pk=old.pk).update(at=now() - timedelta(days=100))
    assert remove_old_uploads() == 1
    assert [path.name for path in kept_files.iterdir()] == [str(new.pk)]
    old.refresh_from_db()
    assert old.counts["created"] == 1
    assert remove_old_uploads() == 0


def test_import_when_its_form_is_sent_twice_at_once_then_it_is_queued_once(clerk: User, commune: PlaceName) -> None:
    run, scope, start = _tried(clerk, commune), scope_of(clerk), threading.Barrier(4)

    def click(_: int) -> bool:
        start.wait(10)
        try:
            with transaction.atomic():
                return queue_import(scope=scope, run_id=run.pk, trial=False)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(click, range(4))) == [False, False, False, True]


def _jobs(run_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'run_id' = %s", [str(run_id)])
        return int(cursor.fetchone()[0])


def _until_free(run_id: UUID) -> None:
    # The server lets a closed connection's locks go a moment after the client has closed it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_key(run_id)])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(run_id)])
