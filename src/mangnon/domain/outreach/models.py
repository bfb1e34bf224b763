"""Visits to a child's home."""

from __future__ import annotations

from django.db import models

from mangnon.domain.children.facts import Fact
from mangnon.domain.outreach.terms import VisitPurpose


class Visit(Fact):
    """A worker's visit to a child (lần thăm)."""

    purpose = models.CharField("mục đích", max_length=10, choices=VisitPurpose.choices)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "lần thăm"
