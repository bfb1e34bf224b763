"""Notes of a case, and the files that came with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.vault.responses import AttachmentResponse
from mangnon.domain.protection.attachments import add_note_with_file, open_attachment
from mangnon.domain.protection.errors import CaseNotFoundError
from mangnon.domain.protection.work import add_note
from mangnon.interfaces.office.protection.case_access import case_of, reader_of, refusal_of
from mangnon.interfaces.office.protection.case_steps import not_now

EMPTY = "Hãy ghi vài chữ vào ghi chép."


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/ghi-chep/``: write a note, with a file if there is one; it is only added, never changed."""
    scope, head = case_of(request, case_id)
    if not head.roles:
        return not_now(request, head)
    text, sent, refused = request.POST.get("ghi_chep", ""), request.FILES.get("tep"), ""
    if request.method == "POST":
        if not text.strip():
            refused = EMPTY
        elif sent is not None:
            data, name = sent.read(), sent.name or ""
            refused = refusal_of(
                lambda: add_note_with_file(scope=scope, case_id=case_id, text=text, data=data, name=name)
            )
        else:
            refused = refusal_of(lambda: add_note(scope=scope, case_id=case_id, text=text))
        if not refused:
            messages.success(request, "Đã lưu ghi chép.")
            return redirect("office:case", case_id)
    context = {"head": head, "text": text, "refused": refused, "again": bool(refused) and sent is not None}
    return render(request, "office/protection/note.html", context, status=422 if refused else 200)


@require_GET
def attachment(request: HttpRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/tep/<uuid>/``: save a file of a case; it is never shown within the office."""
    try:
        opened = open_attachment(scope=reader_of(request), case_id=case_id, attachment_id=attachment_id)
    except CaseNotFoundError as unseen:
        raise Http404 from unseen
    return AttachmentResponse(opened)
