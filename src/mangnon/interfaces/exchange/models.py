"""Imports: each file read, each row's verdict, and what is needed to undo it."""

from __future__ import annotations

from django.db import models

from mangnon.core.places.models import Place
from mangnon.vocab.ids import uuid7


class ImportKind(models.TextChoices):
    """What a file lists."""

    CHILDREN = "children", "danh sách trẻ em"
    DOSES = "doses", "sổ tiêm chủng"
    WEIGHTS = "weights", "sổ cân đo"


class ImportState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", "đã tải lên"
    CHECKING = "checking", "đang chạy thử"
    CHECKED = "checked", "đã chạy thử"
    QUEUED = "queued", "đang chờ"
    RUNNING = "running", "đang nhập"
    DONE = "done", "đã nhập"
    FAILED = "failed", "không nhập được"
    UNDOING = "undoing", "đang hoàn tác"
    UNDONE = "undone", "đã hoàn tác"


class ImportRun(models.Model):
    """One reading of one file (lần nhập)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=ImportKind.choices)
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=300, blank=True)
    file_digest = models.BinaryField(max_length=32)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState.choices)
    layouts = models.JSONField(default=list)
    rows = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    begun_at = models.DateTimeField(null=True, help_text="when the worker took up what was queued last")
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lần nhập"
        indexes = [models.Index(fields=["place", "-at"])]


class ImportRow(models.Model):
    """One row's verdict (kết quả từng dòng)."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="verdicts")
    sheet = models.CharField(max_length=80)
    row = models.IntegerField()
    verdict = models.CharField(max_length=12)
    child_id = models.UUIDField(null=True)
    warnings = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    cells = models.JSONField(default=dict, help_text="what was read, to show and to match again")
    before = models.JSONField(null=True, help_text="what an update replaced, to undo it")

    class Meta:
        indexes = [models.Index(fields=["run", "verdict"])]


class SavedLayout(models.Model):
    """A corrected reading of a header, remembered for an office (cách đọc cột đã lưu)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ImportKind.choices)
    fingerprint = models.CharField(max_length=64)
    layout = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "fingerprint"], nulls_distinct=False, name="layout_once_an_office"
            )
        ]


class ExportState(models.TextChoices):
    """How far an export has come."""

    QUEUED = "queued", "đang chờ"
    RUNNING = "running", "đang xuất"
    DONE = "done", "đã xong"
    FAILED = "failed", "không xuất được"
    GONE = "gone", "đã xóa tệp"


class ExportRun(models.Model):
    """One file of children taken out of the house by one person (lần xuất)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    rows = models.IntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lần xuất"
        indexes = [models.Index(fields=["by", "-at"])]
