"""Made-up accidents, hazards, homes and lessons, so that the pages of safety show something."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from mangnon.core.content import content_root
from mangnon.core.content.safety import hazard_content, home_checklist, incident_content, lesson_kinds
from mangnon.core.places.queries import PlaceName, list_hamlets
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import Followed, list_followed
from mangnon.domain.children.upward import dues_at_once
from mangnon.domain.safety.hazards import advance_hazard, report_hazard
from mangnon.domain.safety.lessons import hold_lesson, record_skills
from mangnon.domain.safety.records import Happened, HazardStepTold, HazardTold, HomeSeen, LessonTold, Reviewed, Spot
from mangnon.domain.safety.services import record_home_check, record_incident, record_review

SOURCE = "dữ liệu giả lập"
SEED = 2026
_SPOTS = {
    "drowning": ("ao sau nhà văn hóa", "đoạn suối gần cầu", "đập tràn", "hố nước công trình"),
    "traffic": ("khúc cua đầu xóm", "cổng trường", "ngã ba chợ"),
}
_HAZARD_SPOTS = {
    "pond": "ao cạnh đường đi học", "river": "bến suối trẻ hay tắm", "well": "giếng cũ cuối xóm",
    "pit": "hố móng đang đào", "road": "cổng trường không có gờ giảm tốc", "electricity": "cột điện nghiêng sau bão",
}  # fmt: skip
_SETTINGS = {"drowning": "river", "traffic": "road", "fall": "home", "burn": "home", "poisoning": "home"}
_BODIES = ("Ủy ban nhân dân xã", "Trưởng xóm", "Điện lực", "Chủ công trình")
_TEACHERS = ("Cô Nông Thị Bơi", "Thầy Lý Văn Sông", "Đoàn Thanh niên xã", "Trạm y tế xã")


@dataclass
class _Commune:
    """What is drawn from: a commune with its children and hamlets, and its own chance."""

    place: PlaceName
    hamlets: list[PlaceName]
    children: list[Followed]
    rng: np.random.Generator
    today: date
    told: dict[str, Any]

    def spot(self, words: str) -> Spot:
        """Return a spot in one of the hamlets; now and then with coordinates about the province's middle."""
        hamlet = self.hamlets[int(self.rng.integers(len(self.hamlets)))].id if self.hamlets else None
        if self.rng.random() > self.told["with_coordinates"]:
            return Spot(self.place.id, hamlet, words)
        north, east = 21.6 + self.rng.normal(0, 0.05), 105.7 + self.rng.normal(0, 0.05)
        return Spot(self.place.id, hamlet, words, round(float(north), 6), round(float(east), 6))

    def pick(self, shares: dict[str, float]) -> str:
        """Return one of several codes by their shares."""
        weights = np.array(list(shares.values()), dtype=float)
        return list(shares)[int(self.rng.choice(len(weights), p=weights / weights.sum()))]


