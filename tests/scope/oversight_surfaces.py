"""The matrix of notices, of the supervision of cases and of a case's papers."""

from __future__ import annotations

from typing import Any

from tests.scope.case_surfaces import LEAD_CASES, WORK_ON_CASES
from tests.scope.cases import bring_to
from tests.scope.surface import ALL, NOBODY, Surface, who_may
from tests.scope.two_communes import Known, TwoCommunes

from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.vocab.protection import State

COUNT_CASES = who_may(Action.COUNT, RecordClass.CASE)


def _paper(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"case_id": bring_to(known, State.CHECKED), "code": "01"}


def _case(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"case_id": bring_to(known, State.CHECKED)}


OVERSIGHT_SURFACES: dict[str, Surface] = {
    "office:notices": Surface(opens=ALL, sends=ALL),
    "office:supervision": Surface(opens=COUNT_CASES),
    "office:supervision_draw": Surface(sends=frozenset({Role.PROVINCE_OFFICER})),
    # Only who drew the case in a sample; nobody has here.
    "office:supervision_quality": Surface(opens=NOBODY, sends=NOBODY, address=_case),
    "office:case_papers": Surface(opens=WORK_ON_CASES, address=_case, of_a_child=True),
    "office:case_draft": Surface(opens=WORK_ON_CASES, address=_paper, of_a_child=True),
    "office:case_print": Surface(
        sends=WORK_ON_CASES, address=_paper, of_a_child=True, data=lambda house, known: {"dang": "pdf"}
    ),
    "office:case_export": Surface(
        sends=LEAD_CASES,
        address=_case,
        of_a_child=True,
        data=lambda house, known: {"noi_nhan": "court", "cap_cho": "Tòa án"},
    ),
}
