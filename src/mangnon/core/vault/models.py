"""Data keys, wrapped, and files sealed under them."""

from __future__ import annotations

from django.db import models

from mangnon.vocab.ids import uuid7


class DataKey(models.Model):
    """The key of one thing that is kept sealed (khóa dữ liệu): a case, a report, who reported.

    No history is kept of it: a destroyed key must not stay anywhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    wrapped = models.BinaryField(null=True)
    master = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | models.Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="datakey_destroyed_is_gone",
            )
        ]
        indexes = [models.Index(fields=["master", "id"], name="datakey_master")]


class Attachment(models.Model):
    """A file that was cleaned and sealed (tệp đính kèm); its name and fingerprint are sealed with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    size_bytes = models.PositiveIntegerField()
    name_sealed = models.BinaryField()
    content_sealed = models.BinaryField()
    sha256_sealed = models.BinaryField()
    uploaded_by = models.UUIDField(null=True)
    at = models.DateTimeField()
