"""Each rule of the specification on a schedule made for it, independent of any published data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mangnon.engines.immunization import evaluate
from mangnon.engines.immunization.dates import Period
from mangnon.engines.immunization.schedule import (
    Antigen,
    Association,
    Conflict,
    Contraindication,
    Group,
    ImmuneBirth,
    Product,
    Schedule,
)
from mangnon.engines.immunization.series import (
    AgeRule,
    Indication,
    IntervalRule,
    Series,
    SeriesDose,
    Skip,
    SkipCondition,
    SkipSet,
    VaccineRule,
)  # fmt: skip

BORN = date(2020, 1, 1)
ASSESSED = date(2022, 1, 1)
DAY = timedelta(days=1)


def days(number: int) -> Period:
    return Period(0, number)


def day_number(of: date) -> int:
    return (of - date(1970, 1, 1)).days


def on(number: int) -> date:
    return BORN + number * DAY


def dose(number: int = 1, **rules: Any) -> SeriesDose:
    return SeriesDose(number=number, **rules)


def after(length: int, **rules: Any) -> IntervalRule:
    known: dict[str, Any] = {"absolute_minimum": days(length), "minimum": days(length)}
    return IntervalRule(**{"reference": "previous", **known, **rules})


def series(*doses: SeriesDose, **rules: Any) -> Series:
    known: dict[str, Any] = {"name": "s", "antigen": 0, "group": 0, "kind": "standard", "default": True}
    return Series(**{**known, **rules, "doses": doses})


def schedule(*some: Series, **parts: Any) -> Schedule:
    known: dict[str, Any] = {
        "name": "test",
        "products": tuple(Product(f"p{place}", "", (Association(0),)) for place in range(4)),
        "antigens": (Antigen("A"),),
        "groups": (Group("A", (0,)),),
    }
    return Schedule(**{**known, **parts, "series": some})


def ask(
    plan: Schedule,
    *given: tuple[int, str],
    observed: tuple[tuple[str, date | None], ...] = (),
    assess: date = ASSESSED,
    sex: str | None = "f",
    makers: tuple[str, ...] = (),
) -> tuple[list[tuple[str, list[str]]], dict[str, Any]]:
    """The verdicts in the order of the input, and the forecast of the first group."""
    doses = {
        "child": pa.array([0] * len(given), pa.int32()),
        "on": pa.array([on(day) for day, _ in given], pa.date32()),
        "product": pa.array([product for _, product in given], pa.string()),
    }
    if makers:
        doses["maker"] = pa.array(makers)
    found = evaluate(
        children=pa.table({"birth_date": [BORN], "assess_on": [assess], "sex": pa.array([sex], pa.string())}),
        doses=pa.table(doses),
        observations=pa.table(
            {
                "child": pa.array([0] * len(observed), pa.int32()),
                "code": pa.array([code for code, _ in observed], pa.string()),
                "on": pa.array([when for _, when in observed], pa.date32()),
            }
        ),
        schedule=plan,
    )
    forecasts = found.forecasts.to_pylist()
    verdicts = [(row["status"], row["reasons"]) for row in found.doses.to_pylist()]
    return verdicts, forecasts[0] if forecasts else {}


AGE = AgeRule(
    absolute_minimum=days(96), minimum=days(100), earliest_recommended=days(120),
    latest_recommended=days(150), maximum=days(200),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given_on", "verdict"),
    [
        (95, ("not_valid", ["too_young"])),
        (96, ("valid", ["age_grace_period"])),
        (100, ("valid", [])),
        (199, ("valid", [])),
        (200, ("extraneous", ["too_old"])),
    ],
)
def test_age_when_around_its_bounds_then_table_6_15(given_on: int, verdict: Any) -> None:
    assert ask(schedule(series(dose(ages=(AGE,)))), (given_on, "p0"))[0] == [verdict]


def test_age_when_a_rule_has_ended_then_the_one_in_force_on_the_day_counts() -> None:
    old = replace(AGE, cessation=day_number(on(150)))
    new = AgeRule(absolute_minimum=days(180), effective=day_number(on(151)))
    plan = schedule(series(dose(ages=(old, new))))
    assert ask(plan, (150, "p0"))[0][0][0] == "valid"
    assert ask(plan, (151, "p0"))[0][0][0] == "not_valid"


def test_forecast_when_nothing_was_given_then_ages_decide() -> None:
    _, forecast = ask(schedule(series(dose(ages=(AGE,)))), assess=on(10))
    assert (forecast["dose"], forecast["earliest"], forecast["recommended"]) == (1, on(100), on(120))
    assert (forecast["past_due"], forecast["latest"]) == (on(149), on(199))


def test_forecast_when_the_maximum_age_is_reached_then_aged_out() -> None:
    plan = schedule(series(dose(ages=(AGE,))))
    assert ask(plan, assess=on(199))[1]["status"] == "not_complete"
    assert ask(plan, assess=on(200))[1]["status"] == "aged_out"


@pytest.mark.parametrize(
    ("gap", "verdict"),
    [
        (23, ("not_valid", ["too_soon"])),
        (24, ("valid", ["interval_grace_period"])),
        (28, ("valid", [])),
    ],
)
def test_interval_when_around_its_bounds_then_table_6_18(gap: int, verdict: Any) -> None:
    plan = schedule(series(dose(), dose(2, intervals=(after(28, absolute_minimum=days(24)),))))
    assert ask(plan, (100, "p0"), (100 + gap, "p0"))[0][1] == verdict


def test_interval_when_the_previous_dose_was_not_valid_then_it_counts_from_that_one() -> None:
    plan = schedule(series(dose(), dose(2, intervals=(after(28),))))
    verdicts, forecast = ask(plan, (100, "p0"), (110, "p0"), (130, "p0"))
    assert [status for status, _ in verdicts] == ["valid", "not_valid", "not_valid"]
    assert forecast["earliest"] == on(158)


def test_interval_when_from_a_target_dose_then_not_from_the_previous_one() -> None:
    third = dose(3, intervals=(after(100, reference="target", target=1),))
    plan = schedule(series(dose(), dose(2), third))
    assert ask(plan, (10, "p0"), (90, "p0"), (109, "p0"))[0][2][0] == "not_valid"
    assert ask(plan, (10, "p0"), (90, "p0"), (110, "p0"))[0][2][0] == "valid"


def test_interval_when_from_a_vaccine_type_then_the_latest_dose_of_it_counts() -> None:
    rule = after(50, reference="recent", products=(1,))
    plan = schedule(series(dose(), dose(2, intervals=(rule,))))
    assert ask(plan, (10, "p0"), (30, "p0"))[0][1][0] == "valid"
    assert ask(plan, (10, "p1"), (59, "p0"))[0][1] == ("not_valid", ["too_soon"])
    assert ask(plan, (10, "p1"))[1]["earliest"] == on(60)


def test_interval_when_from_an_observation_then_its_date_counts_and_without_one_nothing_does() -> None:
    plan = schedule(series(dose(intervals=(after(50, reference="observation", observation="170"),))))
    assert ask(plan, (60, "p0"), observed=(("170", on(20)),))[0][0] == ("not_valid", ["too_soon"])
    assert ask(plan, (60, "p0"), observed=(("170", None),))[0][0] == ("valid", [])
    assert ask(plan, observed=(("170", on(20)), ("170", on(30))))[1]["earliest"] == on(80)


def test_interval_when_too_soon_but_allowable_then_valid() -> None:
    second = dose(2, intervals=(after(80),), allowable_intervals=(after(28),))
    plan = schedule(series(dose(), second))
    assert ask(plan, (10, "p0"), (37, "p0"))[0][1] == ("not_valid", ["too_soon"])
    assert ask(plan, (10, "p0"), (38, "p0"))[0][1] == ("valid", [])
    assert ask(plan, (10, "p0"))[1]["earliest"] == on(90)


def test_inadvertent_when_given_then_not_valid_and_no_interval_counts_from_it() -> None:
    plan = schedule(series(dose(), dose(2, inadvertent=(1,), intervals=(after(28),))))
    verdicts, forecast = ask(plan, (10, "p0"), (40, "p1"), (42, "p0"))
    assert verdicts[1] == ("not_valid", ["inadvertent"])
    assert verdicts[2] == ("valid", [])
    assert forecast["status"] == "complete"
    assert ask(plan, (10, "p0"), (60, "p1"))[1]["earliest"] == on(60)


CONFLICT = Conflict(previous=1, current=0, begin=days(1), minimum_end=days(24), end=days(28))


@pytest.mark.parametrize(("gap", "status"), [(0, "valid"), (1, "not_valid"), (23, "not_valid"), (24, "valid")])
def test_conflict_when_another_vaccine_was_given_then_section_6_7(gap: int, status: str) -> None:
    products = (Product("p0", "", (Association(0),)), Product("p1", "", (Association(1),)))
    plan = schedule(
        series(dose(preferable=(VaccineRule(0),))),
        products=products,
        antigens=(Antigen("A"), Antigen("B")),
        groups=(Group("A", (0,)), Group("B", (1,))),
        conflicts=(CONFLICT,),
    )
    verdicts, forecast = ask(plan, (10, "p1"), (10 + gap, "p0"))
    assert verdicts[1][0] == status
    if status == "not_valid":
        assert verdicts[1][1] == ["vaccine_conflict"]
        assert forecast["earliest"] >= on(38)


def test_conflict_when_the_earlier_dose_was_not_valid_then_the_full_interval_bars() -> None:
    plan = schedule(
        series(dose(ages=(AgeRule(absolute_minimum=days(50)),)), dose(2)),
        conflicts=(replace(CONFLICT, previous=0),),
    )
    assert ask(plan, (40, "p0"), (65, "p0"))[0][1] == ("not_valid", ["vaccine_conflict"])
    assert ask(plan, (40, "p0"), (68, "p0"))[0][1] == ("valid", [])
    assert ask(plan, (60, "p0"), (84, "p0"))[0][1] == ("valid", [])


def test_vaccine_when_of_another_type_age_or_maker_then_not_valid() -> None:
    rules = (VaccineRule(0, begin=days(50), end=days(100)), VaccineRule(1, maker="AAA"))
    plan = schedule(series(dose(preferable=rules, allowable=(VaccineRule(2),))))
    assert ask(plan, (10, "p3"))[0][0] == ("not_valid", ["vaccine_not_allowed"])
    assert ask(plan, (49, "p0"))[0][0] == ("not_valid", ["vaccine_age"])
    assert ask(plan, (50, "p0"))[0][0] == ("valid", [])
    assert ask(plan, (100, "p0"))[0][0] == ("not_valid", ["vaccine_age"])
    assert ask(plan, (10, "p2"))[0][0] == ("valid", [])
    assert ask(plan, (10, "p1"), makers=("AAA",))[0][0] == ("valid", [])
    assert ask(plan, (10, "p1"), makers=("BBB",))[0][0] == ("not_valid", ["vaccine_age"])


def test_products_when_forecast_then_the_flagged_ones_that_fit_the_age_and_are_not_contraindicated() -> None:
    rules = (
        VaccineRule(2, forecast=True),
        VaccineRule(0, forecast=True),
        VaccineRule(1),
        VaccineRule(3, end=days(5), forecast=True),
    )
    bans = (Contraindication("013", product=2),)
    plan = schedule(series(dose(ages=(AGE,), preferable=rules)), antigens=(Antigen("A", contraindications=bans),))
    assert ask(plan, assess=on(10))[1]["products"] == ["p2", "p0"]
    assert ask(plan, assess=on(10), observed=(("013", None),))[1]["products"] == ["p0"]


def skip(*conditions: SkipCondition, every: bool = True, **context: bool) -> Skip:
    return Skip(sets=(SkipSet(conditions=conditions, every=every),), **context)


def test_skip_when_an_age_is_reached_then_the_dose_is_left_out_in_its_context() -> None:
    at_age = SkipCondition(kind="age", begin=days(100))
    both = schedule(series(dose(skips=(skip(at_age),)), dose(2, intervals=(after(28),))))
    assert ask(both, (99, "p0"))[1]["dose"] == 2
    assert ask(both, (100, "p0"))[1]["status"] == "complete"
    forecast_only = schedule(series(dose(skips=(skip(at_age, in_evaluation=False),))))
    assert ask(forecast_only, assess=on(99))[1]["status"] == "not_complete"
    assert ask(forecast_only, assess=on(100))[1]["status"] == "not_recommended"


def test_skip_when_an_interval_has_passed_then_left_out_and_never_without_a_dose() -> None:
    passed = SkipCondition(kind="interval", interval=days(50))
    plan = schedule(series(dose(), dose(2, skips=(skip(passed),)), dose(3)))
    assert ask(plan, (10, "p0"), (59, "p0"), assess=on(70))[1]["dose"] == 3
    assert ask(plan, (10, "p0"), (60, "p0"))[1]["status"] == "complete"
    first = schedule(series(dose(skips=(skip(passed),))))
    assert ask(first)[1]["status"] == "not_complete"


@pytest.mark.parametrize(
    ("logic", "count", "left_out"),
    [("greater", 0, True), ("greater", 1, False), ("equal", 1, True), ("less", 2, True), ("less", 1, False)],
)
def test_skip_when_doses_are_counted_then_table_6_9(logic: Any, count: int, left_out: bool) -> None:
    counted = SkipCondition(kind="count", logic=logic, count=count, products=(0, 1), end=days(100))
    plan = schedule(series(dose(), dose(2, skips=(skip(counted),)), dose(3)))
    _, forecast = ask(plan, (10, "p0"), (150, "p0"))
    assert (forecast["status"] == "complete") is left_out


def test_skip_when_only_valid_doses_count_then_others_do_not() -> None:
    counted = SkipCondition(kind="count", logic="greater", count=0, valid_only=True)
    plan = schedule(series(dose(ages=(AgeRule(absolute_minimum=days(50)),)), dose(2, skips=(skip(counted),))))
    assert ask(plan, (40, "p0"))[1]["status"] == "not_complete"
    assert ask(plan, (60, "p0"))[1]["status"] == "complete"


def test_skip_when_conditions_are_joined_then_all_or_any_of_them() -> None:
    young, old = SkipCondition(kind="age", end=days(100)), SkipCondition(kind="age", begin=days(50))
    every = schedule(series(dose(skips=(skip(young, old),))))
    some = schedule(series(dose(skips=(skip(young, old, every=False),))))
    assert [ask(every, assess=on(day))[1]["status"] for day in (40, 60, 110)] == [
        "not_complete", "not_recommended", "not_complete",
    ]  # fmt: skip
    assert {ask(some, assess=on(day))[1]["status"] for day in (40, 60, 110)} == {"not_recommended"}


def test_skip_when_it_would_hold_on_the_earliest_date_then_the_next_dose_is_forecast() -> None:
    at_age = SkipCondition(kind="age", begin=days(100))
    plan = schedule(
        series(
            dose(),
            dose(2, intervals=(after(28),), skips=(skip(at_age, in_evaluation=False),)),
            dose(3, intervals=(after(60),)),
        )
    )
    assert ask(plan, (70, "p0"), assess=on(75))[1]["earliest"] == on(98)
    assert ask(plan, (80, "p0"), assess=on(85))[1]["earliest"] == on(140)


def test_recurring_when_satisfied_then_the_same_dose_is_due_again() -> None:
    plan = schedule(series(dose(), dose(2, intervals=(after(100),), recurring=True)))
    verdicts, forecast = ask(plan, (0, "p0"), (100, "p0"), (200, "p0"))
    assert [status for status, _ in verdicts] == ["valid"] * 3
    assert (forecast["status"], forecast["dose"], forecast["earliest"]) == ("not_complete", 4, on(300))


def test_season_when_before_during_and_after_then_start_and_end_count() -> None:
    start, end = on(400), on(500)
    plan = schedule(series(dose(recurring=True, season_start=day_number(start), season_end=day_number(end))))
    _, forecast = ask(plan, (10, "p0"), assess=on(300))
    assert (forecast["dose"], forecast["earliest"]) == (1, start)
    assert ask(plan, (410, "p0"), assess=on(450))[1]["dose"] == 2
    assert ask(plan, assess=on(501))[1]["status"] == "not_recommended"


def test_immunity_when_observed_or_born_early_then_immune() -> None:
    births = (ImmuneBirth(day_number(BORN) + 1, exclusions=("055",)),)
    plan = schedule(series(dose()), antigens=(Antigen("A", immune_codes=("020",)),))
    assert ask(plan, observed=(("020", None),))[1]["status"] == "immune"
    plan = schedule(series(dose()), antigens=(Antigen("A", immune_births=births),))
    assert ask(plan)[1]["status"] == "immune"
    assert ask(plan, observed=(("055", None),))[1]["status"] == "not_complete"
    abroad = (replace(births[0], country="U.S."),)
    assert ask(schedule(series(dose()), antigens=(Antigen("A", immune_births=abroad),)))[1]["status"] == (
        "not_complete"
    )


def test_contraindication_when_of_the_antigen_or_of_every_vaccine_then_contraindicated() -> None:
    bans = (
        Contraindication("013", end=days(1000)),
        Contraindication("104", product=0),
        Contraindication("105", product=1),
    )
    rules = (VaccineRule(0, forecast=True), VaccineRule(1, forecast=True))
    plan = schedule(series(dose(preferable=rules)), antigens=(Antigen("A", contraindications=bans),))
    assert ask(plan, observed=(("013", None),))[1]["status"] == "contraindicated"
    assert ask(plan, observed=(("013", None),), assess=on(1000))[1]["status"] == "not_complete"
    assert ask(plan, observed=(("013", ASSESSED + DAY),))[1]["status"] == "not_complete"
    assert ask(plan, observed=(("104", None),))[1]["products"] == ["p1"]
    assert ask(plan, observed=(("104", None), ("105", None)))[1]["status"] == "contraindicated"


RISK = series(
    dose(ages=(AgeRule(minimum=days(300), absolute_minimum=days(300)),)),
    name="risk",
    kind="risk",
    series_group="2",
    default=False,
    indications=(Indication("160", begin=days(100), end=days(2000)),),
)


def test_risk_when_indicated_at_that_age_then_it_speaks_and_is_not_blended() -> None:
    plan = schedule(series(dose(), dose(2, intervals=(after(500),))), RISK)
    assert ask(plan, (10, "p0"), assess=on(200))[1]["earliest"] == on(510)
    _, forecast = ask(plan, (10, "p0"), observed=(("160", None),), assess=on(200))
    assert (forecast["earliest"], forecast["dose"]) == (on(300), 2)
    assert ask(plan, (10, "p0"), observed=(("160", None),), assess=on(50))[1]["earliest"] == on(510)
    assert ask(plan, (10, "p0"), (300, "p0"), observed=(("160", None),))[1]["earliest"] == on(800)


def test_risk_when_the_standard_group_is_equivalent_and_complete_then_no_more_is_due() -> None:
    plan = schedule(series(dose()), replace(RISK, equivalent_groups=("1",)))
    assert ask(plan, (10, "p0"), observed=(("160", None),))[1]["status"] == "complete"
    assert ask(plan, observed=(("160", None),))[1]["earliest"] == on(300)


def test_completed_series_when_the_other_group_is_complete_then_the_dose_is_left_out() -> None:
    done = SkipCondition(kind="completed", series_groups=("1",))
    waiting = replace(RISK, doses=(dose(skips=(skip(done),)), dose(2, intervals=(after(30),))))
    # The series that asks stands before the one it asks about.
    plan = schedule(waiting, series(dose(), dose(2)))
    seen = (("160", None),)
    assert ask(plan, (10, "p0"), observed=seen)[1]["dose"] == 2
    _, forecast = ask(plan, (10, "p0"), (50, "p0"), observed=seen)
    assert forecast["status"] == "complete"


def test_sex_when_the_series_asks_for_one_then_unknown_is_none_unless_listed() -> None:
    girls = schedule(series(dose(), sexes=("f",)))
    assert ask(girls)[1]["status"] == "not_complete"
    assert ask(girls, sex="m")[1] == {}
    assert ask(girls, sex=None)[1] == {}
    assert ask(girls, (10, "p0"), sex="m")[0] == [("extraneous", ["no_series"])]
    assert ask(schedule(series(dose(), sexes=("f", ""))), sex=None)[1]["status"] == "not_complete"


def test_selection_when_several_series_are_in_process_then_the_points_of_table_8_9_decide() -> None:
    two = series(dose(), dose(2, intervals=(after(100),)), name="two", preference=1)
    three = series(
        dose(), dose(2, intervals=(after(20),)), dose(3, intervals=(after(20),)),
        name="three", default=False, preference=2,
    )  # fmt: skip
    plan = schedule(two, three)
    assert ask(plan)[1]["earliest"] == BORN
    assert ask(plan, (10, "p0"))[1]["earliest"] == on(110)
    # A second dose that only the longer series takes turns the balance.
    assert ask(plan, (10, "p0"), (40, "p0"))[1]["earliest"] == on(60)
    assert ask(plan, (10, "p0"), (40, "p0"), (60, "p0"))[1]["status"] == "complete"


def test_selection_when_started_too_late_for_a_series_then_the_other_one_is_taken() -> None:
    infant = series(dose(), dose(2, intervals=(after(28),)), maximum_age_to_start=days(100), preference=1)
    later = series(dose(ages=(AgeRule(absolute_minimum=days(90)),)), default=False, preference=2)
    plan = schedule(infant, later)
    assert ask(plan, (50, "p0"))[1]["status"] == "not_complete"
    assert ask(plan, (100, "p0"))[1]["status"] == "complete"


def test_selection_when_too_young_for_a_default_series_then_it_says_nothing_yet() -> None:
    child = series(dose())
    adult = series(dose(2), series_group="3", minimum_age_to_start=Period(600, 0), name="50+")
    plan = schedule(child, adult)
    assert ask(plan, (10, "p0"))[1]["status"] == "complete"
    assert ask(plan, (10, "p0"), assess=date(2070, 1, 1))[1]["status"] == "complete"


def test_evaluation_only_when_complete_then_it_counts_and_otherwise_says_nothing() -> None:
    only = series(dose(allowable=(VaccineRule(1),)), kind="evaluation_only", default=False)
    plan = schedule(series(dose(allowable=(VaccineRule(0),)), dose(2)), only)
    assert ask(plan, (10, "p1"))[1]["status"] == "complete"
    assert ask(plan, (10, "p0"))[1]["dose"] == 2


PAIR = {
    "products": (
        Product("p0", "", (Association(0), Association(1))),
        Product("p1", "", (Association(0),)),
        Product("p2", "", (Association(0, end=days(100)), Association(1, begin=days(100)))),
    ),
    "antigens": (Antigen("A"), Antigen("B")),
    "groups": (Group("AB", (0, 1)),),
}


def pair(first: Series, second: Series, *, full: bool = False) -> Schedule:
    groups = (Group("AB", (0, 1), administer_full=full),)
    return schedule(first, replace(second, antigen=1), **{**PAIR, "groups": groups})


def test_group_when_of_several_antigens_then_the_latest_earliest_date_and_table_9_4() -> None:
    plan = pair(
        series(dose(ages=(AGE,)), dose(2, ages=(AgeRule(minimum=days(150)),))),
        series(dose(ages=(replace(AGE, minimum=days(110)),))),
    )
    _, forecast = ask(plan, assess=on(10))
    assert (forecast["earliest"], forecast["recommended"], forecast["past_due"]) == (on(110), on(120), on(149))
    assert ask(plan, (120, "p0"), assess=on(130))[1]["dose"] == 2
    assert ask(plan, (120, "p1"), assess=on(300))[1]["status"] == "aged_out"


def test_group_when_a_forecast_has_priority_then_the_first_earliest_date_but_not_before_the_last_dose() -> None:
    urgent = after(28, priority=True)
    plan = pair(series(dose(), dose(2, intervals=(urgent,))), series(dose(), dose(2, intervals=(after(200),))))
    assert ask(plan, (10, "p0"))[1]["earliest"] == on(38)
    assert ask(plan, (10, "p0"), (30, "p1"))[1]["earliest"] == on(58)


@pytest.mark.parametrize(("full", "number"), [(True, 1), (False, 2)])
def test_group_when_antigens_stand_at_different_doses_then_forecastdn_2(full: bool, number: int) -> None:
    plan = pair(series(dose(), dose(2)), series(dose(), dose(2)), full=full)
    assert ask(plan, (10, "p1"))[1]["dose"] == number


def test_association_when_bound_to_ages_then_the_product_counts_for_another_antigen() -> None:
    plan = pair(series(dose()), series(dose()))
    found = evaluate(
        children=pa.table({"birth_date": [BORN], "assess_on": [ASSESSED], "sex": ["f"]}),
        doses=pa.table({"child": pa.array([0, 0], pa.int32()), "on": [on(99), on(100)], "product": ["p2", "p2"]}),
        schedule=plan,
    )
    assert [row["antigen"] for row in found.doses.to_pylist()] == ["A", "B"]


def test_late_after_when_no_latest_date_is_stated_then_it_makes_the_dose_late() -> None:
    plan = schedule(series(dose(ages=(AgeRule(earliest_recommended=days(60)),), late_after=Period(1, 0))))
    assert ask(plan, assess=on(10))[1]["past_due"] == date(2020, 4, 1)