def sample_safety(
    *,
    scope: Scope,
    communes: Sequence[PlaceName],
    at_least: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Tell made-up things of some communes, the same each time; once, after their children are there.

    Args:
        scope: of the command.
        communes: where.
        at_least: so many injuries in each commune, where a small one would show none.
        progress: told (communes done, in all).

    Returns:
        How many accidents and near misses.
    """
    told = tomllib.loads((content_root() / "synth" / "safety.toml").read_text(encoding="utf-8"))
    count = 0
    for at, place in enumerate(communes):
        children = [
            each
            for each in list_followed(scope=scope, record_class=RecordClass.HEALTH, commune_ids=[place.id])
            if each.birth_date and each.synthetic
        ]
        commune = _Commune(
            place=place,
            hamlets=list_hamlets([place.id], on=scope.on),
            children=sorted(children, key=lambda each: (each.birth_date, each.full_name)),
            rng=np.random.default_rng([SEED, int(place.code)]),
            today=scope.on,
            told=told,
        )
        if commune.children:
            with transaction.atomic(), dues_at_once():
                count += _accidents(scope, commune, at_least)
                _hazards(scope, commune)
                _lessons(scope, commune)
                _homes(scope, commune)
        if progress:
            progress(at + 1, len(communes))
    return count


def _accidents(scope: Scope, commune: _Commune, at_least: int) -> int:
    told, rng = commune.told, commune.rng
    years = len(commune.children) * told["years"] / 100_000
    deaths = int(rng.poisson(told["deaths_per_100000"] * years))
    injuries = int(rng.poisson(told["injuries_per_100000"] * years)) - deaths
    injuries, deaths = max(injuries, at_least), max(deaths, int(at_least > 0))
    misses = round(injuries * told["near_misses_per_injury"])
    for _ in range(deaths):
        _died(scope, commune)
    for _ in range(injuries):
        _hurt(scope, commune, commune.pick(told["kinds"]), commune.pick(told["outcomes"]))
    for _ in range(misses):
        _hurt(scope, commune, commune.pick(told["kinds"]), "near_miss")
    return deaths + max(injuries, 0) + max(misses, 0)


def _hurt(scope: Scope, commune: _Commune, kind: str, outcome: str) -> None:
    unknown = commune.rng.random() < commune.told["unknown_child"]
    day = _day(commune, kind)
    alive = [each for each in commune.children if each.birth_date and each.birth_date < day]
    if not alive:
        return
    child = alive[int(commune.rng.integers(len(alive)))]
    happened = _happened(commune, kind, outcome, day, unknown=unknown)
    record_incident(scope=scope, child_id=None if unknown else child.child_id, told=happened, source=SOURCE)


def _died(scope: Scope, commune: _Commune) -> None:
    """A child who died is not on a register of the living: told without a name."""
    kind = commune.pick(commune.told["deaths"])
    happened = _happened(commune, kind, "death", _day(commune, kind), unknown=True)
    key = record_incident(scope=scope, child_id=None, told=happened, source=SOURCE)
    if happened.on < commune.today - timedelta(60) and commune.rng.random() < 0.8:
        answers = {
            "what_happened": "Trẻ đi cùng bạn, không có người lớn.",
            "actions": "Cắm biển, rào đoạn nguy hiểm; Ủy ban nhân dân xã làm, xong trong tháng.",
        }
        told = Reviewed(min(happened.on + timedelta(25), commune.today), answers)
        record_review(scope=scope, incident_id=key, told=told)


def _happened(commune: _Commune, kind: str, outcome: str, day: date, *, unknown: bool) -> Happened:
    rng, content = commune.rng, incident_content(day)
    fitting = [each.code for each in content.circumstances.values() if kind in each.kinds]
    spots = _SPOTS.get(kind, ("",))
    return Happened(
        on=day,
        kind=kind,
        outcome=outcome,
        spot=commune.spot(spots[int(rng.integers(len(spots)))]),
        part=str(rng.choice(["morning", "noon", "afternoon", "afternoon", "evening"])),
        setting=_SETTINGS.get(kind, ""),
        circumstances=tuple(fitting[:1] if rng.random() < 0.6 else ()),
        first_aid=str(rng.choice(list(content.first_aid))) if outcome != "near_miss" else "",
        supervised=str(rng.choice(list(content.supervision))),
        swim=str(rng.choice(["cannot", "cannot", "some", "can"])) if kind == "drowning" else "",
        sex=str(rng.choice(["m", "m", "f"])) if unknown else "",
        age_years=int(rng.integers(1, 16)) if unknown else None,
        synthetic=unknown,
    )


def _day(commune: _Commune, kind: str) -> date:
    """Return a day of the years told of, in the months that such accidents happen in."""
    months = commune.told["months"]["drowning" if kind == "drowning" else "other"]
    while True:
        back = int(commune.rng.integers(int(365.25 * commune.told["years"])))
        day = commune.today - timedelta(back)
        if commune.rng.random() < months[day.month - 1] / max(months):
            return day


def _hazards(scope: Scope, commune: _Commune) -> None:
    rng, kinds = commune.rng, list(_HAZARD_SPOTS)
    low, high = commune.told["hazards"]["a_commune"]
    for at in range(int(rng.integers(low, high + 1))):
        kind = kinds[at % len(kinds)]
        within = hazard_content(commune.today).kinds[kind].within_days
        late = rng.random() < commune.told["hazards"]["late"]
        on = commune.today - timedelta(within + int(rng.integers(5, 40)) if late else int(rng.integers(0, within)))
        spot = commune.spot(_HAZARD_SPOTS[kind])
        key = report_hazard(scope=scope, told=HazardTold(on, kind, spot, synthetic=True))
        if late and rng.random() < 0.5:
            continue
        body = _BODIES[int(rng.integers(len(_BODIES)))]
        steps = int(rng.integers(0, 4)) if not late else 1
        for state in ("accepted", "fixed", "checked")[:steps]:
            told = HazardStepTold(
                max(on, commune.today - timedelta(3)), state, body=body if state == "accepted" else ""
            )
            advance_hazard(scope=scope, hazard_id=key, told=told)


def _lessons(scope: Scope, commune: _Commune) -> None:
    rng, kinds = commune.rng, lesson_kinds(commune.today)
    low, high = commune.told["lessons"]["a_commune_and_year"]
    few, many = commune.told["lessons"]["children"]
    learners = [
        each for each in commune.children if each.birth_date and _years(each.birth_date, commune.today) in range(6, 15)
    ]
    for year in range(2):
        for at in range(int(rng.integers(low, high + 1))):
            kind = "swimming" if at == 0 else list(kinds)[at % len(kinds)]
            on = commune.today - timedelta(365 * year + int(rng.integers(20, 200)))
            teacher = _TEACHERS[int(rng.integers(len(_TEACHERS)))]
            told = LessonTold(on, kind, commune.spot("nhà văn hóa xóm"), teacher, synthetic=True)
            key = hold_lesson(scope=scope, told=told)
            wanted = min(int(rng.integers(few, many + 1)), len(learners))
            chosen: list[int] = rng.choice(len(learners), size=wanted, replace=False).tolist() if wanted else []
            levels = [level.code for level in kinds[kind].levels]
            record_skills(
                scope=scope, lesson_id=key,
                levels={learners[row].child_id: levels[int(rng.integers(len(levels)))] for row in chosen},
            )  # fmt: skip


def _homes(scope: Scope, commune: _Commune) -> None:
    rng = commune.rng
    small = [each for each in commune.children if each.birth_date and _years(each.birth_date, commune.today) < 5][:8]
    asked = list(home_checklist(commune.today).questions)
    for child in small:
        answers = {code: str(rng.choice(["yes", "yes", "yes", "no", "not_there"])) for code in asked}
        on = commune.today - timedelta(int(rng.integers(10, 200)))
        if child.birth_date and child.birth_date < on:
            record_home_check(scope=scope, child_id=child.child_id, told=HomeSeen(on, answers), source=SOURCE)


def _years(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
