"""What is told of a child, by a clerk or a row of a list, before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class CaregiverRecord:
    """A caregiver as told: relation code, name, birth year, phone and number; empty or None where unknown."""

    relation: str
    full_name: str
    birth_year: int | None = None
    phone: str = ""
    personal_id: str = ""


@dataclass(frozen=True)
class CircumstanceRecord:
    """A special-circumstance group (10a … 10o) as told, with sub-type and deciding document."""

    group_code: str
    subtype: str = ""
    document: str = ""


@dataclass(frozen=True)
class SourceRecord:
    """The line that told us: bare file name, sheet, row as a person sees it, and a digest of its cells."""

    file: str
    sheet: str
    row: int
    digest: bytes


@dataclass(frozen=True)
class ChildRecord:
    """A child as told; empty or None where unknown.

    Args:
        birth_date: the first day of what is known (2019-01-01 for "2019").
        birth_precision: day, month, year or unknown.
        sex: m, f or empty.
        commune_id: the commune of today where the child lives; None while it is open.
        open_communes: then, the communes it may be (an old one that was split, a name that two bear).
        hamlet_id: its hamlet, if one is known by what was written; else ``hamlet_text`` keeps the words.
    """

    commune_id: UUID | None
    open_communes: tuple[UUID, ...] = ()
    full_name: str = ""
    placeholder_name: bool = False
    birth_date: date | None = None
    birth_precision: str = "unknown"
    sex: str = ""
    ethnic_code: str = ""
    personal_id: str = ""
    birth_certificate_no: str = ""
    insurance_no: str = ""
    hamlet_id: UUID | None = None
    hamlet_text: str = ""
    address: str = ""
    household_code: str = ""
    household_head: str = ""
    poverty: str = ""
    multiple_birth: bool = False
    synthetic: bool = False
    caregivers: tuple[CaregiverRecord, ...] = ()
    circumstances: tuple[CircumstanceRecord, ...] = ()
    risks: tuple[str, ...] = ()
    source: SourceRecord | None = field(default=None, compare=False)

    def caregiver(self, relation: str) -> CaregiverRecord | None:
        """Return the first caregiver of that relation."""
        return next((each for each in self.caregivers if each.relation == relation), None)
