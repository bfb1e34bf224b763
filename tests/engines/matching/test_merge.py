from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.engines.matching.merge import SENTENCES, FieldValue, MergePlan, Reason, Value, plan_merge

EARLY, LATE = date(2025, 3, 1), date(2026, 3, 1)
RANK = {"birth_register": 3, "clerk": 2, "import": 1}


def value(
    of: Value, *, source: str = "import", on: date = EARLY, precision: str = "day", placeholder: bool = False
) -> FieldValue:
    return FieldValue(value=of, source=source, on=on, precision=precision, placeholder=placeholder)


def planned(kept: dict[str, FieldValue], merged: dict[str, FieldValue]) -> MergePlan:
    return plan_merge(kept_id="k", kept=kept, merged_id="m", merged=merged, source_rank=RANK)


@pytest.mark.parametrize(
    ("field", "kept", "merged", "survives", "reason", "ask"),
    [
        ("phone", None, value("0912345678"), "merged", Reason.ONLY, False),
        ("sex", value("m"), value("m", on=LATE), "kept", Reason.EQUAL, False),
        ("full_name", value("Nguyen Van An"), value("Nguyễn Văn An"), "merged", Reason.MARKED, False),
        ("full_name", value("Nguyễn Văn An"), value("N.V. An", on=LATE), "kept", Reason.FULLER, False),
        ("mother_name", value("Hương"), value("Trần Thị Hương"), "merged", Reason.FULLER, False),
        ("full_name", value("Bé", placeholder=True), value("Lý An"), "merged", Reason.REAL_NAME, False),
        ("full_name", value("Lý An"), value("Lý Ân", on=LATE), "merged", Reason.NEWER, True),
        ("full_name", value("Lý An", source="clerk"), value("Lý Ân", on=LATE), "kept", Reason.BETTER_SOURCE, True),
        ("birth_date", value(date(2021, 1, 1), precision="year"), value(date(2021, 5, 12)), "merged",
         Reason.FINER_DATE, False),
        ("birth_date", value(date(2021, 5, 1), precision="month"), value(date(2021, 5, 12)), "merged",
         Reason.FINER_DATE, False),
        ("birth_date", value(date(2020, 1, 1), precision="year"), value(date(2021, 5, 12), source="clerk"), "merged",
         Reason.BETTER_SOURCE, True),
        ("birth_date", value(date(2021, 12, 5)), value(date(2021, 5, 12)), "kept", Reason.KEPT_RECORD, True),
        ("personal_id", value("19221001234", on=LATE), value("019221001234"), "merged", Reason.VALID_NUMBER, False),
        ("personal_id", value("019221001234"), value("019221001235", source="birth_register"), "merged",
         Reason.BETTER_SOURCE, True),
        ("address", value("xóm 1"), value("xóm 2", on=LATE), "merged", Reason.NEWER, False),
        ("ethnic_code", value("01"), value("02"), "kept", Reason.KEPT_RECORD, False),
    ],
)  # fmt: skip
def test_plan_merge_when_values_differ_then_the_better_survives(
    field: str, kept: FieldValue | None, merged: FieldValue, survives: str, reason: Reason, ask: bool
) -> None:
    (choice,) = planned({field: kept} if kept else {}, {field: merged}).choices
    assert (choice.survives, choice.reason, choice.ask) == ({"kept": kept, "merged": merged}[survives], reason, ask)


def test_plan_merge_when_a_value_loses_then_it_is_kept_for_the_log() -> None:
    plan = planned({"sex": value("m")}, {"sex": value("f", on=LATE)})
    (choice,) = plan.choices
    assert choice.loses == value("m")
    assert plan.questions == (choice,)
    assert choice.sentence == "Bên này ghi sau"


def test_decided_when_a_person_chooses_then_the_question_is_gone() -> None:
    plan = planned({"sex": value("m")}, {"sex": value("f", on=LATE)}).decided("sex", kept=True)
    assert plan.after == {"sex": value("m")}
    assert plan.questions == ()


def test_sentences_when_there_is_a_reason_then_it_has_one() -> None:
    assert set(SENTENCES) == set(Reason)


values = st.builds(
    FieldValue,
    value=st.sampled_from(["An", "Ân", "Nguyễn Văn An", "n v an", "", "019221001234", date(2021, 5, 1), 7, True]),
    source=st.sampled_from(["clerk", "import", "?"]),
    on=st.sampled_from([EARLY, LATE]),
    precision=st.sampled_from(["day", "month", "year", "unknown"]),
    placeholder=st.booleans(),
)
records = st.dictionaries(
    st.sampled_from(["full_name", "birth_date", "sex", "personal_id", "phone", "address"]), values
)


@given(kept=records, merged=records)
def test_plan_merge_when_undone_then_both_records_are_as_before(
    kept: dict[str, FieldValue], merged: dict[str, FieldValue]
) -> None:
    plan = planned(kept, merged)
    assert plan.before == (kept, merged)
    for choice in plan.choices:
        both = [v for v in (choice.kept, choice.merged) if v is not None]
        assert choice.survives in both
        if choice.reason is not Reason.EQUAL:
            assert all(v in (choice.survives, choice.loses) for v in both)


@given(kept=records, merged=records)
def test_plan_merge_when_the_records_change_places_then_decided_values_stay(
    kept: dict[str, FieldValue], merged: dict[str, FieldValue]
) -> None:
    there = {c.field: c for c in planned(kept, merged).choices}
    back = {c.field: c for c in planned(merged, kept).choices}
    for field, choice in there.items():
        assert back[field].reason == choice.reason
        if choice.reason not in (Reason.KEPT_RECORD, Reason.EQUAL):
            assert back[field].survives == choice.survives
