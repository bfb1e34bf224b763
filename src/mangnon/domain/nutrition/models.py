"""Vitamin A and deworming given in rounds."""

from __future__ import annotations

from django.db import models

from mangnon.domain.children.facts import Fact
from mangnon.domain.nutrition.terms import SupplementKind


class Supplement(Fact):
    """A dose of vitamin A or a deworming tablet taken (lần uống)."""

    kind = models.CharField("loại", max_length=10, choices=SupplementKind.choices)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "lần uống vitamin A, tẩy giun"
