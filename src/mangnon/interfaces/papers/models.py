"""The register of what was printed: which number, for what, by whom, and what the file was."""

from __future__ import annotations

from django.db import models

from mangnon.core.places.models import Place
from mangnon.vocab.ids import uuid7


class PrintedPaper(models.Model):
    """One paper that was given its number (văn bản đã cấp số).

    Numbers run from 1 within a commune, a type of paper and a year. A row is never changed and never taken away: a
    paper that turned out wrong is replaced by another with a number of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    type_code = models.CharField(max_length=8, blank=True, help_text="QĐ, BC, …; empty for letters")
    year = models.IntegerField()
    number = models.IntegerField()
    on = models.DateField(help_text="the paper's own day; when its number was taken is ``at``")
    symbol = models.CharField(max_length=40, help_text="what follows the number, as in QĐ-UBND")
    paper = models.CharField(max_length=30, help_text="the kind of paper, as content names it")
    case_id = models.UUIDField(null=True, help_text="the case it was printed for, if one")
    pdf_digest = models.BinaryField(max_length=32, help_text="SHA-256 of the PDF file")
    word_digest = models.BinaryField(max_length=32, null=True, help_text="SHA-256 of the Word file, if one")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)

    class Meta:
        verbose_name = "văn bản đã cấp số"
        constraints = [
            models.UniqueConstraint(fields=["commune", "type_code", "year", "number"], name="number_once_a_year"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="numbers_from_one"),
        ]
        indexes = [
            models.Index(fields=["commune", "-at"], name="printed_by_commune"),
            models.Index(fields=["case_id"], name="printed_for_case"),
        ]
