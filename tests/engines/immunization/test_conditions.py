"""What a child must not get, must wait for, or no longer needs, and why a forecast says so."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from mangnon.core.content import content_root
from mangnon.core.content.immunization import VIETNAM, load_conditions, read_content
from mangnon.engines.immunization import DOSES_SCHEMA, OBSERVATIONS_SCHEMA, evaluate
from mangnon.engines.immunization.cells import ScheduleContentError
from mangnon.engines.immunization.vietnam import compile_schedule

CONTENT: Any = read_content(content_root() / VIETNAM)
SCHEDULE = compile_schedule(content=CONTENT, file="vietnam.yaml").versions[-1]
BORN, TODAY = date(2026, 1, 5), date(2026, 11, 1)


def forecasts(
    *seen: tuple[str, date | None, date | None], given: tuple[tuple[str, date], ...] = (), on: date = TODAY
) -> dict[str, dict[str, Any]]:
    """The forecast of each course, by antigen."""
    rows = [{"child": 0, "code": code, "on": day, "until": until} for code, day, until in seen]
    found = evaluate(
        children=pa.table({"birth_date": [BORN], "assess_on": [on], "sex": ["f"]}),
        doses=pa.table(
            {
                "child": pa.array([0] * len(given), pa.int32()),
                "on": pa.array([day for _, day in given], pa.date32()),
                "product": pa.array([product for product, _ in given], pa.string()),
            }
        ),
        observations=pa.Table.from_pylist(rows, schema=OBSERVATIONS_SCHEMA),
        schedule=SCHEDULE,
        courses=True,
        because=True,
    )
    return {row["antigen"]: row for row in found.courses.to_pylist()}


def test_contraindication_when_of_a_component_then_no_vaccine_with_it_is_forecast_and_others_are() -> None:
    found = forecasts(("anaphylaxis@vn:PENTA", None, None))
    for antigen in ("HEPB", "DPT", "HIB", "TD"):
        assert found[antigen]["status"] == "contraindicated"
        assert (found[antigen]["status_because"], found[antigen]["condition"]) == (
            "contraindication", "anaphylaxis@vn:PENTA",
        )  # fmt: skip
    assert found["MEASLES"]["status"] == "not_complete"
    assert found["OPV"]["products"] == ["vn:BOPV"]


def test_contraindication_when_of_live_vaccines_then_what_is_not_live_stays() -> None:
    found = forecasts(("immunodeficiency_congenital", None, None))
    assert found["MEASLES"]["status"] == "contraindicated"
    assert found["OPV"]["products"] == ["vn:HEXA"]
    assert found["PCV"]["status"] == "not_complete"


def test_contraindication_when_doses_are_complete_then_still_complete() -> None:
    given = (("vn:BCG", date(2026, 1, 6)),)
    assert forecasts(("immunodeficiency_congenital", None, None), given=given)["BCG"]["status"] == "complete"


def test_postponement_when_it_has_a_length_then_it_moves_the_window_and_says_so() -> None:
    found = forecasts(("immunoglobulin", date(2026, 9, 20), None))["MEASLES"]
    assert (found["earliest"], found["recommended"]) == (date(2026, 12, 20), date(2026, 12, 20))
    assert found["past_due"] == date(2027, 1, 20)
    assert (found["earliest_because"], found["recommended_because"]) == ("postponed", "postponed")
    assert found["condition"] == "immunoglobulin"


def test_postponement_when_over_before_the_window_then_nothing_moves() -> None:
    without, with_it = forecasts(), forecasts(("immunoglobulin", date(2026, 3, 1), None))
    assert with_it["MEASLES"] == without["MEASLES"]


@pytest.mark.parametrize("until", [date(2026, 11, 1), date(2026, 10, 1)])
def test_postponement_when_somebody_ended_it_then_it_holds_no_longer(until: date) -> None:
    assert forecasts(("acute_illness", date(2026, 9, 1), until)) == forecasts()


def test_postponement_when_open_then_nothing_is_forecast_until_it_is_ended() -> None:
    found = forecasts(("acute_illness", date(2026, 10, 30), None))["MEASLES"]
    assert (found["status"], found["status_because"], found["condition"]) == (
        "contraindicated", "postponed", "acute_illness",
    )  # fmt: skip


def test_postponement_when_it_has_an_end_then_the_end_counts() -> None:
    found = forecasts(("acute_illness", date(2026, 10, 30), date(2026, 11, 10)))["MEASLES"]
    assert found["earliest"] == date(2026, 11, 10)


def test_postponement_when_observed_after_the_assessment_then_not_yet() -> None:
    assert forecasts(("acute_illness", date(2026, 11, 2), None)) == forecasts()


def test_immunity_when_confirmed_then_that_disease_alone_needs_no_dose() -> None:
    found = forecasts(("measles_confirmed", date(2026, 8, 1), None))
    assert (found["MEASLES"]["status"], found["MEASLES"]["status_because"]) == ("immune", "evidence_of_immunity")
    assert found["MEASLES"]["condition"] == "measles_confirmed"
    assert found["RUBELLA"]["status"] == "not_complete"


def test_because_when_a_rule_binds_a_date_then_it_is_named() -> None:
    first = (("vn:PENTA", date(2026, 10, 20)), ("vn:BCG", date(2026, 10, 10)))
    found = forecasts(given=first)
    assert (found["DPT"]["earliest_because"], found["DPT"]["recommended_because"]) == (
        "minimum_interval", "minimum_interval",
    )  # fmt: skip
    assert (found["MEASLES"]["earliest"], found["MEASLES"]["earliest_because"]) == (
        date(2026, 11, 7), "vaccine_conflict",
    )  # fmt: skip
    assert (found["JE"]["earliest_because"], found["JE"]["recommended_because"]) == ("minimum_age", "recommended_age")
    assert found["ROTA"]["status_because"] == "maximum_age"
    assert found["BCG"]["status_because"] == "all_doses"


def test_because_when_nobody_asks_then_blank() -> None:
    found = evaluate(
        children=pa.table({"birth_date": [BORN], "assess_on": [TODAY], "sex": ["f"]}),
        doses=DOSES_SCHEMA.empty_table(),
        schedule=SCHEDULE,
    ).forecasts
    assert found["status_because"].null_count == len(found)


def put(place: int, **cells: object) -> Callable[[Any], None]:
    return lambda content: content["conditions"][place].update(cells)


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        (put(0, code="phản vệ"), "conditions[0].code"),
        (put(0, code=""), "conditions[0].code"),
        (put(1, code="anaphylaxis"), "conditions[1]"),
        (put(0, kind="maybe"), "conditions[0].kind"),
        (put(0, lasts="3 tháng"), "conditions[0].lasts"),
        (put(0, live=True), "conditions[0]"),
        (put(0, same_component=False), "conditions[0].same_component"),
        (put(0, until="mai"), "conditions[0].until"),
        (put(1, products=["vn:NOTHING"]), "conditions[1].products[0]"),
        (put(1, products=[]), "conditions[1].products"),
        (put(1, label=7), "conditions[1].label"),
        (put(1, valid_from="2023"), "conditions[1].valid_from"),
        (put(1, verified="maybe"), "conditions[1].verified"),
        (lambda content: content["conditions"][1].pop("source"), "conditions[1].source"),
        (lambda content: content["conditions"][1].pop("products"), "conditions[1]"),
        (lambda content: content.update(conditions={}), "conditions"),
        (lambda content: content["products"]["vn:TD"].update(components="TD"), "products.vn:TD.components"),
        (lambda content: content["conditions"][-1].update(antigens=["MOON"]), "conditions[9].antigens[0]"),
        (lambda content: content["conditions"][-1].update(kind="contraindication"), "conditions[9]"),
    ],
)
def test_conditions_when_a_cell_is_wrong_then_it_is_named(change: Callable[[Any], object], cell: str) -> None:
    content = copy.deepcopy(CONTENT)
    change(content)
    with pytest.raises(ScheduleContentError) as refused:
        compile_schedule(content=content, file="vietnam.yaml")
    assert f"vietnam.yaml: ô «{cell}» " in refused.value.sentence


def test_conditions_when_the_content_has_none_then_the_schedule_stands() -> None:
    content = {key: value for key, value in CONTENT.items() if key != "conditions"}
    assert compile_schedule(content=content, file="vietnam.yaml").versions[-1].holds == ()


def test_conditions_when_not_yet_in_force_then_they_do_not_count() -> None:
    content = copy.deepcopy(CONTENT)
    for one in content["conditions"]:
        one["valid_from"] = date(2026, 7, 1)
    first, *_, last = compile_schedule(content=content, file="vietnam.yaml").versions
    assert first.condition_codes == ()
    assert "intussusception" in last.condition_codes


def test_conditions_when_shipped_then_each_has_words_and_none_asks_for_a_cause() -> None:
    conditions = load_conditions()
    assert {one.kind for one in conditions} == {"contraindication", "postponement", "immunity"}
    assert all(one.label and "HIV" not in one.label for one in conditions)
