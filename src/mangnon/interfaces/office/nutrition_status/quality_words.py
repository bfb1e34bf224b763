"""How well a round was measured, in plain sentences: what was found, and what to show the one who measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mangnon.core.web.words import number_words
from mangnon.domain.growth.survey import Finding
from mangnon.engines.growth.practice import Practice

VERDICT_WORDS = {"good": "tốt", "watch": "cần để ý", "poor": "kém, cần tập huấn lại", "": "quá ít trẻ để kết luận"}
TONES: dict[str, Literal["late", "soon", "done", "calm"]] = {
    "good": "done", "watch": "soon", "poor": "late", "": "calm",
}  # fmt: skip
SUBJECTS = {
    "weight_kg": "cân nặng",
    "length_cm": "chiều dài, chiều cao",
    "arm_cm": "vòng cánh tay",
    "lhaz": "chiều cao theo tuổi",
    "waz": "cân nặng theo tuổi",
    "wlz": "cân nặng theo chiều cao",
    "sex": "giới tính",
    "age": "ngày sinh đầy đủ",
}
_EXACT = {"weight_kg": "đọc cân đến 100 g", "length_cm": "đọc thước đến 1 mm", "arm_cm": "đọc thước dây đến 1 mm"}


@dataclass(frozen=True)
class QualityLine:
    """One finding in words."""

    tone: Literal["late", "soon", "done", "calm"]
    verdict: str
    text: str


def quality_lines(*, findings: list[Finding], practice: Practice) -> tuple[QualityLine, ...]:
    """Say every finding of a round, the gravest first; what was not measured at all is left out."""
    order = {"poor": 0, "watch": 1, "": 2, "good": 3}
    told = [each for each in findings if each.children and each.value is not None]
    told.sort(key=lambda each: order[each.verdict])
    return tuple(
        QualityLine(
            tone=TONES[each.verdict],
            verdict=VERDICT_WORDS[each.verdict],
            text=finding_words(finding=each, practice=practice),
        )
        for each in told
    )


def finding_words(*, finding: Finding, practice: Practice) -> str:
    """Say one finding and, where it is not good, what to do about it."""
    subject = SUBJECTS.get(finding.subject, finding.subject)
    value = finding.value or 0.0
    bad = finding.verdict in ("watch", "poor")
    if finding.aspect == "digits":
        score = f"điểm {number_words(value)}"
        if finding.digit is None or finding.digit_share is None:
            return f"Số lẻ cuối của {subject}: chưa đủ {practice.reporting.few_digits} số đo để xét."
        share = f"{number_words(100 * finding.digit_share)} % kết thúc bằng {finding.digit}"
        todo = f": {_EXACT.get(finding.subject, 'đọc đủ số lẻ')}, không làm tròn" if bad else ""
        return f"Số lẻ cuối của {subject}: {share}, {score}{todo}."
    if finding.aspect == "flags":
        todo = "; xem lại từng trẻ, đo lại hoặc sửa ngày sinh" if bad else ""
        return f"{number_words(100 * value, decimals=1)} % kết quả {subject} khó tin{todo}."
    if finding.aspect == "spread":
        low, high = (number_words(each, decimals=2) for each in practice.quality.spread[finding.subject])
        wide = value > practice.quality.spread[finding.subject][1]
        todo = "; rộng thế này thường do đo chưa chuẩn hoặc sai ngày sinh" if bad and wide else ""
        todo = "; hẹp thế này là lạ, xem có số chép lại không" if bad and not wide else todo
        return f"Độ lệch chuẩn của z {subject}: {number_words(value, decimals=2)} (thường {low} đến {high}){todo}."
    if finding.aspect == "missing":
        todo = "; đo đủ cả cân nặng và chiều cao" if bad and finding.subject in _EXACT else ""
        todo = "; bổ sung trong hồ sơ của trẻ" if bad and not todo else todo
        return f"{number_words(100 * value, decimals=1)} % trẻ được cân đo thiếu {subject}{todo}."
    if finding.aspect == "position":
        todo = ": dưới 24 tháng đo nằm, từ 24 tháng đo đứng" if bad else ""
        return f"{number_words(100 * value, decimals=1)} % trẻ được đo sai tư thế theo tuổi{todo}."
    times = number_words(value, decimals=1)
    todo = "; kiểm tra ngày sinh ghi tròn năm" if bad else ""
    return f"Tuổi tròn năm nhiều gấp {times} lần mức thường{todo}."
