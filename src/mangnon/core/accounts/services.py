"""Writes of accounts."""

from __future__ import annotations

import re
import secrets
from uuid import UUID

from mangnon.core.accounts.errors import AccountError
from mangnon.core.accounts.models import User
from mangnon.core.audit.services import record
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,59}$")
# Words without tone marks, so that they can be told by phone and typed on any keyboard.
_WORDS = (
    "lua rung suoi nui tre mang che que sen bao cam nau xanh vang nang mua gio may sao trang song ho cau thuyen "
    "buom ong chim ca cua voi nai gau tho meo hat la hoa canh goc mam cay ruong nuong"
)


def open_account(*, username: str, full_name: str, password: str | None, email: str = "", demo: bool = False) -> User:
    """Open an account; without a password nobody can sign in to it until one is set."""
    return User.objects.create_user(username, password, full_name=full_name, email=email, demo=demo)


def find_account(username: str) -> User | None:
    """Return an account by its sign-in name."""
    return User.objects.filter(username=username).first()


def account_names(user_ids: list[UUID]) -> dict[UUID, str]:
    """Return the names of accounts by key."""
    return {user.id: str(user) for user in User.objects.filter(pk__in=user_ids)}


def register_account(
    *, scope: Scope, username: str, full_name: str, email: str = "", phone: str = ""
) -> tuple[UUID, str]:
    """Open an account for somebody, with a temporary password to tell them.

    Args:
        scope: of the administrator.
        username: the sign-in name: 3 to 60 small letters without tone marks, digits, dots or hyphens.
        full_name: whose it is.
        email: may be empty.
        phone: may be empty.

    Returns:
        The account's key and the temporary password, which is kept nowhere.

    Raises:
        NotYoursError: the caller may not write accounts.
        AccountError: the name is not usable or taken.
    """
    _may_write(scope)
    name = username.strip().lower()
    if not _USERNAME.match(name):
        raise AccountError(
            "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối, ví dụ hoa.nt."
        )
    if not full_name.strip():
        raise AccountError("Cần có họ tên của người dùng tài khoản.")
    password = _temporary_password()
    with as_service():
        if User.objects.filter(username=name).exists():
            raise AccountError(f"Tên đăng nhập «{name}» đã có người dùng; chọn tên khác.")
        user = User.objects.create_user(
            name, password, full_name=full_name.strip(), email=email.strip(), phone=phone.strip(),
            password_temporary=True,
        )  # fmt: skip
        _record(scope, action="accounts.register_account", user=user)
    return user.id, password


def set_temporary_password(*, scope: Scope, user_id: UUID) -> str:
    """Give an account a temporary password; every session of theirs ends at its next request.

    Returns:
        The password to tell them; they must choose their own at the next sign-in.

    Raises:
        NotYoursError: the caller may not write accounts, or it is their own account.
    """
    _may_write(scope, user_id)
    password = _temporary_password()
    with as_service():
        user = _held(user_id)
        user.set_password(password)
        user.password_temporary = True
        user.save()
        _record(scope, action="accounts.set_temporary_password", user=user)
    return password


def deactivate_account(*, scope: Scope, user_id: UUID) -> None:
    """Deactivate an account; it takes effect at the account's next request.

    Raises:
        NotYoursError: the caller may not write accounts, or it is their own account.
    """
    _may_write(scope, user_id)
    with as_service():
        if user := _switched(user_id, active=False):
            _record(scope, action="accounts.deactivate_account", user=user)


def reactivate_account(*, scope: Scope, user_id: UUID) -> None:
    """Open a deactivated account again.

    Raises:
        NotYoursError: the caller may not write accounts, or it is their own account.
    """
    _may_write(scope, user_id)
    with as_service():
        if user := _switched(user_id, active=True):
            _record(scope, action="accounts.reactivate_account", user=user)


def reset_second_factor(*, scope: Scope, user_id: UUID) -> None:
    """Take away an account's second factors, for somebody who lost their phone; they set up a new one at sign-in.

    Raises:
        NotYoursError: the caller may not write accounts, or it is their own account.
    """
    _may_write(scope, user_id)
    from allauth.mfa.models import Authenticator

    with as_service():
        user = _held(user_id)
        Authenticator.objects.filter(user_id=user.pk).delete()
        _record(scope, action="accounts.reset_second_factor", user=user)


def _switched(user_id: UUID, *, active: bool) -> User | None:
    user = _held(user_id)
    if user.is_active == active:
        return None
    user.is_active = active
    user.save()
    return user


def _held(user_id: UUID) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise AccountError("Không có tài khoản này.")
    return user


def _may_write(scope: Scope, user_id: UUID | None = None) -> None:
    if not scope.may(Action.WRITE, RecordClass.ACCOUNTS):
        raise NotYoursError("Chỉ quản trị hệ thống được mở và đổi tài khoản.")
    if user_id is not None and scope.user_id == user_id:
        raise NotYoursError("Việc này không làm với tài khoản của chính mình; hãy nhờ một người quản trị khác.")


def _record(scope: Scope, *, action: str, user: User) -> None:
    record(scope=scope, action=action, record_class=RecordClass.ACCOUNTS, detail={"user": str(user.pk)})


def _temporary_password() -> str:
    words = _WORDS.split()
    return f"{'-'.join(secrets.choice(words) for _ in range(4))}-{secrets.randbelow(10000):04d}"
