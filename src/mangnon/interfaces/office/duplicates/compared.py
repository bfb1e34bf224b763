"""Two records field by field, each with what it says about them being one child."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from mangnon.core.web.parts import ComparedField
from mangnon.core.web.words import birth_words
from mangnon.domain.children.comparing import Comparison
from mangnon.domain.children.suspects import Side
from mangnon.interfaces.office.duplicates.proposal import SEXES, household_words
from mangnon.interfaces.office.duplicates.words import count_words

if TYPE_CHECKING:
    from mangnon.domain.children.models import Caregiver

# What the matching engine compares, in the order of the page, and what it is called.
COMPARED: Mapping[str, str] = {
    "name": "Họ tên",
    "birth": "Ngày sinh",
    "sex": "Giới tính",
    "mother": "Mẹ",
    "father": "Bố",
    "place": "Nơi ở",
    "household": "Hộ gia đình",
    "personal": "Số định danh cá nhân",
    "certificate": "Số giấy khai sinh",
    "insurance": "Số thẻ bảo hiểm y tế",
    "phone": "Điện thoại",
}
# All that may be told of a child whom the reader may not see.
MASKED = ("name", "birth", "place")


def compared_fields(
    *,
    first: Side,
    second: Side,
    comparison: Comparison,
    carers: Mapping[UUID, Sequence[Caregiver]],
    ethnic_names: Mapping[str, str],
    facts: Mapping[UUID, Mapping[str, int]],
) -> list[ComparedField]:
    """Return the rows of the comparison; of a masked side only what may be told, and no sentence that tells more.

    Args:
        first, second: left and right.
        comparison: of the two, computed anew.
        carers: of those the reader may see.
        ethnic_names: names by code.
        facts: how many of each kind are recorded, of those the reader may see.
    """
    masked = first.child is None or second.child is None
    texts = {side.child_id: _texts(side, carers.get(side.child_id, ())) for side in (first, second)}
    said = {each.field: each for each in comparison.evidence if each.field != "rule"}
    rows = []
    for key, label in COMPARED.items():
        left, right = texts[first.child_id].get(key, ""), texts[second.child_id].get(key, "")
        if (masked and key not in MASKED) or not (left or right):
            continue
        evidence = None if masked and key == "birth" else said.get(key)
        rows.append(
            ComparedField(
                label=label,
                left=left,
                right=right,
                speaks="neither"
                if evidence is None
                else "for"
                if evidence in comparison.speaking_for
                else "against"
                if evidence in comparison.speaking_against
                else "neither",
                reason=_reason(evidence.sentence if evidence else "", left, right, masked),
            )
        )
    if not masked:
        rows += _others(first, second, ethnic_names, facts)
    return rows


def _reason(sentence: str, left: str, right: str, masked: bool) -> str:
    if sentence or masked:
        return sentence
    return "Chỉ một bên có" if not (left and right) else "Không so được"


def _others(
    first: Side, second: Side, ethnic_names: Mapping[str, str], facts: Mapping[UUID, Mapping[str, int]]
) -> list[ComparedField]:
    """Rows that say nothing by themselves but help a person to decide."""
    one, other = first.child, second.child
    if one is None or other is None:
        return []
    rows = (
        ("Dân tộc", *(ethnic_names.get(child.ethnic_code, child.ethnic_code) for child in (one, other))),
        ("Địa chỉ", one.address, other.address),
        ("Sinh đôi, sinh ba", *("Có" if child.multiple_birth else "" for child in (one, other))),
        ("Đã ghi nhận", *(count_words(facts.get(child.id, {})) or "Chưa có gì" for child in (one, other))),
    )
    return [
        ComparedField(label=label, left=left, right=right, speaks="neither")
        for label, left, right in rows
        if left or right
    ]


def _texts(side: Side, carers: Sequence[Caregiver]) -> dict[str, str]:
    texts = {
        "name": side.name or "Chưa có tên",
        "birth": birth_words(side.birth_date, precision=side.birth_precision),  # type: ignore[arg-type]
        "place": side.place,
    }
    child = side.child
    if child is None:
        return texts
    by_relation = {carer.relation: carer.full_name for carer in reversed(carers)}
    return texts | {
        "sex": SEXES.get(child.sex, ""),
        "mother": by_relation.get("mother", ""),
        "father": by_relation.get("father", ""),
        "household": household_words(child),
        "personal": child.personal_id,
        "certificate": child.birth_certificate_no,
        "insurance": child.insurance_no,
        "phone": ", ".join(dict.fromkeys(carer.phone for carer in carers if carer.phone)),
    }
