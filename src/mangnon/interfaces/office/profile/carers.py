"""Who cares for a child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.domain.children.records import CaregiverRecord
from mangnon.domain.children.services import save_caregiver
from mangnon.domain.children.surroundings import read_records
from mangnon.interfaces.office.profile.forms import CaregiverForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Caregiver

SEVERAL = "Sổ đang ghi nhiều người cùng quan hệ này nên chưa biết sửa người nào; hãy chọn quan hệ khác."


@require_http_methods(["GET", "POST"])
def caregivers(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/nguoi-cham-soc/``: those known, and one form that corrects one of them or adds another."""
    scope, child = writable_child(request, child_id)
    known = read_records(scope=scope, child=child).caregivers
    asked = request.GET.get("ai", "")
    form = CaregiverForm(request.POST if request.method == "POST" else None, initial=_standing(known, asked))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if sum(each.relation == told["quan_he"] for each in known) > 1:
            form.add_error("quan_he", SEVERAL)
        else:
            save_caregiver(
                scope=scope,
                child_id=child_id,
                told=CaregiverRecord(
                    told["quan_he"], told["ho_ten"], birth_year=told["nam_sinh"], phone=told["dien_thoai"],
                    personal_id=told["so_dinh_danh"],
                ),
            )  # fmt: skip
            messages.success(request, "Đã lưu người chăm sóc.")
            return redirect("office:caregivers", child_id)
    return render(request, "office/profile/caregivers.html", {**head(scope, child), "form": form, "known": known})


def _standing(known: tuple[Caregiver, ...], asked: str) -> dict[str, Any]:
    """Return what stands of the carer chosen to be corrected; else the first relation nobody holds yet."""
    for each in known:
        if each.relation == asked:
            return {
                "quan_he": each.relation,
                "ho_ten": each.full_name,
                "nam_sinh": each.birth_year,
                "dien_thoai": each.phone,
                "so_dinh_danh": each.personal_id,
            }
    held = {each.relation for each in known}
    free = [value for value, _ in CaregiverForm.base_fields["quan_he"].choices if value not in held]  # type: ignore[attr-defined]
    return {"quan_he": free[0] if free else ""}
