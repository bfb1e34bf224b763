"""Why a dose or a forecast is what it is: stable codes in the specification's terms, with their sentences."""

from __future__ import annotations

from enum import IntFlag
from typing import Final

import numpy as np
import numpy.typing as npt

Masks = npt.NDArray[np.uint32]


class Reason(IntFlag):
    """Reasons of a verdict on a dose; several may hold at once."""

    TOO_YOUNG = 1 << 0
    TOO_OLD = 1 << 1
    TOO_SOON = 1 << 2
    AGE_GRACE_PERIOD = 1 << 3
    INTERVAL_GRACE_PERIOD = 1 << 4
    VACCINE_CONFLICT = 1 << 5
    VACCINE_NOT_ALLOWED = 1 << 6
    VACCINE_AGE = 1 << 7
    INADVERTENT = 1 << 8
    DOSE_CONDITION = 1 << 9
    SERIES_COMPLETE = 1 << 10
    NO_SERIES = 1 << 11
    UNKNOWN_PRODUCT = 1 << 12
    NO_DATE = 1 << 13
    BEFORE_BIRTH = 1 << 14
    AFTER_ASSESSMENT = 1 << 15
    NO_ANTIGEN = 1 << 16


_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "too_young": (
        "Tiêm khi trẻ chưa đủ tuổi tối thiểu của mũi này.",
        "Given before the absolute minimum age of this dose.",
    ),
    "too_old": (
        "Tiêm khi trẻ đã quá tuổi tối đa của mũi này.",
        "Given at or after the maximum age of this dose.",
    ),
    "too_soon": (
        "Tiêm quá sớm so với mũi trước: chưa đủ khoảng cách tối thiểu.",
        "Given before the absolute minimum interval had passed.",
    ),
    "age_grace_period": (
        "Tiêm sớm hơn tuổi tối thiểu nhưng vẫn trong giới hạn được chấp nhận.",
        "Given before the minimum age but within the accepted grace period.",
    ),
    "interval_grace_period": (
        "Tiêm sớm hơn khoảng cách tối thiểu nhưng vẫn trong giới hạn được chấp nhận.",
        "Given before the minimum interval but within the accepted grace period.",
    ),
    "vaccine_conflict": (
        "Tiêm quá gần một vắc xin khác phải cách xa (hai vắc xin sống: cùng ngày hoặc cách nhau đủ ngày).",
        "Given too close to another vaccine it conflicts with.",
    ),
    "vaccine_not_allowed": (
        "Loại vắc xin này không dùng cho mũi đang cần.",
        "This vaccine type is neither preferable nor allowable for the dose.",
    ),
    "vaccine_age": (
        "Loại vắc xin này không dùng ở tuổi của trẻ lúc tiêm.",
        "Given outside the age range of this vaccine type.",
    ),
    "inadvertent": (
        "Tiêm nhầm loại vắc xin cho mũi này.",
        "Inadvertent administration: the wrong vaccine type for the dose.",
    ),
    "dose_condition": (
        "Liều tiêm không đạt chất lượng nên phải tiêm lại.",
        "The dose was sub-standard and has to be repeated.",
    ),
    "series_complete": (
        "Trẻ đã đủ các mũi của loại này nên mũi này không cần thiết.",
        "The series was already complete.",
    ),
    "no_series": (
        "Lịch này không có liệu trình nào cho loại vắc xin này đối với trẻ.",
        "No series of this schedule is relevant for the child.",
    ),
    "unknown_product": (
        "Không nhận ra mã vắc xin; hãy sửa lại mã.",
        "The product code is not known to this schedule.",
    ),
    "no_date": ("Mũi tiêm không có ngày hợp lệ; hãy bổ sung ngày tiêm.", "The dose has no usable date."),
    "before_birth": (
        "Ngày tiêm trước ngày sinh; hãy kiểm tra lại hai ngày này.",
        "The dose is dated before the child's birth.",
    ),
    "after_assessment": (
        "Mũi tiêm ghi sau ngày đánh giá nên chưa được tính.",
        "The dose is dated after the assessment and was left out of the evaluation.",
    ),
    "no_antigen": (
        "Ở tuổi này, vắc xin không được tính cho bệnh nào của lịch.",
        "At this age the product counts for no antigen of the schedule.",
    ),
    "minimum_age": ("Ngày trẻ đủ tuổi tối thiểu của mũi này.", "The day the minimum age is reached."),
    "minimum_interval": (
        "Ngày đủ khoảng cách tối thiểu với mũi trước.",
        "The day the minimum interval from the earlier dose has passed.",
    ),
    "inadvertent_dose": ("Không trước ngày tiêm nhầm vắc xin.", "Not before the inadvertent administration."),
    "postponed": (
        "Đang hoãn tiêm vì tình trạng sức khỏe đã ghi.",
        "Postponed because of an observation that is on record.",
    ),
    "season_start": ("Ngày bắt đầu mùa tiêm.", "The first day of the season."),
    "previous_dose": ("Không trước mũi đã tiêm gần nhất.", "Not before the latest dose that was given."),
    "birth": ("Tiêm được ngay từ khi sinh.", "May be given from birth on."),
    "recommended_age": ("Ngày trẻ đến tuổi khuyến cáo.", "The day the recommended age is reached."),
    "recommended_interval": (
        "Ngày đủ khoảng cách khuyến cáo với mũi trước.",
        "The day the recommended interval from the earlier dose has passed.",
    ),
    "maximum_age": ("Trẻ đã đến tuổi tối đa của mũi này.", "The maximum age of the dose has been reached."),
    "season_end": ("Mùa tiêm đã hết.", "The season is over."),
    "not_needed": ("Ở tuổi này trẻ không cần mũi nào nữa.", "No dose is needed at this age."),
    "all_doses": ("Trẻ đã có đủ các mũi được công nhận.", "All target doses are satisfied."),
    "evidence_of_immunity": (
        "Có bằng chứng trẻ đã miễn dịch (đã ghi trong hồ sơ).",
        "Evidence of immunity is on record.",
    ),
    "born_before": ("Sinh trước mốc được coi là đã miễn dịch.", "Born before the date that counts as immune."),
    "contraindication": (
        "Có chống chỉ định đã ghi trong hồ sơ.",
        "A contraindication is on record.",
    ),
    "complete": ("Trẻ đã đủ mũi.", "The series is complete."),
    "not_complete": ("Trẻ còn cần mũi tiếp theo.", "Another dose is needed."),
    "immune": ("Trẻ đã có miễn dịch.", "The patient has evidence of immunity."),
    "contraindicated": ("Trẻ có chống chỉ định với vắc xin này.", "The patient has a contraindication."),
    "aged_out": ("Trẻ đã quá tuổi tiêm.", "The patient has exceeded the maximum age."),
    "not_recommended": ("Hiện không khuyến cáo tiêm.", "Not recommended at this time."),
}


