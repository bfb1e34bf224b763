"""A note in a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.domain.protection.work import add_note
from mangnon.interfaces.office.protection.case_access import case_of, refusal_of
from mangnon.interfaces.office.protection.case_steps import not_now


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/ghi-chep/``: write a note; it is only added, never changed."""
    scope, head = case_of(request, case_id)
    if not head.roles:
        return not_now(request, head)
    text, refused = request.POST.get("ghi_chep", ""), ""
    if request.method == "POST":
        refused = refusal_of(lambda: add_note(scope=scope, case_id=case_id, text=text)) if text.strip() else (
            "Hãy ghi vài chữ vào ghi chép."
        )  # fmt: skip
        if not refused:
            messages.success(request, "Đã lưu ghi chép.")
            return redirect("office:case", case_id)
    context = {"head": head, "text": text, "refused": refused}
    return render(request, "office/protection/note.html", context, status=422 if refused else 200)
