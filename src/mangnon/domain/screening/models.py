"""Newborn screening and its follow-up."""

from __future__ import annotations

from django.db import models

from mangnon.domain.children.facts import Fact


class ScreeningKind(models.TextChoices):
    """The tests of the newborn package (Decision 3845/QD-BYT, 2021)."""

    HEEL_PRICK = "heel_prick", "lấy máu gót chân"
    HEARING = "hearing", "sàng lọc thính lực"
    HEART = "heart", "đo bão hòa oxy (tim bẩm sinh)"


class ScreeningState(models.TextChoices):
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


class Screening(Fact):
    """A step of a screening reached on a day (bước sàng lọc)."""

    kind = models.CharField("loại sàng lọc", max_length=12, choices=ScreeningKind.choices)
    state = models.CharField("kết quả", max_length=12, choices=ScreeningState.choices)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "bước sàng lọc"