# Where the specification says so: chapter 6 judges a dose, chapter 7 forecasts the next.
_TERMS: Final[dict[str, tuple[str, str]]] = {
    "too_young": ("Evaluate age: too young", "6.4"),
    "too_old": ("Evaluate age: too old", "6.4"),
    "age_grace_period": ("Evaluate age: grace period", "6.4"),
    "too_soon": ("Evaluate preferable interval: too soon", "6.5"),
    "interval_grace_period": ("Evaluate preferable interval: grace period", "6.5"),
    "vaccine_conflict": ("Evaluate vaccine conflict: too soon", "6.7"),
    "vaccine_not_allowed": ("Evaluate preferable and allowable vaccine: wrong vaccine type", "6.8, 6.9"),
    "vaccine_age": ("Evaluate preferable and allowable vaccine: out of age range", "6.8, 6.9"),
    "inadvertent": ("Evaluate inadvertent vaccine: inadvertent administration", "6.3"),
    "dose_condition": ("Evaluate dose administered condition: dose not evaluated", "6.1"),
    "series_complete": ("Satisfy target dose: extraneous, no target dose remains", "4.4"),
    "no_series": ("Select relevant patient series: none is relevant", "5"),
    "unknown_product": ("Organize immunization history: vaccine type unknown", "4.2"),
    "no_date": ("Organize immunization history: date administered missing", "4.2"),
    "before_birth": ("Organize immunization history: date administered before birth", "4.2"),
    "after_assessment": ("Organize immunization history: date administered after assessment date", "4.2"),
    "no_antigen": ("Organize immunization history: no antigen at this age", "4.2"),
    "minimum_age": ("Generate forecast dates: minimum age date", "7.5"),
    "minimum_interval": ("Generate forecast dates: latest minimum interval date", "7.5"),
    "inadvertent_dose": ("Generate forecast dates: latest inadvertent administration date", "7.5"),
    "postponed": ("Outside the specification: postponement by an observation", ""),
    "season_start": ("Generate forecast dates: seasonal recommendation start date", "7.5"),
    "previous_dose": ("Generate forecast dates: latest date administered", "7.5"),
    "birth": ("Generate forecast dates: no rule of date", "7.5"),
    "recommended_age": ("Generate forecast dates: earliest recommended age date", "7.5"),
    "recommended_interval": ("Generate forecast dates: latest earliest recommended interval date", "7.5"),
    "maximum_age": ("Determine forecast need: maximum age date reached", "7.4"),
    "season_end": ("Determine forecast need: seasonal recommendation end date passed", "7.4"),
    "not_needed": ("Determine forecast need: no target dose remains, none satisfied", "7.4"),
    "all_doses": ("Determine forecast need: no target dose remains", "7.4"),
    "evidence_of_immunity": ("Determine evidence of immunity: clinical history", "7.2"),
    "born_before": ("Determine evidence of immunity: date of birth", "7.2"),
    "contraindication": ("Determine contraindications", "7.3"),
    "not_complete": ("Patient series status: Not Complete", "7.4"),
    "complete": ("Patient series status: Complete", "7.4"),
    "immune": ("Patient series status: Immune", "7.4"),
    "contraindicated": ("Patient series status: Contraindicated", "7.4"),
    "aged_out": ("Patient series status: Aged Out", "7.4"),
    "not_recommended": ("Patient series status: Not Recommended", "7.4"),
}


def term_of(code: str) -> tuple[str, str]:
    """Say a code in the specification's terms.

    Args:
        code: a reason, a forecast status or a code of `because.WHY`.

    Returns:
        The term, and the sections of the Logic Specification 4.6 that state it; both empty where unknown.
    """
    return _TERMS.get(code, ("", ""))


def reason_codes(mask: int) -> list[str]:
    """List the codes of the reasons in a mask, in the order of their declaration."""
    return [reason.name.lower() for reason in Reason if reason.name and mask & reason]


def explain(code: str) -> tuple[str, str]:
    """Say a reason or a forecast status in one Vietnamese and one English sentence.

    Args:
        code: a code of `reason_codes` or a status of the forecasts.

    Returns:
        The Vietnamese and the English sentence; the code itself where it is unknown.
    """
    return _SENTENCES.get(code, (code, code))
