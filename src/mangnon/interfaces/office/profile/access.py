"""Asking to be let see a child found elsewhere in the province."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mangnon.core.scope.scope import Scope
from mangnon.domain.children import access
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.queries import find_child

SHORTEST_REASON = 5


@require_POST
def ask_access(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/xin-xem/``: put the question down for those who have the child; one's own child is opened."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if find_child(scope=scope, child_id=child_id):
        return redirect("office:child", child_id)
    reason = " ".join(request.POST.get("ly_do", "").split())
    if len(reason) < SHORTEST_REASON:
        messages.warning(request, "Hãy ghi lý do xin xem, ví dụ: trẻ mới chuyển về xóm 3.")
        return redirect("office:children")
    try:
        new = access.ask_access(scope=scope, child_id=child_id, reason=reason)
    except ChildNotFoundError as problem:
        raise Http404 from problem
    told = "Đã gửi lời xin xem; cán bộ xã đang quản lý trẻ sẽ trả lời." if new else "Anh chị đã xin xem trẻ này rồi."
    messages.success(request, told)
    return redirect("office:children")
