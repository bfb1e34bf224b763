"""Merging two records loses nothing, and undoing it gives both back as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mangnon.core.clock import today
from mangnon.core.places.models import Place
from mangnon.core.places.queries import find_commune
from mangnon.core.places.services import found_hamlet
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Grant, Scope, system_scope
from mangnon.domain.children.errors import ChildNotFoundError, UndoRefusedError
from mangnon.domain.children.following import FOLLOWING
from mangnon.domain.children.merging import CHOICES
from mangnon.domain.children.models import Caregiver, Child, Circumstance, Consent, DuplicatePair, Residence, RiskFactor
from mangnon.domain.children.pairs import (
    PairFound,
    decide_different,
    merge_children,
    note_pairs,
    put_off_pair,
    undo_merge,
)
from mangnon.domain.children.queries import count_open_pairs, survivor_of
from mangnon.domain.children.services import update_child
from mangnon.domain.children.suspects import find_suspect, list_merges, list_suspects
from mangnon.domain.growth.models import Measurement
from mangnon.domain.growth.services import Measured, correct_weight
from mangnon.domain.immunization.models import Dose
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.models import Due, TaskAssignment
from mangnon.vocab.ids import uuid7

MOMENT = datetime(2026, 11, 24, 3, tzinfo=UTC)
DAYS = (date(2026, 3, 1), date(2026, 4, 2), date(2026, 5, 3))


@pytest.fixture
def communes(places: None, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, UUID]:
    monkeypatch.setenv("MANGNON_TODAY", "2026-11-24")
    found = [find_commune(code, on=today()) for code in ("05830", "05443")]
    assert found[0] is not None
    assert found[1] is not None
    return found[0].id, found[1].id


def _scope(*communes: UUID) -> Scope:
    grants = tuple(Grant(Role.COMMUNE_OFFICER, "commune", key) for key in communes)
    return Scope(user_id=None, user_name="cán bộ", on=today(), grants=grants)


def _child(commune: UUID, **told: Any) -> Child:
    usual = {"full_name": "Lý Gia Hải", "birth_date": date(2025, 2, 3), "birth_precision": "day", "sex": "m"}
    values = {**usual, "commune_id": commune, "search_text": "ly gia hai", **told}
    child = Child.objects.create(**values)
    Residence.objects.create(
        child=child, commune_id=commune, hamlet=child.hamlet, valid=DateRange(date(2026, 1, 1), None)
    )
    return child


def _pair(one: Child, other: Child) -> UUID:
    note_pairs(pairs=[PairFound(one.id, other.id, 9.0, ("weak",))])
    return DuplicatePair.objects.get(first_id=min(one.id, other.id), second_id=max(one.id, other.id)).id


def _everything(*children: UUID) -> dict[str, list[Any]]:
    """Every column of every row that names one of the children, save what says when it was written."""
    kept: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (to_jsonb(c) - 'updated_at')::text FROM children_child c WHERE id = ANY(%s) ORDER BY id",
            [list(children)],
        )
        kept["children_child"] = cursor.fetchall()
        for table in (*(each.table for each in FOLLOWING), "worklist_due"):
            cursor.execute(
                f"SELECT (to_jsonb(r) - 'computed_at' - CASE WHEN %s THEN 'id' ELSE '' END)::text AS row"
                f" FROM {table} r WHERE child_id = ANY(%s) ORDER BY 1",
                [table == "worklist_due", list(children)],
            )
            kept[table] = cursor.fetchall()
    return kept


names = st.sampled_from(["", "Lý Gia Hải", "Ly Gia Hai", "Lý Hải", "Bé trai con chị Vy"])
births = st.sampled_from(
    [(None, "unknown"), (date(2025, 1, 1), "year"), (date(2025, 2, 1), "month"), (date(2025, 2, 3), "day")]
)
profiles = st.fixed_dictionaries(
    {
        "full_name": names,
        "birth": births,
        "sex": st.sampled_from(["", "m", "f"]),
        "personal_id": st.sampled_from(["", "019225000001", "019225000002"]),
        "insurance_no": st.sampled_from(["", "TE1190123456789"]),
        "address": st.sampled_from(["", "Số 3"]),
        "multiple_birth": st.booleans(),
        "end_reason": st.sampled_from(["", "moved_out"]),
        "open": st.booleans(),
        "hamlet": st.sampled_from([None, 0, 1]),
    }
)
ranges = st.sampled_from(
    [DateRange(date(2026, 1, 1), None),
     DateRange(date(2025, 1, 1), date(2025, 6, 1)), DateRange(date(2024, 1, 1), date(2024, 6, 1))]
)  # fmt: skip
held = st.fixed_dictionaries(
    {
        "weights": st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from([8000, 8100])), max_size=4),
        "doses": st.lists(
            st.tuples(st.sampled_from(DAYS), st.sampled_from(["vn:BCG", "vn:MR"]), st.sampled_from(["", "L1", "L2"])),
            max_size=3,
        ),
        "groups": st.lists(st.tuples(st.sampled_from(["10a", "10k"]), ranges), max_size=3, unique=True),
        "risks": st.lists(st.tuples(st.sampled_from(["r1", "r2"]), ranges), max_size=2, unique=True),
        "carers": st.lists(
            st.tuples(
                st.sampled_from(["mother", "father", "relative"]),
                st.sampled_from(["Mông Thị Vy", "Mong Thi Vy", "Lý Văn Khang"]),
                st.sampled_from(["", "0954790059"]),
            ),
            max_size=4,
            unique_by=lambda each: each[:2],
        ),
        "task": st.booleans(),
        "consent": st.booleans(),
    }
)


def _build(communes: tuple[UUID, UUID], hamlets: list[Place], told: dict[str, Any], facts: dict[str, Any]) -> Child:
    birth, precision = told["birth"]
    open_ = told["open"]
    ended = told["end_reason"]
    child = Child.objects.create(
        full_name=told["full_name"],
        birth_date=birth,
        birth_precision=precision,
        commune_id=None if open_ else communes[0],
        open_communes=list(communes) if open_ else [],
        hamlet=None if open_ or told["hamlet"] is None else hamlets[told["hamlet"]],
        end_reason=ended,
        ended_on=date(2026, 6, 1) if ended else None,
        search_text=told["full_name"].lower(),
        **{name: told[name] for name in ("sex", "personal_id", "insurance_no", "address", "multiple_birth")},
    )
    if not open_:
        Residence.objects.create(
            child=child, commune_id=communes[0], hamlet=child.hamlet, valid=DateRange(date(2026, 1, 1), None)
        )
    for on, weight in facts["weights"]:
        Measurement.objects.create(child=child, on=on, weight_g=weight, recorded_at=MOMENT)
    for on, product, lot in facts["doses"]:
        Dose.objects.create(child=child, on=on, product=product, lot=lot, recorded_at=MOMENT)
    for code, valid in facts["groups"]:
        Circumstance.objects.create(child=child, group_code=code, sensitive=code == "10k", valid=valid)
    for code, valid in facts["risks"]:
        RiskFactor.objects.create(child=child, code=code, valid=valid)
    for relation, name, phone in facts["carers"]:
        Caregiver.objects.create(child=child, relation=relation, full_name=name, phone=phone)
    if facts["task"]:
        TaskAssignment.objects.create(child=child, worker_id=uuid7(), at=MOMENT)
    if facts["consent"]:
        Consent.objects.create(child=child, purpose="photo", given_by="Vy", relation="mother", on=DAYS[0])
    return child


@pytest.mark.django_db
@given(
    one=profiles, other=profiles, ones=held, others=held,
    take=st.sets(st.sampled_from(sorted(CHOICES))), carers=st.sets(st.sampled_from(["mother", "father"])),
)  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merge_when_undone_then_both_records_and_all_that_is_theirs_are_as_before(
    communes: tuple[UUID, UUID],
    one: dict[str, Any],
    other: dict[str, Any],
    ones: dict[str, Any],
    others: dict[str, Any],
    take: set[str],
    carers: set[str],
) -> None:
    with transaction.atomic():
        commune = Place.objects.get(pk=communes[0])
        hamlets = [found_hamlet(commune=commune, name=f"Xóm {number}") for number in (901, 902)]
        survivor = _build(communes, hamlets, one, ones)
        absorbed = _build(communes, hamlets, other, others)
        from mangnon.domain.worklist.services import refresh_dues

        refresh_dues(child_ids=[survivor.id, absorbed.id])
        before = _everything(survivor.id, absorbed.id)
        scope = _scope(*communes)
        merge = merge_children(scope=scope, survivor_id=survivor.id, absorbed_id=absorbed.id, take=take, carers=carers)
        _nothing_is_lost(before, _everything(survivor.id, absorbed.id))
        assert survivor_of(absorbed.id) == survivor.id
        undo_merge(scope=scope, merge_id=merge)
        assert _everything(survivor.id, absorbed.id) == before
        transaction.set_rollback(True)


def _nothing_is_lost(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> None:
    for table in (each.table for each in FOLLOWING):
        assert len(after[table]) == len(before[table]), table


@pytest.mark.django_db
def test_merge_when_both_tell_of_aunts_then_each_is_there_once_and_a_mother_is_chosen(
    communes: tuple[UUID, UUID],
) -> None:
    one, other = _child(communes[0]), _child(communes[0])
    Caregiver.objects.filter(child__in=[one, other]).delete()
    for child, relation, name, phone in (
        (one, "relative", "Trần Thị Mơ", ""), (one, "mother", "Mông Thị Vy", ""),
        (other, "relative", "Trần Thị Mận", ""), (other, "relative", "Trần Thị Mơ", "0912345678"),
        (other, "mother", "Lý Thị Kế", ""),
    ):  # fmt: skip
        Caregiver.objects.create(child=child, relation=relation, full_name=name, phone=phone)
    merge_children(scope=_scope(communes[0]), survivor_id=one.id, absorbed_id=other.id)
    stand = Caregiver.objects.filter(child=one).order_by("full_name").values_list("full_name", "phone")
    assert list(stand) == [("Mông Thị Vy", ""), ("Trần Thị Mơ", "0912345678"), ("Trần Thị Mận", "")]
    assert Caregiver.objects.filter(child=other).count() == 2


@pytest.mark.django_db
def test_merge_when_both_records_tell_one_fact_then_it_stands_once_until_they_are_parted(
    communes: tuple[UUID, UUID],
) -> None:
    one, other = _child(communes[0]), _child(communes[0])
    for child, lot in ((one, ""), (other, "L1")):
        Dose.objects.create(child=child, on=DAYS[0], product="vn:BCG", lot=lot, recorded_at=MOMENT)
        Measurement.objects.create(child=child, on=DAYS[0], weight_g=8000, recorded_at=MOMENT)
    Measurement.objects.create(child=other, on=DAYS[1], weight_g=8200, recorded_at=MOMENT)
    merge = merge_children(scope=_scope(communes[0]), survivor_id=one.id, absorbed_id=other.id)
    assert list(Dose.objects.filter(child=one, superseded_at=None).values_list("lot", flat=True)) == ["L1"]
    assert Dose.objects.get(child=one, lot="").superseded_reason
    assert Measurement.objects.filter(child=one, superseded_at=None).count() == 2
    undo_merge(scope=_scope(communes[0]), merge_id=merge)
    assert Dose.objects.filter(superseded_at=None).count() == 2
    assert Measurement.objects.filter(superseded_at=None, child=other).count() == 2


@pytest.mark.django_db
def test_merge_when_both_records_tell_one_screening_then_the_one_that_says_more_stands(
    communes: tuple[UUID, UUID],
) -> None:
    one, other = _child(communes[0]), _child(communes[0])
    for child, to, measured in ((one, "", {"decayed": 2}), (other, "Bệnh viện tỉnh", {"decayed": 2})):
        Screening.objects.create(
            child=child, on=DAYS[0], kind="dental", state="positive", measured=measured, referred_to=to,
            recorded_at=MOMENT,
        )  # fmt: skip
    Screening.objects.create(
        child=other, on=DAYS[0], kind="dental", state="positive", measured={"decayed": 5}, recorded_at=MOMENT
    )
    merge_children(scope=_scope(communes[0]), survivor_id=one.id, absorbed_id=other.id)
    stand = Screening.objects.filter(child=one, superseded_at=None).order_by("referred_to")
    assert [(each.referred_to, each.measured["decayed"]) for each in stand] == [("", 5), ("Bệnh viện tỉnh", 2)]


@pytest.mark.django_db
def test_merge_when_a_moved_fact_was_corrected_since_then_the_correction_goes_back_with_it(
    communes: tuple[UUID, UUID],
) -> None:
    one, other = _child(communes[0]), _child(communes[0])
    theirs = Measurement.objects.create(child=other, on=DAYS[0], weight_g=8000, recorded_at=MOMENT)
    scope = system_scope(today())
    merge = merge_children(scope=scope, survivor_id=one.id, absorbed_id=other.id)
    correct_weight(scope=scope, fact_id=theirs.id, measured=Measured(on=DAYS[0], weight_g=8100), reason="ghi nhầm")
    new = Measurement.objects.create(child=one, on=DAYS[2], weight_g=9000, recorded_at=MOMENT)
    undo_merge(scope=scope, merge_id=merge)
    assert set(Measurement.objects.filter(child=other).values_list("weight_g", flat=True)) == {8000, 8100}
    assert list(Measurement.objects.filter(child=one).values_list("id", flat=True)) == [new.id]


@pytest.mark.django_db
def test_undo_when_the_survivor_was_corrected_since_then_the_correction_stays(communes: tuple[UUID, UUID]) -> None:
    one, other = _child(communes[0], full_name="Ly Gia Hai"), _child(communes[0], personal_id="019225000001")
    scope = _scope(communes[0])
    merge = merge_children(scope=scope, survivor_id=one.id, absorbed_id=other.id, take=["full_name"])
    one.refresh_from_db()
    assert (one.full_name, one.personal_id) == ("Lý Gia Hải", "019225000001")
    update_child(scope=scope, child_id=one.id, values={"sex": "f"})
    undo_merge(scope=scope, merge_id=merge)
    one.refresh_from_db()
    assert (one.full_name, one.personal_id, one.sex) == ("Ly Gia Hai", "", "f")


@pytest.mark.django_db
def test_undo_when_something_was_merged_after_then_that_comes_first(communes: tuple[UUID, UUID]) -> None:
    one, other, third = (_child(communes[0]) for _ in range(3))
    scope = _scope(communes[0])
    first = merge_children(scope=scope, survivor_id=one.id, absorbed_id=other.id)
    second = merge_children(scope=scope, survivor_id=one.id, absorbed_id=third.id)
    with pytest.raises(UndoRefusedError):
        undo_merge(scope=scope, merge_id=first)
    undo_merge(scope=scope, merge_id=second)
    undo_merge(scope=scope, merge_id=first)
    with pytest.raises(UndoRefusedError):
        undo_merge(scope=scope, merge_id=first)
    assert not Child.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.django_db
def test_merge_when_a_third_record_was_suspected_then_it_is_asked_of_the_survivor(communes: tuple[UUID, UUID]) -> None:
    one, other, third = (_child(communes[0]) for _ in range(3))
    _pair(one, other)
    _pair(other, third)
    scope = _scope(communes[0])
    merge = merge_children(scope=scope, survivor_id=one.id, absorbed_id=other.id)
    found, total = list_suspects(scope=scope)
    assert total == count_open_pairs(scope=scope) == 1
    assert {found[0].first.child_id, found[0].second.child_id} == {one.id, third.id}
    undo_merge(scope=scope, merge_id=merge)
    assert list_suspects(scope=scope)[1] == 2


@pytest.mark.django_db
def test_merge_when_two_merges_follow_each_other_then_every_address_leads_to_the_last(
    communes: tuple[UUID, UUID],
) -> None:
    one, other, third = (_child(communes[0]) for _ in range(3))
    scope = _scope(communes[0])
    merge_children(scope=scope, survivor_id=other.id, absorbed_id=third.id)
    merge_children(scope=scope, survivor_id=one.id, absorbed_id=other.id)
    assert survivor_of(third.id) == survivor_of(other.id) == one.id
    assert survivor_of(one.id) is None


@pytest.mark.django_db
def test_pair_when_one_record_is_another_communes_then_it_is_masked_and_not_decided_here(
    communes: tuple[UUID, UUID],
) -> None:
    one, other = _child(communes[0]), _child(communes[1], full_name="Lý Gia Bí Mật")
    pair = _pair(one, other)
    scope = _scope(communes[0])
    found = find_suspect(scope=scope, pair_id=pair)
    assert found is not None
    masked = found.first if found.first.child_id == other.id else found.second
    assert (masked.child, masked.name, masked.birth_precision) == (None, "L. G. B. M.", "year")
    for decide in (
        lambda: decide_different(scope=scope, pair_id=pair),
        lambda: put_off_pair(scope=scope, pair_id=pair),
        lambda: merge_children(scope=scope, survivor_id=one.id, absorbed_id=other.id),
    ):
        with pytest.raises(ChildNotFoundError):
            decide()
    both = _scope(*communes)
    merge = merge_children(scope=both, survivor_id=one.id, absorbed_id=other.id)
    one.refresh_from_db()
    assert one.commune_id == communes[0]
    with pytest.raises(ChildNotFoundError):
        undo_merge(scope=scope, merge_id=merge)
    assert [each.absorbed.child for each in list_merges(scope=scope)[0]] == [None]


@pytest.mark.django_db
def test_pair_when_put_off_then_it_comes_last_and_stays_open(communes: tuple[UUID, UUID]) -> None:
    scope = _scope(communes[0])
    first, second = (_pair(_child(communes[0]), _child(communes[0])) for _ in range(2))
    DuplicatePair.objects.filter(pk=first).update(weight=20)
    put_off_pair(scope=scope, pair_id=first)
    assert [each.pair_id for each in list_suspects(scope=scope)[0]] == [second, first]
    decide_different(scope=scope, pair_id=second)
    assert [each.pair_id for each in list_suspects(scope=scope)[0]] == [first]


@pytest.mark.django_db
def test_log_when_a_sensitive_group_stayed_behind_then_only_those_who_may_know_see_it(
    communes: tuple[UUID, UUID],
) -> None:
    one, other = _child(communes[0]), _child(communes[0])
    for child in (one, other):
        Circumstance.objects.create(
            child=child, group_code="10k", sensitive=True, valid=DateRange(date(2026, 1, 1), None)
        )
    merge_children(scope=_scope(communes[0]), survivor_id=one.id, absorbed_id=other.id)
    assert list_merges(scope=_scope(communes[0]))[0][0].stayed["children_circumstance"] == 1
    station = Scope(
        user_id=None, user_name="trạm", on=today(), grants=(Grant(Role.HEALTH_STATION, "commune", communes[0]),)
    )
    assert "children_circumstance" not in list_merges(scope=station)[0][0].stayed


@pytest.mark.django_db
def test_merge_when_done_then_nothing_is_owed_to_the_absorbed_record(communes: tuple[UUID, UUID]) -> None:
    one, other = _child(communes[0]), _child(communes[0])
    merge_children(scope=_scope(communes[0]), survivor_id=one.id, absorbed_id=other.id)
    assert not Due.objects.filter(child=other).exists()
    assert Due.objects.filter(child=one).exists()
