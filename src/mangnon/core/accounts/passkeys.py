"""Passkeys where the sign-in library would do too little or say the wrong thing."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import LoginWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mangnon.core.accounts.log import record_sign_in

UNKNOWN = "Khóa này không vào được: có thể đã bị bỏ khỏi tài khoản. Anh chị vào bằng mật khẩu."


class SignInByPasskeyView(LoginWebAuthnView):  # type: ignore[misc]
    """Sign in by a passkey alone."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say that the passkey is not known here; whose it may be is not told."""
        record_sign_in(action="accounts.sign_in_failed", user=None)
        messages.error(self.request, UNKNOWN)
        return redirect("account_login")


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey, unless nothing but a password would be left: the library guards only the app so."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why it cannot go, if it cannot."""
        return {**super().get_context_data(**kwargs), "refusal": self._refusal()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, or say why not."""
        if self._refusal():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return super().form_valid(form)

    def _refusal(self) -> str:
        adapter = get_adapter()
        return (
            ""
            if adapter.can_delete_authenticator(self.object)
            else adapter.error_messages["cannot_delete_authenticator"]
        )
