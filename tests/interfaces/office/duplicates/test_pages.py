"""Rà trùng as a clerk meets it: the list, two records side by side, the decision, the log and its undoing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from mangnon.core.accounts.services import open_account
from mangnon.core.audit.models import AuditEntry
from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.models import Child, DuplicatePair, Merge
from mangnon.domain.children.pairs import PairFound, note_pairs
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.services import register_child
from mangnon.domain.children.terms import PairState

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def communes(places: None) -> tuple[UUID, UUID]:
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


@pytest.fixture
def clerk(communes: tuple[UUID, UUID]) -> Client:
    return _client("clerk", Role.COMMUNE_OFFICER, communes[0])


def _client(name: str, role: Role, place: UUID) -> Client:
    user = open_account(username=name, full_name="Cán bộ", password=None)
    Assignment.objects.create(user_id=user.id, role=role, place_id=place, valid=DateRange(date(2025, 7, 1), None))
    user.demo = True  # else a second factor is asked for first
    user.save()
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def _child(commune: UUID, name: str = "Lý Gia Hải", **told: object) -> UUID:
    usual = {"birth_date": date(2020, 12, 6), "birth_precision": "day", "sex": "m"}
    mother = CaregiverRecord("mother", "Mông Thị Vy", phone="0954790059")
    return register_child(
        scope=system_scope(today()),
        told=ChildRecord(commune_id=commune, full_name=name, caregivers=(mother,), **{**usual, **told}),  # type: ignore[arg-type]
    )


def _pair(one: UUID, other: UUID, weight: float = 9.0) -> str:
    note_pairs(pairs=[PairFound(one, other, weight, ("year_only",))])
    pair = DuplicatePair.objects.get(first_id=min(one, other), second_id=max(one, other))
    return reverse("office:pair", kwargs={"pair_id": pair.id})


def test_list_when_pairs_wait_then_the_strongest_comes_first_with_its_reason(
    clerk: Client, communes: tuple[UUID, UUID]
) -> None:
    weak = _pair(_child(communes[0], "Dương Thị Anh"), _child(communes[0], "Dương Anh"), 1.0)
    strong = _pair(_child(communes[0]), _child(communes[0]), 20.0)
    text = clerk.get("/ra-trung/").content.decode()
    assert text.index(strong) < text.index(weak)
    assert "Chỉ biết năm sinh: cần người xem lại" in text
    assert "Rất giống" in text


def test_list_when_nothing_waits_then_it_says_why(clerk: Client) -> None:
    assert "Không có cặp nghi trùng nào" in clerk.get("/ra-trung/").content.decode()


def test_list_when_narrowed_to_a_hamlet_then_only_its_pairs(clerk: Client, communes: tuple[UUID, UUID]) -> None:
    from mangnon.core.places.models import Place
    from mangnon.core.places.services import found_hamlet

    commune = Place.objects.get(pk=communes[0])
    hamlets = [found_hamlet(commune=commune, name=f"Xóm {number}").id for number in (901, 902)]
    here = _pair(*(_child(communes[0], hamlet_id=hamlets[0]) for _ in range(2)))
    there = _pair(*(_child(communes[0], hamlet_id=hamlets[1]) for _ in range(2)))
    text = clerk.get("/ra-trung/", {"xom": str(hamlets[0])}).content.decode()
    assert here in text
    assert there not in text


def test_pair_when_opened_then_each_field_says_what_it_speaks_for_and_the_log_knows(
    clerk: Client, communes: tuple[UUID, UUID]
) -> None:
    one = _child(communes[0])
    address = _pair(one, _child(communes[0], birth_date=date(2020, 1, 1), birth_precision="year"))
    text = clerk.get(address).content.decode()
    assert "Họ tên giống hệt nhau" in text
    assert "Cùng năm sinh, một bên không rõ ngày tháng" in text
    assert "Bên này rõ ngày hơn" in text
    assert one in AuditEntry.objects.get(action="children.compare_pair").subjects


def test_pair_when_merged_then_the_chosen_values_stand_and_the_next_pair_opens(
    clerk: Client, communes: tuple[UUID, UUID]
) -> None:
    one, other = _child(communes[0]), _child(communes[0], sex="f", personal_id="019220449561")
    address = _pair(one, other)
    following = _pair(_child(communes[0], "Dương Thị Anh"), _child(communes[0], "Dương Anh"))
    sides = {min(one, other): "first", max(one, other): "second"}
    refused = clerk.post(address, {"quyet": "gop", "giu": sides[one]})
    assert refused.status_code == 422
    assert "Anh chị còn phải chọn: Giới tính" in refused.content.decode()
    answer = clerk.post(address, {"quyet": "gop", "giu": sides[one], "sex": sides[other]})
    assert answer["Location"].startswith(following)
    kept = Child.objects.get(pk=one)
    assert (kept.sex, kept.personal_id) == ("f", "019220449561")
    assert Child.objects.get(pk=other).merged_into_id == one

    log = clerk.get("/ra-trung/da-gop/").content.decode()
    assert "Cán bộ" in log
    undone = clerk.post(reverse("office:undo_merge", kwargs={"merge_id": Merge.objects.get().id}), follow=True)
    assert "Đã tách lại thành hai hồ sơ" in undone.content.decode()
    assert Child.objects.get(pk=one).sex == "m"
    assert Child.objects.get(pk=other).merged_into_id is None


@pytest.mark.parametrize(("verb", "state"), [("khac", PairState.DIFFERENT), ("sau", PairState.OPEN)])
def test_pair_when_not_merged_then_its_answer_is_kept(
    clerk: Client, communes: tuple[UUID, UUID], verb: str, state: PairState
) -> None:
    address = _pair(_child(communes[0]), _child(communes[0]))
    assert clerk.post(address, {"quyet": verb})["Location"].startswith("/ra-trung/")
    pair = DuplicatePair.objects.get()
    assert pair.state == state
    assert pair.decided_at is not None


def test_pair_when_somebody_has_decided_it_then_the_next_one_is_shown(
    clerk: Client, communes: tuple[UUID, UUID]
) -> None:
    address = _pair(_child(communes[0]), _child(communes[0]))
    clerk.post(address, {"quyet": "khac"})
    again = clerk.post(address, {"quyet": "gop", "giu": "first"}, follow=True)
    assert "Cặp này đã có người quyết định" in again.content.decode()
    assert not Merge.objects.exists()


def test_pair_when_one_record_is_elsewhere_then_it_is_masked_and_cannot_be_decided(
    clerk: Client, communes: tuple[UUID, UUID]
) -> None:
    here, there = _child(communes[0]), _child(communes[1], "Lý Gia Kín", personal_id="019220449561", address="Số 3 Kín")
    address = _pair(here, there)
    for page in (clerk.get(address), clerk.get("/ra-trung/")):
        text = page.content.decode()
        assert "L. G. K." in text
        assert not any(word in text for word in ("Lý Gia Kín", "019220449561", "Số 3 Kín", "06/12/2020 "))
    assert "Nhờ" in clerk.get(address).content.decode()
    for verb in ("gop", "khac", "sau"):
        assert clerk.post(address, {"quyet": verb, "giu": "first"}).status_code == 404
    assert DuplicatePair.objects.get().state == PairState.OPEN
    assert not Merge.objects.exists()


@pytest.mark.parametrize("role", [Role.COMMUNE_CHAIR, Role.COLLABORATOR, Role.AUDITOR])
def test_pages_when_asked_by_who_may_not_bring_in_children_then_they_are_not_there(
    communes: tuple[UUID, UUID], role: Role
) -> None:
    address = _pair(_child(communes[0]), _child(communes[0]))
    client = _client("other", role, communes[0])
    for page in ("/ra-trung/", "/ra-trung/da-gop/", address):
        assert client.get(page).status_code == 404


def test_pair_when_it_belongs_to_others_then_it_is_not_there(clerk: Client, communes: tuple[UUID, UUID]) -> None:
    address = _pair(_child(communes[1]), _child(communes[1]))
    assert clerk.get(address).status_code == 404


def test_merges_when_asked_for_by_code_then_only_a_person_on_these_pages_can_join_records() -> None:
    """Nothing merges by itself: twins and newborns without a name least of all."""
    from pathlib import Path

    import mangnon

    root = Path(mangnon.__file__).parent
    calling = {
        str(path.relative_to(root)) for path in root.rglob("*.py") if "merge_children(" in path.read_text("utf-8")
    }
    assert calling == {"domain/children/pairs.py", "interfaces/office/duplicates/pair.py"}
