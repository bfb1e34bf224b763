"""Asking to be let see a child found elsewhere in the province, and answering those who asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mangnon.core.scope.scope import Scope
from mangnon.domain.children import access
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.queries import find_child
from mangnon.interfaces.office.profile.writable import head, writable_child

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


@require_http_methods(["GET", "POST"])
def answer_access(request: HttpRequest, child_id: UUID, request_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/tra-loi/<uuid>/``: answer someone who asked to see a child of one's own."""
    scope, child = writable_child(request, child_id)
    asked = next(
        (each for each in access.list_questions(scope=scope, child_id=child_id) if each.id == request_id), None
    )
    if asked is None:
        raise Http404
    answer = " ".join(request.POST.get("tra_loi", "").split())
    if request.method == "POST" and len(answer) >= SHORTEST_REASON:
        access.answer_access(scope=scope, request_id=request_id, answer=answer)
        messages.success(request, "Đã trả lời; người xin sẽ đọc ở trang Hôm nay của họ.")
        return redirect("office:child", child_id)
    error = "Hãy ghi câu trả lời, ví dụ: gọi trạm y tế xã, số 0912 345 678." if request.method == "POST" else ""
    context = {**head(scope, child), "asked": asked, "answer": answer, "error": error}
    return render(request, "office/profile/answer.html", context, status=422 if error else 200)
