"""Layouts in which supporting data has been published: each difference on a small made-up release."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mangnon.engines.immunization import Schedule, evaluate
from mangnon.engines.immunization.cdsi import compile_supporting_data
from mangnon.engines.immunization.compact import from_compact, to_compact
from mangnon.engines.immunization.dates import Period
from mangnon.engines.immunization.xml import SupportingDataError
from mangnon.vocab.errors import MangnonError

BORN = date(2020, 1, 1)
DAY = timedelta(days=1)

TOP = """<scheduleSupportingData>
<liveVirusConflicts><liveVirusConflict>
<previous><vaccineType>Moon</vaccineType><cvx>901</cvx></previous>
<current><vaccineType>Moon</vaccineType><cvx>901</cvx></current>
<conflictBeginInterval>1 day</conflictBeginInterval><minConflictEndInterval>24 days</minConflictEndInterval>
<conflictEndInterval>28 days</conflictEndInterval>
</liveVirusConflict></liveVirusConflicts>
<vaccineGroups><vaccineGroup><name>Moon</name><administerFullVaccineGroup>No</administerFullVaccineGroup>
</vaccineGroup></vaccineGroups>
<vaccineGroupToAntigenMap><vaccineGroupMap><name>Moon</name><antigen>Moon Pox</antigen></vaccineGroupMap>
</vaccineGroupToAntigenMap>
<cvxToAntigenMap>
<cvxMap><cvx>901</cvx><shortDescription>Moon</shortDescription>
<association><antigen>Moon Pox</antigen><associationBeginAge/><associationEndAge/></association></cvxMap>
<cvxMap><cvx>09</cvx><shortDescription>Old moon</shortDescription>
<association><antigen>Moon Pox</antigen><associationBeginAge/><associationEndAge/></association></cvxMap>
</cvxToAntigenMap>
<observations><observation><observationCode>007</observationCode><observationTitle>Howls</observationTitle>
<codedValues><codedValue><code>4242</code><codeSystem>SNOMED</codeSystem></codedValue></codedValues></observation>
</observations>
</scheduleSupportingData>"""

ANTIGEN = """<antigenSupportingData>
<immunity>
<clinicalHistory><guidelineCode>007</guidelineCode><guidelineTitle>Had it</guidelineTitle></clinicalHistory>
<dateOfBirth><immunityBirthDate>19570101</immunityBirthDate><birthCountry/></dateOfBirth>
</immunity>
<contraindications>
<vaccineGroup><contraindication><observationCode>008</observationCode><beginAge/><endAge/></contraindication></vaccineGroup>
<vaccine><contraindication><observationCode>009</observationCode>
<contraindicatedVaccine><cvx>901</cvx><beginAge/><endAge/></contraindicatedVaccine></contraindication></vaccine>
</contraindications>
<series>
<seriesName>Moon 2 - dose</seriesName>
<targetDisease>Moon Pox</targetDisease>
<vaccineGroup>Moon</vaccineGroup>
<seriesType>Standard</seriesType>
<equivalentSeriesGroups/>
<requiredGender/>
<selectSeries>
<defaultSeries>Yes</defaultSeries><productPath>No</productPath>
<seriesGroupName>Standard</seriesGroupName><seriesGroup>1</seriesGroup><seriesPriority>A</seriesPriority>
<seriesPreference>1</seriesPreference><minAgeToStart/><maxAgeToStart/>
</selectSeries>
<indication/>
<seriesDose>
<doseNumber>Dose 1</doseNumber>
<age><absMinAge>40 days</absMinAge><minAge>42 days</minAge><earliestRecAge>2 months</earliestRecAge>
<latestRecAge/><maxAge/><effectiveDate/><cessationDate/></age>
<interval/><allowableInterval/>
<preferableVaccine><vaccineType>Moon</vaccineType><cvx>901</cvx><beginAge/><endAge/><mvx/>
<forecastVaccineType>Y</forecastVaccineType></preferableVaccine>
<allowableVaccine><cvx>09</cvx><beginAge/><endAge/></allowableVaccine>
<inadvertentVaccine/><conditionalSkip/><recurringDose>No</recurringDose><seasonalRecommendation/>
</seriesDose>
<seriesDose>
<doseNumber>Dose 2</doseNumber>
<age><absMinAge/><minAge/><earliestRecAge/><latestRecAge/><maxAge/></age>
<interval><fromPrevious>Y</fromPrevious><fromTargetDose/><fromMostRecent/><fromRelevantObs/>
<absMinInt>24 days</absMinInt><minInt>28 days</minInt><earliestRecInt>28 days</earliestRecInt>
<latestRecInt/><intervalPriority/></interval>
<allowableInterval/>
<preferableVaccine><cvx>901</cvx><beginAge/><endAge/><mvx/><forecastVaccineType>Y</forecastVaccineType></preferableVaccine>
<allowableVaccine/><inadvertentVaccine/>
<conditionalSkip><setLogic>OR</setLogic><context>Forecast</context><set><setID>1</setID>
<conditionLogic/><condition><conditionID>1</conditionID><conditionType>Age</conditionType>
<beginAge>9 years</beginAge><endAge/></condition></set></conditionalSkip>
<recurringDose>No</recurringDose><seasonalRecommendation/>
</seriesDose>
</series>
</antigenSupportingData>"""


def compiled(*, top: str = TOP, antigen: str = ANTIGEN, **files: str) -> Schedule:
    named = files or {"ScheduleSupportingData.xml": top, "AntigenSupportingData- Moon-508.xml": antigen}
    return compile_supporting_data(files={name: text.encode() for name, text in named.items()}, name="test")


def changed(text: str, *swaps: tuple[str, str]) -> str:
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    return text


def forecast(schedule: Schedule, *given: int, seen: tuple[str, ...] = (), sex: str | None = "f") -> dict[str, Any]:
    found = evaluate(
        children=pa.table({"birth_date": [BORN], "assess_on": [date(2022, 1, 1)], "sex": pa.array([sex], pa.string())}),
        doses=pa.table(
            {
                "child": pa.array([0] * len(given), pa.int32()),
                "on": pa.array([BORN + age * DAY for age in given], pa.date32()),
                "product": pa.array(["cvx:901"] * len(given), pa.string()),
            }
        ),
        observations=pa.table(
            {
                "child": pa.array([0] * len(seen), pa.int32()),
                "code": pa.array(seen, pa.string()),
                "on": pa.array([None] * len(seen), pa.date32()),
            }
        ),
        schedule=schedule,
    )
    rows = found.forecasts.to_pylist()
    return rows[0] if rows else {}


def test_release_when_of_the_newest_layout_then_it_forecasts() -> None:
    schedule = compiled()
    assert forecast(schedule)["earliest"] == BORN + 42 * DAY
    assert forecast(schedule, 61)["recommended"] == BORN + 89 * DAY
    assert forecast(schedule, 61, 100)["status"] == "complete"
    assert forecast(schedule, seen=("007",))["status"] == "immune"
    assert forecast(schedule, seen=("4242",))["status"] == "immune"
    assert forecast(schedule, seen=("8",))["status"] == "not_complete"
    assert forecast(schedule, seen=("008",))["status"] == "contraindicated"
    assert forecast(schedule, seen=("009",))["status"] == "contraindicated"
    assert from_compact(to_compact(schedule)) == schedule


BASE = to_compact(compiled())

SAME = {
    "absent values are written n/a": (ANTIGEN, [("<latestRecAge/>", "<latestRecAge>n/a</latestRecAge>"),
                                              ("<minAgeToStart/>", "<minAgeToStart> N/A </minAgeToStart>"),
                                              ("<fromMostRecent/>", "<fromMostRecent>n/a</fromMostRecent>"),
                                              ("<conditionLogic/>", "<conditionLogic>None</conditionLogic>")]),
    "optional elements are missing": (ANTIGEN, [("<indication/>", ""), ("<inadvertentVaccine/>", ""),
                                              ("<effectiveDate/><cessationDate/>", ""), ("<requiredGender/>", ""),
                                              ("<equivalentSeriesGroups/>", ""), ("<allowableInterval/>", "")]),
    "elements nobody knows": (ANTIGEN, [("<indication/>", "<indication/><moonPhase>full<deep/></moonPhase>"),
                                      ("<age>", "<age><remark>a</remark>")]),
    "stray space and line ends": (ANTIGEN, [("<minAge>42 days", "<minAge>\n  42\u00a0 days  "),
                                          ("<vaccineGroup>Moon<", "<vaccineGroup>Moon <"),
                                          ("<cvx>09</cvx>", "<cvx> 09\n</cvx>")]),
    "units with capitals and long dashes": (ANTIGEN, [("2 months", "2 Months"), ("40 days", "42 days – 2 days"),
                                                    ("28 days", "4 weeks")]),
    "series chosen under selectBest": (ANTIGEN, [("selectSeries>", "selectBest>")]),
    "no series type, group or priority": (ANTIGEN, [("<seriesType>Standard</seriesType>", ""),
                                                  ("<seriesGroup>1</seriesGroup>", "")]),
    "dates with slashes": (ANTIGEN, [("19570101", "01/01/1957")]),
    "dates with hyphens": (ANTIGEN, [("19570101", "1957-01-01")]),
    "numbers with words around": (ANTIGEN, [("Dose 1", "1 - dose"), ("Dose 2", "2 of 2 doses")]),
    "antigen spelled differently": (ANTIGEN, [("<targetDisease>Moon Pox", "<targetDisease>MoonPox")]),
    "codes that lost their zero": (ANTIGEN, [("<cvx>09</cvx>", "<cvx>9</cvx>")]),
    "contraindications without their two lists": (ANTIGEN, [
        ("<contraindications>\n<vaccineGroup>", "<contraindications>"), ("</vaccineGroup>\n<vaccine>", ""),
        ("</vaccine>\n</contraindications>", "</contraindications>")]),
    "intervals called preferable": (ANTIGEN, [("<interval>", "<preferableInterval>"),
                                            ("</interval>", "</preferableInterval>")]),
    "a namespace": (ANTIGEN, [("<antigenSupportingData>", '<c:antigenSupportingData xmlns:c="urn:moon" a="b">'),
                            ("</antigenSupportingData>", "</c:antigenSupportingData>")]),
    "a skip that names its type otherwise": (ANTIGEN, [("<conditionType>Age", "<conditionType> AGE ")]),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_release_when_written_in_another_layout_then_the_same_schedule(name: str) -> None:
    text, swaps = SAME[name]
    found = compiled(antigen=changed(text, *swaps))
    assert to_compact(found) == BASE


@pytest.mark.parametrize(
    "antigen", ["AntigenSupportingData- Moon-508.xml", "AntigenSupportingData-Moon.xml", "Moon.xml", "a b.XML"]
)
@pytest.mark.parametrize("top", ["ScheduleSupportingData.xml", "ScheduleSupportingData-508.xml", "z.xml"])
def test_release_when_files_bear_other_names_then_known_by_their_root(antigen: str, top: str) -> None:
    assert to_compact(compiled(**{top: TOP, antigen: ANTIGEN})) == BASE


def test_release_when_other_files_lie_in_the_folder_then_they_are_passed_over() -> None:
    found = compiled(**{"a.xml": TOP, "b.xml": ANTIGEN, "VERSION.xml": "<release><number>4</number></release>"})
    assert to_compact(found) == BASE


def test_release_when_the_schedule_knows_no_vaccine_groups_then_the_series_name_them() -> None:
    start, end = TOP.index("<vaccineGroups>"), TOP.index("<cvxToAntigenMap>")
    found = compiled(top=TOP[:start] + TOP[end:])
    assert [(group.name, group.antigens) for group in found.groups] == [("Moon", (0,))]
    assert forecast(found)["earliest"] == BORN + 42 * DAY


def test_release_when_groups_are_only_names_then_still_known() -> None:
    start, end = TOP.index("<vaccineGroup><name>"), TOP.index("</vaccineGroups>")
    found = compiled(top=TOP[:start] + "<vaccineGroup>Moon</vaccineGroup>" + TOP[end:])
    assert to_compact(found) == BASE


def test_release_when_codes_are_mapped_to_other_systems_then_those_codes_count() -> None:
    mapping = "<mapping><conceptCodeSystem>SNOMED-CT</conceptCodeSystem><conceptCode>371</conceptCode></mapping>"
    old = changed(ANTIGEN, ("<guidelineCode>007</guidelineCode><guidelineTitle>Had it</guidelineTitle>", mapping))
    assert forecast(compiled(antigen=old), seen=("371",))["status"] == "immune"


def test_release_when_a_dose_asks_for_a_sex_then_the_series_does() -> None:
    old = changed(
        ANTIGEN, ("<requiredGender/>", ""), ("<doseNumber>", "<requiredGender>Female</requiredGender><doseNumber>")
    )
    found = compiled(antigen=old)
    assert found.series[0].sexes == ("f",)
    assert forecast(found, sex="m") == {}


@pytest.mark.parametrize("written", ["<code>007</code>", "007"])
def test_release_when_an_interval_counts_from_an_observation_then_its_code_is_found(written: str) -> None:
    text = changed(
        ANTIGEN,
        ("<fromPrevious>Y</fromPrevious>", ""),
        ("<fromRelevantObs/>", f"<fromRelevantObs>{written}</fromRelevantObs>"),
    )
    assert compiled(antigen=text).series[0].doses[1].intervals[0].observation == "007"


@pytest.mark.parametrize("written", ["901; 09", "Moon (901); Old moon (09)", "901,9;"])
def test_release_when_products_are_listed_then_by_code(written: str) -> None:
    recent = ("<fromMostRecent/>", f"<fromMostRecent>{written}</fromMostRecent>")
    text = changed(ANTIGEN, ("<fromPrevious>Y</fromPrevious>", ""), recent)
    assert compiled(antigen=text).series[0].doses[1].intervals[0].products == (0, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_release_when_encoded_otherwise_then_read(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>' + ANTIGEN
    found = compile_supporting_data(files={"a.xml": TOP.encode(), "b.xml": text.encode(encoding)}, name="test")
    assert to_compact(found) == BASE


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("42 days", "42 moons", "42 moons"),
        ("19570101", "1957-13-45", "1957-13-45"),
        ("<seriesType>Standard", "<seriesType>Lunar", "Lunar"),
        ("<conditionType>Age", "<conditionType>Tide", "Tide"),
        ("Dose 1", "Dose 99999", "99999"),
        ("<targetDisease>Moon Pox</targetDisease>", "", "targetDisease"),
    ],
)
def test_release_when_a_value_cannot_be_read_then_file_and_value_are_named(old: str, new: str, named: str) -> None:
    with pytest.raises(SupportingDataError) as caught:
        compiled(antigen=changed(ANTIGEN, (old, new)))
    assert named in str(caught.value)
    assert "AntigenSupportingData- Moon-508.xml" in str(caught.value)


@pytest.mark.parametrize(
    "files",
    [
        {"a.xml": ANTIGEN},
        {"a.xml": TOP},
        {"a.xml": TOP, "b.xml": TOP, "c.xml": ANTIGEN},
        {"a.xml": TOP, "b.xml": "<antigenSupportingData/>"},
        {"a.xml": TOP, "b.xml": ""},
        {"a.xml": TOP, "b.xml": "<a>" * 64 + "</a>" * 64},
        {"a.xml": TOP, "b.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
    ],
)
def test_release_when_it_is_none_then_an_error_says_so(files: dict[str, str]) -> None:
    with pytest.raises(MangnonError):
        compiled(**files)


def test_period_when_written_by_a_release_then_read() -> None:
    assert compiled().series[0].doses[0].ages[0].earliest_recommended == Period(2, 0)
