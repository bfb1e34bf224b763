"""The engine under the CDC's own supporting data and test cases, and the compiler under hostile files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from mangnon.engines.immunization.cdsi import compile_supporting_data
from mangnon.engines.immunization.dates import Period
from mangnon.engines.immunization.schedule import ScheduleVersions
from mangnon.engines.immunization.xml import SupportingDataError
from mangnon.interfaces.commands.immunize_lines import answer_lines

# The vaccine groups as the case sheets label them where that is not the name of the data.
LABELS = {
    "DTAP": "DTaP/Tdap/Td",
    "POL": "Polio",
    "IPOL": "Polio",
    "HIB": "Hib",
    "PCV": "Pneumococcal",
    "MCV": "Meningococcal",
    "MENB": "Meningococcal B",
    "VAR": "Varicella",
    "ROTA": "Rotavirus",
    "ZOSTER": "Zoster",
    "FLU": "Influenza",
}


def shared() -> Path:
    named = os.environ.get("MANGNON_SHARED")
    if named:
        return Path(named)
    for folder in Path(__file__).resolve().parents:
        if (folder / "shared" / "cdsi").is_dir():
            return folder / "shared"
    pytest.skip("the CDC's supporting data and cases are not on this machine (MANGNON_SHARED)")


@pytest.fixture(scope="module")
def supporting_data() -> dict[str, bytes]:
    folder = next(iter((shared() / "cdsi").glob("supporting-data-*")))
    return {file.name: file.read_bytes() for file in folder.glob("*.xml")}


def differences(case: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What an answer says otherwise than the case; nothing when the case passes."""
    expected, found = case["expected"], []
    group = LABELS.get(expected["group"], expected["group"])
    for dose in expected["doses"]:
        all_of_it = [one for one in answer["doses"] if one["index"] == dose["index"]]
        of_group = [one for one in all_of_it if one["group"] == group] or all_of_it
        if dose["status"] not in {one["status"] for one in of_group}:
            found.append(f"dose {dose['index']} is {[one['status'] for one in of_group]}")
    forecast = next((one for one in answer["forecasts"] if one["group"] == group), None)
    if forecast is None or forecast["status"] != expected["series_status"]:
        return [*found, f"status is {forecast and forecast['status']}"]
    stated = expected["forecast"] or dict.fromkeys(("earliest", "recommended", "past_due"))
    for key, value in stated.items():
        if forecast[key] != value and (value is not None or expected["forecast"] is None):
            found.append(f"{key} is {forecast[key]}")
    return found


def test_evaluate_when_given_the_cdc_cases_then_nearly_all_pass(supporting_data: dict[str, bytes]) -> None:
    lines = (shared() / "cdsi" / "cases-a.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    schedule = compile_supporting_data(files=supporting_data, name="cdsi")
    written = answer_lines(
        lines=[json.dumps(case["input"]).encode() for case in cases],
        schedule=ScheduleVersions("cdsi", (schedule,)),
    )
    answers = [json.loads(line) for line in written.splitlines()]
    missed = {
        case["case"]: what for case, answer in zip(cases, answers, strict=True) if (what := differences(case, answer))
    }
    print(f"{len(cases) - len(missed)} of {len(cases)} cases pass; missed: {missed}")
    assert len(missed) <= len(cases) * 0.01, missed


def test_compile_when_the_folder_is_in_any_order_then_the_same_schedule(
    supporting_data: dict[str, bytes],
) -> None:
    there = compile_supporting_data(files=supporting_data, name="cdsi")
    back = compile_supporting_data(files=dict(reversed(supporting_data.items())), name="cdsi")
    assert there == back


OTHER_RELEASE = {
    "schedule.xml": b"""<scheduleSupportingData><vaccineGroups><vaccineGroup><name>Pox </name>
<administerFullVaccineGroup>n/a</administerFullVaccineGroup></vaccineGroup></vaccineGroups>
<vaccineGroupToAntigenMap><vaccineGroupMap><name>Pox</name><antigen>Pox</antigen></vaccineGroupMap>
</vaccineGroupToAntigenMap><cvxToAntigenMap><cvxMap><cvx>01</cvx><association><antigen>Pox</antigen>
<associationBeginAge>n/a</associationBeginAge></association></cvxMap></cvxToAntigenMap></scheduleSupportingData>""",
    "pox.xml": """<antigenSupportingData><series><seriesName>Pox</seriesName><targetDisease>Pox </targetDisease>
<vaccineGroup>Pox</vaccineGroup><selectSeries><defaultSeries>Yes</defaultSeries><seriesGroup>1</seriesGroup>
<maxAgeToStart>n/a</maxAgeToStart></selectSeries><seriesDose><doseNumber>Dose 1</doseNumber><age>
<absMinAge>6 weeks – 4 days</absMinAge><maxAge>n/a</maxAge><effectiveDate>12/16/2016</effectiveDate></age>
<conditionalSkip><setLogic>n/a</setLogic><set><condition><conditionType>Age</conditionType>
<beginAge>7 years</beginAge></condition></set></conditionalSkip><futureElement>7</futureElement></seriesDose>
</series></antigenSupportingData>""".encode(),
}


def test_compile_when_another_release_writes_things_its_own_way_then_read_alike() -> None:
    schedule = compile_supporting_data(files=OTHER_RELEASE, name="other")
    (series,) = schedule.series
    (dose,) = series.doses
    assert [group.name for group in schedule.groups] == ["Pox"]
    assert (series.kind, series.maximum_age_to_start) == ("standard", None)
    assert (dose.ages[0].absolute_minimum, dose.ages[0].maximum) == (Period(0, 38), None)
    assert dose.ages[0].effective == 17151
    assert (dose.skips[0].in_evaluation, dose.skips[0].in_forecast) == (True, True)


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><antigenSupportingData>&b;</antigenSupportingData>'
FILE_READER = (
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><scheduleSupportingData>&b;</scheduleSupportingData>'
)
SCHEDULE = b"<scheduleSupportingData><vaccineGroups/></scheduleSupportingData>"


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"bomb.xml": BOMB}, "DOCTYPE"),
        ({"reader.xml": FILE_READER}, "DOCTYPE"),
        ({"deep.xml": b"<a>" * 100 + b"</a>" * 100}, "lồng quá sâu"),
        ({"broken.xml": b"<a><b></a>"}, "không phải XML"),
        ({"empty.xml": b""}, "không phải XML"),
        ({"only.xml": SCHEDULE}, "antigenSupportingData"),
        (
            {"s.xml": SCHEDULE, "a.xml": b"<antigenSupportingData></antigenSupportingData>"},
            "không có liệu trình",
        ),
        (
            {
                "s.xml": SCHEDULE,
                "a.xml": b"<antigenSupportingData><series><targetDisease>X</targetDisease>"
                b"<seriesType>Strange</seriesType></series></antigenSupportingData>",
            },
            "seriesType",
        ),
    ],
)
def test_compile_when_a_file_is_hostile_or_foreign_then_refused_in_one_sentence(
    files: dict[str, bytes], word: str
) -> None:
    with pytest.raises(SupportingDataError, match=word) as refused:
        compile_supporting_data(files=files, name="cdsi")
    assert "\n" not in refused.value.sentence
