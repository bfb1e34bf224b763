"""Outside bodies, and what was asked of them about a child."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mangnon.core.places.models import Place
from mangnon.core.scope.rights import CLASS_NAMES
from mangnon.core.store.history import keep_history
from mangnon.domain.referrals.terms import BodyKind, ReferralState, StepKind
from mangnon.vocab.ids import uuid7


@keep_history()
class Body(models.Model):
    """An outside body that children are referred to (cơ quan tiếp nhận); its users see only what was sent to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField("loại", max_length=20, choices=BodyKind.choices)
    name = models.CharField("tên", max_length=160)
    commune = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", help_text="none: the whole province"
    )
    contact = models.CharField("liên hệ", max_length=200, blank=True)
    ended_on = models.DateField("thôi tiếp nhận từ ngày", null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "cơ quan tiếp nhận"
        constraints = [
            models.UniqueConstraint(fields=["name", "commune"], nulls_distinct=False, name="one_body_a_name")
        ]


class Referral(models.Model):
    """What one body was asked about one child, with exactly what it was told (chuyển gửi).

    The row says only how far it has come; what was asked and told is sealed under a key of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    child = models.ForeignKey(
        "children.Child",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="none only in a case whose child is not known",
    )
    case_id = models.UUIDField(null=True, help_text="the case it belongs to; cases lie above this room")
    step_id = models.UUIDField(null=True, help_text="the step of a screening that it started from")
    commune = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", help_text="the child's, when sent")
    kind = models.CharField("việc", max_length=32, help_text="code of content/referrals/kinds.yaml")
    content_version = models.CharField(max_length=40)
    record_class = models.CharField(max_length=12, choices=[(each.value, name) for each, name in CLASS_NAMES.items()])
    state = models.CharField("đang ở", max_length=10, choices=ReferralState.choices, default=ReferralState.SENT)
    key_id = models.UUIDField(help_text="the data key of all that is sealed here and in the steps")
    asked_sealed = models.BinaryField()
    told_sealed = models.BinaryField(help_text="exactly what the body reads of the child, as JSON")
    sent_at = models.DateTimeField()
    sent_by = models.UUIDField(null=True)
    accept_by = models.DateTimeField()
    accept_province_from = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    done_by = models.DateTimeField(null=True)
    done_province_from = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="declined, done or withdrawn")
    body_until = models.DateField(null=True, help_text="the last day on which the body reads it")
    synthetic = models.BooleanField(default=False, help_text="the child is made up; the body sees that too")

    class Meta:
        verbose_name = "chuyển gửi"
        indexes = [
            models.Index(fields=["child"]),
            models.Index(fields=["body", "sent_at"]),
            models.Index(fields=["case_id"], condition=Q(case_id__isnull=False), name="referral_of_a_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(record_class="case", case_id__isnull=False) | ~Q(record_class="case"),
                name="referral_of_a_case_names_it",
            ),
            models.CheckConstraint(
                condition=Q(child__isnull=False) | Q(case_id__isnull=False), name="referral_is_about_somebody"
            ),
            models.CheckConstraint(
                condition=Q(case_id__isnull=True) | Q(record_class="case"), name="referral_with_a_case_is_of_its_class"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "accepted"], closed_at__isnull=True)
                | Q(state__in=["declined", "done", "withdrawn"], closed_at__isnull=False),
                name="referral_closed_when_closed",
            ),
        ]


class ReferralEvent(models.Model):
    """One step of either side; never changed, never taken away (bước chuyển gửi)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField("bước", max_length=10, choices=StepKind.choices)
    by_body = models.BooleanField(help_text="the body's step, not the sender's")
    user_id = models.UUIDField(null=True)
    text_sealed = models.BinaryField(null=True, help_text="the reason, question, answer or result, as JSON")

    class Meta:
        verbose_name = "bước chuyển gửi"
        indexes = [models.Index(fields=["referral", "at"])]
