"""What steps, values and findings of screenings are called on screen: words from values alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from mangnon.core.content.screening import reasons_on
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import date_words
from mangnon.domain.screening.terms import ScreeningKind, ScreeningState
from mangnon.vocab.screening import ScreeningTest, ValueField

STATE_WORDS: Mapping[str, str] = {value: str(label) for value, label in ScreeningState.choices}
KIND_WORDS: Mapping[str, str] = {
    value: str(label)[:1].upper() + str(label)[1:] for value, label in ScreeningKind.choices
}
# How a step stands by itself, before it is known how long it has waited.
STATE_TONES: Mapping[str, Tone] = {
    "normal": "done",
    "excluded": "done",
    "treated": "done",
    "in_treatment": "soon",
    "positive": "late",
    "confirmed": "late",
    "lost": "late",
}


class Told(Protocol):
    """A step as it was recorded."""

    on: date
    kind: str
    state: str
    measured: Mapping[str, Any]
    findings: Iterable[str]
    referred_to: str
    refer_by: date | None
    result: str
    reason: str
    note: str


def tone_of(state: str) -> Tone:
    """Return the colour of a step."""
    return STATE_TONES.get(state, "soon")


def measured_words(test: ScreeningTest, measured: Mapping[str, Any]) -> str:
    """Return "tay phải 98 %, một bàn chân 97 %"; values whose field the content no longer has stay unsaid."""
    return ", ".join(_value_words(each, measured[each.code]) for each in test.fields if each.code in measured)


def slip_words(test: ScreeningTest, step: Told) -> str:
    """Return what a specialist needs of a step: of a blood sample the diseases that are suspected and its number."""
    if test.verdict.get("rule") != "diseases":
        return measured_words(test, step.measured) or finding_words(test, step.findings)
    suspected = {code: value for code, value in step.measured.items() if code in step.findings or code == "card_no"}
    return measured_words(test, suspected) or finding_words(test, step.findings)


def _value_words(field: ValueField, value: Any) -> str:
    words = field.words[:1].lower() + field.words[1:]
    if field.type == "flag":
        return words if value else f"không {words}"
    if field.type == "choice":
        return f"{words}: {next((each.words for each in field.choices if each.code == value), value)}"
    joint = "" if field.unit.startswith("/") else " "
    return f"{words} {value}{joint}{field.unit}".rstrip()


def finding_words(test: ScreeningTest, findings: Iterable[str]) -> str:
    """Return "thiếu men G6PD, suy giáp bẩm sinh"."""
    known = {each.code: each.words for each in test.findings}
    return ", ".join(known.get(code, code) for code in findings)


def detail_words(test: ScreeningTest | None, step: Told) -> str:
    """Return all that a step tells beside its name, parted by dots."""
    refer_by = f"khám trước {date_words(step.refer_by)}" if step.refer_by else ""
    reason = next((each.words for each in reasons_on(step.on).get(step.state, ()) if each.code == step.reason), "")
    parts = (
        measured_words(test, step.measured) if test else "",
        finding_words(test, step.findings) if test else "",
        f"chuyển {step.referred_to}" if step.referred_to else "",
        refer_by,
        step.result,
        reason,
        step.note,
    )
    return " · ".join(part for part in parts if part)
