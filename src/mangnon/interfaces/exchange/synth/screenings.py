"""Screenings of newborns and of each year, each a course of steps with what was measured at them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.content import ScreeningShares

NEWBORN = ("heel_prick", "hearing", "heart")
YEARLY = ("checkup", "vision", "dental")
_MONTH = 30.4375
_SCHOOL_MONTHS, _FIRST_ROUND_MONTHS = 72, 6
_FROM_MONTHS = {"checkup": 6, "vision": 42, "dental": 18}
_OPEN = frozenset({"sampled", "sent", "recheck", "positive", "referred", "seen"})
_SETTLED = 0.93
_AFTER_DISEASE = frozenset({"positive", "referred", "seen", "confirmed", "in_treatment", "treated", "lost", "refused"})


def screening_table(
    *,
    born: NDArray[Any],
    keys: NDArray[np.uint8],
    commune: int,
    area: str,
    seed: int,
    today: date,
    shares: ScreeningShares,
) -> pa.Table:
    """The steps of all tests, one row a step that lies before today.

    Args:
        born: the children's days of birth since 1970-01-01, shape (n,).
        keys: theirs, shape (n, 16).
        commune: its index in the province.
        area: what kind of area it is.
        seed: the province's seed.
        today: the day the province is made for.
        shares: coverage and courses.
    """
    rng = draw.generator(seed=seed, commune=commune, topic="screening")
    now = draw.day_number(today)
    days = np.asarray(born).astype(np.int64)
    begun = _newborns(days, area, now, shares, rng) + _rounds(days, area, today, shares, rng)
    rows = [_steps(each, shares, now, rng) for each in begun]
    rows += [*(_asked_again(row, now, rng) for row in rows), _counselled(rows[0], now, rng)]
    columns = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    order = np.lexsort((columns["at"], columns["kind"], columns["child"]))
    columns = {name: column[order] for name, column in columns.items()}
    count = len(order)
    agreed = columns["refer_by"]
    return pa.Table.from_arrays(
        [
            draw.key_column(draw.keys(seed=seed, table="screenings", commune=commune, count=count, today=today)),
            draw.key_column(keys[columns["child"].astype(np.int64)]),
            draw.word_column(columns["kind"]),
            draw.word_column(columns["state"]),
            draw.day_column(columns["on"]),
            draw.word_column(columns["measured"]),
            draw.word_column(columns["findings"]),
            draw.word_column(columns["referred_to"]),
            draw.day_column(agreed, mask=agreed < 0),
            draw.word_column(columns["reason"]),
        ],
        schema=schema.SCREENINGS,
    )


@dataclass(frozen=True)
class _Begun:
    """One test of some children: rows of the children, and the day each began."""

    kind: str
    child: NDArray[np.int64]
    on: NDArray[np.int64]


def _newborns(
    born: NDArray[np.int64], area: str, now: int, shares: ScreeningShares, rng: np.random.Generator
) -> list[_Begun]:
    reached = (rng.random(len(born)) < shares.covered.values[area]) & (born >= draw.day_number(shares.since))
    found = []
    for kind in NEWBORN:
        on = born + rng.integers(2 if kind == "heel_prick" else 1, 4, len(born))
        rows = np.flatnonzero(reached & (rng.random(len(born)) < 0.94) & (on <= now))
        found.append(_Begun(kind, rows, on[rows]))
    return found


def _rounds(
    born: NDArray[np.int64], area: str, today: date, shares: ScreeningShares, rng: np.random.Generator
) -> list[_Begun]:
    """The newest round of each child: at school on a few days of autumn, else near the round's month at the station."""
    now = draw.day_number(today)
    autumn = today.year if today >= date(today.year, 11, 1) else today.year - 1
    days = draw.day_number(date(autumn, 9, 14)) + rng.integers(0, 40, 4)
    months = (now - born) / _MONTH
    pupil = months >= _SCHOOL_MONTHS + 2
    since = np.maximum(months - _FIRST_ROUND_MONTHS, 0) // 12 * 12 + _FIRST_ROUND_MONTHS
    at_station = (born + since * _MONTH).astype(np.int64) + rng.integers(0, 80, len(born))
    on = np.where(pupil, rng.choice(days, len(born)), at_station)
    share = np.where(pupil, shares.school.values[area], shares.station.values[area])
    came = (rng.random(len(born)) < share) & (months >= _FIRST_ROUND_MONTHS) & (on <= now)
    found = []
    for kind in YEARLY:
        old = (on - born) / _MONTH >= _FROM_MONTHS[kind]
        rows = np.flatnonzero(came & old & (rng.random(len(born)) < 0.95))
        found.append(_Begun(kind, rows, on[rows]))
    return found


