"""What a child's growth asks for: faltering, gains between weighings, corrected age, why a z-score is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mangnon.core.web.words import MINUS, date_words, length_words, number_words, z_words
from mangnon.domain.growth.course import BothAges, Step, both_ages, reasons, steps
from mangnon.domain.growth.rules import Scored
from mangnon.domain.growth.standards import practice, standards
from mangnon.engines.growth.explain import Reason
from mangnon.engines.growth.practice import Practice
from mangnon.engines.growth.prematurity import BASIS_LABELS

GRAVE = frozenset({"oedema", "acute_severe", "lost", "faltering"})
SHOWN_STEPS = 12
SHOWN_EARLY = 4
DAYS_A_MONTH = 30.4375
DAYS_A_DAY_RATE = 62  # a gain over a longer time is told by the month
SCORE_WORDS = {
    "lhaz": "Chiều cao theo tuổi",
    "waz": "Cân nặng theo tuổi",
    "wlz": "Cân nặng theo chiều cao",
    "baz": "BMI theo tuổi",
    "hcz": "Vòng đầu theo tuổi",
    "acz": "Vòng cánh tay theo tuổi",
}
UNITS = {"lhaz": "cm", "waz": "kg", "wlz": "kg", "baz": "kg/m²", "hcz": "cm", "acz": "cm"}
REFERENCES = {
    "who2006": "chuẩn tăng trưởng WHO 2006",
    "who2007": "tham chiếu tăng trưởng WHO 2007",
}
STEP_WORDS = {"day": "ngày tuổi", "month": "tháng tuổi", "mm": "mm chiều dài, chiều cao"}


@dataclass(frozen=True)
class Alert:
    """Something to be done about the newest measurement: what it is called, what comes next, why it is said."""

    tone: Literal["late", "soon"]
    name: str
    next_step: str
    because: str


@dataclass(frozen=True)
class StepRow:
    """One line of the table of gains."""

    on: date
    since: str
    gain: str
    rate: str
    z_change: str
    longer: str
    longer_rate: str
    words: str
    grave: bool


@dataclass(frozen=True)
class EarlyRow:
    """One measurement of a child born early, z-scores by both ages."""

    on: date
    score: str
    chronological: str
    corrected: str


@dataclass(frozen=True)
class WhyRow:
    """One z-score and what it was made from."""

    score: str
    z: str
    text: str


@dataclass(frozen=True)
class Course:
    """All that the growth section says beside its charts.

    Attributes:
        alerts: what the newest measurement asks for, gravest first.
        arm: the newest arm circumference in words; empty without one.
        rows: gains, newest first.
        early: z-scores by both ages, newest first; empty unless born early and young enough.
        early_lead: what the two ages mean for this child.
        why: z-scores of the newest measurement with their making.
        why_on: its day.
    """

    alerts: tuple[Alert, ...] = ()
    arm: str = ""
    rows: tuple[StepRow, ...] = ()
    early: tuple[EarlyRow, ...] = ()
    early_lead: str = ""
    why: tuple[WhyRow, ...] = ()
    why_on: date | None = None


def growth_course(
    *, sex: str, birth: date | None, gestation_weeks: int | None, scored: Sequence[Scored], on: date
) -> Course:
    """Put a child's course of growth into words.

    Args:
        gestation_weeks: completed weeks at birth; None where it is not known.
        scored: the child's measurements, oldest first.
        on: the day whose thresholds hold.
    """
    if birth is None or not scored:
        return Course()
    rules = practice(on)
    found = steps(scored=scored, practice=rules)
    early = both_ages(
        sex=sex, birth=birth, gestation_weeks=gestation_weeks or 0, scored=scored, standards=standards(), practice=rules
    )
    why = reasons(sex=sex, birth=birth, body=scored[-1].body, standards=standards())
    return Course(
        alerts=_alerts(found[-1], rules),
        arm=_arm(scored),
        rows=tuple(_row(each, rules) for each in reversed(found) if each.weight_days or each.length_days)[:SHOWN_STEPS],
        early=tuple(row for each in reversed(early[-SHOWN_EARLY:]) for row in _early_rows(each)),
        early_lead=_early_lead(gestation_weeks or 0, rules) if early else "",
        why=tuple(_why(each) for each in why if each.score in SCORE_WORDS),
        why_on=scored[-1].body.on,
    )


def _alerts(last: Step, rules: Practice) -> tuple[Alert, ...]:
    return tuple(
        Alert(
            tone="late" if code in GRAVE else "soon",
            name=rules.advice[code].name,
            next_step=rules.advice[code].next_step,
            because=_because(code, last),
        )
        for code in last.alerts()
    )


def _because(code: str, last: Step) -> str:
    body = last.scored.body
    on = f"Lần đo {date_words(body.on)}"
    if code == "oedema":
        return f"{on}: phù hai bàn chân."
    if code.startswith("acute_"):
        found = [
            f"cân nặng theo chiều cao {z_words(last.scored.z['wlz'])}" if "wlz" in last.scored.z else "",
            f"vòng cánh tay {length_words(body.arm_mm)}" if body.arm_mm else "",
        ]
        return f"{on}: {', '.join(each for each in found if each) or last.scored.words('body_class')}."
    gain = f"{_signed(last.weight_gain_g)} g sau {last.weight_days} ngày"
    fall = min(last.waz_change or 0.0, last.waz_from_peak or 0.0)
    peak = f"; so với chuẩn giảm {number_words(-fall, decimals=1)} SD trong nửa năm qua" if fall < 0 else ""
    return f"{on}: {gain}{peak}."


def _arm(scored: Sequence[Scored]) -> str:
    last = next((each for each in reversed(scored) if each.body.arm_mm), None)
    if last is None:
        return ""
    verdict = last.words("arm_class") or "chỉ xét cho trẻ từ 6 đến 59 tháng"
    return f"Vòng cánh tay {length_words(last.body.arm_mm)} ngày {date_words(last.body.on)}: {verdict}"


def _row(step: Step, rules: Practice) -> StepRow:
    words = [rules.advice[code].name.lower() for code in step.alerts() if not code.startswith(("acute", "oedema"))]
    days = step.weight_days or step.length_days
    return StepRow(
        on=step.scored.body.on,
        since=f"{days} ngày",
        gain=f"{_signed(step.weight_gain_g)} g" if step.weight_gain_g is not None else "–",
        rate=_rate(step),
        z_change=_z_change(step.waz_change),
        longer=f"{_signed(step.length_gain_mm / 10, decimals=1)} cm" if step.length_gain_mm is not None else "–",
        longer_rate=_longer_rate(step),
        words=", ".join(words) or ("tăng cân" if step.trend == "rising" else ""),
        grave=step.faltering == "act",
    )


def _rate(step: Step) -> str:
    if step.weight_g_per_day is None or step.weight_days is None:
        return ""
    if step.weight_days <= DAYS_A_DAY_RATE:
        return f"{_signed(step.weight_g_per_day)} g/ngày"
    return f"{_signed(step.weight_g_per_day * DAYS_A_MONTH)} g/tháng"


def _longer_rate(step: Step) -> str:
    if step.length_mm_per_month is None:
        return ""
    return f"{_signed(step.length_mm_per_month / 10, decimals=1)} cm/tháng"


def _z_change(change: float | None) -> str:
    return "–" if change is None else z_words(change)


def _signed(value: float | None, *, decimals: int = 0) -> str:
    words = number_words(value, decimals=decimals)
    return words if words.startswith(MINUS) or not value else f"+{words}"


def _early_rows(each: BothAges) -> list[EarlyRow]:
    body = each.scored.body
    before = f"chưa đến ngày dự sinh (còn {-each.corrected_days} ngày)"
    return [
        EarlyRow(
            on=body.on,
            score=SCORE_WORDS[name],
            chronological=z_words(each.scored.z[name]),
            corrected=before if each.corrected_days < 0 else z_words(each.corrected.get(name)),
        )
        for name in ("waz", "lhaz", "hcz")
        if name in each.scored.z
    ]


def _early_lead(weeks: int, rules: Practice) -> str:
    rule = rules.prematurity
    ahead = rule.term_days - weeks * 7
    until = number_words(rule.corrected_below_month)
    return (
        f"Trẻ sinh ở tuần thai {weeks}, sớm {ahead // 7} tuần. Đến {until} tháng, xem kết quả "
        f"{BASIS_LABELS['corrected']}; biểu đồ và số liệu chung dùng kết quả {BASIS_LABELS['chronological']}."
    )


def _why(reason: Reason) -> WhyRow:
    step = number_words(reason.step, decimals=0 if reason.step == int(reason.step) else 2)
    lam, median, spread = (number_words(each, decimals=4) for each in (reason.lam, reason.median, reason.spread))
    value = number_words(reason.measurement, decimals=2)
    beyond = (
        "; ngoài ±3 SD tính tiếp bằng khoảng giữa 2 và 3 SD" if abs(reason.z) > 3 and reason.score != "lhaz" else ""
    )
    doubt = "; ngoài giới hạn tin được của WHO, cần đo lại" if reason.flagged else ""
    return WhyRow(
        score=SCORE_WORDS[reason.score],
        z=z_words(reason.z),
        text=(
            f"{value} {UNITS[reason.score]}, bảng {reason.table} ({REFERENCES[reason.reference]}) ở {step} "
            f"{STEP_WORDS[reason.step_unit]}: L = {lam}, M = {median}, S = {spread}{beyond}{doubt}"
        ),
    )
