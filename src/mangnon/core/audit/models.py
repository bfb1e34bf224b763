"""The append-only, hash-chained log of who read and wrote what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from mangnon.vocab.ids import uuid7


class AuditEntry(models.Model):
    """One read or write by one person (nhật ký); never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    user_id = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    record_class = models.CharField(max_length=12)
    subjects = ArrayField(models.UUIDField(), default=list)
    place_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    request_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at"]),
            models.Index(fields=["user_id", "-at"]),
            models.Index(fields=["action", "-at"], name="audit_action"),
            GinIndex(fields=["subjects"], name="audit_subjects"),
        ]


class AuditSeal(models.Model):
    """The place of an entry in the chain: its number, and the hash over the one before and its words."""

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="seal")
    digest = models.BinaryField(max_length=32)
