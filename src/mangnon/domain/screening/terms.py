"""The fixed words this room speaks in."""

from __future__ import annotations

from django.db.models import TextChoices

from mangnon.core.scope.rights import RecordClass
from mangnon.vocab.screening import NEED_TO_KNOW


class ScreeningKind(TextChoices):
    """The tests: of the newborn package (Decision 3845/QD-BYT, 2021), of the yearly check and of the school
    (Circular 23/2017/TT-BYT), and what a questionnaire finds."""

    HEEL_PRICK = "heel_prick", "lấy máu gót chân"
    HEARING = "hearing", "sàng lọc thính lực"
    HEART = "heart", "đo bão hòa oxy (tim bẩm sinh)"
    GENETIC = "genetic", "tư vấn di truyền"
    VISION = "vision", "kiểm tra thị lực"
    DENTAL = "dental", "khám răng"
    CHECKUP = "checkup", "khám sức khỏe định kỳ"
    DEVELOPMENT = "development", "sàng lọc phát triển"
    AUTISM = "autism", "sàng lọc dấu hiệu tự kỷ"
    MENTAL_HEALTH = "mental_health", "sàng lọc sức khỏe tinh thần"


class ScreeningState(TextChoices):
    """How far a screening has come."""

    ORDERED = "ordered", "đã chỉ định"
    SAMPLED = "sampled", "đã lấy mẫu"
    SENT = "sent", "đã gửi mẫu"
    NORMAL = "normal", "bình thường"
    RECHECK = "recheck", "cần làm lại"
    POSITIVE = "positive", "có dấu hiệu nghi ngờ"
    REFERRED = "referred", "đã chuyển khám"
    SEEN = "seen", "đã khám chuyên khoa"
    CONFIRMED = "confirmed", "xác định bệnh"
    EXCLUDED = "excluded", "loại trừ bệnh"
    IN_TREATMENT = "in_treatment", "đang điều trị"
    TREATED = "treated", "đã điều trị xong"
    REFUSED = "refused", "gia đình từ chối"
    LOST = "lost", "mất dấu"


def class_of_kind(kind: str) -> RecordClass:
    """Return how closely a test's steps, results and dues are kept."""
    return RecordClass.SENSITIVE if kind in NEED_TO_KNOW else RecordClass.HEALTH
