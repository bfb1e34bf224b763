"""What a merge of two records would keep, proposed field by field; a person confirms or changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.timezone import localtime

from mangnon.core.places.queries import PlaceName
from mangnon.core.web.words import birth_words
from mangnon.domain.children.merging import AT_HOME
from mangnon.engines.matching.merge import FieldChoice, FieldValue, MergePlan, plan_merge

if TYPE_CHECKING:
    from mangnon.domain.children.models import Caregiver, Child

# Fields a person chooses between, in the order of the page: the name in the plan, what it is called.
LABELS: Mapping[str, str] = {
    "full_name": "Họ tên",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "ethnic_code": "Dân tộc",
    "personal_id": "Số định danh cá nhân",
    "birth_certificate_no": "Số giấy khai sinh",
    "insurance_no": "Số thẻ bảo hiểm y tế",
    "mother_name": "Mẹ",
    "father_name": "Bố",
    "hamlet": "Xóm, tổ",
    "address": "Địa chỉ",
    "household": "Hộ gia đình",
}
CARERS = {"mother_name": "mother", "father_name": "father"}
SEXES = {"m": "Nam", "f": "Nữ"}


@dataclass(frozen=True)
class Question:
    """A field in which the two records differ.

    Args:
        name: of the form's field; its values are ``first`` and ``second``.
        chosen: the proposed one; empty where two people contradict each other and a person has to say.
        reason: why it is proposed.
    """

    name: str
    label: str
    first: str
    second: str
    chosen: str
    reason: str


def better_record(*, first: Child, second: Child, facts: Mapping[UUID, Mapping[str, int]]) -> Child:
    """Return the record proposed to stay: one still followed, with more recorded, else the older one."""

    def rank(child: Child) -> tuple[bool, int, int]:
        return (not child.end_reason, sum(facts.get(child.id, {}).values()), -int(child.created_at.timestamp()))

    return max((first, second), key=rank)


def questions(
    *,
    first: Child,
    second: Child,
    carers: Mapping[UUID, Sequence[Caregiver]],
    keep: UUID,
    places: Mapping[UUID, PlaceName],
    ethnic_names: Mapping[str, str],
) -> list[Question]:
    """Return the fields in which two records differ, each with what the merge would keep.

    Args:
        first, second: as the page shows them, left and right.
        carers: of both, by child.
        keep: which of the two stays.
        places: names of hamlets.
        ethnic_names: names by code.
    """
    kept, merged = (first, second) if keep == first.id else (second, first)
    plan = _plan(kept, merged, carers)
    home_differs = first.commune_id != second.commune_id
    asked = []
    for name, label in LABELS.items():
        choice = next((each for each in plan.choices if each.field == name), None)
        if choice is None or choice.loses is None or (home_differs and name in AT_HOME):
            continue
        shown = {child.id: _shown(choice, child is kept, child, places, ethnic_names) for child in (first, second)}
        if shown[first.id] == shown[second.id]:
            continue
        proposed = kept if choice.survives == choice.kept else merged
        asked.append(
            Question(
                name=name,
                label=label,
                first=shown[first.id],
                second=shown[second.id],
                chosen="" if choice.ask else "first" if proposed is first else "second",
                reason="Hai bên ghi khác nhau, anh chị chọn giúp." if choice.ask else choice.sentence + ".",
            )
        )
    return asked


def _plan(kept: Child, merged: Child, carers: Mapping[UUID, Sequence[Caregiver]]) -> MergePlan:
    return plan_merge(
        kept_id=str(kept.id),
        kept=_values(kept, carers.get(kept.id, ())),
        merged_id=str(merged.id),
        merged=_values(merged, carers.get(merged.id, ())),
        source_rank={},
    )


def _values(child: Child, carers: Sequence[Caregiver]) -> dict[str, FieldValue]:
    told = localtime(child.updated_at).date()
    values = {
        name: _text(getattr(child, name), told)
        for name in ("sex", "ethnic_code", "personal_id", "birth_certificate_no", "insurance_no", "address")
    }
    if child.full_name:
        values["full_name"] = FieldValue(child.full_name, "", told, placeholder=child.placeholder_name)
    if child.birth_date:
        values["birth_date"] = FieldValue(child.birth_date, "", told, precision=child.birth_precision)
    values["hamlet"] = _text(str(child.hamlet_id) if child.hamlet_id else child.hamlet_text, told)
    values["household"] = _text(str(child.household_id) if child.household_id else "", told)
    for name, relation in CARERS.items():
        values[name] = _text(next((each.full_name for each in carers if each.relation == relation), ""), told)
    return {name: value for name, value in values.items() if value is not None}


def _text(text: str, told: date) -> FieldValue | None:
    return FieldValue(text, "", told) if text else None


def _shown(
    choice: FieldChoice,
    kept: bool,
    child: Child,
    places: Mapping[UUID, PlaceName],
    ethnic_names: Mapping[str, str],
) -> str:
    value = choice.kept if kept else choice.merged
    if value is None:
        return ""
    text = str(value.value)
    if choice.field == "birth_date":
        return birth_words(child.birth_date, precision=child.birth_precision)
    if choice.field == "sex":
        return SEXES.get(text, text)
    if choice.field == "ethnic_code":
        return ethnic_names.get(text, text)
    if choice.field == "hamlet":
        return places[child.hamlet_id].full if child.hamlet_id in places else child.hamlet_text
    if choice.field == "household":
        return household_words(child)
    return text


def household_words(child: Child) -> str:
    """Return whose household a child lives in."""
    house = child.household
    if house is None:
        return ""
    return (
        ", ".join(word for word in (f"Hộ {house.head_name}" if house.head_name else "", _code(house.code)) if word)
        or "Có hộ gia đình"
    )


def _code(code: str) -> str:
    """Return a household's own number; one made of the parents' names says nothing to a reader."""
    return f"số {code}" if code and not code.startswith("cha-me:") else ""