def _steps(begun: _Begun, shares: ScreeningShares, now: int, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Every step of one test of all its children, up to today."""
    courses = shares.courses[begun.kind]
    drawn = draw.picks(rng, courses, len(begun.child))
    ends = np.array([course.split("+")[-1] in _OPEN for course in courses.values])
    old = ends[drawn] & (begun.on < now - shares.settle_days) & (rng.random(len(drawn)) < _SETTLED)
    drawn[old] = 0  # the first course is the usual one
    disease = draw.words(rng, shares.findings[begun.kind], len(begun.child))
    parts = []
    for number, course in enumerate(courses.values):
        rows = np.flatnonzero(drawn == number)
        on = begun.on[rows]
        for at, state in enumerate(course.split("+")):
            if at:
                on = on + np.maximum(1, shares.gap_days[state] * rng.uniform(0.5, 1.6, len(rows))).astype(np.int64)
            until = on <= now
            rows, on = rows[until], on[until]
            parts.append(_step(begun, rows, on, at, state, course.split("+")[:at], disease[rows], shares, rng))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _asked_again(steps: dict[str, NDArray[Any]], now: int, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Ask lately after most of those whose treatment goes on."""
    treated = (steps["state"] == "in_treatment") & (steps["on"] < now - 200) & (rng.random(len(steps["on"])) < 0.8)
    again = {name: column[treated] for name, column in steps.items()}
    count = int(treated.sum())
    return {**again, "on": now - rng.integers(0, 190, count), "at": again["at"] + 1}


def _counselled(steps: dict[str, NDArray[Any]], now: int, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Counsel three in four families of children with an inherited disease of the blood sample."""
    inherited = (steps["state"] == "confirmed") & np.isin(steps["findings"], ("g6pd", "cah"))
    on = steps["on"] + rng.integers(10, 60, len(steps["on"]))
    told = inherited & (on <= now) & (rng.random(len(on)) < 0.75)
    count = int(told.sum())
    return {
        **{name: column[told] for name, column in steps.items()},
        "on": on[told],
        "kind": draw.objects(["genetic"] * count),
        "state": draw.objects(["seen"] * count),
        "findings": draw.objects([""] * count),
    }


def _step(
    begun: _Begun,
    rows: NDArray[np.int64],
    on: NDArray[np.int64],
    at: int,
    state: str,
    before: list[str],
    disease: NDArray[np.object_],
    shares: ScreeningShares,
    rng: np.random.Generator,
) -> dict[str, NDArray[Any]]:
    count = len(rows)
    suspected = state in _AFTER_DISEASE and (state == "positive" or "positive" in before)
    to, by, reason = [""] * count, np.full(count, -1, dtype=np.int64), [""] * count
    if state == "referred":
        to = list(rng.choice(np.array(shares.referred_to, dtype=object), count))
        by = on + rng.integers(7, 31, count)
    if state in {"refused", "lost"}:
        reasons = ("healthy", "fear", "cost") if state == "refused" else ("no_phone", "moved")
        reason = list(rng.choice(np.array(reasons, dtype=object), count))
    measure = _MEASURED.get((begun.kind, "" if state in {"sampled", "sent"} else state))
    return {
        "child": begun.child[rows],
        "at": np.full(count, at),
        "kind": draw.objects([begun.kind] * count),
        "state": draw.objects([state] * count),
        "on": on,
        "measured": draw.objects(
            [json.dumps(measure(rng, each, before)) for each in disease] if measure else ["{}"] * count
        ),
        "findings": disease if suspected else draw.objects([""] * count),
        "referred_to": draw.objects(to),
        "refer_by": by,
        "reason": draw.objects(reason),
    }


_Measure = Callable[[np.random.Generator, str, list[str]], dict[str, Any]]
_DISEASES = ("hypothyroidism", "g6pd", "cah")


def _sample(rng: np.random.Generator, disease: str, before: list[str]) -> dict[str, Any]:
    again = "recheck" in before
    hours = int(rng.integers(200, 500)) if again else int(rng.integers(48, 73))
    card = f"GL{int(rng.integers(100000, 999999))}"
    return {"card_no": card, "age_hours": hours, "path": "term", "sample_no": 2 if again else 1}


def _diseases(of_disease: str) -> _Measure:
    return lambda rng, disease, before: {
        "path": "term",
        "sample_no": 2 if before.count("sampled") > 1 else 1,
        **{code: of_disease if code == disease else "low" for code in _DISEASES},
    }


def _ears(right: str, left: str) -> _Measure:
    return lambda rng, disease, before: {"method": "oae", "right": right, "left": left}


def _oxygen(hand: tuple[int, int], gap: tuple[int, int]) -> _Measure:
    def measure(rng: np.random.Generator, disease: str, before: list[str]) -> dict[str, Any]:
        right = int(rng.integers(*hand))
        foot = max(right - int(rng.integers(*gap)), 60)
        return {"right_hand": right, "foot": foot, "time_no": len(before) + 1}

    return measure


def _acuity(low: int, high: int) -> _Measure:
    def measure(rng: np.random.Generator, disease: str, before: list[str]) -> dict[str, Any]:
        right = int(rng.integers(low, high))
        return {"right_tenths": right, "left_tenths": max(right - int(rng.integers(0, 2)), 1)}

    return measure


def _teeth(low: int, high: int) -> _Measure:
    def measure(rng: np.random.Generator, disease: str, before: list[str]) -> dict[str, Any]:
        decayed = int(rng.integers(low, high))
        filled = int(rng.integers(0, 3)) if rng.random() < 0.3 else 0
        return {"decayed": decayed, "missing": 0, "filled": filled, "first_molars": min(decayed // 2, 4)}

    return measure


_MEASURED: Mapping[tuple[str, str], _Measure] = {
    ("heel_prick", ""): _sample,
    ("heel_prick", "normal"): _diseases("low"),
    ("heel_prick", "recheck"): _diseases("again"),
    ("heel_prick", "positive"): _diseases("high"),
    ("hearing", "normal"): _ears("pass", "pass"),
    ("hearing", "recheck"): _ears("refer", "pass"),
    ("hearing", "positive"): _ears("refer", "pass"),
    ("heart", "normal"): _oxygen((97, 101), (0, 3)),
    ("heart", "recheck"): _oxygen((93, 95), (0, 2)),
    ("heart", "positive"): _oxygen((84, 90), (0, 4)),
    ("checkup", "normal"): lambda rng, disease, before: {"general": "good" if rng.random() < 0.8 else "fair"},
    ("checkup", "positive"): lambda rng, disease, before: {"general": "fair"},
    ("vision", "normal"): _acuity(9, 11),
    ("vision", "positive"): _acuity(2, 5),
    ("dental", "normal"): _teeth(0, 1),
    ("dental", "positive"): _teeth(1, 7),
}
