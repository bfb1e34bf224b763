"""Measurements of a child's body."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mangnon.domain.children.facts import Fact


class Position(models.TextChoices):
    """How length or height was measured."""

    LYING = "l", "nằm"
    STANDING = "h", "đứng"


class Measurement(Fact):
    """A child weighed and measured on a day (lần cân đo)."""

    weight_g = models.IntegerField("cân nặng", null=True)
    length_mm = models.IntegerField("chiều dài, chiều cao", null=True)
    position = models.CharField("tư thế", max_length=1, choices=Position.choices, blank=True)
    head_mm = models.IntegerField("vòng đầu", null=True)
    arm_mm = models.IntegerField("vòng cánh tay", null=True)
    oedema = models.BooleanField("phù hai bàn chân", default=False)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "lần cân đo"
        constraints = [
            models.CheckConstraint(
                name="measurement_says_something",
                condition=Q(weight_g__gt=0) | Q(length_mm__gt=0) | Q(head_mm__gt=0) | Q(arm_mm__gt=0),
            )
        ]
