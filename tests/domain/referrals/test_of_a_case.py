"""A referral of a real case: its officer sends and reads it, the body reads it alone, and sight ends with the team."""

from __future__ import annotations

import pytest
from tests.domain.protection.conftest import Clock, clock, house, opened, scope_of  # noqa: F401
from tests.scope.test_referral_wall import seen
from tests.scope.two_communes import TwoCommunes

from mangnon.core.scope.rights import Role
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.protection.models import Member
from mangnon.domain.referrals import queries, services
from mangnon.domain.referrals.errors import ReferralNotFoundError
from mangnon.domain.referrals.models import Body
from mangnon.domain.referrals.records import SharedField, ToSend

pytestmark = pytest.mark.django_db
FIELDS = tuple(SharedField(code, code, code) for code in ("full_name", "birth_date", "sex", "commune", "address"))


def test_referral_of_a_case_when_the_member_leaves_then_they_neither_read_nor_answer(
    house: TwoCommunes,  # noqa: F811
    clock: Clock,  # noqa: F811
) -> None:
    case_id = opened(house)
    police = Body.objects.create(kind="police", name="Công an Xã Alpha")
    told = ToSend(
        kind="protect_from_harm", body_id=police.id, asked="Xin xác minh.", fields=FIELDS, sender="Xã Alpha",
        case_id=case_id,
    )  # fmt: skip
    officer, station = scope_of(house, Role.COMMUNE_OFFICER), scope_of(house, Role.HEALTH_STATION)
    with pytest.raises(ChildNotFoundError):
        services.send_referral(scope=station, child_id=house.first.child_id, told=told)
    key = services.send_referral(scope=officer, child_id=house.first.child_id, told=told)
    for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR):
        assert queries.open_sent(scope=scope_of(house, role), referral_id=key).asked == "Xin xác minh."
        assert key in seen(house.users[role].id)
    for role in (Role.HEALTH_STATION, Role.COLLABORATOR, Role.PROVINCE_OFFICER, Role.SCHOOL, Role.PARTNER_BODY):
        assert key not in seen(house.users[role].id), role
        with pytest.raises(ReferralNotFoundError):
            queries.open_sent(scope=scope_of(house, role), referral_id=key)
    Member.objects.filter(case_id=case_id, user_id=officer.user_id).update(until=clock.at)
    clock.forward(minutes=1)
    assert key not in seen(house.users[Role.COMMUNE_OFFICER].id)
    with pytest.raises(ReferralNotFoundError):
        queries.open_sent(scope=officer, referral_id=key)
    with pytest.raises(ReferralNotFoundError):
        services.answer_question(scope=officer, referral_id=key, answer="Vâng.")
