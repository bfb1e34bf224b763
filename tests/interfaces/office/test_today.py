"""Hôm nay: who is owed what, by when, by whom; on screen, on paper, in a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
import python_calamine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.scope.two_communes import TwoCommunes

from mangnon.core.audit.models import AuditEntry
from mangnon.core.scope.rights import Role
from mangnon.domain.children.models import AccessRequest, Child
from mangnon.domain.workforce.models import Worker
from mangnon.domain.worklist.models import Due, TaskAssignment
from mangnon.domain.worklist.services import recount_places

MakeChild = Callable[..., UUID]


def page_of(client: Client, address: str = "/") -> str:
    return client.get(address).content.decode()


def rows_of(client: Client, address: str = "/viec.xlsx") -> list[list[object]]:
    answer = client.get(address)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_today_when_a_child_is_owed_a_weighing_then_shows_window_reason_and_person(
    officer: Client, child: MakeChild, collaborator: Worker
) -> None:
    child("Nông Văn An", head="Nông Văn Chủ")
    page = page_of(officer, "/?loai=weighing")
    for words in (
        "Nông Văn An", "18 tháng", "Cân đo tháng 11", "từ 01/11 đến 20/11", "trễ 4 ngày", "Ma Thị Cộng", "Nông Văn Chủ",
        "Trẻ dưới 24 tháng được cân đo mỗi tháng một lần", "Sinh ngày 24/05/2025", "weighing-2021",
    ):  # fmt: skip
        assert words in page
    assert "Omega" not in page


def test_today_when_households_differ_then_the_late_one_comes_first(officer: Client, child: MakeChild) -> None:
    child("Bé Đúng Hạn", date(2024, 11, 1), head="A Chủ Hộ")  # quarterly: until 20/12
    child("Bé Trễ Hạn", date(2025, 6, 1), head="Z Chủ Hộ")  # monthly: until 20/11
    page = page_of(officer, "/?loai=weighing")
    assert page.index("Bé Trễ Hạn") < page.index("Bé Đúng Hạn")
    late, soon = page.index("section-late"), page.index("section-soon")
    assert late < page.index("Bé Trễ Hạn") < soon < page.index("Bé Đúng Hạn")


def test_today_when_siblings_share_a_household_then_one_card_holds_both(officer: Client, child: MakeChild) -> None:
    first, second = child("Anh Cả", head="Hộ Chung"), child("Em Út", date(2026, 1, 5))
    Child.objects.filter(pk=second).update(household=Child.objects.get(pk=first).household)
    page = page_of(officer, "/?loai=weighing")
    card = page.split("Hộ Chung", 1)[1].split("</article>")[0]
    assert "(2 trẻ)" in card
    assert "Anh Cả" in card
    assert "Em Út" in card


@pytest.mark.parametrize(
    ("query", "seen"),
    [("?loai=weighing&khi=tre", True), ("?loai=weighing&khi=tuan", False), ("?loai=card&khi=tat-ca", True),
     ("?loai=nonsense", True), ("?trang=999", True), ("?xom=nonsense&nguoi=1&xa=abc&trang=-1", True)],
)  # fmt: skip
def test_today_when_narrowed_then_shows_what_was_asked(
    officer: Client, child: MakeChild, query: str, seen: bool
) -> None:
    child("Nông Văn An")
    answer = officer.get(f"/{query}", follow=True)
    assert answer.status_code == 200
    assert ("Nông Văn An" in answer.content.decode()) is seen


def test_today_when_nothing_matches_then_says_why(officer: Client) -> None:
    assert "Không có việc nào khớp" in page_of(officer, "/?loai=dose&khi=toi")


def test_today_when_province_officer_then_counts_by_commune_and_a_commune_opens(
    client_of: Callable[[Role], Client], child: MakeChild
) -> None:
    child("Nông Văn An")
    client = client_of(Role.PROVINCE_OFFICER)
    page = page_of(client)
    assert "Xã Alpha" in page
    assert "Xã Omega" in page
    assert "Nông Văn An" not in page
    assert "Nông Văn An" in page_of(client, "/?xa=05830")


def test_today_when_province_leader_then_counts_and_no_child_named(
    client_of: Callable[[Role], Client], child: MakeChild
) -> None:
    child("Nông Văn An")
    client = client_of(Role.PROVINCE_LEADER)
    for address in ("/", "/?xa=05830", "/?xa=05830&in=1"):
        page = page_of(client, address)
        assert "Xã Alpha" in page
        assert "Nông" not in page
        assert "?xa=" not in page


def test_today_when_counts_are_fresh_then_they_are_not_counted_again(house: TwoCommunes, child: MakeChild) -> None:
    from datetime import timedelta

    from mangnon.core.clock import today
    from mangnon.domain.worklist.models import PlaceCount

    child("Nông Văn An")
    recount_places(on=today())
    kept = PlaceCount.objects.get(commune_id=house.first.commune_id)
    assert (kept.children, kept.late) == (2, 1)
    child("Nông Văn Bình")
    recount_places(on=today(), older_than=timedelta(minutes=15))
    assert PlaceCount.objects.get(commune_id=house.first.commune_id).children == 2
    recount_places(on=today())
    assert PlaceCount.objects.get(commune_id=house.first.commune_id).children == 3


def test_today_when_the_reader_is_of_an_outside_body_then_led_to_what_was_sent_to_it(
    client_of: Callable[[Role], Client],
) -> None:
    answer = client_of(Role.PARTNER_BODY).get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/chuyen-gui/"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_today_when_the_role_sees_no_child_then_says_what_it_opens(
    client_of: Callable[[Role], Client], child: MakeChild, role: Role
) -> None:
    child("Nông Văn An")
    page = page_of(client_of(role))
    assert "không xem danh sách trẻ em" in page
    assert "Nông Văn An" not in page
    assert ("/nhat-ky/" in page) is (role is Role.AUDITOR)


def test_today_when_there_are_many_children_then_queries_do_not_grow(officer: Client, child: MakeChild) -> None:
    child("Bé Một")
    page_of(officer)
    with CaptureQueriesContext(connection) as few:
        page_of(officer)
    for number in range(12):
        child(f"Bé {number}")
    with CaptureQueriesContext(connection) as many:
        page_of(officer)
    assert len(many) <= len(few) + 2


def test_print_when_asked_then_whole_list_and_it_is_in_the_log(officer: Client, child: MakeChild) -> None:
    for number in range(22):  # more than a page of the screen
        child(f"Bé Thứ {number}")
    page = page_of(officer, "/?loai=weighing&in=1")
    assert all(f"Bé Thứ {number}<" in page for number in range(22))
    assert AuditEntry.objects.filter(action="worklist.print_tasks").exists()


def test_export_when_officer_then_every_due_a_row_safe_to_open_and_in_the_log(
    officer: Client, house: TwoCommunes, child: MakeChild
) -> None:
    key = child("=HYPERLINK(1)", head="+84 Chủ", synthetic=True)
    rows = rows_of(officer, "/viec.xlsx?loai=weighing")
    told = [row for row in rows if "'=HYPERLINK(1)" in row]
    assert len(told) == 1
    assert told[0][1] == "'+84 Chủ"
    assert told[0][6:8] == [date(2026, 11, 1), date(2026, 11, 20)]
    assert any("giả lập" in str(cell) for row in rows[:5] for cell in row)
    entry = AuditEntry.objects.get(action="worklist.export_tasks")
    assert key in entry.subjects
    assert entry.place_id == house.first.commune_id


@pytest.mark.parametrize("role", [Role.COLLABORATOR, Role.COMMUNE_CHAIR, Role.SCHOOL, Role.PROVINCE_LEADER])
def test_export_when_the_role_may_not_then_nothing_leaves_the_house(
    client_of: Callable[[Role], Client], child: MakeChild, role: Role
) -> None:
    child("Nông Văn An")
    answer = client_of(role).get("/viec.xlsx")
    assert answer.status_code in {302, 403, 404}
    assert not AuditEntry.objects.filter(action="worklist.export_tasks").exists()


def test_assign_when_several_households_are_chosen_then_one_person_has_them(
    officer: Client, house: TwoCommunes, child: MakeChild, collaborator: Worker
) -> None:
    other = Worker.objects.create(full_name="Lý Văn Giúp", role="collaborator", commune_id=house.first.commune_id)
    first, second = child("Bé Một", head="Hộ Một"), child("Bé Hai", head="Hộ Hai")
    answer = officer.post(
        "/giao-viec/", {"tre": [str(first), str(second)], "nguoi": str(other.id), "ve": "?loai=weighing"}
    )
    assert answer["Location"] == "/?loai=weighing"
    page = page_of(officer, "/?loai=weighing")
    for head in ("Hộ Một", "Hộ Hai"):
        assert "Lý Văn Giúp" in page.split(head, 1)[1].split("</article>")[0]
    assert "Bé Một" in page_of(officer, f"/?loai=weighing&nguoi={other.id}")
    assert "Bé Một" not in page_of(officer, f"/?loai=weighing&nguoi={collaborator.id}")
    assert TaskAssignment.objects.filter(worker_id=other.id, ended_at__isnull=True).count() == 2


def test_assign_when_child_or_person_is_of_another_commune_then_nothing_is_given(
    officer: Client, house: TwoCommunes, child: MakeChild
) -> None:
    stranger = Worker.objects.create(full_name="Người Xa", role="collaborator", commune_id=house.second.commune_id)
    own = child("Bé Một")
    officer.post("/giao-viec/", {"tre": [str(own)], "nguoi": str(stranger.id)})
    officer.post("/giao-viec/", {"tre": [str(house.second.child_id)], "nguoi": str(stranger.id)})
    assert not TaskAssignment.objects.filter(worker_id=stranger.id).exists()


def test_assign_when_sent_back_elsewhere_then_it_stays_in_the_house(officer: Client, child: MakeChild) -> None:
    answer = officer.post("/giao-viec/", {"tre": [str(child())], "ve": "https://example.org/"})
    assert answer["Location"] == "/"


def test_today_when_somebody_asked_for_a_child_then_the_commune_answers_and_the_asker_reads_it(
    officer: Client, client_of: Callable[[Role], Client], house: TwoCommunes
) -> None:
    asked = AccessRequest.objects.get(child_id=house.first.child_id)
    AccessRequest.objects.filter(pk=asked.pk).update(
        asker="Lý Thị Xa", reason="trẻ đã chuyển về", asked_by=house.users[Role.COLLABORATOR].pk
    )
    assert "Lý Thị Xa xin được xem" in page_of(officer)
    address = f"/tre/{asked.child_id}/tra-loi/{asked.pk}/"
    assert officer.post(address, {"tra_loi": ""}).status_code == 422
    assert officer.post(address, {"tra_loi": "gọi trạm y tế"}).status_code == 302
    assert "Lý Thị Xa" not in page_of(officer)
    assert "gọi trạm y tế" in page_of(client_of(Role.COLLABORATOR))
    assert officer.get(address).status_code == 404


def test_household_when_a_child_is_owed_several_things_then_the_name_is_shown_once(
    officer: Client, child: MakeChild
) -> None:
    key = child("Nông Văn An")
    page = page_of(officer)
    assert page.count('class="due due--again"') > 1
    assert page.count(f'href="/tre/{key}/"') == 1


def test_today_when_read_on_screen_paper_and_sheet_then_one_order(officer: Client, child: MakeChild) -> None:
    """A newborn's screening stands before everything, a card that is years late after the weighings."""
    child("Bé Thiếu Thẻ", date(2021, 2, 1), head="Hộ Thẻ")
    child("Bé Cân Trễ", date(2025, 6, 1), head="Hộ Cân")
    child("Bé Sơ Sinh", date(2026, 11, 22), head="Hộ Sơ Sinh")
    wanted = ["Bé Sơ Sinh", "Bé Cân Trễ", "Bé Thiếu Thẻ"]
    screen = page_of(officer)
    assert "section-now" in screen
    for told in (screen, page_of(officer, "/?in=1")):
        assert sorted(wanted, key=told.index) == wanted
        assert told.index("Làm ngay") < told.index("Bé Sơ Sinh")
    rows = rows_of(officer)
    heading = next(row for row in rows if row[2] == "Họ tên trẻ")
    at = heading.index("Nhóm")
    told = [(row[2], row[at]) for row in rows if row[2] in wanted]
    assert list(dict.fromkeys(name for name, _ in told)) == wanted
    assert dict(told)["Bé Sơ Sinh"] == "Làm ngay"
    newborn = [row[5] for row in rows if row[2] == "Bé Sơ Sinh"]
    assert newborn.index("Lấy máu gót chân") < newborn.index("Thẻ bảo hiểm y tế")


def test_today_when_no_child_is_owed_anything_then_the_officer_is_shown_the_import(officer: Client) -> None:
    Due.objects.all().delete()
    page = page_of(officer)
    assert "Chưa có việc nào được tính" in page
    assert 'href="/nhap/">' in page
    assert "tile--late" not in page, "nothing late is no alarm"
