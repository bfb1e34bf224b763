"""What the phone carries of the content: every number of it, and a mark where the phone does not know a rule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.field.test_twin import tool

from mangnon.core.content.growth import load_practice, load_standards
from mangnon.core.content.immunization import load_vietnam
from mangnon.engines.immunization.dates import Period
from mangnon.engines.immunization.schedule import (
    Association,
    Contraindication,
    ImmuneBirth,
    Schedule,
)
from mangnon.engines.immunization.series import IntervalRule, SeriesDose

ROOT = Path(__file__).resolve().parents[2]
BUILD = tool("build_field_content")


def numbers(packed: bytes) -> Iterator[int]:
    value, shift = 0, 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield -(value + 1) // 2 if value & 1 else value // 2
            value, shift = 0, 0


def test_growth_file_when_read_then_holds_every_cell_of_the_tables() -> None:
    head, packed = (ROOT / "field/content/growth.bin").read_bytes().split(b"\n", 1)
    said, unread = json.loads(head), numbers(packed)
    standards = load_standards(ROOT / "content/growth")
    practice = load_practice(ROOT / "content/growth", on=date(2026, 11, 24))
    assert said["versions"] == [standards.version, practice.version]
    assert [one["name"] for one in said["tables"]] == list(standards.tables)
    for one, table in zip(said["tables"], standards.tables.values(), strict=True):
        rows = one["last"] - one["first"] + 1
        for sex in (0, 1):
            for column, scale in zip((table.lam, table.median, table.spread), one["scale"], strict=True):
                steps = np.array([next(unread) for _ in range(rows)])
                held = steps.cumsum().cumsum() / scale
                assert np.array_equal(held, column[sex * table.width :][:rows]), (one["name"], sex)
    assert next(unread, None) is None


def test_schedule_file_when_made_from_todays_schedule_then_nothing_is_beyond_the_phone() -> None:
    """The day this fails, somebody decides: teach the phone the new rule, or let it say provisional."""
    versions = json.loads((ROOT / "field/content/immunization.json").read_text(encoding="utf-8"))["versions"]
    assert [one["name"] for one in versions] == [one.name for one in load_vietnam().versions]
    assert not [antigen["name"] for version in versions for antigen in version["antigens"] if antigen["beyond"]]


def with_dose(change: Callable[[SeriesDose], SeriesDose]) -> Schedule:
    """Today's schedule with the first dose of its first series changed."""
    schedule = load_vietnam().versions[-1]
    series = schedule.series[0]
    changed = replace(series, doses=(change(series.doses[0]), *series.doses[1:]))
    return replace(schedule, series=(changed, *schedule.series[1:]))


def with_antigen(**change: object) -> Schedule:
    schedule = load_vietnam().versions[-1]
    changed = replace(schedule.antigens[0], **change)  # type: ignore[arg-type]
    return replace(schedule, antigens=(changed, *schedule.antigens[1:]))


@pytest.mark.parametrize(
    "schedule",
    [
        with_dose(lambda dose: replace(dose, recurring=True)),
        with_dose(lambda dose: replace(dose, season_start=20_000)),
        with_dose(lambda dose: replace(dose, inadvertent=(1,))),
        with_dose(lambda dose: replace(dose, intervals=(IntervalRule(reference="target", target=1),))),
        with_dose(lambda dose: replace(dose, ages=(*dose.ages, *dose.ages))),
        with_dose(lambda dose: replace(dose, ages=(replace(dose.ages[0], effective=20_000),))),
        with_dose(lambda dose: replace(dose, preferable=(replace(dose.preferable[0], maker="A"),))),
        with_dose(lambda dose: replace(dose, skips=(replace(dose.skips[0], every=True),))),
        with_antigen(immune_births=(ImmuneBirth(before=0),)),
    ],
    ids=["recurring", "season", "inadvertent", "target", "two ages", "dated", "maker", "skip", "born before"],
)
def test_schedule_file_when_a_rule_is_new_to_the_phone_then_beyond_and_only_there(schedule: Schedule) -> None:
    beyond = [BUILD.is_beyond(schedule=schedule, place=place) for place in range(len(schedule.antigens))]
    assert beyond == [True] + [False] * (len(beyond) - 1)


def test_schedule_file_when_a_product_counts_at_some_ages_only_then_beyond() -> None:
    schedule = load_vietnam().versions[-1]
    product = replace(schedule.products[0], associations=(Association(0, begin=Period(2, 0)),))
    changed = replace(schedule, products=(product, *schedule.products[1:]))
    assert BUILD.is_beyond(schedule=changed, place=0)


def test_schedule_file_when_observations_go_by_other_names_or_by_age_then_beyond() -> None:
    schedule = load_vietnam().versions[-1]
    assert BUILD.is_beyond(schedule=replace(schedule, observation_aliases=(("C", "B"),)), place=0)
    aged = Contraindication("B", begin=Period(12, 0))
    assert BUILD.is_beyond(schedule=with_antigen(contraindications=(aged,)), place=0)
