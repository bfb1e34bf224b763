"""Several people of one relation who care for a child: added, corrected, ended, told of again by a list."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.carers import end_caregiver, remove_caregiver, save_caregiver
from mangnon.domain.children.comparing import read_records as read_compared
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.history import list_changes
from mangnon.domain.children.models import Caregiver, Child
from mangnon.domain.children.queries import first_carers
from mangnon.domain.children.records import CaregiverRecord, ChildRecord
from mangnon.domain.children.rules import carer_meant
from mangnon.domain.children.services import register_child
from mangnon.domain.children.surroundings import read_records
from mangnon.domain.children.telling import Known, ToldAgain, tell_again


@pytest.mark.parametrize(
    ("told", "held", "meant"),
    [
        (("Trần Thị Lan", ""), [("Trần Thị Lan", "")], (0, True)),
        (("TRAN THI LAN", ""), [("Trần Thị Lan", "")], (0, True)),
        (("Nguyễn Thị Hoà", ""), [("Nguyễn Thị Hòa", "")], (0, True)),
        (("Nguyễn Thị Hoa", ""), [("Nguyễn Thị Hòa", "")], (0, False)),  # an aunt and her sister, or a slip
        (("Trần T. Lan", ""), [("Trần Thị Lan", "")], (0, False)),
        (("Trần Thị Lann", ""), [("Trần Thị Lan", "")], (0, False)),
        (("Hoàng Thị Mận", ""), [("Trần Thị Lan", "")], (None, True)),
        (("Hoàng Thị Mận", ""), [("Trần Thị Lan", ""), ("Hoàng Thị Mận", "")], (1, True)),
        (("Trần Thị Lan", "019190000001"), [("Trần Thị Lan", "019190000002")], (None, True)),
        (("Trần Lan", "019190000001"), [("Hoàng Thị Mận", ""), ("Trần Thị Lan", "019190000001")], (1, True)),
        (("Trần Thị Lan", ""), [], (None, True)),
    ],
)
def test_carer_when_told_then_taken_for_one_of_the_same_name_only(
    told: tuple[str, str], held: list[tuple[str, str]], meant: tuple[int | None, bool]
) -> None:
    assert carer_meant(full_name=told[0], personal_id=told[1], held=held) == meant


@pytest.fixture
def child(places: None) -> UUID:
    """A child with a mother who has no phone."""
    commune = find_commune("05830", on=today())
    assert commune is not None
    return register_child(
        scope=system_scope(today()),
        told=ChildRecord(
            commune_id=commune.id, full_name="Nguyễn Thị Hòa", birth_date=date(2018, 5, 17), birth_precision="day",
            sex="f", caregivers=(CaregiverRecord("mother", "Trần Thị Lan"),),
        ),
    )  # fmt: skip


def _held(child: UUID) -> list[tuple[str, str, str]]:
    return list(Caregiver.objects.filter(child_id=child).order_by("id").values_list("relation", "full_name", "phone"))


def _save(child: UUID, *told: str, caregiver_id: UUID | None = None) -> None:
    relation, name, *phone = told
    save_caregiver(
        scope=system_scope(today()), child_id=child, caregiver_id=caregiver_id,
        told=CaregiverRecord(relation, name, phone=phone[0] if phone else ""),
    )  # fmt: skip


@pytest.mark.django_db
def test_carer_when_of_a_relation_already_held_then_stands_beside(child: UUID) -> None:
    _save(child, "relative", "Trần Thị Mơ")
    _save(child, "relative", "Trần Thị Mận", "0912345678")
    _save(child, "mother", "Hoàng Thị Kế")
    assert _held(child) == [
        ("mother", "Trần Thị Lan", ""), ("relative", "Trần Thị Mơ", ""), ("relative", "Trần Thị Mận", "0912345678"),
        ("mother", "Hoàng Thị Kế", ""),
    ]  # fmt: skip
    assert "hoang thi ke" in Child.objects.get(pk=child).search_text


@pytest.mark.django_db
def test_carer_when_told_twice_then_completed_and_nothing_blanked(child: UUID) -> None:
    _save(child, "mother", "Trần Thị Lan", "0912345678")
    _save(child, "mother", "Trần Thị Lan")
    assert _held(child) == [("mother", "Trần Thị Lan", "0912345678")]


@pytest.mark.django_db
def test_carer_when_one_of_two_aunts_is_corrected_then_only_she_changes(child: UUID) -> None:
    _save(child, "relative", "Trần Thị Mơ", "0911111111")
    _save(child, "relative", "Trần Thị Mận")
    one = Caregiver.objects.get(full_name="Trần Thị Mơ")
    _save(child, "guardian", "Trần Thị Mai", caregiver_id=one.pk)
    assert _held(child)[1:] == [("guardian", "Trần Thị Mai", ""), ("relative", "Trần Thị Mận", "")]
    [event] = Caregiver.pgh_event_model.objects.filter(pgh_obj_id=one.pk)  # type: ignore[attr-defined]
    assert (event.full_name, event.phone) == ("Trần Thị Mơ", "0911111111")


@pytest.mark.django_db
def test_carer_when_of_another_child_then_not_found(child: UUID) -> None:
    told = ChildRecord(
        commune_id=Child.objects.get(pk=child).commune_id, full_name="Lý Văn Sơn",
        caregivers=(CaregiverRecord("mother", "Hoàng Thị Na"),),
    )  # fmt: skip
    register_child(scope=system_scope(today()), told=told)
    other = Caregiver.objects.get(full_name="Hoàng Thị Na").pk
    with pytest.raises(ChildNotFoundError):
        _save(child, "mother", "Trần Thị Lan", caregiver_id=other)
    with pytest.raises(ChildNotFoundError):
        end_caregiver(scope=system_scope(today()), child_id=child, caregiver_id=other, on=today())
    with pytest.raises(ChildNotFoundError):
        remove_caregiver(scope=system_scope(today()), child_id=child, caregiver_id=other)


@pytest.mark.django_db
def test_carer_when_ended_then_last_in_the_family_and_first_again_when_taken_up(child: UUID) -> None:
    scope = system_scope(today())
    _save(child, "relative", "Trần Thị Mơ")
    mother = Caregiver.objects.get(relation="mother").pk
    end_caregiver(scope=scope, child_id=child, caregiver_id=mother, on=today())
    record = Child.objects.get(pk=child)
    known = read_records(scope=scope, child=record)
    assert [each.full_name for each in known.caregivers] == ["Trần Thị Mơ"]
    assert [each.full_name for each in known.former_caregivers] == ["Trần Thị Lan"]
    assert first_carers([child]) == {child: "Trần Thị Mơ"}
    assert "tran thi lan" in record.search_text  # still finds the child
    end_caregiver(scope=scope, child_id=child, caregiver_id=mother, on=None)
    assert read_records(scope=scope, child=record).caregivers[0].full_name == "Trần Thị Lan"


@pytest.mark.django_db(transaction=True)
def test_carer_when_written_by_mistake_then_removed_and_the_history_tells(child: UUID) -> None:
    scope = system_scope(today())
    _save(child, "relative", "Trần Thị Nhầm")
    remove_caregiver(scope=scope, child_id=child, caregiver_id=Caregiver.objects.get(relation="relative").pk)
    assert _held(child) == [("mother", "Trần Thị Lan", "")]
    changes = list_changes(scope=scope, child=Child.objects.get(pk=child), sees_sensitive=True)
    assert ("Trần Thị Nhầm", "") in {(each.before, each.after) for change in changes for each in change.fields}
    assert "nham" not in Child.objects.get(pk=child).search_text


@pytest.mark.django_db
def test_comparing_when_a_child_has_two_mothers_then_the_first_known_speaks(child: UUID) -> None:
    _save(child, "mother", "Bế Thị Kế")
    [compared] = read_compared([child])[1].to_pylist()
    assert compared["mother_name"] == "Trần Thị Lan"


def _tell(child: UUID, *carers: CaregiverRecord) -> ToldAgain:
    told = ChildRecord(commune_id=Child.objects.get(pk=child).commune_id, caregivers=carers)
    [done] = tell_again(scope=system_scope(today()), tellings=[(child, told)], known=Known.of([child]))
    return done


@pytest.mark.django_db
def test_telling_when_a_list_names_another_mother_then_both_stand_and_the_row_is_warned(child: UUID) -> None:
    done = _tell(child, CaregiverRecord("mother", "Hoàng Thị Kế", phone="0912345678"))
    assert _held(child) == [("mother", "Trần Thị Lan", ""), ("mother", "Hoàng Thị Kế", "0912345678")]
    assert done.decision.conflicts == {"caregivers"}
    again = _tell(child, CaregiverRecord("mother", "Hoàng Thị Kế", phone="0912345678"))
    assert (again.before, again.decision.conflicts) == ({}, frozenset())


@pytest.mark.django_db
def test_telling_when_the_name_is_written_otherwise_then_nobody_is_added_nor_overwritten(child: UUID) -> None:
    done = _tell(child, CaregiverRecord("mother", "Trần T. Lan", phone="0912345678"))
    assert _held(child) == [("mother", "Trần Thị Lan", "")]
    assert (done.before, done.decision.conflicts) == ({}, {"caregivers"})


@pytest.mark.django_db
def test_telling_when_a_list_names_two_aunts_then_both_are_added_once(child: UUID) -> None:
    aunts = (CaregiverRecord("other", "Trần Thị Mơ"), CaregiverRecord("other", "Trần Thị Mận", phone="0912345678"))
    assert _tell(child, *aunts).decision.conflicts == frozenset()
    assert _tell(child, *aunts).before == {}
    assert [name for relation, name, _ in _held(child) if relation == "other"] == ["Trần Thị Mơ", "Trần Thị Mận"]


@pytest.mark.django_db
def test_telling_when_the_carer_has_ended_then_not_added_again(child: UUID) -> None:
    mother = Caregiver.objects.get(relation="mother")
    end_caregiver(scope=system_scope(today()), child_id=child, caregiver_id=mother.pk, on=today())
    assert _tell(child, CaregiverRecord("mother", "Trần Thị Lan")).before == {}
    assert Caregiver.objects.get(relation="mother").until == today()
