"""Administrative places with their dated names, parents and changes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models

from mangnon.core.store.history import keep_history
from mangnon.vocab.ids import uuid7


class Level(models.TextChoices):
    """The level of a place; the district exists only before 1 July 2025."""

    PROVINCE = "province", "tỉnh"
    DISTRICT = "district", "huyện"
    COMMUNE = "commune", "xã, phường"
    HAMLET = "hamlet", "xóm, tổ dân phố"


class Place(models.Model):
    """One administrative unit from its founding to its end (đơn vị hành chính)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=12, help_text="5 digits of Decision 19/2025; hamlets: commune code-number")
    valid = DateRangeField()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    source = models.TextField(blank=True)
    verified = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="place_code_once_at_a_time",
                expressions=[
                    (OpClass("level", "gist_text_ops"), RangeOperators.EQUAL),
                    (OpClass("code", "gist_text_ops"), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.code


@keep_history()
class PlaceVersion(models.Model):
    """What a place is called and belongs to, from one date to another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=80)
    search_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, help_text="xã, phường, thị trấn, huyện, xóm …")
    parent = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="place_one_version_at_a_time",
                expressions=[("place", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]
        indexes = [models.Index(fields=["parent"]), GistIndex(fields=["valid"])]


class PlaceChange(models.Model):
    """An old place giving its area, wholly or in part, to a new one on a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    old = models.ForeignKey(Place, models.PROTECT, related_name="+")
    new = models.ForeignKey(Place, models.PROTECT, related_name="+")
    on = models.DateField()
    whole = models.BooleanField(help_text="the whole old place went to the new one")
    source = models.TextField()
    verified = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new", "on"], name="place_change_once")]


class PlanState(models.TextChoices):
    """What became of a change that was decided for a day ahead."""

    PLANNED = "planned", "dự kiến"
    DONE = "done", "đã thực hiện"
    CANCELLED = "cancelled", "đã bỏ"
    STOPPED = "stopped", "không thực hiện được"


class PlannedChange(models.Model):
    """A change of places decided for a day ahead, carried out when that day comes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    action = models.JSONField(help_text="what was asked, as ``ahead.as_kept`` writes it")
    on = models.DateField(help_text="the first day of the new order")
    source = models.TextField()
    planned_by = models.UUIDField(null=True)
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.PLANNED)
    settled_by = models.UUIDField(null=True, help_text="who cancelled it; null when it was carried out by itself")
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="why it could not be carried out")

    class Meta:
        indexes = [models.Index(fields=["on"], name="planned_change_day", condition=models.Q(state="planned"))]


def place_key(level: str, code: str, valid_from: str) -> uuid.UUID:
    """Return the key of a place that content defines, the same in every database."""
    from mangnon.vocab.ids import content_key

    return content_key("place", level, code, valid_from)
