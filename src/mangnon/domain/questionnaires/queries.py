"""Reads of questionnaires, loaded instruments and filled-in forms."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mangnon.core.content.questionnaires import shipped_questionnaires
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import reachable_children
from mangnon.domain.questionnaires.models import Instrument, Response
from mangnon.domain.questionnaires.records import Known
from mangnon.domain.questionnaires.rules import fits_age, is_usable
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.json_form import from_json

CONTINUED = "được điền tiếp"
_CLASSES = (RecordClass.HEALTH, RecordClass.SENSITIVE)


def list_known(*, scope: Scope) -> list[Known]:
    """Return every version of every questionnaire, shipped or loaded, by code and version; open to the signed-in."""
    found = {(each.code, each.version): _known(each, "") for each in shipped_questionnaires()}
    for definition, note in Instrument.objects.values_list("definition", "licence_note"):
        questionnaire = from_json(definition)
        found[questionnaire.code, questionnaire.version] = _known(questionnaire, note)
    return [found[key] for key in sorted(found)]


def list_offered(*, scope: Scope, age_months: int | None) -> list[Known]:
    """Return what may be filled in today of a child of that age, the newest usable version of each.

    Args:
        scope: of who asks.
        age_months: whole months; None where nobody knows.
    """
    newest: dict[str, Known] = {}
    for known in list_known(scope=scope):
        form = known.questionnaire
        if not known.usable or not _holds(known, scope.on):
            continue
        if not fits_age(questionnaire=form, age_months=age_months):
            continue
        held = newest.get(form.code)
        if held is None or held.questionnaire.valid_from <= form.valid_from:
            newest[form.code] = known
    return sorted(newest.values(), key=lambda known: (known.questionnaire.age_from_months, known.questionnaire.code))


def find_known(*, scope: Scope, code: str, version: str = "") -> Known | None:
    """Return one version of a questionnaire, without a version the newest in force that can be used."""
    listed = [known for known in list_known(scope=scope) if known.questionnaire.code == code]
    if version:
        return next((known for known in listed if known.questionnaire.version == version), None)
    held = [known for known in listed if _holds(known, scope.on)]
    return max(held, key=lambda known: (known.usable, known.questionnaire.valid_from), default=None)


def list_responses(*, scope: Scope, child_id: UUID, corrected_too: bool = False) -> list[Response]:
    """Return a child's, oldest first; nothing of questionnaires whose class of records is not the reader's."""
    found: list[Response] = []
    for record_class in _CLASSES:
        mine = reachable_children(scope, record_class).filter(pk=child_id)
        found += Response.objects.filter(child_id__in=mine.values("pk"), record_class=record_class.value)
    if not corrected_too:
        found = [each for each in found if each.superseded_at is None]
    return sorted(found, key=lambda each: (each.on, each.recorded_at))


def find_response(*, scope: Scope, child_id: UUID, key: UUID) -> Response | None:
    """Return one response of a child that the reader may see, or None."""
    listed = list_responses(scope=scope, child_id=child_id, corrected_too=True)
    return next((each for each in listed if each.pk == key), None)


def responses_by_key(*, scope: Scope, keys: set[UUID]) -> dict[UUID, Response]:
    """Return responses by key; the wall holds them to their places and classes."""
    if not any(scope.may(Action.SEE, record_class) for record_class in _CLASSES):
        return {}
    return Response.objects.in_bulk(list(keys))


def _known(questionnaire: Questionnaire, note: str) -> Known:
    return Known(questionnaire, note, is_usable(questionnaire=questionnaire, licence_note=note))


def _holds(known: Known, on: date) -> bool:
    form = known.questionnaire
    return form.valid_from <= on and (form.valid_to is None or on < form.valid_to)
