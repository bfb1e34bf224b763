"""The validator of the Vietnamese schedule names the cell that is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mangnon.core.content import content_root
from mangnon.core.content.immunization import VIETNAM, read_content
from mangnon.engines.immunization.cells import ScheduleContentError
from mangnon.engines.immunization.review import review_rows
from mangnon.engines.immunization.vietnam import compile_schedule

CONTENT: Any = read_content(content_root() / VIETNAM)


def dose(content: Any, course: int = 0, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = content["courses"][course]["series"][0]["doses"][number]
    return found


def put(**cells: object) -> Callable[[Any], None]:
    return lambda content: dose(content, 0, 1).update(cells)


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        (put(minimum_interval="28 lần"), "courses[0].series[0].doses[1].minimum_interval"),
        (put(minimum_interval=28), "courses[0].series[0].doses[1].minimum_interval"),
        (put(recommended_age=""), "courses[0].series[0].doses[1].recommended_age"),
        (put(recomended_age="2 tháng"), "courses[0].series[0].doses[1].recomended_age"),
        (put(number=3), "courses[0].series[0].doses[1].number"),
        (put(number=True), "courses[0].series[0].doses[1].number"),
        (put(products=[]), "courses[0].series[0].doses[1].products"),
        (put(products=["vn:PENTAA"]), "courses[0].series[0].doses[1].products[0]"),
        (put(products=[{"from_age": "2 tháng"}]), "courses[0].series[0].doses[1].products[0].product"),
        (put(optional="yes"), "courses[0].series[0].doses[1].optional"),
        (
            put(late_after={"value": "1 tháng", "source": "x", "verified": "maybe"}),
            "courses[0].series[0].doses[1].late_after.verified",
        ),
        (
            put(late_after={"value": "1 tháng", "source": ""}),
            "courses[0].series[0].doses[1].late_after.source",
        ),
        (
            lambda content: dose(content, 0, 1).pop("minimum_interval"),
            "courses[0].series[0].doses[1].minimum_interval",
        ),
        (
            lambda content: dose(content, 0, 1).pop("absolute_minimum_age"),
            "courses[0].series[0].doses[1].minimum_age",
        ),
        (
            lambda content: dose(content).update(minimum_interval="28 ngày"),
            "courses[0].series[0].doses[0]",
        ),
        (lambda content: content.pop("courses"), "courses"),
        (lambda content: content.update(courses={}), "courses"),
        (lambda content: content["courses"][0].pop("source"), "courses[0].source"),
        (lambda content: content["courses"][1].update(antigen="HEPB"), "courses[1].antigen"),
        (lambda content: content["courses"][0].update(recommended="luôn"), "courses[0].recommended"),
        (
            lambda content: content["courses"][0]["recommended"].update(valid_from="2026"),
            "courses[0].recommended.valid_from",
        ),
        (lambda content: content["products"]["vn:BCG"].update(antigens=["LAO"]), "products.vn:BCG.antigens[0]"),
        (lambda content: content["products"]["vn:BCG"].pop("label"), "products.vn:BCG.label"),
        (lambda content: content["spacing"][0].update(between="live"), "spacing[0].between"),
        (lambda content: content["versions"][1].update(valid_from=date(2026, 2, 16)), "versions[1].valid_from"),
        (lambda content: content["versions"][0].update(valid_to=None), "versions[1]"),
        (lambda content: content["courses"][0]["series"][0].update(sexes=["x"]), "courses[0].series[0].sexes"),
    ],
)
def test_compile_schedule_when_a_cell_is_wrong_then_names_it(change: Callable[[Any], object], cell: str) -> None:
    content = copy.deepcopy(CONTENT)
    change(content)
    with pytest.raises(ScheduleContentError) as refused:
        compile_schedule(content=content, file="vietnam.yaml")
    assert f"vietnam.yaml: ô «{cell}» " in refused.value.sentence


@pytest.mark.parametrize("content", [None, [], "lịch", 7])
def test_compile_schedule_when_the_file_is_no_table_then_refused(content: object) -> None:
    with pytest.raises(ScheduleContentError, match="đầu tệp"):
        compile_schedule(content=content, file="vietnam.yaml")


def test_compile_schedule_when_compiled_then_versions_recommend_what_their_text_does() -> None:
    versions = compile_schedule(content=CONTENT, file="vietnam.yaml").versions
    recommended = {version.name: {group.name for group in version.groups if group.forecast} for version in versions}
    first = {"HEPB", "BCG", "DPT", "HIB", "POLIO", "ROTA", "MEASLES", "RUBELLA", "JE", "TD"}
    assert recommended == {
        "vn@2024.08": first,
        "vn@2026.02": first | {"PCV"},
        "vn@2026.07": first | {"PCV", "HPV"},
    }


def test_compile_schedule_when_products_are_listed_then_the_contract_is_kept() -> None:
    schedule = compile_schedule(content=CONTENT, file="vietnam.yaml").versions[-1]
    held = {
        product.code: {schedule.groups[schedule.group_of_antigen[link.antigen]].name for link in product.associations}
        for product in schedule.products
    }
    assert held == {
        "vn:HEPB0": {"HEPB"},
        "vn:BCG": {"BCG"},
        "vn:PENTA": {"DPT", "HEPB", "HIB"},
        "vn:HEXA": {"DPT", "HEPB", "HIB", "POLIO"},
        "vn:BOPV": {"POLIO"},
        "vn:IPV": {"POLIO"},
        "vn:ROTA": {"ROTA"},
        "vn:PCV": {"PCV"},
        "vn:MEASLES": {"MEASLES"},
        "vn:MR": {"MEASLES", "RUBELLA"},
        "vn:MMR": {"MEASLES", "MUMPS", "RUBELLA"},
        "vn:JE": {"JE"},
        "vn:DPT": {"DPT"},
        "vn:TD": {"TD"},
        "vn:HPV": {"HPV"},
    }


def test_review_rows_when_listed_then_every_value_has_its_source() -> None:
    rows = list(review_rows(content=CONTENT, file="vietnam.yaml"))
    assert len(rows) > 100
    assert all(row.source and row.verified in {"official", "secondary", "unverified"} for row in rows)


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (put(products=["vn:PENTAA"]), "vn:PENTA, vn:HEXA"),
        (put(recomended_age="2 tháng"), "recommended_age"),
        (put(recommended_age="2 lần"), "28 ngày, 2 tháng"),
        (put(verified="maybe", source="x"), "official, secondary, unverified"),
        (put(source="x"), "bị thiếu"),
        (put(optional="yes"), "true hoặc false"),
        (lambda content: content["courses"][0]["series"][0].update(sexes=["x"]), "m hoặc f"),
        (lambda content: content["products"]["vn:BCG"].update(antigens=["LAO"]), "HEPB, BCG"),
        (lambda content: content["versions"][1].update(valid_from="mai"), "2026-07-01"),
        (lambda content: content["conditions"][0].update(kind="x"), "contraindication, postponement, immunity"),
        (lambda content: content["conditions"][1].update(products=["vn:X"]), "vn:ROTA"),
    ],
)
def test_compile_schedule_when_a_cell_is_wrong_then_says_what_is_allowed(
    change: Callable[[Any], object], allowed: str
) -> None:
    content = copy.deepcopy(CONTENT)
    change(content)
    with pytest.raises(ScheduleContentError) as refused:
        compile_schedule(content=content, file="vietnam.yaml")
    assert allowed in refused.value.sentence
