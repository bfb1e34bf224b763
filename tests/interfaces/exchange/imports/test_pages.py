"""The pages of the import, as a clerk's browser asks for them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from tests.interfaces.exchange.imports.conftest import make_user, signed_in

from mangnon.core.accounts.models import User
from mangnon.core.audit.models import AuditEntry
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import Child
from mangnon.interfaces.exchange.imports.jobs import import_file, undo_file
from mangnon.interfaces.exchange.models import ImportRow, ImportRun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_files")]
HEAD = "Họ và tên,Ngày sinh,Giới tính,Mẹ,Xã,Xóm"
LIST = f"{HEAD}\nLý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,,Xóm 1\nMa Thị Hoa,31/02/2020,Nữ,Ma Thị Lan,,Xóm 2\n"


def _send(client: Client, place: PlaceName, content: bytes, name: str = "a.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post("/nhap/", {"loai": "children", "xa": str(place.id), "file": file})


def _work(user: User, run: ImportRun, *, trial: bool) -> None:
    """Do what the page has queued, as the worker would."""
    import_file.func(run_id=str(run.pk), user_id=str(user.pk), user_name=str(user), trial=trial)
    run.refresh_from_db()


def _jobs(task: str, run: ImportRun) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND args->>'run_id' = %s", [task, str(run.pk)]
        )
        return int(cursor.fetchone()[0])


def _text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_wizard_when_walked_then_the_children_are_there_and_undo_takes_them_away(
    clerk: User, commune: PlaceName
) -> None:
    client = signed_in(clerk)
    answer = _send(client, commune, LIST.encode())
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/nhap/{run.pk}/cot/"
    assert "2 dòng sẽ được đọc" in _text(client.get(answer["Location"]))
    client.post(f"/nhap/{run.pk}/cot/", {"cot-0-0": "name", "thu": "1"})
    assert "Đang chạy thử" in _text(client.get(f"/nhap/{run.pk}/"))
    _work(clerk, run, trial=True)
    tried = _text(client.get(f"/nhap/{run.pk}/"))
    assert "chưa ghi gì" in tried
    assert "xóm 1" in tried
    assert "Ngày sinh không có trên lịch" in tried
    assert not Child.objects.exists()
    for _ in range(2):
        client.post(f"/nhap/{run.pk}/ghi/")
    _work(clerk, run, trial=False)
    assert (run.counts["created"], run.counts["rejected"]) == (1, 1)
    assert f"/tre/{Child.objects.get().pk}/" in _text(client.get(f"/nhap/{run.pk}/"))
    assert client.get(f"/nhap/{run.pk}/hoan-tac/").status_code == 200
    for _ in range(2):
        assert client.post(f"/nhap/{run.pk}/hoan-tac/")["Location"] == f"/nhap/{run.pk}/"
    assert Child.objects.exists()
    assert _jobs("exchange.undo_import", run) == 1
    assert "Đang hoàn tác lần nhập" in _text(client.get(f"/nhap/{run.pk}/"))
    assert "Đang chờ đến lượt" in _text(client.get(f"/nhap/{run.pk}/", headers={"HX-Request": "true"}))
    assert client.get(f"/nhap/{run.pk}/hoan-tac/").status_code == 302
    undo_file.func(run_id=str(run.pk), user_id=str(clerk.pk), user_name=str(clerk))
    assert client.get(f"/nhap/{run.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert not Child.objects.exists()
    undone = _text(client.get(f"/nhap/{run.pk}/"))
    assert "đã được hoàn tác" in undone
    assert "Bỏ 1 trẻ, trả lại 0 hồ sơ" in undone
    assert "/tre/" not in undone.partition("Từng dòng")[2]


def test_rejected_file_when_opened_then_it_says_why_in_words_and_taking_it_is_in_the_log(
    clerk: User, commune: PlaceName
) -> None:
    client = signed_in(clerk)
    text = f"{HEAD}\nLý Văn Sơn,12/03/2019,Nam,Hoàng Thị Na,Xã Không Có Đâu,Xóm 1\n"
    _send(client, commune, text.encode())
    run = ImportRun.objects.get()
    client.post(f"/nhap/{run.pk}/thu/")
    _work(clerk, run, trial=True)
    assert ImportRow.objects.get(run=run).reasons == ["place_unknown"]
    answer = client.get(f"/nhap/{run.pk}/bi-tu-choi.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert "Không nhận ra xã, phường này trong tỉnh; hãy sửa lại tên xã." in cells
    entry = AuditEntry.objects.filter(action="exchange.download_rejected").get()
    assert entry.place_id == commune.id


def _bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b" " * 400_000_000)
    return target.getvalue()


HOSTILE = {
    "macro": ("a.xlsm", b"PK\x03\x04"),
    "wrong extension": ("a.xlsx", b"<html></html>"),
    "no workbook": ("a.exe", b"MZ"),
    "formula": ("a.csv", f'{HEAD}\n=cmd|"/c calc"!A1,2019\n'.encode()),
    "empty": ("a.csv", b""),
    "no list": ("a.csv", b"x,y\n1,2\n"),
    "bomb": ("a.xlsx", b""),
    "path": ("../../a.exe", b"MZ"),
}


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_upload_when_hostile_then_the_page_says_one_sentence_and_keeps_nothing(
    clerk: User, commune: PlaceName, kept_files: Path, kind: str
) -> None:
    name, content = HOSTILE[kind]
    answer = _send(signed_in(clerk), commune, _bomb() if kind == "bomb" else content, name)
    assert answer.status_code == 422
    error = _text(answer).partition('class="field__error"')[2].partition("<span>")[2].partition("</span>")[0]
    assert error.endswith(".")
    assert not ImportRun.objects.exists()
    assert not kept_files.exists() or list(kept_files.iterdir()) == []


@pytest.mark.parametrize(
    "query", ["kq={x}", "ma={0}", "kq=created&trang=99999999999999999999", "trang=-1", "trang=²", "ma='--"]
)
def test_result_when_asked_nonsense_then_it_answers(clerk: User, commune: PlaceName, query: str) -> None:
    run = ImportRun.objects.create(
        kind="children", file_name="a.csv", file_digest=b"0", place_id=commune.id, state="done", at="2026-01-01T00:00Z",
        counts={"created": 120},
    )  # fmt: skip
    ImportRow.objects.bulk_create(ImportRow(run=run, sheet="A", row=n, verdict="created") for n in range(120))
    assert signed_in(clerk).get(f"/nhap/{run.pk}/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["", "cot/", "hoan-tac/", "bi-tu-choi.xlsx", "dong/1/"])
def test_pages_when_asked_from_another_commune_then_there_is_no_such_import(
    clerk: User, commune: PlaceName, elsewhere: PlaceName, path: str
) -> None:
    _send(signed_in(clerk), commune, LIST.encode())
    run = ImportRun.objects.get()
    stranger = signed_in(make_user(Role.COMMUNE_OFFICER, elsewhere))
    assert stranger.get(f"/nhap/{run.pk}/{path}").status_code == 404
    assert stranger.post(f"/nhap/{run.pk}/thu/").status_code == 404
    assert "a.csv" not in _text(stranger.get("/nhap/"))


@pytest.mark.parametrize("role", [Role.COLLABORATOR, Role.COMMUNE_CHAIR])
def test_pages_when_the_role_may_not_import_then_there_are_none(commune: PlaceName, role: Role) -> None:
    assert signed_in(make_user(role, commune)).get("/nhap/").status_code == 404


def test_column_page_when_a_list_loses_its_names_then_it_says_what_to_choose(clerk: User, commune: PlaceName) -> None:
    client = signed_in(clerk)
    _send(client, commune, LIST.encode())
    run = ImportRun.objects.get()
    answer = client.post(f"/nhap/{run.pk}/cot/", {"cot-0-0": "", "thu": "1"}, follow=True)
    assert "chưa có cột họ tên" in _text(answer)
    run.refresh_from_db()
    assert run.state == "uploaded"
