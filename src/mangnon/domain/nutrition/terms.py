"""The fixed words this room speaks in."""

from __future__ import annotations

from django.db.models import TextChoices


class SupplementKind(TextChoices):
    """What is given in the two micronutrient rounds of a year."""

    VITAMIN_A = "vitamin_a", "vitamin A"
    DEWORMING = "deworming", "tẩy giun"
