"""The fixed words this room speaks in."""

from __future__ import annotations

from django.db.models import TextChoices


class BodyKind(TextChoices):
    """What sort of outside body it is."""

    EDUCATION = "education", "ngành giáo dục"
    POLICE = "police", "công an"
    JUSTICE = "justice", "tư pháp, trợ giúp pháp lý"
    HOSPITAL = "hospital", "bệnh viện"
    CENTRAL_HOSPITAL = "central_hospital", "bệnh viện tỉnh, trung ương"
    YOUTH_UNION = "youth_union", "đoàn thanh niên"
    WOMENS_UNION = "womens_union", "hội phụ nữ"
    SOCIAL_WORK_CENTRE = "social_work_centre", "trung tâm công tác xã hội"
    OTHER_COMMUNE = "other_commune", "xã, phường khác"
    HOTLINE = "hotline", "tổng đài 111"


class ReferralState(TextChoices):
    """How far a referral has come."""

    SENT = "sent", "đã gửi, chờ nhận"
    ACCEPTED = "accepted", "đã nhận, đang làm"
    DECLINED = "declined", "đã trả lại"
    DONE = "done", "đã có kết quả"
    WITHDRAWN = "withdrawn", "đã rút"


class StepKind(TextChoices):
    """What either side did."""

    SENT = "sent", "gửi"
    ACCEPTED = "accepted", "nhận việc"
    DECLINED = "declined", "trả lại"
    ASKED = "asked", "hỏi lại"
    ANSWERED = "answered", "trả lời"
    DONE = "done", "báo kết quả"
    WITHDRAWN = "withdrawn", "rút lại"
