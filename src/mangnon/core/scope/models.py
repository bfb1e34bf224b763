"""Dated assignments: who holds which role where; and the database's copy of the rights table."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models

from mangnon.core.places.models import Place
from mangnon.core.scope.rights import ROLE_NAMES
from mangnon.core.store.history import keep_history
from mangnon.vocab.ids import uuid7


@keep_history()
class Assignment(models.Model):
    """A user holding a role at a place, from one date to another (phân công)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=24, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # A partner's outside body stands here too.
    facility_id = models.UUIDField(null=True, help_text="the school or childcare facility, for that role only")
    valid = DateRangeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "phân công"
        indexes = [models.Index(fields=["user"])]


class Right(models.Model):
    """A row of ``rights.RIGHTS``, so that row-level security can ask it; refilled at every release."""

    pk = models.CompositePrimaryKey("role", "record_class", "action")
    role = models.CharField(max_length=24)
    record_class = models.CharField(max_length=12)
    action = models.CharField(max_length=10)
