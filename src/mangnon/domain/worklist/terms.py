"""The fixed words the worklist speaks in."""

from __future__ import annotations

from django.db.models import TextChoices


class DueKind(TextChoices):
    """Kinds of dues (việc cần làm cho trẻ)."""

    DOSE = "dose", "tiêm chủng"
    WEIGHING = "weighing", "cân đo"
    SUPPLEMENT = "supplement", "vitamin A, tẩy giun"
    SCREENING = "screening", "sàng lọc, khám định kỳ"
    CARD = "card", "giấy tờ, thẻ"
    VISIT = "visit", "thăm trẻ"


# The two classes of a priority's rows: what everybody who works with the child sees, and what counts secrets too.
OPEN, CLOSED = "health", "sensitive"
