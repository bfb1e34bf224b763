"""The only list of who is wired to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mangnon.core.content.dated import read_versions
from mangnon.vocab.due import Derivation

if TYPE_CHECKING:
    from mangnon.core.scope.scope import Scope

# Facts whose day says that somebody met the child, and which of their rows everybody who works with the child may see;
# each table has child_id, "on" and superseded_at.
CONTACTS = (
    ("growth_measurement", "true"),
    ("immunization_dose", "true"),
    ("nutrition_supplement", "true"),
    ("screening_screening", "kind <> 'mental_health'"),
    ("questionnaires_response", "record_class IN ('ordinary', 'health')"),
    ("outreach_visit", "true"),
    ("safety_homecheck", "true"),
)


def connect() -> None:
    """Hand each lower room the functions of the rooms above that it calls upward."""
    from mangnon.core.scope.pupils import tell_bodies, tell_facilities, tell_pupils
    from mangnon.domain.children.queries import holds_synthetic
    from mangnon.domain.children.upward import tell_dues
    from mangnon.domain.facilities.queries import pupil_keys
    from mangnon.domain.referrals.queries import names_of_bodies
    from mangnon.domain.referrals.upward import tell_cases
    from mangnon.domain.workforce.queries import hamlets_of_worker
    from mangnon.domain.worklist.derive import tell_derivations
    from mangnon.domain.worklist.priority import tell_contacts
    from mangnon.domain.worklist.upward import tell_hamlets, tell_new_day
    from mangnon.interfaces.office.frame import tell_synthetic

    tell_pupils(pupil_keys)
    tell_synthetic(holds_synthetic)
    tell_facilities(_names_of_facilities)
    tell_bodies(partial(names_of_bodies, whole_list=True))
    tell_cases(_cases_in_sight, _works_on_case)
    tell_dues(_derive_again)
    tell_hamlets(hamlets_of_worker)
    tell_new_day(_places_of)
    tell_derivations(derivations())
    tell_contacts(CONTACTS)


def _cases_in_sight(*, scope: Scope) -> dict[UUID, UUID | None]:
    from mangnon.core.scope.roles import reading_as_service
    from mangnon.domain.protection.seeing import cases_in_sight

    with reading_as_service():
        return dict(cases_in_sight(scope).values_list("pk", "child_id"))


def _works_on_case(*, scope: Scope, case_id: UUID) -> bool:
    from mangnon.domain.protection.case_queries import head_of
    from mangnon.domain.protection.errors import CaseNotFoundError

    try:
        return bool(head_of(scope=scope, case_id=case_id).roles)
    except CaseNotFoundError:
        return False


def connect_rules() -> None:
    """Hand down only what needs no database: the rules that derive dues."""
    from mangnon.domain.worklist.derive import tell_derivations

    tell_derivations(derivations())


def _names_of_facilities(*, facility_ids: Iterable[UUID] = (), commune_id: UUID | None = None) -> dict[UUID, str]:
    """Name what assignments point at: schools and facilities, or outside bodies."""
    from mangnon.domain.facilities.queries import names_of_facilities
    from mangnon.domain.referrals.queries import names_of_bodies

    if commune_id:
        return names_of_facilities(commune_id=commune_id)
    keys = list(facility_ids)
    return {**names_of_facilities(facility_ids=keys), **names_of_bodies(body_ids=keys)}


def _derive_again(child_ids: list[UUID]) -> None:
    from mangnon.domain.worklist.services import refresh_dues

    refresh_dues(child_ids=child_ids)


def _places_of(day: date) -> None:
    from mangnon.interfaces.places.planning import take_effect

    take_effect(on=day)


def derivations() -> tuple[Derivation, ...]:
    """Return every capability that owes children something: what it reads, and its pure dues function."""
    from mangnon.core.content import content_root
    from mangnon.core.content.growth import load_practices, load_standards
    from mangnon.core.content.immunization import load_vietnam
    from mangnon.core.content.questionnaires import owed_content
    from mangnon.core.content.screening import load_screening
    from mangnon.domain.children import dues as children
    from mangnon.domain.children.facts_sql import CHILDREN_FACTS, CHILDREN_SQL
    from mangnon.domain.growth import dues as growth
    from mangnon.domain.growth.facts_sql import MEASUREMENTS_SQL
    from mangnon.domain.immunization import dues as immunization
    from mangnon.domain.immunization.facts_sql import DOSES_SQL
    from mangnon.domain.nutrition import dues as nutrition
    from mangnon.domain.nutrition.facts_sql import SUPPLEMENTS_SQL
    from mangnon.domain.outreach import dues as outreach
    from mangnon.domain.outreach.facts_sql import FOLLOW_UP_SQL
    from mangnon.domain.questionnaires import dues as questionnaires
    from mangnon.domain.questionnaires.facts_sql import RESPONSES_SQL
    from mangnon.domain.safety import dues as safety
    from mangnon.domain.safety.facts_sql import HOMES_SQL
    from mangnon.domain.screening import dues as screening
    from mangnon.domain.screening.facts_sql import NEWEST_STATES_SQL

    def doses() -> immunization.DoseContent:
        return immunization.DoseContent(load_vietnam(), read_versions("immunization/catch_up.yaml"))

    def weighing() -> growth.WeighingContent:
        folder = content_root() / "growth"
        return growth.WeighingContent(
            read_versions("growth/weighing.yaml"), load_standards(folder), load_practices(folder)
        )

    def asked() -> questionnaires.QuestionnaireContent:
        held = owed_content()
        return questionnaires.QuestionnaireContent(held.questionnaires, held.versions)

    def content(path: str) -> Any:
        return partial(read_versions, path)

    return (
        Derivation("children", CHILDREN_SQL, CHILDREN_FACTS, children.dues, content("children/papers.yaml")),
        Derivation("growth", MEASUREMENTS_SQL, growth.FACTS, growth.dues, weighing),
        Derivation("immunization", DOSES_SQL, immunization.FACTS, immunization.dues, doses),
        Derivation("nutrition", SUPPLEMENTS_SQL, nutrition.FACTS, nutrition.dues, content("nutrition/rounds.yaml")),
        Derivation("screening", NEWEST_STATES_SQL, screening.FACTS, screening.dues, load_screening),
        Derivation("questionnaires", RESPONSES_SQL, questionnaires.FACTS, questionnaires.dues, asked),
        Derivation("outreach", FOLLOW_UP_SQL, outreach.FACTS, outreach.dues, content("outreach/visits.yaml")),
        Derivation("safety", HOMES_SQL, safety.FACTS, safety.dues, content("safety/home_visits.yaml")),
    )
