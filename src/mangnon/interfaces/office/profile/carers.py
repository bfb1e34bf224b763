"""Who cares for a child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.scope.scope import Scope
from mangnon.domain.children.carers import end_caregiver, remove_caregiver, save_caregiver
from mangnon.domain.children.records import CaregiverRecord
from mangnon.domain.children.rules import carer_meant
from mangnon.domain.children.surroundings import read_records
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.profile.forms import CaregiverForm, EndCareForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Caregiver

# Of these a child has one as a rule, so another is asked about first.
_ONE_AS_A_RULE = frozenset({"mother", "father"})


@require_http_methods(["GET", "POST"])
def caregivers(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/nguoi-cham-soc/``: those known; a form that adds one or corrects one (``?ai=``)."""
    scope, child = writable_child(request, child_id)
    records = read_records(scope=scope, child=child)
    known = (*records.caregivers, *records.former_caregivers)
    chosen = _chosen(request, known)
    ending = EndCareForm(request.POST if "thoi" in request.POST else None, initial={"ngay": scope.on})
    if chosen and _ended(request, scope, child_id, chosen, ending):
        return redirect("office:caregivers", child_id)
    typed = request.POST if request.method == "POST" and "thoi" not in request.POST else None
    form = CaregiverForm(typed, initial=_standing(records.caregivers, chosen))
    question = ""
    if typed is not None and form.is_valid():
        question = "" if chosen else _question(known, form.told())
        if not question or "confirmed" in request.POST:
            save_caregiver(scope=scope, child_id=child_id, told=form.told(), caregiver_id=chosen.pk if chosen else None)
            messages.success(request, "Đã lưu người chăm sóc.")
            return redirect("office:caregivers", child_id)
    context = {
        "form": form, "known": records.caregivers, "former": records.former_caregivers, "chosen": chosen,
        "ending": ending, "question": question,
    }  # fmt: skip
    return render(request, "office/profile/caregivers.html", {**head(scope, child), **context})


def _chosen(request: HttpRequest, known: tuple[Caregiver, ...]) -> Caregiver | None:
    """Return the carer to be corrected; None where another is to be written.

    Raises:
        Http404: the child has no such carer.
    """
    asked = request.GET.get("ai", "")
    if not asked:
        return None
    key = read_key(asked)
    for each in known:
        if each.pk == key:
            return each
    raise Http404


def _ended(request: HttpRequest, scope: Scope, child_id: UUID, chosen: Caregiver, form: EndCareForm) -> bool:
    """Write that the carer ended, cares again or was a mistake, as the button says; tells whether it was written."""
    if "nham" in request.POST:
        remove_caregiver(scope=scope, child_id=child_id, caregiver_id=chosen.pk)
        messages.success(request, "Đã bỏ người ghi nhầm; điều đã ghi còn trong lịch sử hồ sơ.")
        return True
    if "lai" in request.POST:
        end_caregiver(scope=scope, child_id=child_id, caregiver_id=chosen.pk, on=None)
        messages.success(request, "Đã ghi lại là người đang chăm sóc.")
        return True
    if "thoi" in request.POST and form.is_valid():
        end_caregiver(scope=scope, child_id=child_id, caregiver_id=chosen.pk, on=form.cleaned_data["ngay"])
        messages.success(request, "Đã ghi thôi chăm sóc.")
        return True
    return False


def _question(known: tuple[Caregiver, ...], told: CaregiverRecord) -> str:
    """Return what is asked before another person of a relation is added; empty where nothing is doubtful."""
    held = [each for each in known if each.relation == told.relation]
    at, sure = carer_meant(
        full_name=told.full_name, personal_id=told.personal_id,
        held=[(each.full_name, each.personal_id) for each in held],
    )  # fmt: skip
    if at is not None and sure:
        return ""
    alike = held[at] if at is not None else None
    if alike is None and told.relation in _ONE_AS_A_RULE:
        alike = next((each for each in held if each.until is None), None)
    if alike is None:
        return ""
    return (
        f"Hồ sơ đã ghi {alike.get_relation_display()} là {alike.full_name}. Nếu là một người, hãy bấm “Sửa” ở tên đó."
    )


def _standing(known: tuple[Caregiver, ...], chosen: Caregiver | None) -> dict[str, Any]:
    """Return what stands of the carer to be corrected; else the first relation nobody holds yet."""
    if chosen:
        return {
            "quan_he": chosen.relation,
            "ho_ten": chosen.full_name,
            "nam_sinh": chosen.birth_year,
            "dien_thoai": chosen.phone,
            "so_dinh_danh": chosen.personal_id,
        }
    held = {each.relation for each in known}
    free = [value for value, _ in CaregiverForm.base_fields["quan_he"].choices if value not in held]  # type: ignore[attr-defined]
    return {"quan_he": free[0] if free else ""}
