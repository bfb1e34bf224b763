"""Dues as they stand, and who was given which."""

from __future__ import annotations

from django.db import models

from mangnon.core.places.models import Place
from mangnon.domain.worklist.terms import DueKind
from mangnon.vocab.ids import uuid7


class Due(models.Model):
    """What a rule says a child is owed; derived, so it can be thrown away and computed again."""

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey("children.Child", models.CASCADE, related_name="+")
    commune = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=DueKind.choices)
    code = models.CharField(max_length=40)
    window_from = models.DateField()
    window_to = models.DateField(help_text="the last day on time")
    record_class = models.CharField(max_length=12)
    rule = models.CharField(max_length=60)
    basis = models.CharField(max_length=200)
    content_version = models.CharField(max_length=40)
    last_fact = models.UUIDField(null=True, help_text="the newest fact it was derived from")
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = "việc cần làm"
        constraints = [models.UniqueConstraint(fields=["child", "kind", "code"], name="due_once_a_child")]
        indexes = [
            models.Index(fields=["commune", "kind", "window_to"]),
            models.Index(fields=["hamlet", "kind", "window_to"]),
        ]


class TaskAssignment(models.Model):
    """A household's or child's work given to a named worker, above the hamlet's own (giao việc)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey("children.Child", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=DueKind.choices, blank=True)
    worker_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "giao việc"
        constraints = [
            models.UniqueConstraint(
                fields=["child", "kind"], condition=models.Q(ended_at__isnull=True), name="one_worker_a_kind"
            )
        ]


class PlaceCount(models.Model):
    """How many children of a commune have something late, this week or later, as counted at one moment.

    Kept so that a page over the whole province need not count a million dues; the page says when it was counted.
    """

    commune = models.OneToOneField(
        Place, models.PROTECT, null=True, related_name="+", help_text="null: children whose commune is not decided"
    )
    on = models.DateField(help_text="the day asked about")
    counted_at = models.DateTimeField()
    children = models.IntegerField()
    late = models.IntegerField()
    long_late = models.IntegerField(help_text="late by more than 30 days")
    week = models.IntegerField()
    later = models.IntegerField()

    class Meta:
        verbose_name = "số đếm theo xã"


class Priority(models.Model):
    """How urgently a child needs somebody, as a number with its parts; derived with the dues, can be thrown away.

    A child in sensitive circumstances has a second row of that class, whose points count these too: who may see both
    rows takes the larger number.
    """

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey("children.Child", models.CASCADE, related_name="+", db_index=False)
    commune = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    record_class = models.CharField(max_length=12)
    points = models.IntegerField()
    parts = models.TextField(help_text="JSON: part, kind, code, band, base, times of each, most points first")
    contacted_on = models.DateField(null=True, help_text="the newest fact of any kind; null when there is none")
    content_version = models.CharField(max_length=40)

    class Meta:
        verbose_name = "điểm ưu tiên"
        verbose_name_plural = "điểm ưu tiên"
        constraints = [models.UniqueConstraint(fields=["child", "record_class"], name="priority_once_a_child")]
        indexes = [models.Index(fields=["commune"])]


class FairnessReport(models.Model):
    """Groups of the province compared by points, counts only, as worked out for one day."""

    id = models.BigAutoField(primary_key=True)
    on = models.DateField(unique=True, help_text="the day asked about")
    counted_at = models.DateTimeField()
    report = models.JSONField()

    class Meta:
        verbose_name = "báo cáo công bằng"
