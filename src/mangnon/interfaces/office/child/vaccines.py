"""The vaccination card: a row a disease, a cell a dose, valid or not and why."""

from __future__ import annotations

from datetime import date, timedelta

from mangnon.core.web.parts import DoseCell, VaccineRow
from mangnon.core.web.words import date_words, due_state, window_words
from mangnon.domain.immunization.rules import Card, CourseCard, JudgedDose, NextDose
from mangnon.domain.immunization.terms import product_words
from mangnon.interfaces.office.due_words import EXAMINED, GROUP_WORDS

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
    name = GROUP_WORDS.get(course.antigen, course.antigen)
    return VaccineRow(disease=name[:1].upper() + name[1:], doses=tuple(cells), summary=_summary(course))


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
    earliest = f" Tiêm được sớm nhất ngày {date_words(owed.earliest)}." if owed.earliest else ""
    return DoseCell(
        label=f"Mũi {owed.number}",
        state=due_state(owed.recommended, end, today=today),
        when=window_words(owed.recommended, end, today=today),
        why=f"Dùng được: {products}.{earliest} Theo lịch {version}.",
    )


def _near(owed: NextDose, today: date) -> bool:
    return owed.recommended is not None and owed.recommended <= today + timedelta(days=HORIZON_DAYS)
