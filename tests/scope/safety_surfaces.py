"""The matrix's lines of the safety room."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from tests.scope.surface import Surface, who_may
from tests.scope.two_communes import Known, TwoCommunes

from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.domain.children.portraits import keep_portrait
from mangnon.domain.safety.models import Hazard, Incident, Lesson

WRITE_CHILDREN = who_may(Action.WRITE, RecordClass.ORDINARY)
WRITE_HEALTH = who_may(Action.WRITE, RecordClass.HEALTH)
COUNT_HEALTH = who_may(Action.COUNT, RecordClass.HEALTH)
SEE_HEALTH = who_may(Action.SEE, RecordClass.HEALTH)
EXPORT_HEALTH = who_may(Action.EXPORT, RecordClass.HEALTH)
# What is of a place and of no child: a school is given pupils, no place.
WRITE_PLACES_HEALTH = WRITE_HEALTH - {Role.SCHOOL}


def _child(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"child_id": known.child_id}


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (30, 40)).save(target, "JPEG")
    return target.getvalue()


def _died(house: TwoCommunes, known: Known) -> dict[str, Any]:
    newest = Incident.objects.filter(child_id=known.child_id, superseded_at__isnull=True).latest("recorded_at")
    return {"fact_id": newest.pk}


def _hazard(house: TwoCommunes, known: Known) -> dict[str, Any]:
    hazard = Hazard.objects.filter(commune_id=known.commune_id).first()
    assert hazard is not None
    if not hazard.photo:
        Hazard.objects.filter(pk=hazard.pk).update(photo=keep_portrait(_picture()))
    return {"hazard_id": hazard.pk}


def _lesson(house: TwoCommunes, known: Known) -> dict[str, Any]:
    lesson = Lesson.objects.filter(commune_id=known.commune_id).first()
    assert lesson is not None
    return {"lesson_id": lesson.pk}


def _spot(known: Known) -> dict[str, Any]:
    return {"xa": str(known.commune_id), "xom": str(known.hamlet_id), "cho": "ao đầu xóm"}


def _accident(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {**_spot(known), "ngay": "20/11/2026", "loai": "fall", "hau_qua": "home"}


SAFETY_SURFACES: dict[str, Surface] = {
    "office:safety": Surface(opens=COUNT_HEALTH, query="?xa=05830"),
    "office:safety_xlsx": Surface(opens=EXPORT_HEALTH, query="?xa=05830"),
    "office:incidents": Surface(opens=SEE_HEALTH, query="?khi=tat-ca"),
    "office:new_incident": Surface(
        opens=WRITE_PLACES_HEALTH, sends=WRITE_PLACES_HEALTH, query="?xa=05830",
        data=lambda house, known: {**_accident(house, known), "gioi": "m", "tuoi": "7"},
    ),
    "office:incident": Surface(opens=SEE_HEALTH, address=_died, of_a_child=True),
    "office:correct_incident": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, address=_died, of_a_child=True,
        data=lambda house, known: {"rut": "1", "ly_do": "ghi nhầm trẻ"},
    ),
    "office:review_incident": Surface(
        opens=who_may(Action.SEE, RecordClass.SENSITIVE), sends=who_may(Action.WRITE, RecordClass.SENSITIVE),
        address=_died, of_a_child=True, data=lambda house, known: {"ngay": "24/11/2026", "actions": "rào ao"},
    ),
    "office:hazards": Surface(opens=COUNT_HEALTH, query="?khi=tat-ca"),
    "office:report_hazard": Surface(
        opens=WRITE_PLACES_HEALTH, sends=WRITE_PLACES_HEALTH, query="?xa=05830",
        data=lambda house, known: {**_spot(known), "loai": "pond", "ngay": "24/11/2026"},
    ),
    "office:hazard": Surface(
        opens=SEE_HEALTH - {Role.SCHOOL}, sends=WRITE_PLACES_HEALTH, address=_hazard, of_a_child=True,
        data=lambda house, known: {"buoc": "fixed", "ngay": "24/11/2026"},
    ),
    "office:hazard_jpg": Surface(opens=SEE_HEALTH - {Role.SCHOOL}, address=_hazard, of_a_child=True),
    "office:lessons": Surface(opens=SEE_HEALTH),
    "office:new_lesson": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, query="?xa=05830",
        data=lambda house, known: {**_spot(known), "ky_nang": "fire", "ngay": "24/11/2026", "nguoi_day": "Cô Lửa"},
    ),
    "office:lesson": Surface(
        opens=SEE_HEALTH, sends=WRITE_HEALTH, address=_lesson, of_a_child=True,
        data=lambda house, known: {f"muc-{known.child_id}": "swims"},
    ),
    "office:child_incident": Surface(
        opens=WRITE_HEALTH, sends=WRITE_HEALTH, address=_child, of_a_child=True, data=_accident
    ),
    "office:home_check": Surface(
        opens=WRITE_CHILDREN, sends=WRITE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"ngay": "24/11/2026", "gate": "yes"},
    ),
}  # fmt: skip
