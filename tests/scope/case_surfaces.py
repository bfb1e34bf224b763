"""The matrix of the pages of a case."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from tests.scope.cases import bring_to
from tests.scope.surface import ALL, Surface, who_may
from tests.scope.two_communes import TODAY, Known, TwoCommunes

from mangnon.core.content.protection import forms_on
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.domain.protection.attachments import add_note_with_file
from mangnon.domain.protection.queries import view_case
from mangnon.domain.protection.steps import Taking, take_step
from mangnon.vocab.protection import CheckOutcome, State, Step

LEAD_CASES = who_may(Action.WRITE, RecordClass.CASE)
WORK_ON_CASES = LEAD_CASES | who_may(Action.APPROVE, RecordClass.CASE)


def _case(state: State = State.RECEIVED, **more: str) -> Callable[[TwoCommunes, Known], dict[str, Any]]:
    """The commune's case, brought to a stage."""
    return lambda house, known: {"case_id": bring_to(known, state), **more}


def _case_service(house: TwoCommunes, known: Known) -> dict[str, Any]:
    case_id = bring_to(known, State.UNDER_WAY)
    assert known.officer
    promised = view_case(scope=known.officer, case_id=case_id).plans[0].services[0]
    return {"case_id": case_id, "service_id": promised.id}


def _offered(house: TwoCommunes, known: Known) -> dict[str, Any]:
    """The case of the other commune, passed on to this one."""
    other = house.second if known is house.first else house.first
    assert other.officer
    assert other.case_id
    passed = Taking(step=Step.CHECKED, outcome=CheckOutcome.PASSED_ON, to_commune=known.commune_id)
    if State(view_case(scope=other.officer, case_id=other.case_id).state) is State.RECEIVED:
        take_step(scope=other.officer, case_id=other.case_id, taking=passed)
    return {"case_id": other.case_id}


def _answers(form: str) -> dict[str, str]:
    return {f"muc-{each.code}": "medium" for each in forms_on(TODAY)[form].items}


def _case_file(house: TwoCommunes, known: Known) -> dict[str, Any]:
    """A picture that came with a note of the commune's case."""
    assert known.officer
    assert known.case_id
    data = io.BytesIO()
    Image.new("RGB", (30, 40)).save(data, "JPEG")
    word = known.words[RecordClass.CASE]
    add_note_with_file(scope=known.officer, case_id=known.case_id, text=word, data=data.getvalue(), name=f"{word}.jpg")
    notes = view_case(scope=known.officer, case_id=known.case_id).notes
    return {"case_id": known.case_id, "attachment_id": next(each.attachment_id for each in notes if each.attachment_id)}


CASE_SURFACES: dict[str, Surface] = {
    "office:cases": Surface(opens=ALL),
    "office:answer_offer": Surface(
        sends=WORK_ON_CASES, address=_offered, data=lambda house, known: {"tra_loi": "nhan"},
    ),
    "office:open_in_emergency": Surface(
        opens=who_may(Action.SEE, RecordClass.SENSITIVE), sends=who_may(Action.SEE, RecordClass.SENSITIVE),
        data=lambda house, known: {"so": "01/2026", "xa": str(known.commune_id), "ly_do": "trẻ đang ở bệnh viện"},
    ),
    "office:case": Surface(opens=WORK_ON_CASES, address=_case(), of_a_child=True),
    "office:case_step": Surface(
        opens=WORK_ON_CASES, sends=LEAD_CASES, address=_case(word="kiem-tra"), of_a_child=True,
        data=lambda house, known: {"ket_qua": "true"},
    ),
    "office:case_assessment": Surface(
        opens=WORK_ON_CASES, sends=LEAD_CASES, address=_case(State.CHECKED, form="02"), of_a_child=True,
        data=lambda house, known: {
            **_answers("02"), "o-conclusion": "theo dõi", "ket_luan": "medium", "khan_cap": "khong", "luu": "1",
        },
    ),
    "office:case_plan": Surface(
        opens=WORK_ON_CASES, sends=LEAD_CASES, address=_case(State.MET), of_a_child=True,
        data=lambda house, known: {
            "muc_tieu": "Trẻ an toàn", "tu_ngay": "24/11/2026", "den_ngay": "24/02/2027", "dong": "1",
            "loai-1": "health", "viec-1": "khám", "phu_trach-1": "Trạm y tế",
        },
    ),
    "office:case_service": Surface(
        opens=WORK_ON_CASES, sends=WORK_ON_CASES, address=_case_service, of_a_child=True,
        data=lambda house, known: {"tinh_trang": "done", "ket_qua": "đã khám"},
    ),
    "office:case_team": Surface(
        opens=WORK_ON_CASES, sends=WORK_ON_CASES, address=_case(), of_a_child=True,
        data=lambda house, known: {"nguoi": str(house.users[Role.HEALTH_STATION].pk), "vai_tro": "helper"},
    ),
    "office:case_people": Surface(
        opens=WORK_ON_CASES, sends=WORK_ON_CASES, address=_case(), of_a_child=True,
        data=lambda house, known: {"la": "carer", "ten": "Bà nội"},
    ),
    "office:case_sibling": Surface(
        opens=WORK_ON_CASES, sends=LEAD_CASES, address=_case(), of_a_child=True,
        data=lambda house, known: {"tre": "chua-ro", "ten": "Em của trẻ", "mo": "1"},
    ),
    "office:case_note": Surface(
        opens=WORK_ON_CASES, sends=WORK_ON_CASES, address=_case(), of_a_child=True,
        data=lambda house, known: {"ghi_chep": "đã gặp trẻ"},
    ),
    "office:case_attachment": Surface(opens=WORK_ON_CASES, address=_case_file, of_a_child=True),
}  # fmt: skip
