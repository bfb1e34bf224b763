"""Every child once: who they are, where they live, who cares for them, and how all of that changed."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mangnon.core.places.models import Place
from mangnon.core.store.history import keep_history
from mangnon.domain.children.terms import (
    BirthPrecision,
    CaregiverRelation,
    ConsentPurpose,
    EndReason,
    LifeEventKind,
    PairState,
    Poverty,
    Sex,
)
from mangnon.vocab.ids import uuid7


@keep_history()
class Household(models.Model):
    """People who live together; one walk serves all its children (hộ gia đình)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField("số hộ", max_length=40, blank=True)
    head_name = models.CharField("chủ hộ", max_length=120, blank=True)
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    address = models.CharField("địa chỉ hộ", max_length=200, blank=True)
    poverty = models.CharField("hộ nghèo, cận nghèo", max_length=10, choices=Poverty.choices, blank=True)
    poverty_since = models.DateField("diện hộ từ ngày", null=True, help_text="the states before are in the history")
    poverty_document = models.CharField("văn bản công nhận", max_length=120, blank=True, db_default="")
    synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name = "hộ gia đình"
        indexes = [models.Index(fields=["commune", "hamlet"])]


@keep_history()
class Child(models.Model):
    """One child (trẻ em): a person under 16, kept after that for what was owed before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    full_name = models.CharField("họ tên", max_length=120, blank=True)
    placeholder_name = models.BooleanField("tên tạm của trẻ sơ sinh", default=False)
    birth_date = models.DateField("ngày sinh", null=True, help_text="first day of what is known")
    birth_precision = models.CharField(max_length=8, choices=BirthPrecision.choices, default=BirthPrecision.UNKNOWN)
    sex = models.CharField("giới tính", max_length=1, choices=Sex.choices, blank=True)
    ethnic_code = models.CharField("dân tộc", max_length=2, blank=True)
    personal_id = models.CharField("số định danh cá nhân", max_length=12, blank=True)
    birth_certificate_no = models.CharField("số giấy khai sinh", max_length=40, blank=True)
    insurance_no = models.CharField("số thẻ bảo hiểm y tế", max_length=15, blank=True)
    commune = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    open_communes = ArrayField(
        models.UUIDField(), default=list, help_text="where the commune is not decided: those it may be"
    )
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    hamlet_text = models.CharField(max_length=80, blank=True, help_text="as written, where no hamlet is known by it")
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="children")
    multiple_birth = models.BooleanField("sinh đôi, sinh ba", default=False)
    gestation_weeks = models.SmallIntegerField("tuần thai khi sinh", null=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    ended_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    photo = models.CharField(max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)
    search_text = models.TextField(help_text="unaccented names of child and carers, numbers, phones")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "trẻ em"
        constraints = [
            models.CheckConstraint(
                name="child_birth_date_and_precision_agree",
                condition=Q(birth_date__isnull=True, birth_precision="unknown")
                | (Q(birth_date__isnull=False) & ~Q(birth_precision="unknown")),
            ),
            models.CheckConstraint(
                name="child_has_a_commune_or_an_open_question",
                condition=Q(commune__isnull=False, open_communes=[]) | Q(commune__isnull=True),
            ),
            models.CheckConstraint(
                name="child_end_has_a_day",
                condition=Q(end_reason="", ended_on__isnull=True) | (~Q(end_reason="") & Q(ended_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["commune", "hamlet"]),
            models.Index(fields=["personal_id"], condition=~Q(personal_id=""), name="child_personal_id"),
            models.Index(fields=["insurance_no"], condition=~Q(insurance_no=""), name="child_insurance_no"),
            models.Index(
                fields=["birth_certificate_no"], condition=~Q(birth_certificate_no=""), name="child_certificate_no"
            ),
            models.Index(fields=["birth_date"]),
            models.Index(fields=["household"]),
            models.Index(fields=["commune"], condition=Q(synthetic=True), name="child_synthetic"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="child_search_text"),
            GinIndex(  # whole names and numbers
                models.Func("search_text", models.Value("|"), function="string_to_array"), name="child_whole_names"
            ),
            GinIndex(fields=["open_communes"], condition=~Q(open_communes=[]), name="child_open_communes"),
        ]

    def __str__(self) -> str:
        return str(self.id)


@keep_history()
class Caregiver(models.Model):
    """Who cares for a child, and how they are related (người chăm sóc)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="caregivers")
    relation = models.CharField(max_length=12, choices=CaregiverRelation.choices)
    full_name = models.CharField("họ tên", max_length=120)
    birth_year = models.SmallIntegerField("năm sinh", null=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    personal_id = models.CharField("số định danh cá nhân", max_length=12, blank=True)
    until = models.DateField("thôi chăm sóc từ ngày", null=True, help_text="still finds the child by their name")

    class Meta:
        verbose_name = "người chăm sóc"
        indexes = [models.Index(fields=["child"])]


@keep_history()
class Residence(models.Model):
    """Where a child lived, from one date to another (nơi ở)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="residences")
    commune = models.ForeignKey(Place, models.PROTECT, related_name="+")
    hamlet = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    valid = DateRangeField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "nơi ở"
        constraints = [
            ExclusionConstraint(
                name="child_lives_in_one_place_at_a_time",
                expressions=[("child", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]


@keep_history()
class Circumstance(models.Model):
    """A child belonging to one of the 14 groups of Article 10, with the deciding document (hoàn cảnh đặc biệt)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="circumstances")
    group_code = models.CharField("nhóm", max_length=4)
    sensitive = models.BooleanField(default=False)
    subtype = models.CharField("phân nhóm", max_length=60, blank=True)
    document = models.CharField("văn bản xác định", max_length=120, blank=True)
    valid = DateRangeField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "hoàn cảnh đặc biệt"
        constraints = [
            ExclusionConstraint(
                name="child_in_a_group_once_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("group_code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


@keep_history()
class RiskFactor(models.Model):
    """Something that puts a child at risk of special circumstances (nguy cơ)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="risk_factors")
    code = models.CharField("nguy cơ", max_length=24)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    valid = DateRangeField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "nguy cơ"
        constraints = [
            ExclusionConstraint(
                name="child_has_a_risk_once_at_a_time",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]


class LifeEvent(models.Model):
    """Something that changes what a child is owed: moved, died, turned 16 (biến động)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="life_events")
    kind = models.CharField(max_length=12, choices=LifeEventKind.choices)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = "biến động"
        indexes = [models.Index(fields=["child"])]


@keep_history()
class Consent(models.Model):
    """Who agreed to what use of a child's data, when, and when it was withdrawn (đồng ý)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="consents")
    purpose = models.CharField("mục đích", max_length=20, choices=ConsentPurpose.choices)
    given_by = models.CharField("người đồng ý", max_length=120)
    relation = models.CharField(max_length=12, choices=CaregiverRelation.choices)
    by_child = models.BooleanField("trẻ đồng ý", default=False)
    on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "sự đồng ý"
        indexes = [models.Index(fields=["child"])]


class RecordSource(models.Model):
    """A line of a file that told us of a child (nguồn)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="sources")
    file = models.CharField(max_length=200)
    sheet = models.CharField(max_length=80)
    row = models.IntegerField()
    import_id = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=16, help_text="of the row's cells, so that a re-run knows it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "file", "sheet", "row"], name="source_once_a_child"),
        ]
        indexes = [models.Index(fields=["import_id"]), models.Index(fields=["digest"])]


