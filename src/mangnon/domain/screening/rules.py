"""Pure decisions about a screening: what may follow, what measured values mean, what to ask before a step is kept.

Nothing here forbids a step: what happened is kept, and what looks impossible is asked about once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from mangnon.domain.screening.records import Reached
from mangnon.vocab.screening import ScreeningTest, ValueField

RESULTS = ("normal", "recheck", "positive")
# Nothing more follows of itself: a further result begins a new round.
CLOSED = frozenset({"normal", "excluded", "treated"})


@dataclass(frozen=True)
class Verdict:
    """What measured values mean.

    Args:
        state: ``normal``, ``recheck`` or ``positive``.
        why: one Vietnamese sentence.
        findings: codes of what is suspected.
    """

    state: str
    why: str
    findings: tuple[str, ...] = ()


def next_states(test: ScreeningTest, *, before: str = "") -> tuple[str, ...]:
    """Return what the path foresees after a step; the starts where nothing was recorded yet.

    Args:
        test: of the content.
        before: the newest step's state; empty where there is none.
    """
    step = test.steps.get(before)
    return step.next if step else test.starts


def check_measured(test: ScreeningTest, measured: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with values, a Vietnamese sentence each; empty where each fits its field.

    Args:
        test: of the content.
        measured: values by field code.
    """
    known = {each.code: each for each in test.fields}
    problems = [f"Số đo “{code}” không thuộc phép thử này." for code in measured if code not in known]
    for code, value in measured.items():
        if code in known and (problem := _problem(known[code], value)):
            problems.append(problem)
    return problems


def _problem(field: ValueField, value: Any) -> str:
    if field.type == "whole":
        if isinstance(value, bool) or not isinstance(value, int):
            return f"{field.words}: hãy ghi một số nguyên."
        if not field.low <= value <= field.high:
            return f"{field.words}: {value} nằm ngoài khoảng {field.low} đến {field.high}; hãy xem lại."
    elif field.type == "choice" and value not in {each.code for each in field.choices}:
        return f"{field.words}: hãy chọn một mục trong danh sách."
    elif field.type == "flag" and not isinstance(value, bool):
        return f"{field.words}: hãy đánh dấu hoặc bỏ trống."
    elif field.type == "text" and (not isinstance(value, str) or len(value) > field.at_most):
        return f"{field.words}: viết nhiều nhất {field.at_most} chữ."
    return ""


def judge(
    test: ScreeningTest,
    *,
    measured: Mapping[str, Any],
    findings: tuple[str, ...] = (),
    before: str = "",
    age_months: int | None = None,
) -> Verdict | None:
    """Say what measured values mean; None where the test has no rule or the values do not suffice.

    Args:
        test: of the content, with the limits.
        measured: values by field code.
        findings: codes ticked by who examined.
        before: the newest step's state before this one.
        age_months: completed months of life; None where the birth day is not known.
    """
    rule = _RULES.get(str(test.verdict.get("rule", "")))
    return rule(_Seen(test, measured, findings, before, age_months)) if rule else None


@dataclass(frozen=True)
class _Seen:
    test: ScreeningTest
    measured: Mapping[str, Any]
    findings: tuple[str, ...]
    before: str
    age_months: int | None


def _oximetry(seen: _Seen) -> Verdict | None:
    limits = seen.test.verdict
    hand, foot = seen.measured.get("right_hand"), seen.measured.get("foot")
    if hand is None or foot is None:
        return None
    gap, low = abs(hand - foot), min(hand, foot)
    told = f"Tay phải {hand} %, bàn chân {foot} %, chênh {gap} %"
    if low < limits["fail_below"]:
        return Verdict("positive", f"{told}: dưới {limits['fail_below']} % là không đạt, khám ngay.", ("heart_defect",))
    if low >= limits["pass_at"] and gap <= limits["gap_at_most"]:
        return Verdict("normal", f"{told}: đạt (từ {limits['pass_at']} %, chênh không quá {limits['gap_at_most']} %).")
    if seen.measured.get("time_no", 1) >= limits["measurements"]:
        return Verdict("positive", f"{told}: lần đo thứ {limits['measurements']} vẫn chưa đạt.", ("heart_defect",))
    return Verdict("recheck", f"{told}: chưa đạt, đo lại sau một giờ.")


def _ears(seen: _Seen) -> Verdict | None:
    ears = {side: seen.measured.get(side) for side in ("right", "left")}
    if any(value is None for value in ears.values()):
        return None
    failed = [words for side, words in (("right", "tai phải"), ("left", "tai trái")) if ears[side] == "refer"]
    if not failed:
        return Verdict("normal", "Hai tai đều đạt.")
    told = " và ".join(failed).capitalize()
    if seen.before in {"recheck", "positive", "referred"}:
        return Verdict("positive", f"{told} không đạt ở lần đo lại.", ("hearing_loss",))
    return Verdict("recheck", f"{told} không đạt; đo lại trong một tháng.")


