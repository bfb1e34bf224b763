"""Everything recorded of a child, newest first; what was corrected stays, struck through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from mangnon.core.clock import VIETNAM
from mangnon.core.content.screening import screening_tests
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import TimelineFact
from mangnon.core.web.words import length_words, weight_words, z_words
from mangnon.domain.growth.queries import list_measurements
from mangnon.domain.growth.rules import Scored
from mangnon.domain.immunization.queries import list_doses, list_observations
from mangnon.domain.immunization.records import StandingObservation
from mangnon.domain.immunization.terms import product_words
from mangnon.domain.nutrition.queries import list_supplements
from mangnon.domain.outreach.queries import list_visits
from mangnon.domain.questionnaires.queries import CONTINUED, list_responses
from mangnon.domain.screening.queries import list_screenings
from mangnon.interfaces.office.child.cautions import observation_words
from mangnon.interfaces.office.due_words import EXAMINED, questionnaire_title
from mangnon.interfaces.office.screening.words import detail_words

if TYPE_CHECKING:
    from mangnon.domain.children.facts import Fact
    from mangnon.domain.children.models import Child, LifeEvent
    from mangnon.domain.growth.models import Measurement
    from mangnon.domain.immunization.models import Dose, Observation
    from mangnon.domain.nutrition.models import Supplement
    from mangnon.domain.outreach.models import Visit
    from mangnon.domain.questionnaires.models import Response
    from mangnon.domain.screening.models import Screening

# The word in the address, the icon and the word on the screen of each kind of fact.
# Where an import read a fact: file, sheet, columns, line.
_CELLS = re.compile(r"(?P<file>[^#]+)#(?P<sheet>.+)!(?P<columns>[A-Z,]*)(?P<row>\d+)")
KINDS: Mapping[str, tuple[str, str]] = {
    "can": ("weigh", "Cân đo"),
    "tiem": ("dose", "Tiêm chủng"),
    "luu-y": ("question", "Chống chỉ định, hoãn tiêm"),
    "uong": ("supplement", "Vitamin A, tẩy giun"),
    "sang-loc": ("screening", "Sàng lọc"),
    "tham": ("visit", "Thăm trẻ"),
    "bang-hoi": ("paper", "Bảng hỏi"),
    "bien-dong": ("move", "Biến động"),
}


@dataclass(frozen=True)
class ChildFacts:
    """All facts of one child that the reader may see, corrected ones too, oldest first."""

    weighings: tuple[Measurement, ...]
    doses: tuple[Dose, ...]
    observations: tuple[Observation, ...]
    supplements: tuple[Supplement, ...]
    screenings: tuple[Screening, ...]
    visits: tuple[Visit, ...]
    responses: tuple[Response, ...]

    def standing_weighings(self) -> list[Measurement]:
        """Return the measurements that were not corrected."""
        return [each for each in self.weighings if each.superseded_at is None]

    def standing_doses(self) -> list[Dose]:
        """Return the doses that were not corrected."""
        return [each for each in self.doses if each.superseded_at is None]

    def standing_observations(self) -> list[StandingObservation]:
        """Return the observations that were not withdrawn."""
        return [
            StandingObservation(each.pk, each.on, each.told, each.until)
            for each in self.observations
            if each.superseded_at is None
        ]

    def writers(self) -> set[UUID]:
        """Return the keys of everybody who recorded one."""
        facts: Iterable[Fact] = (
            *self.weighings, *self.doses, *self.observations, *self.supplements, *self.screenings, *self.visits,
            *self.responses,
        )  # fmt: skip
        return {fact.recorded_by for fact in facts if fact.recorded_by}


def read_facts(*, scope: Scope, child_id: UUID) -> ChildFacts:
    """Read all facts of a child within scope."""
    return ChildFacts(
        weighings=tuple(list_measurements(scope=scope, child_id=child_id, corrected_too=True)),
        doses=tuple(list_doses(scope=scope, child_id=child_id, corrected_too=True)),
        observations=tuple(list_observations(scope=scope, child_id=child_id, corrected_too=True)),
        supplements=tuple(list_supplements(scope=scope, child_id=child_id, corrected_too=True)),
        screenings=tuple(list_screenings(scope=scope, child_id=child_id, corrected_too=True)),
        visits=tuple(list_visits(scope=scope, child_id=child_id, corrected_too=True)),
        responses=tuple(list_responses(scope=scope, child_id=child_id, corrected_too=True)),
    )


@dataclass(frozen=True)
class _Entry:
    kind: str
    on: date
    at: datetime
    fact: TimelineFact


def timeline(
    *,
    child: Child,
    facts: ChildFacts,
    life_events: Iterable[LifeEvent],
    scored: Iterable[Scored],
    names: Mapping[UUID, str],
    may_write: Callable[[str], bool],
    kind: str = "",
) -> tuple[TimelineFact, ...]:
    """Put facts into one line, newest first.

    Args:
        child: whose.
        facts: of the child.
        life_events: told among them.
        scored: measurements with z-scores, to say what a weight means.
        names: of accounts by key.
        may_write: whether the reader may correct this kind of facts.
        kind: a word of ``KINDS`` to show alone.
    """
    meaning = {_body_key(each.body): each for each in scored}
    entries: list[_Entry] = []
    for weighing in facts.weighings:
        found = meaning.get(_body_key(weighing)) if weighing.superseded_at is None else None
        entries.append(
            _entry("can", weighing, _weighing_title(weighing), _weighing_detail(found), names, child, may_write)
        )
    for dose in facts.doses:
        parts = (
            dose.maker,
            f"lô {dose.lot}" if dose.lot else "",
            dose.site,
            EXAMINED[dose.examined].rstrip(".").lower(),
        )
        detail = ", ".join(part for part in parts if part)
        entries.append(_entry("tiem", dose, f"Tiêm {product_words(dose.product)}", detail, names, child, may_write))
    for seen in facts.observations:
        until = f"hết hoãn từ ngày {seen.until:%d/%m/%Y}" if seen.until else ""
        entries.append(_entry("luu-y", seen, observation_words(seen.told), until, names, child, may_write))
    for taken in facts.supplements:
        title = "Uống vitamin A" if taken.kind == "vitamin_a" else "Uống thuốc tẩy giun"
        entries.append(_entry("uong", taken, title, "", names, child, may_write))
    for step in facts.screenings:
        title = f"{_capital(step.get_kind_display())}: {step.get_state_display()}"
        detail = detail_words(screening_tests(step.on).get(step.kind), step)
        entries.append(_entry("sang-loc", step, title, detail, names, child, may_write))
    for visit in facts.visits:
        entries.append(
            _entry("tham", visit, _capital(visit.get_purpose_display()), visit.note, names, child, may_write)
        )
    for response in facts.responses:
        if response.superseded_reason != CONTINUED:
            entries.append(_response(response, names, child, may_write))
    for event in life_events:
        told = TimelineFact(
            on=event.on,
            kind="bien-dong",
            icon="move",
            title=_capital(event.get_kind_display()),
            detail=event.note,
            by=names.get(event.recorded_by, "") if event.recorded_by else "",
        )
        entries.append(_Entry("bien-dong", event.on, event.recorded_at, told))
    wanted = [entry for entry in entries if not kind or entry.kind == kind]
    return tuple(entry.fact for entry in sorted(wanted, key=lambda entry: (entry.on, entry.at), reverse=True))


def _entry(
    kind: str,
    fact: Measurement | Dose | Observation | Supplement | Screening | Visit | Response,
    title: str,
    detail: str,
    names: Mapping[UUID, str],
    child: Child,
    may_write: Callable[[str], bool],
) -> _Entry:
    corrected = fact.superseded_at is not None
    reason = f"Lý do sửa: {fact.superseded_reason}" if corrected and fact.superseded_reason else ""
    by = names.get(fact.recorded_by, "") if fact.recorded_by else source_words(fact.source)
    recorded = f"{by}, ghi ngày {fact.recorded_at.astimezone(VIETNAM):%d/%m/%Y}" if by else ""
    told = TimelineFact(
        on=fact.on,
        kind=kind,
        icon=KINDS[kind][0],
        title=title,
        detail=" · ".join(part for part in (detail, reason) if part),
        by=recorded,
        url=reverse("office:fact", args=[child.pk, kind, fact.pk]) if may_write(kind) and not corrected else "",
        corrected=corrected,
    )
    return _Entry(kind, fact.on, fact.recorded_at, told)


def _response(response: Response, names: Mapping[UUID, str], child: Child, may_write: Callable[[str], bool]) -> _Entry:
    half = "" if response.complete else "còn dở"
    entry = _entry("bang-hoi", response, questionnaire_title(response.code), half, names, child, may_write)
    # A response is read by whoever may see it, corrected or not.
    return replace(entry, fact=replace(entry.fact, url=reverse("office:response", args=[child.pk, response.pk])))


def source_words(source: str) -> str:
    """Say where an imported fact stands: ``a.xlsx#Lục Ba!AG,AH188`` is line 188 of that file's sheet."""
    found = _CELLS.fullmatch(source)
    return f"{found['file']}, trang {found['sheet']}, dòng {found['row']}" if found else source


def _weighing_title(weighing: Measurement) -> str:
    parts = [
        f"Cân {weight_words(weighing.weight_g)}" if weighing.weight_g else "",
        f"{'dài' if weighing.position == 'l' else 'cao'} {length_words(weighing.length_mm)}"
        if weighing.length_mm
        else "",
        f"vòng đầu {length_words(weighing.head_mm)}" if weighing.head_mm else "",
        f"vòng cánh tay {length_words(weighing.arm_mm)}" if weighing.arm_mm else "",
        "phù hai bàn chân" if weighing.oedema else "",
    ]
    return _capital(", ".join(part for part in parts if part))


def _weighing_detail(scored: Scored | None) -> str:
    if scored is None:
        return ""
    z = scored.z.get("waz")
    return ", ".join((*((f"cân nặng {z_words(z)}",) if z is not None else ()), *scored.concerns()))


def _body_key(body: object) -> tuple[object, ...]:
    return tuple(getattr(body, name) for name in ("on", "weight_g", "length_mm", "head_mm", "arm_mm"))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
