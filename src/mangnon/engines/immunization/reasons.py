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
    "complete": ("Trẻ đã đủ mũi.", "The series is complete."),
    "not_complete": ("Trẻ còn cần mũi tiếp theo.", "Another dose is needed."),
    "immune": ("Trẻ đã có miễn dịch.", "The patient has evidence of immunity."),
    "contraindicated": ("Trẻ có chống chỉ định với vắc xin này.", "The patient has a contraindication."),
    "aged_out": ("Trẻ đã quá tuổi tiêm.", "The patient has exceeded the maximum age."),
    "not_recommended": ("Hiện không khuyến cáo tiêm.", "Not recommended at this time."),
}


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