def _diseases(seen: _Seen) -> Verdict | None:
    words = {each.code: each.words for each in seen.test.findings}
    results = {code: seen.measured[code] for code in words if code in seen.measured}
    hours = seen.measured.get("age_hours")
    limit = seen.test.verdict["not_before_hours"]
    if results and hours is not None and hours < limit:
        return Verdict("recheck", f"Mẫu lấy lúc {hours} giờ tuổi, trước {limit} giờ, không dùng được; lấy mẫu lại.")
    high = tuple(code for code, value in results.items() if value == "high")
    if high:
        return Verdict("positive", f"Nguy cơ cao: {', '.join(words[code] for code in high)}.", high)
    again = [words[code] for code, value in results.items() if value == "again"]
    if again:
        return Verdict("recheck", f"Cần lấy mẫu lại: {', '.join(again)}.")
    if len(results) < len(words):
        return None
    if _second_sample(seen):
        return Verdict("recheck", "Mẫu đầu bình thường, nhưng trẻ thuộc diện lấy mẫu lần hai.")
    return Verdict("normal", "Các bệnh đều nguy cơ thấp.")


def _second_sample(seen: _Seen) -> bool:
    """Tell whether a first sample cannot settle it: preterm, low weight, transfused or fed by vein."""
    paths = seen.test.verdict["second_sample_paths"]
    return seen.measured.get("path") in paths and seen.measured.get("sample_no", 1) == 1


def _acuity(seen: _Seen) -> Verdict | None:
    right, left = seen.measured.get("right_tenths"), seen.measured.get("left_tenths")
    if seen.findings:
        return Verdict("positive", _found(seen), seen.findings)
    if right is None or left is None or seen.age_months is None:
        return None
    limits = seen.test.verdict["at_least_tenths"]
    least = next((value for below, value in limits if seen.age_months < below), limits[-1][1])
    told = f"Mắt phải {right}/10, mắt trái {left}/10"
    if min(right, left) < least:
        return Verdict("positive", f"{told}: ở tuổi này cần từ {least}/10.", ("low_vision",))
    if abs(right - left) > seen.test.verdict["gap_at_most"]:
        return Verdict("positive", f"{told}: hai mắt lệch nhau nhiều.", ("low_vision",))
    return Verdict("normal", f"{told}: đạt ở tuổi này.")


def _teeth(seen: _Seen) -> Verdict | None:
    decayed = seen.measured.get("decayed")
    if decayed is None and not seen.findings:
        return None
    found = tuple(dict.fromkeys((*(("decay",) if decayed else ()), *seen.findings)))
    if found:
        told = f"{decayed} răng sâu" if decayed else ""
        return Verdict("positive", "; ".join(part for part in (told, _found(seen)) if part) + ".", found)
    return Verdict("normal", "Không có răng sâu.")


def _findings(seen: _Seen) -> Verdict | None:
    if seen.findings:
        return Verdict("positive", _found(seen), seen.findings)
    if seen.measured:
        return Verdict("normal", "Không có dấu hiệu cần khám chuyên khoa.")
    return None


def _found(seen: _Seen) -> str:
    words = {each.code: each.words for each in seen.test.findings}
    return ", ".join(words.get(code, code) for code in seen.findings)


_RULES: Mapping[str, Callable[[_Seen], Verdict | None]] = MappingProxyType(
    {
        "oximetry": _oximetry,
        "ears": _ears,
        "diseases": _diseases,
        "acuity": _acuity,
        "teeth": _teeth,
        "findings": _findings,
    }
)


def questions(
    test: ScreeningTest,
    *,
    told: Reached,
    before: Reached | None,
    birth: date | None,
    words: Mapping[str, str],
    verdict: Verdict | None = None,
) -> list[str]:
    """Return what to ask before a step is kept, a Vietnamese sentence each; empty where the path foresees it.

    Args:
        test: of the content.
        told: the step.
        before: the newest step on or before its day, the one it corrects left out.
        birth: the child's day of birth where it is known to the day.
        words: of the states.
        verdict: what the values mean, where they do.
    """
    asked = []
    if told.state not in next_states(test, before=before.state if before else ""):
        last = f"{before.on:%d/%m/%Y} là “{words.get(before.state, before.state)}”" if before else "chưa có bước nào"
        asked.append(
            f"Bước trước {last}; “{words.get(told.state, told.state)}” thường không đi ngay sau đó."
            " Nếu đúng là vậy, hãy ghi lý do ở ô ghi chú rồi lưu."
        )
    limit = test.verdict.get("not_before_hours")
    if limit and told.state == "sampled":
        hours = told.measured.get("age_hours")
        early = hours < limit if hours is not None else birth is not None and told.on == birth
        if early:
            asked.append(f"Mẫu lấy trước {limit} giờ tuổi không dùng được và phải lấy lại. Đúng là đã lấy lúc đó?")
    if verdict and told.state in RESULTS and told.state != verdict.state:
        asked.append(
            f"{verdict.why} Theo số đo là “{words.get(verdict.state, verdict.state)}”, khác điều anh chị chọn."
        )
    if told.refer_by and told.refer_by < told.on:
        asked.append("Ngày hẹn khám ở trước ngày chuyển; hãy xem lại.")
    return asked
