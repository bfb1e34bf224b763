"""The matrix's lines of reports of a worry: handed in by many, read by their receiving office."""

from __future__ import annotations

from typing import Any

from tests.scope.surface import Surface, who_may
from tests.scope.two_communes import TODAY, Known, TwoCommunes

from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.domain.protection.intake import open_case
from mangnon.domain.protection.kinds import Channel
from mangnon.domain.protection.reporting import Worry, receive_public_report
from mangnon.domain.protection.telling import Told, ToldBy

HAND_IN_WORRY = who_may(Action.HAND_IN, RecordClass.CASE)
WORK_ON_REPORTS = who_may(Action.WRITE, RecordClass.CASE)
READ_REPORTS = who_may(Action.SEE, RecordClass.CASE)
SEE_CHILDREN = who_may(Action.SEE, RecordClass.ORDINARY)


def _child(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"child_id": known.child_id}


def _report(house: TwoCommunes, known: Known) -> dict[str, Any]:
    """A report that waits at the office of the commune, with who told it."""
    told = Told(child_name=known.words[RecordClass.ORDINARY], happened="Chuyện kín")
    worry = Worry(
        told=told, channel=Channel(Channel.PHONE), commune_id=known.commune_id, told_by=ToldBy(name="Người kín"),
        once=str(known.commune_id),
    )  # fmt: skip
    kept = receive_public_report(worry=worry)
    return {"report_id": kept.report_id}


def _case_of(house: TwoCommunes, known: Known) -> str:
    """A case that the first commune's worker leads."""
    user = house.users[Role.COMMUNE_OFFICER]
    scope = get_scope(user_id=user.pk, user_name="", on=TODAY)
    kept = receive_public_report(
        worry=Worry(told=Told(happened="a"), channel=Channel(Channel.PHONE), commune_id=house.first.commune_id)
    )
    return str(open_case(scope=scope, report_id=kept.report_id, harms=["neglect"], child_id=None))


REPORT_SURFACES: dict[str, Surface] = {
    "office:report": Surface(
        opens=HAND_IN_WORRY, sends=HAND_IN_WORRY, data=lambda house, known: {"chuyen_gi": "lo lắng", "xa": "05830"},
    ),
    "office:report_child": Surface(
        opens=HAND_IN_WORRY & SEE_CHILDREN, sends=HAND_IN_WORRY & SEE_CHILDREN, address=_child, of_a_child=True,
        data=lambda house, known: {"chuyen_gi": "lo lắng"},
    ),
    "office:reports": Surface(opens=READ_REPORTS | {Role.PROVINCE_OFFICER}),
    "office:opened_report": Surface(opens=READ_REPORTS, sends=READ_REPORTS, address=_report),
    "office:reporter": Surface(opens=who_may(Action.SEE, RecordClass.REPORTER), address=_report),
    "office:route_report": Surface(sends=WORK_ON_REPORTS, address=_report, data=lambda house, known: {"xa": "05833"}),
    "office:join_report": Surface(
        sends=WORK_ON_REPORTS, address=_report, data=lambda house, known: {"truong_hop": _case_of(house, known)},
    ),
    "office:set_report_aside": Surface(
        sends=WORK_ON_REPORTS, address=_report, data=lambda house, known: {"ly_do": "đã kiểm tra, không đúng"},
    ),
    "office:open_case": Surface(
        sends=WORK_ON_REPORTS, address=_report, data=lambda house, known: {"tre": "chua-ro", "hai": "neglect"},
    ),
}  # fmt: skip
