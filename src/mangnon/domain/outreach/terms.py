"""The fixed words this room speaks in."""

from __future__ import annotations

from django.db.models import TextChoices


class VisitPurpose(TextChoices):
    """Why a worker came."""

    FOLLOW_UP = "follow_up", "thăm trẻ có hoàn cảnh đặc biệt"
    NEWBORN = "newborn", "thăm trẻ sơ sinh"
    OTHER = "other", "thăm khác"
