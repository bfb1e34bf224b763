"""What every fact about a child carries: append-only, corrected by a newer one, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mangnon.vocab.ids import uuid7


class Fact(models.Model):
    """Something that happened to a child and was recorded; a correction supersedes and keeps the old one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey("children.Child", models.PROTECT, related_name="+")
    on = models.DateField("ngày")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    source = models.CharField(max_length=200, blank=True)
    import_id = models.UUIDField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    superseded_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["child", "on"], condition=Q(superseded_at__isnull=True), name="%(class)s_standing"),
            models.Index(fields=["import_id"], condition=Q(import_id__isnull=False), name="%(class)s_import"),
        ]
