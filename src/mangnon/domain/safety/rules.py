"""Pure decisions about accidents, hazards and skills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from mangnon.domain.safety.records import Happened, Spot
from mangnon.vocab.safety import IncidentContent, LessonKind

OPEN_STATES = frozenset({"reported", "accepted"})
_NEXT: Mapping[str, tuple[str, ...]] = {
    "reported": ("accepted", "fixed"),
    "accepted": ("accepted", "fixed"),  # given to another body, or another day
    "fixed": ("checked", "accepted"),  # looked at: safe, or not mended after all
    "checked": (),
}
# Where Vietnam lies, in degrees: a pair outside was typed the wrong way round, or is no place of ours.
_LATITUDES, _LONGITUDES = (8.0, 24.0), (102.0, 110.0)


def is_injury(outcome: str) -> bool:
    """Tell whether a child was hurt: everything but a near miss, deaths too."""
    return outcome not in ("near_miss", "")


def problems_of(told: Happened, *, content: IncidentContent, on: date, known_child: bool) -> dict[str, str]:
    """Return what is wrong with what was told, one sentence a field.

    Args:
        told: the accident.
        content: in force on its day.
        on: today.
        known_child: whether the child is on the register.
    """
    found: dict[str, str] = {}
    if told.on > on:
        found["on"] = "Ngày ở tương lai; hãy ghi ngày xảy ra."
    if told.kind not in content.kinds:
        found["kind"] = "Hãy chọn loại tai nạn."
    for name, code, known in (
        ("setting", told.setting, content.settings),
        ("first_aid", told.first_aid, content.first_aid),
        ("supervised", told.supervised, content.supervision),
        ("swim", told.swim, content.swim),
    ):
        if code and code not in known:
            found[name] = "Hãy chọn trong danh sách."
    if any(code not in content.circumstances for code in told.circumstances):
        found["circumstances"] = "Hãy chọn trong danh sách."
    if known_child and (told.sex or told.age_years is not None):
        found["age_years"] = "Trẻ có trong sổ thì tuổi, giới tính lấy từ sổ."
    if told.sex not in ("", "m", "f"):
        found["sex"] = "Hãy chọn nam hoặc nữ, hoặc để trống."
    if told.age_years is not None and not 0 <= told.age_years < content.below_years:
        found["age_years"] = (
            f"Tuổi từ 0 đến {content.below_years - 1}; trẻ em là người dưới {content.below_years} tuổi."
        )
    problem = spot_problem(told.spot)
    if problem:
        found["spot"] = problem
    return found


def spot_problem(spot: Spot) -> str:
    """Return what is wrong with a pair of coordinates; empty where nothing is."""
    if spot.latitude is None and spot.longitude is None:
        return ""
    if spot.latitude is None or spot.longitude is None:
        return "Ghi đủ cả vĩ độ và kinh độ, hoặc để trống cả hai."
    if not (_LATITUDES[0] <= spot.latitude <= _LATITUDES[1] and _LONGITUDES[0] <= spot.longitude <= _LONGITUDES[1]):
        return "Tọa độ không ở Việt Nam; vĩ độ trước, kinh độ sau, ví dụ 21,630500 và 105,640000."
    return ""


def next_states(state: str) -> tuple[str, ...]:
    """Return the steps that may follow a step of a hazard's mending."""
    return _NEXT.get(state, ())


def standing_of(*, state: str, deadline: date, on: date) -> str:
    """Return how a hazard stands on a day: its step, or ``late`` where its deadline has passed unmended."""
    return "late" if state in OPEN_STATES and deadline < on else state


def check_by(*, fixed_on: date, within_days: int) -> date:
    """Return the last day on which a mended hazard should be looked at."""
    return fixed_on + timedelta(days=within_days)


def review_by(*, told_on: date, within_days: int) -> date:
    """Return the last day on which a death is reviewed on time, counted from the day it became known."""
    return told_on + timedelta(days=within_days)


def years_of_age(birth: date | None, *, on: date) -> int | None:
    """Return completed years on a day; None where the birth date is unknown or lies after it."""
    if birth is None or birth > on:
        return None
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def best_levels(reached: Iterable[tuple[str, str]], *, kinds: Mapping[str, LessonKind]) -> dict[str, str]:
    """Return the highest level of each skill.

    Args:
        reached: (skill, level) of each lesson.
        kinds: the skills; others are left out.
    """
    best: dict[str, str] = {}
    for kind, level in reached:
        taught = kinds.get(kind)
        if taught and taught.rank(level) > taught.rank(best.get(kind, "")):
            best[kind] = level
    return best
