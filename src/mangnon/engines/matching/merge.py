"""What survives when two records turn out to be one child. Pure; nothing is lost, everything can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mangnon.vocab.text import has_marks, search_key

Value = str | date | int | bool


class Reason(StrEnum):
    """Why a value survives."""

    ONLY = "only"
    EQUAL = "equal"
    MARKED = "marked"
    FULLER = "fuller"
    REAL_NAME = "real_name"
    FINER_DATE = "finer_date"
    VALID_NUMBER = "valid_number"
    BETTER_SOURCE = "better_source"
    NEWER = "newer"
    KEPT_RECORD = "kept_record"


SENTENCES: Mapping[Reason, str] = {
    Reason.ONLY: "Chỉ một bên có",
    Reason.EQUAL: "Hai bên giống nhau",
    Reason.MARKED: "Bên này ghi đủ dấu",
    Reason.FULLER: "Bên này ghi đầy đủ hơn",
    Reason.REAL_NAME: "Bên kia là tên tạm",
    Reason.FINER_DATE: "Bên này rõ ngày hơn",
    Reason.VALID_NUMBER: "Chỉ số bên này đúng dạng",
    Reason.BETTER_SOURCE: "Nguồn bên này chắc hơn",
    Reason.NEWER: "Bên này ghi sau",
    Reason.KEPT_RECORD: "Giữ theo hồ sơ được giữ lại",
}
# The value decides by itself; otherwise two people disagree and someone has to look.
_BY_ITSELF = frozenset(
    {
        Reason.ONLY,
        Reason.EQUAL,
        Reason.MARKED,
        Reason.FULLER,
        Reason.REAL_NAME,
        Reason.FINER_DATE,
        Reason.VALID_NUMBER,
    }
)
IDENTITY_FIELDS = frozenset({"full_name", "birth_date", "sex", "personal_id", "mother_name"})
"""Fields about whose true conflicts a person is asked before the merge."""

_NAME_FIELDS = frozenset({"full_name", "mother_name", "father_name"})
_NUMBER_SHAPES = {
    "personal_id": re.compile(r"0\d{11}"),
    "insurance_no": re.compile(r"([A-Z]{2}\d{3})?\d{10}"),
    "phone": re.compile(r"0\d{9}"),
}
_PRECISIONS = ("unknown", "year", "month", "day")


@dataclass(frozen=True)
class FieldValue:
    """A value with where it came from.

    Args:
        value: what was recorded.
        source: code of the source, ranked by ``source_rank``.
        on: day it was recorded.
        precision: of a birth date: day, month, year.
        placeholder: of a name: known to be none.
    """

    value: Value
    source: str
    on: date
    precision: str = "day"
    placeholder: bool = False


@dataclass(frozen=True)
class FieldChoice:
    """What becomes of one field.

    Args:
        field: its name.
        kept: value of the record that is kept, before the merge.
        merged: value of the record that is merged into it, before the merge.
        survives: the value afterwards; None where neither has one.
        reason: why.
        ask: two reliable values contradict each other, so a person confirms.
    """

    field: str
    kept: FieldValue | None
    merged: FieldValue | None
    survives: FieldValue | None
    reason: Reason
    ask: bool

    @property
    def loses(self) -> FieldValue | None:
        """Return the value that goes to the log, if the two differ."""
        others = [v for v in (self.kept, self.merged) if v is not None and v != self.survives]
        return others[0] if others and self.reason is not Reason.EQUAL else None

    @property
    def sentence(self) -> str:
        """Return the reason in Vietnamese."""
        return SENTENCES[self.reason]


@dataclass(frozen=True)
class MergePlan:
    """Everything a merge changes, and so everything that undoing it needs."""

    kept_id: str
    merged_id: str
    choices: tuple[FieldChoice, ...]

    @property
    def after(self) -> dict[str, FieldValue]:
        """Return the fields of the kept record after the merge."""
        return {c.field: c.survives for c in self.choices if c.survives is not None}

    @property
    def before(self) -> tuple[dict[str, FieldValue], dict[str, FieldValue]]:
        """Return the fields of both records before the merge: what undoing it restores."""
        kept = {c.field: c.kept for c in self.choices if c.kept is not None}
        merged = {c.field: c.merged for c in self.choices if c.merged is not None}
        return kept, merged

    @property
    def questions(self) -> tuple[FieldChoice, ...]:
        """Return the choices a person confirms before the merge."""
        return tuple(choice for choice in self.choices if choice.ask)

    def decided(self, field: str, *, kept: bool) -> MergePlan:
        """Return the plan with one field decided by a person."""
        return MergePlan(
            kept_id=self.kept_id,
            merged_id=self.merged_id,
            choices=tuple(
                FieldChoice(c.field, c.kept, c.merged, c.kept if kept else c.merged, Reason.KEPT_RECORD, False)
                if c.field == field
                else c
                for c in self.choices
            ),
        )


def plan_merge(
    *,
    kept_id: str,
    kept: Mapping[str, FieldValue],
    merged_id: str,
    merged: Mapping[str, FieldValue],
    source_rank: Mapping[str, int],
) -> MergePlan:
    """Propose what survives of two records of one child.

    Args:
        kept_id: the record that stays.
        kept: its values by field.
        merged_id: the record that becomes part of it.
        merged: its values by field.
        source_rank: how far each source is trusted, higher first; unknown sources count 0.

    Returns:
        A plan with one choice per field of either record, in alphabetical order.
    """
    return MergePlan(
        kept_id=kept_id,
        merged_id=merged_id,
        choices=tuple(
            _choose(field, kept.get(field), merged.get(field), source_rank) for field in sorted(set(kept) | set(merged))
        ),
    )


def _choose(
    field: str, kept: FieldValue | None, merged: FieldValue | None, source_rank: Mapping[str, int]
) -> FieldChoice:
    if kept is None or merged is None:
        return FieldChoice(field, kept, merged, kept or merged, Reason.ONLY, False)
    if kept.value == merged.value and kept.precision == merged.precision:
        return FieldChoice(field, kept, merged, kept, Reason.EQUAL, False)
    for reason, better in _grounds(field, kept, merged, source_rank):
        if better is not None:
            ask = reason not in _BY_ITSELF and field in IDENTITY_FIELDS
            return FieldChoice(field, kept, merged, better, reason, ask)
    return FieldChoice(field, kept, merged, kept, Reason.KEPT_RECORD, field in IDENTITY_FIELDS)


def _grounds(
    field: str, kept: FieldValue, merged: FieldValue, source_rank: Mapping[str, int]
) -> Iterable[tuple[Reason, FieldValue | None]]:
    """Give the grounds in the order they count, each with the value it prefers or None."""
    if field in _NAME_FIELDS:
        yield Reason.REAL_NAME, _one_that(kept, merged, lambda v: not v.placeholder)
        yield Reason.MARKED, _marked(kept, merged)
        yield Reason.FULLER, _fuller(kept, merged)
    if field == "birth_date":
        yield Reason.FINER_DATE, _finer(kept, merged)
    if field in _NUMBER_SHAPES:
        shape = _NUMBER_SHAPES[field]
        yield Reason.VALID_NUMBER, _one_that(kept, merged, lambda v: shape.fullmatch(str(v.value)) is not None)
    kept_rank, merged_rank = source_rank.get(kept.source, 0), source_rank.get(merged.source, 0)
    if kept_rank != merged_rank:
        yield Reason.BETTER_SOURCE, kept if kept_rank > merged_rank else merged
    if kept.on != merged.on:
        yield Reason.NEWER, kept if kept.on > merged.on else merged


def _one_that(kept: FieldValue, merged: FieldValue, holds: Callable[[FieldValue], bool]) -> FieldValue | None:
    """Return the only one of two values that has a property."""
    first, second = holds(kept), holds(merged)
    return None if first == second else (kept if first else merged)


def _marked(kept: FieldValue, merged: FieldValue) -> FieldValue | None:
    """Return the name with tone marks, where the other is the same name without any."""
    if search_key(str(kept.value)) != search_key(str(merged.value)):
        return None
    return _one_that(kept, merged, lambda v: has_marks(str(v.value)))


def _fuller(kept: FieldValue, merged: FieldValue) -> FieldValue | None:
    """Return the name that holds every word of the other, or spells out its initials."""
    first, second = search_key(str(kept.value)).split(), search_key(str(merged.value)).split()
    if _shortens(second, first) and not _shortens(first, second):
        return kept
    if _shortens(first, second) and not _shortens(second, first):
        return merged
    return None


def _shortens(short: list[str], full: list[str]) -> bool:
    spelled_out = len(short) == len(full) and all(
        word == other or (len(word) == 1 and other.startswith(word)) for word, other in zip(short, full, strict=True)
    )
    return spelled_out or (len(short) < len(full) and set(short) <= set(full))


def _finer(kept: FieldValue, merged: FieldValue) -> FieldValue | None:
    """Return the date known more exactly, where the other agrees as far as it goes."""
    if kept.precision == merged.precision:
        return None
    coarse, fine = sorted((kept, merged), key=lambda v: _PRECISIONS.index(v.precision))
    if not (isinstance(coarse.value, date) and isinstance(fine.value, date)):
        return None
    agrees = {
        "unknown": True,
        "year": coarse.value.year == fine.value.year,
        "month": (coarse.value.year, coarse.value.month) == (fine.value.year, fine.value.month),
    }
    return fine if agrees[coarse.precision] else None
