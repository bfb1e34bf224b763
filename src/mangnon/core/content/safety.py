"""Reads what accidents, hazards, lessons and targets are told with, from ``content/safety``."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.safety import (
    Asking,
    CircumstanceName,
    HazardContent,
    HazardKind,
    IncidentContent,
    IncidentKind,
    LessonKind,
    SkillLevel,
    Target,
    Targets,
)

HOME_VISITS = "safety/home_visits.yaml"


class SafetyContentError(ContentError):
    """A list of the safety room cannot be used."""

    code = "safety.content"


@lru_cache(maxsize=16)
def incident_content(on: date) -> IncidentContent:
    """Return what an accident of a day is told with.

    Raises:
        SafetyContentError: the file is damaged; the sentence names it.
    """
    version = _version("incidents", on)
    try:
        told = version.values
        return IncidentContent(
            version=version.name,
            below_years=int(told["below_years"]),
            kinds={
                each["code"]: IncidentKind(
                    each["code"], each["name"], tuple(each["icd10"]), bool(each.get("water", False))
                )
                for each in told["kinds"]
            },
            settings=_names(told["settings"]),
            circumstances={
                each["code"]: CircumstanceName(each["code"], each["name"], frozenset(each["kinds"]))
                for each in told["circumstances"]
            },
            first_aid=_names(told["first_aid"]),
            supervision=_names(told["supervision"]),
            swim=_names(told["swim"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong("incidents", error) from error


@lru_cache(maxsize=16)
def hazard_content(on: date) -> HazardContent:
    """Return the kinds of hazards in force on a day.

    Raises:
        SafetyContentError: the file is damaged.
    """
    version = _version("hazards", on)
    try:
        told = version.values
        return HazardContent(
            version=version.name,
            kinds={
                each["code"]: HazardKind(
                    each["code"], each["name"], int(each["within_days"]), bool(each.get("water", False))
                )
                for each in told["kinds"]
            },
            check_within_days=int(told["check_within_days"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong("hazards", error) from error


@lru_cache(maxsize=16)
def lesson_kinds(on: date) -> dict[str, LessonKind]:
    """Return the skills taught on a day, by code.

    Raises:
        SafetyContentError: the file is damaged.
    """
    version = _version("lessons", on)
    try:
        return {
            each["code"]: LessonKind(
                each["code"], each["name"],
                tuple(SkillLevel(level["code"], level["name"], level.get("counts", "")) for level in each["levels"]),
            )
            for each in version.values["kinds"]
        }  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong("lessons", error) from error


@lru_cache(maxsize=16)
def home_checklist(on: date) -> Asking:
    """Return what is looked at in a home on a day.

    Raises:
        SafetyContentError: the file is damaged.
    """
    return _asking("home_check", on)


@lru_cache(maxsize=16)
def review_questions(on: date) -> Asking:
    """Return what is asked after a child's death on a day, and within how many days.

    Raises:
        SafetyContentError: the file is damaged.
    """
    return _asking("review", on)


@lru_cache(maxsize=16)
def safety_targets(on: date) -> Targets:
    """Return the targets in force on a day, and how rates are shown.

    Raises:
        SafetyContentError: the file is damaged.
    """
    version = _version("targets", on)
    try:
        told = version.values
        skills, less = told["skills"], told["drowning_deaths_less_percent"]
        return Targets(
            version=version.name,
            basis=str(told["basis"]),
            verified=bool(told["verified"]),
            fewest=int(told["fewest"]),
            confidence_percent=float(told["confidence_percent"]),
            few_children=int(told["few_children"]),
            age_groups=tuple((int(low), int(below)) for low, below in told["age_groups"]),
            rates={code: Target(code, each["name"], dict(each["by_year"])) for code, each in told["rates"].items()},
            skills={
                code: Target(code, skills[code]["name"], dict(skills[code]["by_year"]))
                for code in ("water_safe", "swims")
            },
            skills_ages=(int(skills["from_years"]), int(skills["below_years"])),
            drowning_less=Target("drowning", str(less["since"]), dict(less["by_year"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong("targets", error) from error


def _asking(name: str, on: date) -> Asking:
    version = _version(name, on)
    try:
        told = version.values
        return Asking(
            version=version.name,
            questions=_names(told["questions"]),
            basis=str(told.get("basis", "")),
            within_days=int(told.get("within_days", 0)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(name, error) from error


def _names(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {each["code"]: each["name"] for each in rows}


def _version(name: str, on: date) -> Version:
    """Return the version in force on a day, or the oldest where none was yet: what happened before is told too."""
    versions = read_versions(f"safety/{name}.yaml")
    return in_force(versions, on=on) or versions[0]


def _wrong(name: str, error: Exception) -> SafetyContentError:
    return SafetyContentError(f"Nội dung safety/{name}.yaml thiếu hoặc sai mục {error}; hãy khôi phục tệp này.")
