"""One planned change: what it is, who decided it, what it will do, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.accounts.services import account_names
from mangnon.core.clock import VIETNAM
from mangnon.core.places.changes import PlaceChangeError
from mangnon.core.places.queries import dated_places, find_planned, list_wishes
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.interfaces.places import planning
from mangnon.interfaces.places.errors import PlannedChangeError
from mangnon.interfaces.places.telling import standing_then, what_happens, words_of


@require_http_methods(["GET", "POST"])
def planned(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """Show a planned change with its preview; sending takes it back."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    row = find_planned(planned_id)
    if row is None:
        raise Http404
    if not planning.may_change(scope, row.wish):
        raise NotYoursError("Chỉ người được đổi địa bàn này mới xem được ai được thêm, ai mất gì.")
    problems: list[str] = []
    if request.method == "POST":
        try:
            planning.cancel(scope=scope, planned_id=planned_id)
        except PlannedChangeError as error:
            messages.warning(request, error.sentence)
            return redirect("places:tree")
        except PlaceChangeError as error:
            problems = [each.sentence for each in error.problems]
        else:
            messages.success(request, "Đã bỏ thay đổi dự kiến; địa bàn giữ nguyên.")
            return redirect("places:tree")
    context = {
        "row": row, "wish": row.wish, "problems": problems, "planned_on": row.planned_at.astimezone(VIETNAM).date(),
        "words": words_of(row.wish, standing_then(dated_places().gazetteer, row.wish, list_wishes())),
        "planned_by": _who(row.planned_by), "today": scope.on,
    }  # fmt: skip
    if row.waits:
        try:
            context.update(what_happens(planning.look_at(scope=scope, planned=row)))
        except PlaceChangeError as error:
            context["broken"] = [each.sentence for each in error.problems]
    return render(request, "places/planned.html", context, status=422 if problems else 200)


def _who(user_id: UUID | None) -> str:
    if user_id is None:
        return ""
    with as_service():
        return account_names([user_id]).get(user_id, "")
