"""Accounts to try the sample commune with, one for each role; only where the demo is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django.conf import settings

from mangnon.core.accounts.assignments import assign
from mangnon.core.accounts.errors import DemoClosedError
from mangnon.core.accounts.models import User
from mangnon.core.clock import today
from mangnon.core.places.queries import find_commune, province
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import ROLE_NAMES, Role
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import system_scope

DEMO_PASSWORD = "mangnon-dung-thu"

_PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("ctv", "Nông Văn Đức", Role.COLLABORATOR),
    ("tramyte", "Ma Thị Hằng", Role.HEALTH_STATION),
    ("canbo", "Hoàng Thị Lan", Role.COMMUNE_OFFICER),
    ("chutich", "Lương Văn Bình", Role.COMMUNE_CHAIR),
    ("truong", "Trần Thị Mai", Role.SCHOOL),
    ("soyte", "Nguyễn Thu Hà", Role.PROVINCE_OFFICER),
    ("lanhdao", "Phạm Quang Minh", Role.PROVINCE_LEADER),
    ("phoihop", "Đỗ Anh Tuấn", Role.PARTNER_BODY),
    ("kiemtra", "Vũ Thị Nga", Role.AUDITOR),
    ("quantri", "Lê Văn Hùng", Role.SYSTEM_ADMINISTRATOR),
)
# A second outside body, so that what is sent to one can be seen not to reach the other.
_MORE: tuple[tuple[str, str, Role], ...] = (("benhvien", "Tô Thị Hiền", Role.PARTNER_BODY),)
_AT_PROVINCE = {
    Role.PROVINCE_OFFICER, Role.PROVINCE_LEADER, Role.PARTNER_BODY, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR,
}  # fmt: skip


@dataclass(frozen=True)
class DemoAccount:
    """An account to try: its sign-in name, whose it is made out to be, and the role it holds."""

    username: str
    full_name: str
    role: Role
    user_id: UUID

    @property
    def role_name(self) -> str:
        """The role in words."""
        return ROLE_NAMES[self.role]


def open_demo_accounts(
    *, commune_code: str, hamlet_ids: Sequence[UUID], facility_id: UUID | None = None,
    body_ids: Mapping[str, UUID] = MappingProxyType({}),
) -> tuple[DemoAccount, ...]:  # fmt: skip
    """Open one account for each role, with assignments from today on; what stands already is left as it is.

    Args:
        commune_code: the sample commune's code of today.
        hamlet_ids: the hamlets of the collaborator, two as a rule.
        facility_id: the school on whose roll the school's account looks; without one that account has no assignment.
        body_ids: the outside bodies by sign-in name, as ``phoihop``; those without one have no assignment.

    Returns:
        An account a role, and one for each further body; all have ``DEMO_PASSWORD``.

    Raises:
        DemoClosedError: the demo is not on, or there is no such commune.
    """
    if not settings.DEMO:
        raise DemoClosedError("Tài khoản dùng thử chỉ mở được ở bản dùng thử (MANGNON_DEMO=1).")
    commune = find_commune(commune_code, on=today())
    if commune is None:
        raise DemoClosedError(f"Không có xã mã {commune_code} để mở tài khoản dùng thử.")
    top = province(on=today()).id
    with as_service():
        accounts = []
        for username, full_name, role in (*_PEOPLE, *(each for each in _MORE if each[0] in body_ids)):
            user = _account(username, full_name)
            if role is Role.COLLABORATOR:
                places: list[tuple[UUID, UUID | None]] = [(hamlet, None) for hamlet in hamlet_ids]
            elif role is Role.SCHOOL:
                places = [(commune.id, facility_id)] if facility_id else []
            elif role is Role.PARTNER_BODY:
                places = [(top, body_ids[username])] if username in body_ids else []
            else:
                places = [(top if role in _AT_PROVINCE else commune.id, None)]
            for place_id, facility in places:
                _assign_once(user, role, place_id, facility)
            accounts.append(DemoAccount(username, full_name, role, user.id))
    return tuple(accounts)


def list_demo_accounts() -> tuple[DemoAccount, ...]:
    """Return the demo accounts that stand, for the sign-in page of the demo."""
    if not settings.DEMO:
        return ()
    keys = dict(User.objects.filter(demo=True, is_active=True).values_list("username", "id"))
    listed = (*_PEOPLE, *_MORE)
    return tuple(DemoAccount(name, full_name, role, keys[name]) for name, full_name, role in listed if name in keys)


def _account(username: str, full_name: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        return User.objects.create_user(username, DEMO_PASSWORD, full_name=full_name, demo=True)
    if not user.demo:
        raise DemoClosedError(f"Tên «{username}» đang là một tài khoản thật; không mở bản dùng thử trên dữ liệu này.")
    return user


def _assign_once(user: User, role: Role, place_id: UUID, facility_id: UUID | None) -> None:
    held = Assignment.objects.filter(
        user=user, role=role.value, place_id=place_id, facility_id=facility_id, valid__contains=today()
    )
    if not held.exists():
        assign(
            scope=system_scope(today()), user_id=user.id, role=role, place_id=place_id, start=today(),
            facility_id=facility_id,
        )  # fmt: skip
