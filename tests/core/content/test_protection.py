"""Content of child protection: whole as shipped, and a wrong cell is named."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.architecture.tree import ROOT

from mangnon.core.content.protection import (
    ProtectionContentError,
    forms_on,
    harm_kinds_on,
    load_calendar,
    load_protection,
    risk_on,
    service_kinds_on,
)
from mangnon.core.content.protection_cells import top_of
from mangnon.core.content.protection_forms import (
    compile_forms,
    compile_harms,
    compile_holidays,
    compile_risk,
    compile_services,
)
from mangnon.core.content.protection_procedure import compile_closing, compile_procedure
from mangnon.core.content.protection_review import review_table
from mangnon.vocab.dated import Version
from mangnon.vocab.protection import ItemTable, SightClass, Step
from mangnon.vocab.working_days import is_working_day

TODAY = date(2026, 11, 24)
COMPILERS: dict[str, Any] = {
    "procedure": compile_procedure,
    "closing": compile_closing,
    "forms": compile_forms,
    "risk": compile_risk,
    "case_classes": compile_harms,
    "services": compile_services,
    "holidays": compile_holidays,
}


def _as_shipped(file: str) -> dict[str, Any]:
    written = (ROOT / "content" / "protection" / f"{file}.yaml").read_text(encoding="utf-8")
    version: dict[str, Any] = yaml.safe_load(written)["versions"][-1]
    return deepcopy(version)  # anchors of the file are shared rows; a change must stay where it is made


def _compile(file: str, version: dict[str, Any]) -> Any:
    held = Version(version["version"], version["valid_from"], version["valid_to"], version)
    return COMPILERS[file](held, top_of(held, file=f"protection/{file}.yaml"))


@pytest.mark.parametrize("file", COMPILERS)
def test_content_when_as_shipped_then_read(file: str) -> None:
    assert _compile(file, _as_shipped(file))


def _row(version: dict[str, Any], group: str, code: str) -> dict[str, Any]:
    return next(each for each in version[group] if code in (each.get("code"), each.get("step")))


def _form(version: dict[str, Any], code: str) -> dict[str, Any]:
    return _row(version, "forms", code)


WRONG: list[tuple[str, Any, str]] = [
    ("procedure", lambda v: v.pop("source"), "ô source: còn thiếu"),
    ("procedure", lambda v: v.update(separation={"days": 0}), "ô separation.days: phải là số nguyên từ 1"),
    ("procedure", lambda v: v["steps"].pop(2), "ô steps: còn thiếu bước checked"),
    ("procedure", lambda v: v["steps"].append(v["steps"][0]), "ô steps[28]: mã «report_received» ghi hai lần"),
    ("procedure", lambda v: _row(v, "steps", "met").update(step="danced"), "steps[11].step: không có «danced»"),
    ("procedure", lambda v: _row(v, "steps", "met").update(hat=1), "ô steps[11].hat: không có mục nào tên như vậy"),
    ("procedure", lambda v: _row(v, "steps", "met").pop("to"), "ô steps[11]: «after» và «to»"),
    (
        "procedure",
        lambda v: _row(v, "steps", "closed").update(who=["officer"]),
        "ô steps[19].who: bước này chỉ chủ tịch",
    ),
    (
        "procedure",
        lambda v: _row(v, "steps", "plan_approved").update(skipped_as="reviewed"),
        "ô steps[13].skipped_as: bước này không thể bỏ qua",
    ),
    ("procedure", lambda v: _row(v, "steps", "met").update(after=["met"]), "ô steps[11].also_in: một trạng thái"),
    (
        "procedure",
        lambda v: _row(v, "steps", "reviewed").update(to="met"),
        "không bước nào dẫn đến trạng thái reviewed",
    ),
    ("procedure", lambda v: _row(v, "steps", "closed").update(after=["met"], also_in=["received"]), "đến kết thúc"),
    ("procedure", lambda v: _row(v, "deadlines", "plan").update(within={"days": 5}), "within: không có đơn vị «days»"),
    (
        "procedure",
        lambda v: _row(v, "deadlines", "plan").update(within={"hours": 1, "working_days": 1}),
        "ô deadlines[9].within: phải có đúng một",
    ),
    ("procedure", lambda v: _row(v, "deadlines", "plan").update(within={"hours": -1}), "deadlines[9].within.hours"),
    ("procedure", lambda v: _row(v, "deadlines", "plan").update(counts_from="plan_end"), "chỉ tính được sau bước"),
    (
        "procedure",
        lambda v: _row(v, "deadlines", "plan").update(tell=[{"level": "province", "after_hours": 24}]),
        "ô deadlines[9].tell: xã phải được báo ngay",
    ),
    ("procedure", lambda v: _row(v, "deadlines", "plan").update(by_law="yes"), "deadlines[9].by_law: phải là true"),
    ("procedure", lambda v: _row(v, "deadlines", "plan").update(verified="maybe"), "deadlines[9].verified"),
    ("procedure", lambda v: _row(v, "deadlines", "plan").update(valid_to=date(2016, 1, 1)), "deadlines[9].valid_to"),
    ("closing", lambda v: v["grounds"][0]["criteria"].append("luck"), "criteria[7]: không có tiêu chí «luck»"),
    ("closing", lambda v: v["grounds"][0].update(states=["closed"]), "ô grounds[1].states: không kết thúc được"),
    ("closing", lambda v: v["criteria"][0].pop("words"), "ô criteria[1].words: còn thiếu"),
    ("forms", lambda v: v["forms"].pop(), "ô forms: phải có đúng các mẫu"),
    ("forms", lambda v: _form(v, "02")["items"][0].pop("high"), "ô forms[2].items[1].high: còn thiếu"),
    ("forms", lambda v: _form(v, "02")["items"][0].update(table="ability"), "forms[2].items[1].code: mã phải bắt đầu"),
    ("forms", lambda v: _form(v, "02")["items"].append(_form(v, "02")["items"][0]), "ô forms[2].items[5]: mã «H1"),
    ("forms", lambda v: _form(v, "01")["fields"][0].update(type="rune"), "forms[1].fields[1].type: không có kiểu"),
    ("forms", lambda v: _form(v, "01")["fields"][2].pop("choices"), "forms[1].fields[3]: «choices» phải có"),
    ("risk", lambda v: v["rules"].pop(), "rules[5].when: chỉ dòng cuối"),
    ("risk", lambda v: v["rules"][3].update(emergency=True), "rules[4].emergency: chỉ mức cao"),
    ("risk", lambda v: v["rules"][0]["when"][0].pop("percent"), "rules[1].when[1]: phải có count hoặc percent"),
    ("risk", lambda v: v["rules"][0]["when"][0].update(percent=101), "rules[1].when[1].percent"),
    ("case_classes", lambda v: v["kinds"][0].update(sight="half"), "kinds[1].sight: không có «half»"),
    ("services", lambda v: v["kinds"][0].update(providers=[]), "kinds[1].providers: phải là danh sách"),
    ("holidays", lambda v: v.update(valid_to=date(2029, 1, 1)), "một bản là trọn một năm"),
    ("holidays", lambda v: v["rows"][0].update(day=date(2028, 1, 1)), "ô rows[1]: có ngày ngoài năm 2027"),
    ("holidays", lambda v: v["rows"][2].update(day=date(2027, 2, 5)), "ô rows[3]: có ngày đã ghi"),
    ("holidays", lambda v: v["rows"][0].update(kind="working"), "ô rows[1]: ngày làm bù phải là thứ Bảy"),
    ("holidays", lambda v: v["rows"][1].update(to=date(2027, 1, 1)), "ô rows[2]: khoảng ngày"),
    ("holidays", lambda v: v["rows"][0].update(day="soon"), "ô rows[1].day: phải là một ngày"),
]


@pytest.mark.parametrize(("file", "change", "named"), WRONG)
def test_content_when_a_cell_is_wrong_then_the_sentence_names_it(file: str, change: Any, named: str) -> None:
    version = _as_shipped(file)
    change(version)
    with pytest.raises(ProtectionContentError) as refused:
        _compile(file, version)
    assert named in refused.value.sentence
    assert f"protection/{file}.yaml, bản {version['version']}" in refused.value.sentence


def test_rows_when_they_say_nothing_of_their_own_then_they_take_over_the_version() -> None:
    procedure = load_protection().procedure(TODAY)
    assert procedure.steps[Step.CHECKED].told.source.startswith("Decree 56/2017")
    assert procedure.steps[Step.CHECKED].told.basis == "Nghị định 56/2017/NĐ-CP, Điều 25, 26"
    assert procedure.separation_days == 15
    assert {each.code: (each.within.unit.value, each.within.count) for each in procedure.deadlines if each.by_law} == {
        "assessment": ("hours", 12),
        "emergency": ("hours", 12),
        "separation_end": ("hours", 0),
        "plan": ("working_days", 5),
        "approval": ("working_days", 5),
    }


def test_forms_when_an_item_was_dropped_then_only_older_assessments_ask_it() -> None:
    asked = {on: [item.code for item in forms_on(on)["03"].items] for on in (date(2024, 1, 1), TODAY)}
    assert set(asked[date(2024, 1, 1)]) - set(asked[TODAY]) == {"H6", "P6"}
    assert [each.code for each in forms_on(TODAY)["02"].table(ItemTable.HARM)] == ["H1", "H2"]
    assert [each.code for each in forms_on(TODAY)["06"].table(ItemTable.ABILITY)] == ["P1", "P3", "P6"]


def test_kinds_when_strictest_then_closed() -> None:
    sights = {each.code: each.sight for each in harm_kinds_on(TODAY)}
    assert {sights[code] for code in ("sexual_abuse", "trafficking", "hiv", "sexual_exploitation")} == {
        SightClass.CLOSED
    }
    assert [each.code for each in service_kinds_on(TODAY)] == [
        "health", "psychological", "legal", "education", "cash", "shelter", "alternative_care", "family_mediation",
    ]  # fmt: skip
    assert risk_on(date(2010, 1, 1)).name == risk_on(TODAY).name


@pytest.mark.parametrize(
    ("on", "works"),
    [
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), True),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        (date(2027, 5, 3), False),
        (date(2025, 5, 2), False),
        (date(2028, 1, 26), True),  # Tết of a year without a calendar
    ],
)
def test_calendar_when_a_day_is_asked_then_as_the_years_say(on: date, works: bool) -> None:
    assert is_working_day(load_calendar(), on) is works


def test_review_table_when_the_content_changes_then_the_page_must_too() -> None:
    """Written by ``python -c "from mangnon.core.content.protection_review import *; print(review_table())"``."""
    page: Path = ROOT / "docs" / "protection.md"
    assert review_table() in page.read_text(encoding="utf-8")
