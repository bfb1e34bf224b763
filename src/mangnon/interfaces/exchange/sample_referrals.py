"""Made-up outside bodies for the sample commune, and a few referrals to them, so that both sides can be seen."""

from __future__ import annotations

from uuid import UUID

from mangnon.core.content.referrals import referral_content
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import birth_words
from mangnon.domain.children.queries import Followed, first_carers, list_followed
from mangnon.domain.referrals.queries import list_bodies
from mangnon.domain.referrals.records import SharedField, ToSend
from mangnon.domain.referrals.services import save_body, send_referral

# Kind, name ("{}" stands for the commune's), whether it serves that commune alone.
BODIES = (
    ("police", "Công an {} (giả lập)", True),
    ("education", "Văn hóa - Xã hội {}, mảng giáo dục (giả lập)", True),
    ("justice", "Tư pháp {} (giả lập)", True),
    ("womens_union", "Hội Phụ nữ {} (giả lập)", True),
    ("youth_union", "Đoàn Thanh niên {} (giả lập)", True),
    ("central_hospital", "Bệnh viện Trung ương Thái Nguyên (giả lập)", False),
    ("social_work_centre", "Trung tâm Công tác xã hội tỉnh (giả lập)", False),
    ("hotline", "Tổng đài 111 (giả lập)", False),
)
_SEXES = {"m": "Nam", "f": "Nữ"}


def sample_bodies(*, scope: Scope, commune: PlaceName) -> dict[str, UUID]:
    """Add the made-up bodies, once.

    Returns:
        The keys of the bodies by kind.
    """
    standing = {(each.name, each.commune_id): each.id for each in list_bodies(scope=scope, ended_too=True)}
    keys = {}
    for kind, pattern, own in BODIES:
        name, commune_id = pattern.format(commune.full), commune.id if own else None
        keys[kind] = standing.get((name, commune_id)) or save_body(
            scope=scope, kind=kind, name=name, commune_id=commune_id, synthetic=True
        )
    return keys


def sample_referrals(*, scope: Scope, commune: PlaceName, bodies: dict[str, UUID]) -> int:
    """Send a few referrals about the commune's children, right after the samples were imported.

    Returns:
        How many.
    """
    followed = list_followed(scope=scope, record_class=RecordClass.ORDINARY, commune_ids=[commune.id])
    known = sorted((each for each in followed if each.birth_date and each.sex), key=lambda each: each.full_name)
    carers = first_carers([each.child_id for each in known])
    known = [each for each in known if each.child_id in carers]
    asked = (("residence_check", "police", known[:2]), ("development_examination", "central_hospital", known[2:4]))
    sent = 0
    for kind, body, children in asked:
        for child in children:
            fields = _fields(kind, scope, child, carers[child.child_id], commune)
            told = ToSend(
                kind=kind, body_id=bodies[body], asked=referral_content(scope.on).kinds[kind].asks, fields=fields,
                sender=f"{commune.full} (giả lập)",
            )  # fmt: skip
            send_referral(scope=scope, child_id=child.child_id, told=told)
            sent += 1
    return sent


def _fields(kind: str, scope: Scope, child: Followed, carer: str, commune: PlaceName) -> tuple[SharedField, ...]:
    content = referral_content(scope.on)
    texts = {
        "full_name": child.full_name,
        "birth_date": birth_words(child.birth_date, precision=child.birth_precision),  # type: ignore[arg-type]
        "sex": _SEXES[child.sex],
        "commune": commune.full,
        "carer": carer,
        "screening": "Sàng lọc phát triển: chậm nói (giả lập)",
    }
    return tuple(
        SharedField(code, content.fields[code], texts.get(code, "chưa có")) for code in content.kinds[kind].minimum
    )
