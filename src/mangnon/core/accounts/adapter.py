"""Holds the sign-in library to our accounts, our words and our log."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from mangnon.core.accounts import session_end
from mangnon.core.accounts.log import record_sign_in
from mangnon.core.accounts.models import User
from mangnon.core.accounts.second_factor import has_second_factor

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Sai 5 lần liền thì phải chờ 15 phút."
WAIT = "Đã thử quá nhiều lần. Anh chị chờ 15 phút rồi thử lại."


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đã ngừng dùng.",
        "enter_current_password": "Gõ mật khẩu đang dùng.",
        "incorrect_code": "Mã chưa đúng hoặc đã hết hạn. Gõ mã mới nhất trong ứng dụng.",
        "incorrect_password": "Mật khẩu chưa đúng.",
        "invalid_login": WRONG,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "same_as_current": "Mật khẩu mới phải khác mật khẩu đang dùng.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no signing up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to django-axes: it counts by name and address, so that nobody locks out somebody else."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write to the audit log that somebody failed to sign in; a name that is not an account's is not kept."""
        user = User.objects.filter(username__iexact=str(credentials.get("username", ""))).first()
        record_sign_in(action="accounts.sign_in_failed", user=user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who somebody is before their account's safety is touched, but not right after they signed in."""
        return super().is_reauthentication_required(app=app, **kwargs) and not session_end.just_began(context.request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Start a session with its end set."""
        super().login(request, user)
        session_end.begin(request)
        record_sign_in(action="accounts.sign_in", user=user)

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        if isinstance(request.user, User):
            record_sign_in(action="accounts.sign_out", user=request.user)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """Keep a password its owner chose; every other session of theirs ends, because sessions hang on its hash."""
        user.password_temporary = False
        super().set_password(user, password)
        record_sign_in(action="accounts.change_password", user=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to the work, or to what is still missing before it."""
        return str(settings.LOGIN_REDIRECT_URL)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps secrets of second factors encrypted, and the last of them in place."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "Đây là lớp bảo vệ cuối cùng; hãy thêm cách khác trước khi bỏ cách này.",
        "cannot_generate_recovery_codes": "Hãy đặt ứng dụng mã hoặc khóa truy cập trước khi lấy mã dự phòng.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret under the site's key."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Reverse ``encrypt``."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Say whether another second factor stays when this one goes."""
        return authenticator.user.demo or has_second_factor(authenticator.user, besides=authenticator.pk)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Return a name for a new passkey."""
        from allauth.mfa.models import Authenticator

        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Khóa {held + 1}"


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"mangnon second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
