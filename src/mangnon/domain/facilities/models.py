"""Schools and childcare facilities, and the children enrolled in them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from mangnon.core.places.models import Place
from mangnon.core.store.history import keep_history
from mangnon.vocab.ids import uuid7


class FacilityKind(models.TextChoices):
    """What sort of facility it is."""

    KINDERGARTEN = "kindergarten", "trường mầm non"
    PRIMARY = "primary", "trường tiểu học"
    LOWER_SECONDARY = "lower_secondary", "trường trung học cơ sở"
    SUPPORT_CENTRE = "support_centre", "cơ sở trợ giúp xã hội"


@keep_history()
class Facility(models.Model):
    """A school or childcare facility (cơ sở)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("tên", max_length=120)
    kind = models.CharField("loại", max_length=16, choices=FacilityKind.choices)
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "trường học, cơ sở chăm sóc"


@keep_history()
class Enrolment(models.Model):
    """A child on a facility's roll, from one date to another (ghi danh)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey("children.Child", models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    valid = DateRangeField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "ghi danh"
        constraints = [
            ExclusionConstraint(
                name="child_on_a_roll_once_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("facility", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [models.Index(fields=["facility"])]
