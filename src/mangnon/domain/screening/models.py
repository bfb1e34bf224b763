"""Screening and its follow-up."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mangnon.domain.children.facts import Fact
from mangnon.domain.screening.terms import ScreeningKind, ScreeningState


class Screening(Fact):
    """A step of a screening reached on a day (bước sàng lọc)."""

    kind = models.CharField("loại sàng lọc", max_length=16, choices=ScreeningKind.choices)
    state = models.CharField("kết quả", max_length=12, choices=ScreeningState.choices)
    measured = models.JSONField(
        "số đo", default=dict, db_default={}, help_text="values by the test's field codes (content/screening)"
    )
    findings = ArrayField(
        models.CharField(max_length=24),
        verbose_name="phát hiện",
        default=list,
        db_default=[],
        help_text="codes of diseases or findings, suspected or confirmed as the state says",
    )
    referred_to = models.CharField("nơi chuyển đến", max_length=120, blank=True, db_default="")
    refer_by = models.DateField("khám trước ngày", null=True)
    result = models.CharField("kết quả của chuyên khoa", max_length=300, blank=True, db_default="")
    reason = models.CharField("lý do", max_length=24, blank=True, db_default="", help_text="of a refusal or loss")
    note = models.CharField("ghi chú", max_length=300, blank=True, db_default="")

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "bước sàng lọc"
