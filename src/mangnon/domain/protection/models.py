"""Reports of a worry, the cases that come of them, and who may know.

What people wrote or said is sealed (``…_sealed``, core/vault): the database alone cannot read it. Codes, days and who
acted stand in the clear, for deadlines and numbers; the wall before each table is in config/walls.py.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from mangnon.core.places.models import Place
from mangnon.core.store.history import keep_history
from mangnon.domain.protection.kinds import (
    Channel,
    MemberRole,
    PersonRole,
    ReportState,
    ServiceState,
)
from mangnon.vocab.ids import uuid7
from mangnon.vocab.protection import SightClass


@keep_history()
class Case(models.Model):
    """The protection procedure for one child, from report to closure (trường hợp)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField("số trường hợp", max_length=20, help_text="of its commune and year; tells nothing else")
    child = models.ForeignKey("children.Child", models.PROTECT, null=True, related_name="+")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+", help_text="whose chair decides")
    case_class = models.CharField(max_length=8, default=SightClass.CLOSED, help_text="what others see")
    harms = ArrayField(models.CharField(max_length=40), default=list, help_text="codes of content")
    event_id = models.UUIDField(null=True, help_text="shared by the cases of one event")
    received_at = models.DateTimeField("nhận tin lúc")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=24, help_text="of the procedure; kept with each step")
    closed_at = models.DateTimeField(null=True)
    offered_to = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", help_text="for a handover")
    key = models.UUIDField(help_text="the vault's key of this case")
    child_sealed = models.BinaryField(help_text="what is known of a child not on the register")
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "trường hợp"
        constraints = [models.UniqueConstraint(fields=["commune", "number"], name="case_number_once_a_commune")]
        indexes = [models.Index(fields=["commune", "closed_at"]), models.Index(fields=["child"])]


@keep_history()
class Report(models.Model):
    """A worry about a child, told by anyone (tin báo); form 01."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    commune = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", help_text="the receiving office")
    channel = models.CharField("kênh", max_length=16, choices=Channel.choices)
    received_at = models.DateTimeField("nhận lúc")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    urgent = models.BooleanField("nguy hiểm ngay", default=False)
    harms = ArrayField(models.CharField(max_length=40), default=list, help_text="codes of content")
    child = models.ForeignKey("children.Child", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="reports")
    state = models.CharField(max_length=12, choices=ReportState.choices, default=ReportState.WAITING)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    receipt_digest = models.BinaryField(max_length=32, null=True, help_text="of the code that the reporter holds")
    key = models.UUIDField()
    told_sealed = models.BinaryField(help_text="form 01 as JSON")
    settled_sealed = models.BinaryField(default=bytes, help_text="why it did not become a case")
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "tin báo"
        constraints = [
            models.UniqueConstraint(fields=["receipt_digest"], name="receipt_code_once"),
            models.CheckConstraint(
                condition=Q(state=ReportState.IN_CASE) ^ Q(case__isnull=True), name="report_in_case_has_a_case"
            ),
        ]
        indexes = [models.Index(fields=["commune", "state"]), models.Index(fields=["case"])]


class ReportAddition(models.Model):
    """Something that a reporter said later, by the receipt code (lời báo thêm)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    text_sealed = models.BinaryField()

    class Meta:
        verbose_name = "lời báo thêm"
        indexes = [models.Index(fields=["report"])]


class Reporter(models.Model):
    """Who told, only if they agreed (người báo tin); a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.OneToOneField(Report, models.CASCADE, related_name="+")
    key = models.UUIDField()
    name_sealed = models.BinaryField()
    phone_sealed = models.BinaryField()
    address_sealed = models.BinaryField()
    agreed_at = models.DateTimeField()

    class Meta:
        verbose_name = "người báo tin"


@keep_history()
class Member(models.Model):
    """Somebody of a case's team, from one moment to another (thành viên)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=MemberRole.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "thành viên của trường hợp"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(until__isnull=True), name="member_of_a_case_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="member_in_order"),
        ]
        indexes = [models.Index(fields=["user"])]


