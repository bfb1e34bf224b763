"""Who agreed to a use of a child's data beyond the law's own duties, and who took it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.scope.scope import Scope
from mangnon.domain.children.consents import is_asked, own_from_years, record_consent, withdraw_consent
from mangnon.domain.children.surroundings import read_records
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.profile.forms import ConsentForm, GivenForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child, Consent


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/dong-y/``: agreements given, a form for a new one, and taking one back."""
    scope, child = writable_child(request, child_id)
    known = read_records(scope=scope, child=child).consents
    asks_child = is_asked(child=child, on=scope.on)
    form = ConsentForm(request.POST if request.method == "POST" and "rut" not in request.POST else None,
                       initial={"ngay": scope.on})  # fmt: skip
    if request.method == "POST" and "rut" in request.POST:
        key = read_key(request.POST["rut"])
        if not any(each.pk == key and each.withdrawn_on is None for each in known) or key is None:
            raise Http404
        withdraw_consent(scope=scope, consent_id=key, on=scope.on)
        messages.success(request, "Đã ghi rút lại sự đồng ý từ hôm nay.")
        return redirect("office:consents", child_id)
    if request.method == "POST" and form.is_valid():
        record_given(
            scope,
            child,
            form,
            purpose=form.cleaned_data["muc_dich"],
            own=asks_child and form.cleaned_data["tre_dong_y"],
        )
        if asks_child and not form.cleaned_data["tre_dong_y"]:
            messages.warning(request, "Đã ghi. Còn thiếu sự đồng ý của chính trẻ nên chưa được dùng vào việc này.")
        else:
            messages.success(request, "Đã ghi sự đồng ý.")
        return redirect("office:consents", child_id)
    context: dict[str, Any] = {
        "form": form,
        "rows": [(each, asks_child and _lacks_own(each, known)) for each in known],
        "asks_child": asks_child,
        "own_from": own_from_years(scope.on),
    }
    return render(request, "office/profile/consents.html", {**head(scope, child), **context})


def _lacks_own(given: Consent, known: tuple[Consent, ...]) -> bool:
    """Tell whether an adult's agreement stands without that of the child itself."""
    return not given.by_child and given.withdrawn_on is None and not any(
        each.by_child and each.purpose == given.purpose and each.withdrawn_on is None for each in known
    )  # fmt: skip


def record_given(scope: Scope, child: Child, form: GivenForm, *, purpose: str, own: bool) -> None:
    """Write the adult's agreement, and the child's own as a record of its own."""
    told = form.cleaned_data
    given = [(told["nguoi"], False), *([(child.full_name or NAMELESS, True)] if own else [])]
    for given_by, by_child in given:
        record_consent(
            scope=scope, child_id=child.pk, purpose=purpose, given_by=given_by, relation=told["quan_he"],
            by_child=by_child, on=told["ngay"], note=told.get("ghi_chu", ""),
        )  # fmt: skip
