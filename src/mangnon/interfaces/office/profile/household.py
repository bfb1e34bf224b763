"""The household a child lives in: corrected, changed for another of the commune, or founded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.places.queries import names_of
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.households import found_household, join_household, update_household
from mangnon.domain.children.surroundings import HOUSEHOLDS_SHOWN, find_household, read_records, search_households
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.profile.forms import HouseholdForm, NewHouseholdForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child, Household

LOST = "Hộ này không còn trong xã của trẻ; hãy tìm lại."


@require_http_methods(["GET", "POST"])
def household(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/ho/``: it and its children, corrected; another found (``?tim=``); one founded."""
    scope, child = writable_child(request, child_id)
    home = find_household(scope=scope, child=child)
    sent = request.POST if request.method == "POST" else None
    form = HouseholdForm(sent if sent and "sua" in sent else None, initial=_standing(home)) if home else None
    founding = NewHouseholdForm(sent if sent and "lap" in sent else None)
    if home and form and form.is_bound and form.is_valid():
        update_household(scope=scope, household_id=home.pk, told=form.told())
        messages.success(request, "Đã lưu hộ gia đình; thay đổi áp dụng cho mọi trẻ trong hộ.")
        return redirect("office:household", child_id)
    if founding.is_bound and child.commune_id and founding.is_valid():
        found_household(scope=scope, child_id=child_id, head_name=founding.cleaned_data["chu_ho_moi"])
        messages.success(request, "Đã lập hộ mới cho trẻ.")
        return redirect("office:household", child_id)
    if sent and "chuyen" in sent:
        return _joined(request, scope, child_id)
    context = {
        "home": home,
        "house": child.household,
        "form": form,
        "founding": founding,
        "members": read_records(scope=scope, child=child).siblings,
        **_found(request, scope, child),
    }
    return render(request, "office/profile/household.html", {**head(scope, child), **context})


def _standing(home: Household) -> dict[str, Any]:
    return {
        "chu_ho": home.head_name,
        "dia_chi": home.address,
        "dien": home.poverty,
        "tu_ngay": home.poverty_since,
        "van_ban": home.poverty_document,
    }


def _joined(request: HttpRequest, scope: Scope, child_id: UUID) -> HttpResponse:
    key = read_key(request.POST["chuyen"])
    try:
        if key is None:
            raise ChildNotFoundError
        join_household(scope=scope, child_id=child_id, household_id=key)
        messages.success(request, "Đã chuyển trẻ sang hộ này.")
    except ChildNotFoundError:
        messages.warning(request, LOST)
    return redirect("office:household", child_id)


def _found(request: HttpRequest, scope: Scope, child: Child) -> dict[str, Any]:
    """Return the other households of the commune that what was typed finds."""
    typed = " ".join(request.GET.get("tim", "").split())
    if not typed or child.commune_id is None:
        return {"typed": typed, "hits": []}
    found = search_households(scope=scope, commune_id=child.commune_id, text=typed)
    hits = [each for each in found if each.household_id != child.household_id]
    places = names_of({each.hamlet_id for each in hits if each.hamlet_id}, on=scope.on)
    return {
        "typed": typed,
        "cut": len(found) == HOUSEHOLDS_SHOWN,
        "hits": [(each, places[each.hamlet_id].full if each.hamlet_id in places else "") for each in hits],
    }
