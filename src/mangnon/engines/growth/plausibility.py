"""Questions to ask before a measurement is believed: they never refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mangnon.engines.growth.practice import Doubt, Practice


@dataclass(frozen=True)
class Weighing:
    """One measurement of a child with its z-scores; None: not measured, or no z-score."""

    on: date
    weight_g: int | None = None
    length_mm: int | None = None
    head_mm: int | None = None
    arm_mm: int | None = None
    waz: float | None = None
    lhaz: float | None = None
    flagged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A doubt: a stable code, the sentence, and whether to measure again rather than only confirm."""

    code: str
    sentence: str
    measure_again: bool


FLAG_WORDS = {
    "lhaz": "chiều cao so với tuổi",
    "waz": "cân nặng so với tuổi",
    "wlz": "cân nặng so với chiều cao",
    "baz": "chỉ số khối cơ thể",
    "hcz": "vòng đầu",
    "acz": "vòng cánh tay",
    "tsz": "nếp gấp da cơ tam đầu",
    "ssz": "nếp gấp da dưới xương bả vai",
}


def questions(*, new: Weighing, last: Weighing | None, practice: Practice) -> list[Question]:
    """Ask about a new measurement in the light of the last one.

    Args:
        new: what was just entered.
        last: the child's last measurement before it; None for the first.
        practice: what is asked about.

    Returns:
        The questions, empty when nothing is odd. A ``last`` dated after ``new`` is not compared.
    """
    asked = [
        Question(
            code=f"flag_{score}",
            sentence=f"Số đo cho kết quả khó tin về {FLAG_WORDS[score]}; hãy đo lại và kiểm tra ngày sinh.",
            measure_again=True,
        )
        for score in new.flagged
    ]
    if last is None or last.on > new.on:
        return asked
    days = (new.on - last.on).days
    doubt = practice.doubt
    found = (
        _weight_fell(new=new, last=last, days=days, doubt=doubt),
        _shorter(new=new, last=last, doubt=doubt),
        _head_smaller(new=new, last=last, doubt=doubt),
        _arm_changed(new=new, last=last, days=days, doubt=doubt),
        _jumped(code="waz_jump", was=last.waz, now=new.waz, days=days, doubt=doubt, word="Cân nặng"),
        _jumped(code="lhaz_jump", was=last.lhaz, now=new.lhaz, days=days, doubt=doubt, word="Chiều cao"),
    )
    return asked + [question for question in found if question is not None]


def _weight_fell(*, new: Weighing, last: Weighing, days: int, doubt: Doubt) -> Question | None:
    if not new.weight_g or not last.weight_g or days > doubt.weight_within_days:
        return None
    lost = last.weight_g - new.weight_g
    if lost < doubt.weight_drop_share * last.weight_g:
        return None
    return Question(
        code="weight_drop",
        sentence=(
            f"Cân nặng giảm {round(100 * lost / last.weight_g)} % so với lần trước "
            f"({_kilograms(last.weight_g)} kg ngày {last.on:%d/%m/%Y}); "
            f"hãy cân lại, đúng {_kilograms(new.weight_g)} kg chứ?"
        ),
        measure_again=lost >= doubt.weight_drop_again_share * last.weight_g,
    )


def _shorter(*, new: Weighing, last: Weighing, doubt: Doubt) -> Question | None:
    if not new.length_mm or not last.length_mm or last.length_mm - new.length_mm < doubt.shorter_mm:
        return None
    return Question(
        code="length_shorter",
        sentence=(
            f"Chiều cao thấp hơn lần trước {_centimetres(last.length_mm - new.length_mm)} cm "
            f"({_centimetres(last.length_mm)} cm ngày {last.on:%d/%m/%Y}); "
            "hãy đo lại và xem tư thế nằm hay đứng."
        ),
        measure_again=True,
    )


def _head_smaller(*, new: Weighing, last: Weighing, doubt: Doubt) -> Question | None:
    if not new.head_mm or not last.head_mm or last.head_mm - new.head_mm < doubt.head_smaller_mm:
        return None
    return Question(
        code="head_smaller",
        sentence=f"Vòng đầu nhỏ hơn lần trước ({_centimetres(last.head_mm)} cm); hãy đo lại.",
        measure_again=True,
    )


def _arm_changed(*, new: Weighing, last: Weighing, days: int, doubt: Doubt) -> Question | None:
    if not new.arm_mm or not last.arm_mm or days > doubt.arm_within_days:
        return None
    if abs(new.arm_mm - last.arm_mm) < doubt.arm_change_share * last.arm_mm:
        return None
    return Question(
        code="arm_change",
        sentence=f"Vòng cánh tay khác nhiều so với lần trước ({_centimetres(last.arm_mm)} cm); hãy đo lại.",
        measure_again=True,
    )


def _jumped(*, code: str, was: float | None, now: float | None, days: int, doubt: Doubt, word: str) -> Question | None:
    if was is None or now is None or days > doubt.jump_within_days or round(abs(now - was), 2) < doubt.jump_z:
        return None
    direction = "tăng" if now > was else "giảm"
    return Question(
        code=code,
        sentence=f"{word} so với tuổi {direction} khác thường từ lần trước; số đo và tên trẻ có đúng không?",
        measure_again=False,
    )


def _kilograms(grams: int) -> str:
    return f"{grams / 1000:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _centimetres(millimetres: int) -> str:
    return f"{millimetres / 10:.1f}".replace(".", ",")
