"""A child's photo: kept, replaced, taken away, and shown to those who may see the child."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.scope.scope import Scope
from mangnon.domain.children.consents import is_agreed, is_asked, own_from_years
from mangnon.domain.children.errors import PhotoRefusedError
from mangnon.domain.children.photos import open_photo, remove_photo, save_photo
from mangnon.domain.children.portraits import MOST_BYTES
from mangnon.domain.children.terms import ConsentPurpose
from mangnon.interfaces.office.profile.consents import record_given
from mangnon.interfaces.office.profile.forms import GivenForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child

NO_FILE = "Chọn tệp ảnh."
AGAIN = "Ảnh chưa được lưu; hãy ghi đủ ai đồng ý rồi chọn lại ảnh."


@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/anh/``: send a photo, with who agrees to it where nobody has yet, or take the photo away."""
    scope, child = writable_child(request, child_id)
    if request.method == "POST" and "bo" in request.POST:
        remove_photo(scope=scope, child_id=child_id)
        messages.success(request, "Đã bỏ ảnh của trẻ.")
        return redirect("office:photo", child_id)
    asks_child = is_asked(child=child, on=scope.on)
    agreed = is_agreed(child=child, purpose=str(ConsentPurpose.PHOTO), on=scope.on)
    form = GivenForm(request.POST if request.method == "POST" and not agreed else None, initial={"ngay": scope.on})
    refused = ""
    if request.method == "POST":
        whole = agreed or _is_whole(form, asks_child=asks_child)
        sent = request.FILES.get("tep")
        refused = NO_FILE if sent is None else "" if whole else AGAIN
        if sent is not None and whole:
            refused = _kept(scope, child, sent, form=None if agreed else form, own=asks_child)
            if not refused:
                messages.success(request, "Đã lưu ảnh của trẻ.")
                return redirect("office:child", child_id)
    context = {
        "form": None if agreed else form,
        "asks_child": asks_child,
        "own_from": own_from_years(scope.on),
        "refused": refused,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "office/profile/photo.html", {**head(scope, child), **context}, status=status)


@require_GET
def photo_jpg(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/anh.jpg``: the photo itself, for nobody between the house and the reader to keep."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    jpeg = open_photo(scope=scope, child_id=child_id)
    if jpeg is None:
        raise Http404
    return HttpResponse(
        jpeg,
        content_type="image/jpeg",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="anh.jpg"',
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _is_whole(form: GivenForm, *, asks_child: bool) -> bool:
    """Tell whether all who must agree do, and say at the form who does not."""
    if not form.is_valid():
        return False
    if asks_child and not form.cleaned_data["tre_dong_y"]:
        form.add_error("tre_dong_y", "Trẻ chưa đồng ý thì chưa lưu ảnh.")
        return False
    return True


def _kept(scope: Scope, child: Child, sent: UploadedFile, *, form: GivenForm | None, own: bool) -> str:
    """Write the agreements and the photo, both or neither; returns why the photo was refused."""
    if (sent.size or 0) > MOST_BYTES:
        return str(PhotoRefusedError())
    try:
        with transaction.atomic():
            if form is not None:
                record_given(scope, child, form, purpose=str(ConsentPurpose.PHOTO), own=own)
            save_photo(scope=scope, child_id=child.pk, content=sent.read())
    except PhotoRefusedError as problem:
        return str(problem)
    return ""
