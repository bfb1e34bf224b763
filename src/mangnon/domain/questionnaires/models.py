"""Filled-in questionnaires, and instruments that somebody with a licence loaded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mangnon.domain.children.facts import Fact
from mangnon.domain.questionnaires.terms import AnsweredBy
from mangnon.vocab.ids import uuid7


class Response(Fact):
    """One filled-in questionnaire, whole or half done, with what it said on that day (phiếu trả lời)."""

    code = models.CharField("bảng hỏi", max_length=40)
    version = models.CharField("phiên bản", max_length=20)
    record_class = models.CharField(max_length=12, help_text="of the questionnaire: health or sensitive")
    answered_by = models.CharField("người trả lời", max_length=8, choices=AnsweredBy.choices)
    answers = models.JSONField("câu trả lời", help_text="as told, by item")
    outcome = models.JSONField(help_text="the engine's outcome, in its JSON form")
    complete = models.BooleanField()
    safety_hours = models.SmallIntegerField(null=True, help_text="an answer shows danger: met within so many hours")
    repeat_days = models.SmallIntegerField(null=True, help_text="to be asked again after so many days")
    step_id = models.UUIDField(null=True, help_text="the step of a screening that it led to")

    class Meta(Fact.Meta):
        abstract = False
        verbose_name = "phiếu trả lời bảng hỏi"
        indexes = [
            *Fact.Meta.indexes,
            models.Index(
                fields=["child"],
                condition=Q(superseded_at__isnull=True, safety_hours__isnull=False),
                name="response_danger",
            ),
        ]


class Instrument(models.Model):
    """One version of a questionnaire that was loaded with its licence; never changed (bộ công cụ nạp vào)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("mã", max_length=40)
    version = models.CharField("phiên bản", max_length=20)
    definition = models.TextField(help_text="the questionnaire's JSON form")
    licence_note = models.CharField("ghi chú giấy phép", max_length=500)
    loaded_at = models.DateTimeField()
    loaded_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = "bộ công cụ nạp vào"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_instrument_a_version")]
