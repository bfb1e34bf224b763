"""Runs each request in one transaction, held to the signed-in user's scope by the database."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pghistory
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_resolver
from django.utils.http import urlencode

from mangnon.core.clock import today
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.roles import become_user, leave_user

SIGN_IN = "/vao/"
OPEN_TO_ALL = (SIGN_IN, "/static/", "/healthz", "/bao-tin/")


class ScopeMiddleware:
    """Sets ``request.scope``; sends strangers to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4()  # type: ignore[attr-defined]
        if request.path.startswith(OPEN_TO_ALL):
            return self.get_response(request)
        user = request.user
        if not user.is_authenticated:
            return redirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")
        with transaction.atomic(), pghistory.context(user=str(user.pk), url=request.path):
            on = today()
            request.scope = get_scope(user_id=user.pk, user_name=str(user), on=on)  # type: ignore[attr-defined]
            become_user(user_id=user.pk, on=on)
            response = self.get_response(request)
            if getattr(request, "failed", False):
                transaction.set_rollback(True)
            else:
                leave_user()
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Mark the request's transaction to be rolled back; the error page itself reads nothing."""
        request.failed = True  # type: ignore[attr-defined]
        if isinstance(exception, NotYoursError):
            return get_resolver().resolve_error_handler(403)(request, exception=exception)  # type: ignore[no-any-return]
        return None
