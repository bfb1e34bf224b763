"""Whether the order of work is fair: groups of the province compared by points, counts only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.clock import VIETNAM
from mangnon.core.content.priority import priority_weights
from mangnon.core.scope.scope import Scope
from mangnon.domain.worklist.queries import read_fairness
from mangnon.domain.worklist.services import recount_fairness
from mangnon.interfaces.office.fairness_words import METHOD, axis_tables, verdicts, whole_words


@require_GET
def fairness(request: HttpRequest) -> HttpResponse:
    """Show the newest comparison; the very first one is worked out on the spot, the others by night."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = read_fairness(scope=scope)
    if found is None:
        recount_fairness(on=scope.on)
        found = read_fairness(scope=scope)
    compared = found.fairness if found else None
    return render(
        request,
        "office/fairness.html",
        {
            "found": found,
            "counted_at": found.counted_at.astimezone(VIETNAM) if found else None,
            "children": compared.children if compared else 0,
            "whole": whole_words(compared, priority_weights(scope.on).fairness) if compared else "",
            "verdicts": verdicts(compared) if compared else (),
            "tables": axis_tables(compared) if compared else (),
            "method": METHOD,
        },
    )
