"""The fixed words this room speaks in; kinds, circumstances and levels are content."""

from __future__ import annotations

from django.db.models import TextChoices


class PartOfDay(TextChoices):
    """When in the day; a family seldom knows the minute."""

    MORNING = "morning", "buổi sáng"
    NOON = "noon", "buổi trưa"
    AFTERNOON = "afternoon", "buổi chiều"
    EVENING = "evening", "buổi tối"
    NIGHT = "night", "ban đêm"


class Outcome(TextChoices):
    """What became of the child."""

    NEAR_MISS = "near_miss", "suýt bị nạn, không sao"
    HOME = "home", "điều trị tại nhà"
    STATION = "station", "điều trị tại trạm y tế"
    HOSPITAL = "hospital", "phải vào bệnh viện"
    DISABILITY = "disability", "để lại khuyết tật"
    DEATH = "death", "tử vong"


class HazardState(TextChoices):
    """How far the mending of a hazard has come; ``late`` follows from its deadline and is never stored."""

    REPORTED = "reported", "đã báo"
    ACCEPTED = "accepted", "đã nhận xử lý"
    FIXED = "fixed", "đã khắc phục"
    CHECKED = "checked", "đã kiểm tra, an toàn"
    LATE = "late", "trễ hạn, chưa khắc phục"


class HomeAnswer(TextChoices):
    """What was seen at home."""

    YES = "yes", "đạt"
    NO = "no", "chưa đạt"
    NOT_THERE = "not_there", "nhà không có"
