"""Correcting what is written of a child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.domain.children.services import update_child
from mangnon.interfaces.office.profile.fields import birth_typed
from mangnon.interfaces.office.profile.forms import EditForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child

CHANGED = "Hồ sơ vừa có người khác sửa. Hãy mở lại trang để xem điều mới rồi sửa tiếp."


@require_http_methods(["GET", "POST"])
def edit_child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/sua/``; what is doubtful is asked once, and never blocks."""
    scope, child = writable_child(request, child_id)
    form = EditForm(request.POST if request.method == "POST" else None, initial=_standing(child))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["luc"] not in {"", child.updated_at.isoformat()}:
            form.add_error(None, CHANGED)
        elif not _doubted(form) or request.POST.get("confirmed"):
            changed = update_child(scope=scope, child_id=child_id, values=form.profile())
            messages.success(request, "Đã lưu thông tin của trẻ." if changed else "Không có gì thay đổi.")
            return redirect("office:child", child_id)
    asked = _doubted(form) if form.is_bound and form.is_valid() else []
    return render(request, "office/profile/edit.html", {**head(scope, child), "form": form, "questions": asked})


def _doubted(form: EditForm) -> list[str]:
    """Return the doubts about what is new; what stood before was asked then."""
    touched = {"so_dinh_danh", "gioi", "ngay_sinh"} & set(form.changed_data)
    return form.questions if touched else []


def _standing(child: Child) -> dict[str, Any]:
    return {
        "ho_ten": child.full_name,
        "ten_tam": child.placeholder_name,
        "ngay_sinh": birth_typed(child.birth_date, child.birth_precision),
        "gioi": child.sex,
        "dan_toc": child.ethnic_code,
        "so_dinh_danh": child.personal_id,
        "giay_khai_sinh": child.birth_certificate_no,
        "the_bhyt": child.insurance_no,
        "dia_chi": child.address,
        "sinh_doi": child.multiple_birth,
        "tuan_thai": child.gestation_weeks,
        "luc": child.updated_at.isoformat(),
    }
