"""The three kinds of session, to choose from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Offer the sessions to who may write health data."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.WRITE, RecordClass.HEALTH):
        raise Http404
    return render(request, "office/sessions/overview.html")
