"""The fixed words the children's room speaks in."""

from __future__ import annotations

from django.db.models import TextChoices


class Sex(TextChoices):
    """Sex; empty where it is unknown."""

    MALE = "m", "nam"
    FEMALE = "f", "nữ"


class BirthPrecision(TextChoices):
    """How much of a birth date is known."""

    DAY = "day", "đủ ngày"
    MONTH = "month", "chỉ biết tháng"
    YEAR = "year", "chỉ biết năm"
    UNKNOWN = "unknown", "chưa rõ"


class Poverty(TextChoices):
    """A household's status under the multidimensional poverty line."""

    NONE = "none", "không nghèo"
    NEAR_POOR = "near_poor", "cận nghèo"
    POOR = "poor", "nghèo"


class CaregiverRelation(TextChoices):
    """What a caregiver is to the child."""

    MOTHER = "mother", "mẹ"
    FATHER = "father", "cha"
    GRANDPARENT = "grandparent", "ông, bà"
    RELATIVE = "relative", "người thân khác"
    GUARDIAN = "guardian", "người giám hộ"
    OTHER = "other", "người chăm sóc khác"


class LifeEventKind(TextChoices):
    """What ended or moved a child's stay on a commune's list."""

    MOVED_IN = "moved_in", "chuyển đến"
    MOVED_OUT = "moved_out", "chuyển đi"
    DIED = "died", "đã mất"
    TURNED_16 = "turned_16", "đủ 16 tuổi"
    RETURNED = "returned", "trở lại"


class EndReason(TextChoices):
    """Why a record no longer asks for anything."""

    MOVED_OUT = "moved_out", "chuyển khỏi tỉnh"
    DIED = "died", "đã mất"
    TURNED_16 = "turned_16", "đủ 16 tuổi"
    MERGED = "merged", "đã gộp vào hồ sơ khác"


class ConsentPurpose(TextChoices):
    """What a child's data may be used for beyond the law's own duties (Law 91/2025, Article 24)."""

    PUBLICATION = "publication", "công bố hình ảnh, câu chuyện"
    SPONSOR = "sponsor", "giới thiệu với nhà hảo tâm"
    RESEARCH = "research", "nghiên cứu"
    PHOTO = "photo", "lưu ảnh chân dung"


class PairState(TextChoices):
    """What became of a suspected duplicate."""

    OPEN = "open", "chờ xem"
    SAME = "same", "cùng một trẻ"
    DIFFERENT = "different", "hai trẻ khác nhau"
