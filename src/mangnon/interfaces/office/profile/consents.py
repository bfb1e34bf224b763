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
from mangnon.domain.children.rules import agreed
from mangnon.domain.children.surroundings import read_records
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.profile.forms import ConsentForm, GivenForm, WithdrawForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child, Consent


LACKS_CHILD = "còn thiếu sự đồng ý của trẻ"
LACKS_ADULT = "còn thiếu sự đồng ý của cha mẹ, người giám hộ"


@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/dong-y/``: agreements given, a form for a new one, and taking one back."""
    scope, child = writable_child(request, child_id)
    known = read_records(scope=scope, child=child).consents
    asks_child = is_asked(child=child, on=scope.on)
    taking = request.method == "POST" and "rut" in request.POST
    form = ConsentForm(request.POST if request.method == "POST" and not taking else None, initial={"ngay": scope.on})
    back: dict[UUID, WithdrawForm] = {}
    if taking:
        held = _held(request, known)
        back[held.pk] = WithdrawForm(request.POST, auto_id=f"{held.pk}_%s")
        if _taken_back(scope, held, back[held.pk]):
            messages.success(request, "Đã ghi rút lại sự đồng ý.")
            return redirect("office:consents", child_id)
    elif form.is_bound and form.is_valid() and _is_born(child, form):
        told = form.cleaned_data
        record_given(scope, child, form, purpose=told["muc_dich"], own=asks_child and told["tre_dong_y"])
        if asks_child and not told["tre_dong_y"]:
            messages.warning(request, "Đã ghi. Còn thiếu sự đồng ý của chính trẻ nên chưa được dùng vào việc này.")
        else:
            messages.success(request, "Đã ghi sự đồng ý.")
        return redirect("office:consents", child_id)
    context: dict[str, Any] = {
        "form": form,
        "rows": [
            (each, lacks, back.get(each.pk) or WithdrawForm(initial={"ngay": scope.on}, auto_id=f"{each.pk}_%s"))
            for each, lacks in consent_lines(scope, child, known)
        ],
        "asks_child": asks_child,
        "own_from": own_from_years(scope.on),
    }
    return render(request, "office/profile/consents.html", {**head(scope, child), **context})


def consent_lines(scope: Scope, child: Child, known: tuple[Consent, ...]) -> list[tuple[Consent, str]]:
    """Return each agreement with the words for whose is lacking beside it; none where it was taken back."""
    asks_child = is_asked(child=child, on=scope.on)
    standing: dict[str, list[bool]] = {}
    for each in known:
        if each.withdrawn_on is None:
            standing.setdefault(each.purpose, []).append(each.by_child)
    lines = []
    for each in known:
        given = standing.get(each.purpose, [])
        whole = each.withdrawn_on is not None or agreed(by_child=given, asks_child=asks_child)
        lines.append((each, "" if whole else LACKS_CHILD if False in given else LACKS_ADULT))
    return lines


def _held(request: HttpRequest, known: tuple[Consent, ...]) -> Consent:
    """Return the agreement that is to be taken back.

    Raises:
        Http404: there is none such of this child that still stands.
    """
    key = read_key(request.POST["rut"])
    for each in known:
        if each.pk == key and each.withdrawn_on is None:
            return each
    raise Http404


def _taken_back(scope: Scope, held: Consent, form: WithdrawForm) -> bool:
    if not form.is_valid():
        return False
    if form.cleaned_data["ngay"] < held.on:
        form.add_error("ngay", "Ngày này ở trước ngày đồng ý.")
        return False
    withdraw_consent(scope=scope, consent_id=held.pk, on=form.cleaned_data["ngay"])
    return True


def _is_born(child: Child, form: ConsentForm) -> bool:
    if child.birth_date and form.cleaned_data["ngay"] < child.birth_date:
        form.add_error("ngay", "Ngày này ở trước ngày sinh của trẻ.")
        return False
    return True


def record_given(scope: Scope, child: Child, form: GivenForm, *, purpose: str, own: bool) -> None:
    """Write the adult's agreement, and the child's own as a record of its own."""
    told = form.cleaned_data
    given = [(told["nguoi"], False), *([(child.full_name or NAMELESS, True)] if own else [])]
    for given_by, by_child in given:
        record_consent(
            scope=scope, child_id=child.pk, purpose=purpose, given_by=given_by, relation=told["quan_he"],
            by_child=by_child, on=told["ngay"], note=told.get("ghi_chu", ""),
        )  # fmt: skip
