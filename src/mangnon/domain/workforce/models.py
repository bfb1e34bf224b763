"""The people who walk to the children, and which hamlets are theirs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from mangnon.core.places.models import Place
from mangnon.core.store.history import keep_history
from mangnon.vocab.ids import uuid7


@keep_history()
class Worker(models.Model):
    """A named person who does what children are owed: a collaborator, or staff of the commune or its station."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    full_name = models.CharField("họ tên", max_length=120)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    role = models.CharField("vai trò", max_length=24)
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "người thực hiện"
        indexes = [models.Index(fields=["commune"])]


@keep_history()
class WorkerArea(models.Model):
    """A hamlet being a worker's, from one date to another (địa bàn phụ trách)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="areas")
    hamlet = models.ForeignKey(Place, models.PROTECT, related_name="+")
    valid = DateRangeField()

    class Meta:
        verbose_name = "địa bàn phụ trách"
        constraints = [
            ExclusionConstraint(
                name="hamlet_has_one_worker_at_a_time",
                expressions=[("hamlet", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]
