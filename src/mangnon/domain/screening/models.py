"""Newborn screening and its follow-up."""

from __future__ import annotations

from django.db import models

from mangnon.domain.children.facts import Fact
from mangnon.domain.screening.terms import ScreeningKind, ScreeningState


class Screening(Fact):
    """A step of a screening reached on a day (bước sàng lọc)."""

    kind = models.CharField("loại sàng lọc", max_length=12, choices=ScreeningKind.choices)
    state = models.CharField("kết quả", max_length=12, choices=ScreeningState.choices)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "bước sàng lọc"
