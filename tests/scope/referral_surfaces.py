"""The matrix of referrals between sectors."""

from __future__ import annotations

from typing import Any

from tests.scope.surface import Surface, who_may
from tests.scope.two_communes import Known, TwoCommunes

from mangnon.core.scope.rights import Action, RecordClass, Role

COUNT_REFERRALS = who_may(Action.COUNT, RecordClass.REFERRAL)
RECEIVE = frozenset({Role.PARTNER_BODY})
REFER = who_may(Action.WRITE, RecordClass.REFERRAL) - RECEIVE
CHANGE_BODIES = frozenset({Role.PROVINCE_OFFICER})


def _child(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"child_id": known.child_id}


def _referral(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"referral_id": known.referral_id}


def _referring(house: TwoCommunes, known: Known) -> dict[str, Any]:
    return {"child_id": known.child_id, "kind": "development_examination"}


REFERRAL_SURFACES: dict[str, Surface] = {
    "office:referrals": Surface(opens=COUNT_REFERRALS),
    "office:referrals_xlsx": Surface(opens=COUNT_REFERRALS - {Role.PARTNER_BODY}),
    "office:bodies": Surface(
        opens=CHANGE_BODIES, sends=CHANGE_BODIES,
        data=lambda house, known: {"loai": "police", "ten": "Công an xã Mới"},
    ),
    "office:body": Surface(
        opens=CHANGE_BODIES, sends=CHANGE_BODIES,
        address=lambda house, known: {"body_id": known.body_id},
        data=lambda house, known: {"loai": "hospital", "ten": "Bệnh viện Mới"},
    ),
    "office:referral": Surface(
        opens=REFER, sends=REFER, address=_referral, of_a_child=True,
        data=lambda house, known: {"viec": "tra-loi", "noi_dung": "Vâng."},
    ),
    "office:received": Surface(
        opens=RECEIVE, sends=RECEIVE, address=_referral, of_a_child=True, data=lambda house, known: {"viec": "nhan"},
    ),
    "office:child_referrals": Surface(opens=REFER, address=_child, of_a_child=True),
    "office:refer": Surface(
        opens=REFER, sends=REFER, address=_referring, of_a_child=True,
        data=lambda house, known: {"viec": "xem", "co_quan": str(known.body_id), "noi_dung": "Xin khám."},
    ),
}  # fmt: skip
