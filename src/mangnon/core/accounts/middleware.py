"""Ends sessions in time, and leads an account to its own password and second factor before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from mangnon.core.accounts import session_end
from mangnon.core.accounts.models import User
from mangnon.core.accounts.second_factor import has_second_factor

AT_THE_DOOR = ("/vao/", "/static/", "/healthz")


class EntranceMiddleware:
    """Stands between being signed in and every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or request.path.startswith("/static/"):
            return self.get_response(request)
        if session_end.is_over(request):
            logout(request)
            if request.path.startswith(AT_THE_DOOR):
                return self.get_response(request)
            messages.info(request, "Phiên làm việc đã hết. Anh chị đăng nhập lại để làm tiếp.")
            return _go(request, f"{reverse('account_login')}?{urlencode({'next': _return_to(request)})}")
        if request.path.startswith(AT_THE_DOOR) or user.demo:
            return self.get_response(request)
        if user.password_temporary:
            return _go(request, reverse("account_change_password"))
        if not has_second_factor(user):
            return _go(request, reverse("mfa_index"))
        return self.get_response(request)


def _return_to(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" and not getattr(request, "htmx", False) else "/"


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if getattr(request, "htmx", False):  # a part of a page must not be filled with the sign-in page
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = address
        return answer
    return redirect(address)
