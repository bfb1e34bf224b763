"""What is told of accidents, hazards, homes and lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Spot:
    """Where something is or happened.

    Args:
        commune_id, hamlet_id: the place; a hamlet of that commune, or None.
        words: where exactly, as people say it.
        latitude, longitude: degrees, both or neither, to six decimals.
    """

    commune_id: UUID
    hamlet_id: UUID | None = None
    words: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Happened:
    """One child's accident.

    Args:
        on: the day.
        kind, setting, first_aid, supervised, swim: codes of ``content/safety/incidents.yaml``; empty where unknown.
        outcome: a value of ``Outcome``.
        spot: where.
        part: a value of ``PartOfDay``, or empty.
        circumstances: codes.
        note: in short; never who is to blame.
        event: shared by the children of one event; None where it is this child's alone.
        sex, age_years: of a child who is not on the register.
    """

    on: date
    kind: str
    outcome: str
    spot: Spot
    part: str = ""
    setting: str = ""
    circumstances: tuple[str, ...] = ()
    first_aid: str = ""
    supervised: str = ""
    swim: str = ""
    note: str = ""
    event: UUID | None = None
    sex: str = ""
    age_years: int | None = None
    synthetic: bool = False


@dataclass(frozen=True)
class Reviewed:
    """What a commune found after a death: answers by question code, and what is to be done."""

    on: date
    answers: Mapping[str, str]


@dataclass(frozen=True)
class HomeSeen:
    """What was seen in a home: values of ``HomeAnswer`` by question code."""

    on: date
    answers: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True)
class HazardTold:
    """A hazard as somebody reports it; ``photo`` is a file as it was sent."""

    on: date
    kind: str
    spot: Spot
    description: str = ""
    owner: str = ""
    photo: bytes | None = None
    synthetic: bool = False


@dataclass(frozen=True)
class HazardStepTold:
    """A step of a hazard's mending; ``body`` and ``deadline`` are told when somebody takes it on."""

    on: date
    state: str
    body: str = ""
    deadline: date | None = None
    note: str = ""


@dataclass(frozen=True)
class LessonTold:
    """A lesson: what is taught, where, by whom, on which day; a school's own names its facility."""

    on: date
    kind: str
    spot: Spot
    teacher: str
    facility_id: UUID | None = None
    synthetic: bool = False
