"""A child of whom nothing more is owed: died, left the province or turned 16; and one that is here again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.domain.children import services
from mangnon.interfaces.office.profile.forms import EndForm, ReturnForm
from mangnon.interfaces.office.profile.writable import head, writable_child


@require_http_methods(["GET", "POST"])
def end_child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/ket-thuc/``: end the following of a child, or take it up again where it was ended."""
    scope, child = writable_child(request, child_id)
    typed = request.POST if request.method == "POST" else None
    kind: type[EndForm | ReturnForm] = ReturnForm if child.end_reason else EndForm
    form = kind(typed, initial={"ngay": scope.on})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["ngay"]
        earliest = child.ended_on if child.end_reason else child.birth_date
        if earliest and on < earliest:
            before = "ngày kết thúc theo dõi" if child.end_reason else "ngày sinh của trẻ"
            form.add_error("ngay", f"Ngày này ở trước {before}.")
        elif child.end_reason:
            services.return_child(scope=scope, child_id=child_id, on=on)
            messages.success(request, "Trẻ được theo dõi lại; việc cần làm đã được tính.")
            return redirect("office:child", child_id)
        else:
            services.end_child(
                scope=scope, child_id=child_id, reason=form.cleaned_data["ly_do"], on=on,
                note=form.cleaned_data["ghi_chu"],
            )  # fmt: skip
            messages.success(request, "Đã kết thúc theo dõi. Nếu nhầm, mở lại trang này để theo dõi lại.")
            return redirect("office:child", child_id)
    return render(request, "office/profile/end.html", {**head(scope, child), "form": form})
