"""Vaccine doses given."""

from __future__ import annotations

from django.db import models

from mangnon.domain.children.facts import Fact


class Dose(Fact):
    """A vaccine given to a child on a day (mũi tiêm)."""

    product = models.CharField("vắc xin", max_length=20, help_text="vn:CODE of the schedule")
    maker = models.CharField("nhà sản xuất", max_length=40, blank=True)
    lot = models.CharField("số lô", max_length=40, blank=True)
    site = models.CharField("nơi tiêm", max_length=120, blank=True)
    examined = models.BooleanField(
        "đã khám sàng lọc trước tiêm", null=True, help_text="null: nobody said whether the child was examined before it"
    )
    stated_number = models.SmallIntegerField("mũi thứ (theo sổ)", null=True)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "mũi tiêm"
