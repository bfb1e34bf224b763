"""The fixed words this room speaks in."""

from __future__ import annotations

from django.db.models import TextChoices


class AnsweredBy(TextChoices):
    """Who answered."""

    CARER = "carer", "người chăm sóc"
    CHILD = "child", "chính trẻ"
    TEACHER = "teacher", "giáo viên"