class Opening(models.Model):
    """A case opened by one outside its team in an emergency, for three hours (mở khẩn cấp)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    reason_sealed = models.BinaryField()

    class Meta:
        verbose_name = "lần mở khẩn cấp"
        indexes = [models.Index(fields=["user", "until"]), models.Index(fields=["case"])]


class Step(models.Model):
    """Something that happened in the procedure (bước); only added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    step = models.CharField(max_length=32, help_text="of domain/protection/procedure.py")
    at = models.DateTimeField("lúc")
    told_at = models.DateTimeField("ghi lúc")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict, help_text="codes, numbers and days; no words about anybody")
    words_sealed = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = "bước của trường hợp"
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="steps_of_a_case_in_one_row")]


class StepDue(models.Model):
    """Until when a step is to be taken, worked out from the steps taken (hạn của bước); can be made anew."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="dues")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="dues", help_text="while without a case")
    commune = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=32, help_text="of content protection/procedure.yaml")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    actor = models.CharField(max_length=24, help_text="the role that acts")
    basis = models.CharField(max_length=200)
    content_version = models.CharField(max_length=64)

    class Meta:
        verbose_name = "hạn của một bước"
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) ^ Q(report__isnull=True), name="step_due_of_a_case_or_a_report"
            )
        ]
        indexes = [models.Index(fields=["case"]), models.Index(fields=["commune", "due_at"])]


class Notice(models.Model):
    """News for somebody that something is late or waits for them (thông báo); names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    commune = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=64, blank=True, help_text="of the deadline, or what makes it the same notice")
    to_role = models.CharField(max_length=24, blank=True, help_text="whoever holds it there")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "thông báo"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "case", "report", "code", "to_role", "to_user"],
                nulls_distinct=False,
                name="told_once",
            )
        ]
        indexes = [models.Index(fields=["commune", "to_role"]), models.Index(fields=["to_user"])]


class Assessment(models.Model):
    """The answers of form 02, 03 or 06 (đánh giá); only added, the newest of a form counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    form = models.CharField(max_length=4)
    rule_version = models.CharField(max_length=64, help_text="of the rule of risk that suggested")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    levels = models.JSONField(help_text="item code: high, medium or low")
    suggested = models.CharField(max_length=12)
    decided = models.CharField(max_length=12)
    words_sealed = models.BinaryField(help_text="notes by item, texts of the form, why overruled; as JSON")

    class Meta:
        verbose_name = "đánh giá"
        indexes = [models.Index(fields=["case"])]


class Plan(models.Model):
    """A plan of support and intervention (kế hoạch hỗ trợ, can thiệp); form 04."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="of the procedure; a plan sent again after its return keeps it")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    uses_money = models.BooleanField(default=False)
    words_sealed = models.BinaryField(help_text="goals, wishes, estimate; as JSON")

    class Meta:
        verbose_name = "kế hoạch hỗ trợ, can thiệp"
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="plan_version_once_a_case"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="plan_in_order"),
        ]


@keep_history()
class Service(models.Model):
    """One thing that a plan promises (dịch vụ): who does it, when, and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, help_text="of content protection/services.yaml")
    starts = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=12, choices=ServiceState.choices, default=ServiceState.PLANNED)
    words_sealed = models.BinaryField(help_text="what, who is responsible, who helps; as JSON")
    outcome_sealed = models.BinaryField(default=bytes)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "dịch vụ trong kế hoạch"
        indexes = [models.Index(fields=["case"]), models.Index(fields=["plan"])]


class Note(models.Model):
    """A note in a case (ghi chép); only added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text_sealed = models.BinaryField()
    attachment_id = models.UUIDField(null=True, help_text="of the vault")

    class Meta:
        verbose_name = "ghi chép của trường hợp"
        indexes = [models.Index(fields=["case"])]


@keep_history()
class Person(models.Model):
    """Somebody named in a case (người liên quan)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=PersonRole.choices)
    words_sealed = models.BinaryField(help_text="name, age, relation, where; as JSON")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "người liên quan"
        indexes = [models.Index(fields=["case"])]


class QualityReview(models.Model):
    """The province's look at the quality of a closed case that was drawn (xem chất lượng); only added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict, help_text="code of the checklist: yes, no or unclear")
    note_sealed = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = "lần xem chất lượng"
        constraints = [models.UniqueConstraint(fields=["case"], name="case_drawn_once")]
