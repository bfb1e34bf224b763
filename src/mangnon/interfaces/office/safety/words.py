"""What accidents, hazards and skills are called on screen: words from values alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mangnon.core.content.safety import hazard_content, incident_content, lesson_kinds
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import date_words, delay_words
from mangnon.domain.safety.rules import standing_of, years_of_age
from mangnon.domain.safety.terms import HazardState, Outcome, PartOfDay

if TYPE_CHECKING:
    from mangnon.domain.children.queries import Followed
    from mangnon.domain.safety.models import Hazard, Incident, Skill

OUTCOME_WORDS: Mapping[str, str] = {value: str(label) for value, label in Outcome.choices}
OUTCOME_TONES: Mapping[str, Tone] = {
    "near_miss": "calm", "home": "soon", "station": "soon", "hospital": "late", "disability": "late", "death": "late",
}  # fmt: skip
PART_WORDS: Mapping[str, str] = {value: str(label) for value, label in PartOfDay.choices}
STATE_WORDS: Mapping[str, str] = {value: str(label) for value, label in HazardState.choices}
STATE_TONES: Mapping[str, Tone] = {
    "reported": "soon", "accepted": "soon", "fixed": "soon", "checked": "done", "late": "late",
}  # fmt: skip
SEX_WORDS = {"m": "nam", "f": "nữ"}
SOMEBODY = "Trẻ chưa rõ tên"


@dataclass(frozen=True)
class Marked:
    """A word with the colour it stands in."""

    tone: Tone
    words: str


def kind_words(incident: Incident) -> str:
    """Return what kind of accident it was: "Đuối nước"."""
    found = incident_content(incident.on).kinds.get(incident.kind)
    return capital(found.name if found else incident.kind)


def codes_words(incident: Incident) -> str:
    """Return the blocks of ICD-10 that a kind stands for: "W65-W74"."""
    found = incident_content(incident.on).kinds.get(incident.kind)
    return ", ".join(found.icd10) if found else ""


def outcome_mark(incident: Incident) -> Marked:
    """Return what became of the child."""
    return Marked(OUTCOME_TONES.get(incident.outcome, "calm"), capital(OUTCOME_WORDS.get(incident.outcome, "")))


def when_words(incident: Incident) -> str:
    """Return the day and part of day: "20/11/2026, buổi trưa"."""
    return ", ".join(part for part in (date_words(incident.on), PART_WORDS.get(incident.part, "")) if part)


def who_words(incident: Incident, child: Followed | None) -> str:
    """Return whose accident it was, as far as the reader may know."""
    if incident.child_id is not None:
        if child is None:
            return "Trẻ ở nơi khác"
        age = years_of_age(child.birth_date, on=incident.on)
        name = child.full_name or "Trẻ chưa có tên"
        return name if age is None else f"{name}, {f'{age} tuổi' if age else 'dưới 1 tuổi'}"
    known = (
        SEX_WORDS.get(incident.sex, ""),
        f"khoảng {incident.age_years} tuổi" if incident.age_years is not None else "",
    )
    return ", ".join(part for part in (SOMEBODY, *known) if part)


def facts_of(incident: Incident) -> list[tuple[str, str]]:
    """Return all that was told of an accident, as pairs of a name and words; what was not told is left out."""
    content = incident_content(incident.on)
    circumstances = ", ".join(
        content.circumstances[code].name if code in content.circumstances else code for code in incident.circumstances
    )
    told = (
        ("Nơi xảy ra", content.settings.get(incident.setting, incident.setting)),
        ("Hoàn cảnh", circumstances),
        ("Ai trông trẻ", content.supervision.get(incident.supervised, incident.supervised)),
        ("Ai sơ cứu", content.first_aid.get(incident.first_aid, incident.first_aid)),
        ("Biết bơi", content.swim.get(incident.swim, incident.swim)),
        ("Diễn biến", incident.note),
    )
    return [(name, capital(words)) for name, words in told if words]


def short_words(incident: Incident) -> str:
    """Return what a line tells beside the kind: where, who watched, what was done."""
    told = dict(facts_of(incident))
    wanted = [incident.spot, *(told[name] for name in ("Nơi xảy ra", "Ai trông trẻ", "Ai sơ cứu") if name in told)]
    return " · ".join(part for part in wanted if part)


def hazard_words(hazard: Hazard) -> str:
    """Return what kind of hazard it is."""
    found = hazard_content(hazard.reported_on).kinds.get(hazard.kind)
    return capital(found.name if found else hazard.kind)


def hazard_mark(hazard: Hazard, *, on: date) -> Marked:
    """Return how a hazard stands, late ones by how long."""
    state = standing_of(state=hazard.state, deadline=hazard.deadline, on=on)
    words = capital(STATE_WORDS[state])
    if state == "late":
        words = f"Chưa khắc phục, {delay_words(hazard.reported_on, hazard.deadline, today=on)}"
    return Marked(STATE_TONES[state], words)


def skill_words(skill: Skill) -> str:
    """Return a skill with the level reached: "Bơi, an toàn trong nước: bơi an toàn 25 m"."""
    taught = lesson_kinds(skill.on).get(skill.kind)
    return f"{capital(taught.name)}: {taught.name_of(skill.level)}" if taught else skill.kind


def capital(words: str) -> str:
    """Return words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