class DuplicatePair(models.Model):
    """Two records that may be one child, and what a person decided (nghi trùng)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(Child, models.CASCADE, related_name="+")
    second = models.ForeignKey(Child, models.CASCADE, related_name="+")
    weight = models.FloatField(help_text="match weight in bits")
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    import_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = "cặp nghi trùng"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(name="pair_in_order", condition=Q(first__lt=models.F("second"))),
        ]
        indexes = [models.Index(fields=["second"]), models.Index(fields=["state"])]


class Merge(models.Model):
    """Two records joined into one, with all that is needed to part them again (gộp hồ sơ)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survivor = models.ForeignKey(Child, models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Child, models.PROTECT, related_name="+")
    plan = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        verbose_name = "lần gộp hồ sơ"


class AccessRequest(models.Model):
    """Someone elsewhere in the province asking to know of a child; those who have the child answer (xin được xem)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="access_requests")
    asked_by = models.UUIDField()
    asker = models.CharField("người xin", max_length=200, help_text="name, roles and place as they were")
    reason = models.CharField("lý do", max_length=300)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.CharField("trả lời", max_length=300, blank=True)

    class Meta:
        verbose_name = "lượt xin được xem"
        indexes = [models.Index(fields=["child"])]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "asked_by"], condition=Q(answered_at__isnull=True), name="access_asked_once"
            )
        ]
