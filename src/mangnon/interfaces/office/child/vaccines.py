"""The vaccination card: a row a disease, a cell a dose, valid or not and why."""

from __future__ import annotations

from datetime import date, timedelta

from mangnon.core.web.parts import DoseCell, VaccineRow
from mangnon.core.web.words import date_words, due_state, window_words
from mangnon.domain.immunization.rules import Card, CourseCard, JudgedDose, NextDose
from mangnon.domain.immunization.terms import product_words
from mangnon.engines.immunization import explain
from mangnon.interfaces.office.child.cautions import observation_words
from mangnon.interfaces.office.due_words import EXAMINED, GROUP_WORDS

# What a row says where nothing is to be given although nothing is complete.
_STOPPED = {"contraindicated": ("Không tiêm", "chống chỉ định"), "immune": ("Không cần", "đã có miễn dịch")}
HORIZON_DAYS = 365  # a dose owed later than this is not shown as a cell


def vaccine_rows(*, card: Card, today: date) -> tuple[VaccineRow, ...]:
    """Put a card into rows; a disease of which nothing was given and nothing is near is left out."""
    rows = [_row(course, card.version, today) for course in card.rows]
    counted = tuple(row for row in rows if row.doses)
    if not card.uncounted:
        return counted
    cells = tuple(_given(dose, card.version) for dose in card.uncounted)
    return (*counted, VaccineRow(disease="Không tính cho bệnh nào", doses=cells))


def _row(course: CourseCard, version: str, today: date) -> VaccineRow:
    cells = [_given(dose, version) for dose in course.given]
    if course.next and _near(course.next, today):
        cells.append(_owed(course.next, version, today))
    if course.status in _STOPPED:
        cells.append(_stopped(course, version))
    name = GROUP_WORDS.get(course.antigen, course.antigen)
    return VaccineRow(disease=name[:1].upper() + name[1:], doses=tuple(cells), summary=_summary(course))


def _stopped(course: CourseCard, version: str) -> DoseCell:
    """A cell that says that nothing is to be given, and why."""
    label, when = _STOPPED[course.status]
    if course.because == "postponed":
        label, when = "Hoãn", "đến khi hết hoãn"
    why = explain(course.because)[0] if course.because else course.status_words
    named = f" {observation_words(course.condition)}." if course.condition else ""
    return DoseCell(label=label, state="none", when=when, why=f"{why}{named} Theo lịch {version}.")


def _summary(course: CourseCard) -> str:
    if course.status == "complete":
        return "đủ mũi"
    return course.status_words.rstrip(".").lower() if course.given else ""


def _given(dose: JudgedDose, version: str) -> DoseCell:
    label = f"Mũi {dose.number}" if dose.number else product_words(dose.product)
    why = " ".join(dose.reasons) or f"Vắc xin {product_words(dose.product)}: đủ tuổi và đủ khoảng cách."
    return DoseCell(
        label=label,
        state="valid" if dose.valid else "not_valid",
        when=date_words(dose.on),
        why=" ".join(part for part in (f"{why} Theo lịch {version}.", EXAMINED[dose.examined]) if part),
    )


def _owed(owed: NextDose, version: str, today: date) -> DoseCell:
    end = owed.past_due - timedelta(days=1) if owed.past_due else None
    products = ", ".join(product_words(product) for product in owed.products)
    parts = [f"Dùng được: {products}."]
    if owed.recommended and owed.recommended_because:
        parts.append(_because("Hẹn ngày", owed.recommended, owed.recommended_because))
    if owed.earliest and owed.earliest != owed.recommended:
        parts.append(_because("Sớm nhất ngày", owed.earliest, owed.earliest_because))
    if owed.condition:
        parts.append(f"{observation_words(owed.condition)}.")
    return DoseCell(
        label=f"Mũi {owed.number}",
        state=due_state(owed.recommended, end, today=today),
        when=window_words(owed.recommended, end, today=today),
        why=" ".join((*parts, f"Theo lịch {version}.")),
    )


def _because(words: str, day: date, code: str) -> str:
    """Say a date of the forecast with the rule it rests on."""
    sentence = explain(code)[0]
    return f"{words} {date_words(day)}: {sentence[:1].lower()}{sentence[1:]}" if code else f"{words} {date_words(day)}."


def _near(owed: NextDose, today: date) -> bool:
    return owed.recommended is not None and owed.recommended <= today + timedelta(days=HORIZON_DAYS)
