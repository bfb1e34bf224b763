"""A child that lives elsewhere in the province from a day on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.places.queries import PlaceName, find_commune, list_communes, list_hamlets, names_of
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.domain.children import services
from mangnon.domain.children.queries import find_child, place_words
from mangnon.domain.children.surroundings import read_records
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.profile.forms import MoveForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child


@require_http_methods(["GET", "POST"])
def move_child(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/chuyen/``: the commune (``?xa=``), then hamlet and day."""
    scope, child = writable_child(request, child_id)
    commune = _commune(request, scope, child)
    hamlets = [(str(place.id), place.full) for place in list_hamlets([commune.id], on=scope.on)] if commune else []
    form = MoveForm(request.POST if request.method == "POST" else None, hamlets=hamlets, initial={"ngay": scope.on})
    if request.method == "POST" and commune and form.is_valid():
        on, hamlet = form.cleaned_data["ngay"], read_key(form.cleaned_data["xom"])
        refused = _refused(scope, child, commune=commune.id, hamlet=hamlet, on=on)
        if not refused:
            services.move_child(scope=scope, child_id=child_id, commune_id=commune.id, hamlet_id=hamlet, on=on)
            return _moved(request, scope, child_id)
        form.add_error(None, refused)
    places = names_of({key for key in (child.commune_id, child.hamlet_id) if key}, on=scope.on)
    context: dict[str, Any] = {
        "form": form,
        "commune": commune,
        "communes": [
            Option(value=place.code, label=place.full, chosen=bool(commune and place.id == commune.id))
            for place in list_communes(on=scope.on)
        ],
        "home": place_words(child, places),
        "elsewhere": bool(commune and commune.id != child.commune_id),
    }
    return render(request, "office/profile/move.html", {**head(scope, child), **context})


def _commune(request: HttpRequest, scope: Scope, child: Child) -> PlaceName | None:
    """Return the commune chosen, or else the one the child lives in."""
    chosen = find_commune(request.GET.get("xa", ""), on=scope.on)
    if chosen or child.commune_id is None:
        return chosen
    return names_of([child.commune_id], on=scope.on).get(child.commune_id)


def _refused(scope: Scope, child: Child, *, commune: UUID, hamlet: UUID | None, on: date) -> str:
    """Return why the move cannot be written; empty where it can."""
    if (child.commune_id, child.hamlet_id) == (commune, hamlet):
        return "Trẻ đang ở nơi này rồi; hãy chọn nơi khác."
    if child.birth_date and on < child.birth_date:
        return "Ngày chuyển ở trước ngày sinh của trẻ."
    homes = read_records(scope=scope, child=child).residences
    if any(home.valid.upper and home.valid.upper > on for home in homes):
        return "Sổ đã ghi trẻ chuyển nơi ở sau ngày đó; hãy chọn ngày muộn hơn."
    return ""


def _moved(request: HttpRequest, scope: Scope, child_id: UUID) -> HttpResponse:
    if find_child(scope=scope, child_id=child_id):
        messages.success(request, "Đã ghi nơi ở mới.")
        return redirect("office:child", child_id)
    messages.success(request, "Đã chuyển trẻ; hồ sơ nay do xã mới quản lý.")
    return redirect("office:children")
