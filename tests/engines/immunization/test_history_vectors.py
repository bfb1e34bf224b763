"""Thousands of made-up children: what the contract's command answers, and what the phone is held to."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from mangnon.core.content.immunization import load_schedule
from mangnon.interfaces.commands.immunize_lines import answer_lines

FILE = Path(__file__).parents[3] / "contracts/vectors/immunization/histories.json"


def line_of(case: list[Any]) -> bytes:
    _, sex, birth, assess, doses, observations, *_ = case
    given = [
        {"on": day_of(birth, on), "product": product, "substandard": rest[:1] == [True], "maker": "".join(rest[1:])}
        for on, product, *rest in doses
    ]
    child = {"sex": sex, "birth_date": birth, "assess_on": assess, "doses": given}
    noted = [{"code": code, "on": day_of(birth, on), "until": day_of(birth, until)} for code, on, until in observations]
    return json.dumps(child | {"observations": noted}).encode()


def day_of(birth: str, on: object) -> object:
    return str(date.fromisoformat(birth) + timedelta(on)) if isinstance(on, int) else on


def test_immunize_when_a_made_up_child_then_the_vectors_answer() -> None:
    vectors = json.loads(FILE.read_text(encoding="utf-8"))
    cases = vectors["cases"]
    schedule = load_schedule(vectors["schedule"])
    assert [version.name for version in schedule.versions] == vectors["versions"]
    assert len(cases) > 4000
    said = answer_lines(lines=[line_of(case) for case in cases], schedule=schedule).splitlines()
    for case, line in zip(cases, said, strict=True):
        birth, groups, (count, *not_valid) = case[2], case[6], case[8]
        answer = json.loads(line)
        if "problem" in answer:
            assert (groups, count) == ([], 0), case
            continue
        expected = [
            row if len(row) == 2 else [*row[:3], *(day_of(birth, day) for day in row[3:6]), row[6]] for row in groups
        ]
        assert [forecast_row(one) for one in answer["forecasts"]] == expected, case
        verdicts = [[one["index"], one["antigen"], one["status"]] for one in answer["doses"]]
        assert [one for one in verdicts if one[2] != "valid"] == not_valid, case
        assert len(verdicts) == count, case


def forecast_row(one: dict[str, Any]) -> list[Any]:
    keys = ("dose", "earliest", "recommended", "past_due", "products")
    if one["status"] != "not_complete":
        assert not any(one[key] for key in keys)
        return [one["group"], one["status"]]
    return [one["group"], one["status"], *(one[key] for key in keys)]
