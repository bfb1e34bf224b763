"""The fixed words this room speaks in."""

from __future__ import annotations

from django.db.models import TextChoices


class ScreeningKind(TextChoices):
    """The tests of the newborn package (Decision 3845/QD-BYT, 2021)."""

    HEEL_PRICK = "heel_prick", "lấy máu gót chân"
    HEARING = "hearing", "sàng lọc thính lực"
    HEART = "heart", "đo bão hòa oxy (tim bẩm sinh)"


class ScreeningState(TextChoices):
    """How far a screening has come."""

    ORDERED = "ordered", "đã chỉ định"
    SAMPLED = "sampled", "đã lấy mẫu"
    SENT = "sent", "đã gửi mẫu"
    NORMAL = "normal", "bình thường"
    RECHECK = "recheck", "cần làm lại"
    POSITIVE = "positive", "nghi ngờ bệnh"
    CONFIRMED = "confirmed", "xác định bệnh"
    IN_TREATMENT = "in_treatment", "đang điều trị"
    REFUSED = "refused", "gia đình từ chối"
    LOST = "lost", "mất dấu"
