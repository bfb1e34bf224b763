"""Made-up workers and a school for the sample commune, so that every task has a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mangnon.core.clock import today
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.roles import as_service
from mangnon.domain.children.models import Child
from mangnon.domain.facilities.models import Enrolment, Facility, FacilityKind
from mangnon.domain.workforce.models import Worker, WorkerArea
from mangnon.vocab.ids import content_key

SINCE = date(2025, 7, 1)
_NAMES = (
    "Hoàng Thị Mai", "Nguyễn Văn Tuấn", "Trần Thị Hạnh", "Lý Thị Xuân", "Dương Văn Bình", "Nông Thị Hoa",
    "Phạm Thị Lành",
    "Triệu Văn Sơn", "Ma Thị Thủy", "Vũ Thị Ngân", "Lường Văn Chung", "Đặng Thị Nhung", "Bùi Văn Hải", "Hà Thị Yến",
    "Chu Thị Liên", "Lưu Văn Quý", "Đỗ Thị Thu", "Nguyễn Thị Bích", "Mông Văn Kiên", "Trương Thị Huệ",
)  # fmt: skip


@transaction.atomic
def sample_workers(*, commune: PlaceName, hamlets: Sequence[PlaceName], user_ids: Sequence[UUID] = ()) -> list[UUID]:
    """Give each two hamlets a made-up collaborator, once.

    Args:
        commune, hamlets: where.
        user_ids: accounts of the first collaborators, so that their sign-in finds their own work.

    Returns:
        The workers' keys, the one of the first hamlets first.
    """
    pairs = [hamlets[start : start + 2] for start in range(0, len(hamlets), 2)]
    keys = [content_key("sample-worker", commune.code, pair[0].code) for pair in pairs]
    with as_service():
        known = set(Worker.objects.filter(pk__in=keys).values_list("pk", flat=True))
        for number, (key, pair) in enumerate(zip(keys, pairs, strict=True)):
            if key in known:
                continue
            worker = Worker.objects.create(
                id=key, full_name=_NAMES[number % len(_NAMES)], phone=f"09500000{number:02d}", role="collaborator",
                commune_id=commune.id, synthetic=True,
            )  # fmt: skip
            for hamlet in pair:
                held = WorkerArea.objects.filter(hamlet_id=hamlet.id, valid__contains=today())
                if not held.exists():
                    WorkerArea.objects.create(worker=worker, hamlet_id=hamlet.id, valid=DateRange(SINCE, None))
        for key, user_id in zip(keys, user_ids, strict=False):
            Worker.objects.filter(pk=key).update(user_id=user_id)
    return keys


@transaction.atomic
def sample_facility(*, commune: PlaceName) -> UUID:
    """Return a made-up kindergarten whose roll holds the commune's children of three to five, filled once."""
    key = content_key("sample-facility", commune.code)
    with as_service():
        facility, made = Facility.objects.get_or_create(
            pk=key,
            defaults={
                "name": f"Trường mầm non {commune.name} (giả lập)",
                "kind": FacilityKind.KINDERGARTEN,
                "commune_id": commune.id,
                "synthetic": True,
            },
        )
        if made:
            day = today()
            aged = Child.objects.filter(
                commune_id=commune.id, end_reason="", birth_date__year__in=(day.year - 5, day.year - 4, day.year - 3)
            ).order_by("pk")[:120]
            Enrolment.objects.bulk_create(
                [
                    Enrolment(child=child, facility=facility, valid=DateRange(SINCE, None), source="giả lập")
                    for child in aged
                ]
            )
    return key
