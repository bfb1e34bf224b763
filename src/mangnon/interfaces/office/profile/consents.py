"""Who agreed to a use of a child's data beyond the law's own duties, and who took it back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.content.dated import read_versions
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.consents import record_consent, withdraw_consent
from mangnon.domain.children.surroundings import read_records
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.profile.forms import ConsentForm
from mangnon.interfaces.office.profile.writable import head, writable_child
from mangnon.vocab.dated import in_force

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child, Consent


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/dong-y/``: agreements given, a form for a new one, and taking one back."""
    scope, child = writable_child(request, child_id)
    known = read_records(scope=scope, child=child).consents
    own_from = own_from_years(scope.on)
    asks_child = _is_asked(child, on=scope.on, own_from=own_from)
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
        _record(scope, child, form, own=asks_child and form.cleaned_data["tre_dong_y"])
        if asks_child and not form.cleaned_data["tre_dong_y"]:
            messages.warning(request, "Đã ghi. Còn thiếu sự đồng ý của chính trẻ nên chưa được dùng vào việc này.")
        else:
            messages.success(request, "Đã ghi sự đồng ý.")
        return redirect("office:consents", child_id)
    context: dict[str, Any] = {
        "form": form,
        "rows": [(each, asks_child and _lacks_own(each, known)) for each in known],
        "asks_child": asks_child,
        "own_from": own_from,
    }
    return render(request, "office/profile/consents.html", {**head(scope, child), **context})


def own_from_years(on: date) -> int:
    """Return from which age a child's own agreement is needed, in years."""
    versions = read_versions("children/consent.yaml")
    return int((in_force(versions, on=on) or versions[0]).values["own_from_years"])


def _is_asked(child: Child, *, on: date, own_from: int) -> bool:
    """Tell whether the child may be old enough to be asked; where the birth date is unknown it is asked."""
    born = child.birth_date
    return born is None or (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) >= own_from


def _lacks_own(given: Consent, known: tuple[Consent, ...]) -> bool:
    """Tell whether an adult's agreement stands without that of the child itself."""
    return not given.by_child and given.withdrawn_on is None and not any(
        each.by_child and each.purpose == given.purpose and each.withdrawn_on is None for each in known
    )  # fmt: skip


def _record(scope: Scope, child: Child, form: ConsentForm, *, own: bool) -> None:
    """Write the adult's agreement, and the child's own as a record of its own."""
    told = form.cleaned_data
    given = [(told["nguoi"], False), *([(child.full_name or NAMELESS, True)] if own else [])]
    for given_by, by_child in given:
        record_consent(
            scope=scope, child_id=child.pk, purpose=told["muc_dich"], given_by=given_by, relation=told["quan_he"],
            by_child=by_child, on=told["ngay"], note=told["ghi_chu"],
        )  # fmt: skip
