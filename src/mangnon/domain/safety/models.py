"""Accidents and what was found after deaths, homes looked at, hazards and their mending, lessons and skills."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mangnon.core.places.models import Place
from mangnon.core.store.history import keep_history
from mangnon.domain.children.facts import Fact
from mangnon.domain.safety.terms import HazardState, Outcome, PartOfDay
from mangnon.vocab.ids import uuid7


class Incident(Fact):
    """One child's part in an accident, an injury or a near miss (tai nạn); the child may not be on the register."""

    child = models.ForeignKey("children.Child", models.PROTECT, null=True, related_name="+")
    event = models.UUIDField(default=uuid7, help_text="shared by the children of one event")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+", help_text="where it happened")
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    spot = models.CharField("chỗ", max_length=160, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    kind = models.CharField("loại tai nạn", max_length=16, help_text="code of content/safety/incidents.yaml")
    part = models.CharField("lúc", max_length=10, choices=PartOfDay.choices, blank=True)
    setting = models.CharField("nơi", max_length=16, blank=True)
    circumstances = ArrayField(models.CharField(max_length=24), default=list, db_default=[])
    outcome = models.CharField("hậu quả", max_length=12, choices=Outcome.choices)
    first_aid = models.CharField("sơ cứu", max_length=16, blank=True)
    supervised = models.CharField("ai trông", max_length=16, blank=True)
    swim = models.CharField("biết bơi", max_length=16, blank=True)
    note = models.CharField("diễn biến", max_length=500, blank=True)
    sex = models.CharField("giới tính", max_length=1, blank=True, help_text="of a child not on the register")
    age_years = models.PositiveSmallIntegerField("tuổi", null=True, help_text="of a child not on the register")
    synthetic = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "tai nạn"
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["commune", "on"], condition=Q(superseded_at__isnull=True), name="incident_at"),
            models.Index(fields=["event"], name="incident_event"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="incident_both_or_no_coordinates",
            )
        ]


class Review(Fact):
    """What a commune found after a child's death (rà soát tử vong)."""

    child = models.ForeignKey("children.Child", models.PROTECT, null=True, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    version = models.CharField(max_length=40, help_text="of content/safety/review.yaml")
    answers = models.JSONField(default=dict, db_default={})

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "rà soát tử vong"


class HomeCheck(Fact):
    """A home looked at for what may harm a small child (kiểm tra ngôi nhà an toàn)."""

    household_key = models.UUIDField(null=True, db_index=True, help_text="the child's household on that day")
    version = models.CharField(max_length=40, help_text="of content/safety/home_check.yaml")
    answers = models.JSONField(default=dict, db_default={})
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "kiểm tra ngôi nhà an toàn"


@keep_history()
class Hazard(models.Model):
    """Something in a place that may harm a child (nguy cơ); its steps tell what was done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=16, help_text="code of content/safety/hazards.yaml")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    spot = models.CharField("chỗ", max_length=160, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    description = models.CharField("mô tả", max_length=500, blank=True)
    photo = models.CharField(max_length=40, blank=True, help_text="a file's name, as portraits.py keeps it")
    owner = models.CharField("của ai", max_length=120, blank=True)
    body = models.CharField("ai xử lý", max_length=120, blank=True)
    reported_on = models.DateField("ngày báo")
    reported_by = models.UUIDField(null=True)
    deadline = models.DateField("hạn")
    state = models.CharField("bước", max_length=10, choices=HazardState.choices, default=HazardState.REPORTED)
    state_on = models.DateField("từ ngày")
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "nguy cơ"
        indexes = [models.Index(fields=["commune", "state", "deadline"], name="hazard_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="hazard_both_or_no_coordinates",
            ),
            models.CheckConstraint(condition=~Q(state=HazardState.LATE), name="hazard_late_is_derived"),
        ]


class HazardStep(models.Model):
    """One step of a hazard's mending, never changed (bước xử lý nguy cơ)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="steps")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    on = models.DateField("ngày")
    state = models.CharField("bước", max_length=10, choices=HazardState.choices)
    body = models.CharField("ai xử lý", max_length=120, blank=True)
    deadline = models.DateField("hạn", null=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = "bước xử lý nguy cơ"


@keep_history()
class Lesson(models.Model):
    """A lesson in keeping safe (lớp kỹ năng an toàn); it names no child."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("kỹ năng", max_length=16, help_text="code of content/safety/lessons.yaml")
    on = models.DateField("ngày")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    facility_id = models.UUIDField(null=True, help_text="the school whose lesson it is")
    spot = models.CharField("chỗ", max_length=160, blank=True)
    teacher = models.CharField("người dạy", max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "lớp kỹ năng an toàn"
        indexes = [models.Index(fields=["commune", "on"], name="lesson_at")]


class Skill(Fact):
    """That a child came to a lesson, and what they could do after it (kỹ năng an toàn)."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+")
    kind = models.CharField("kỹ năng", max_length=16)
    level = models.CharField("mức đạt", max_length=16)

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "kỹ năng an toàn"
