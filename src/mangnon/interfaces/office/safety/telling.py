"""Telling of an accident: of a child on the register, of an unknown child, and correcting what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words
from mangnon.domain.children.queries import find_child, list_seen, may_do
from mangnon.domain.safety.queries import find_incident
from mangnon.domain.safety.services import correct_incident, record_incident, withdraw_incident
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.child.page import get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.safety.forms import IncidentForm, pair_words
from mangnon.interfaces.office.safety.grounds import any_grounds, own_grounds, posted_commune
from mangnon.interfaces.office.safety.words import SOMEBODY, kind_words
from mangnon.vocab.errors import MangnonError
from mangnon.vocab.ids import uuid7

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child
    from mangnon.domain.safety.models import Incident

HEALTH = RecordClass.HEALTH


@require_http_methods(["GET", "POST"])
def child_incident(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/tai-nan/``: tell of an accident of a child; ``?vu=`` names the event other children were in."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child = get_child(request, child_id)
    if not may_do(scope=scope, action=Action.WRITE, record_class=HEALTH, child=child):
        raise Http404
    mate = _mate(scope, request.GET.get("vu", ""))
    initial = _initial(mate) if mate else {"xom": str(child.hamlet_id or "")}
    grounds = any_grounds(
        scope=scope, commune_id=posted_commune(request) or (mate.commune_id if mate else child.commune_id)
    )
    form = IncidentForm(
        request.POST or None, initial={"ma": uuid7(), **initial}, on=scope.on, known=True, grounds=grounds
    )
    if request.method == "POST" and form.is_valid():
        kept = _keep(request, scope, form, child_id=child.pk, mate=mate)
        if kept:
            return redirect("office:incident", kept)
    return _page(request, form, {**_head(scope, child), "mate": mate, "mate_words": kind_words(mate) if mate else ""})


@require_http_methods(["GET", "POST"])
def new_incident(request: HttpRequest) -> HttpResponse:
    """``/an-toan/tai-nan/moi/``: tell of an accident of a child whom nobody knows by name."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    mate = _mate(scope, request.GET.get("vu", ""))
    grounds = own_grounds(scope=scope, asked=request)
    if not grounds.communes:
        raise Http404
    initial = _initial(mate) if mate else {"xom": str(grounds.hamlets[0].id) if grounds.hamlet_needed else ""}
    form = IncidentForm(
        request.POST or None, initial={"ma": uuid7(), **initial}, on=scope.on, known=False, grounds=grounds
    )
    if request.method == "POST" and form.is_valid():
        kept = _keep(request, scope, form, child_id=None, mate=mate)
        if kept:
            return redirect("office:incident", kept)
    more = {"choosing": grounds.commune is None, "mate": mate, "mate_words": kind_words(mate) if mate else ""}
    return _page(request, form, {"child": None, "name": SOMEBODY, **more})


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """``/an-toan/tai-nan/<uuid>/sua/``: correct or withdraw what was told; the old one stays to be seen."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    standing = find_incident(scope=scope, fact_id=fact_id)
    if standing is None or standing.superseded_at is not None or not may_write(scope, standing):
        raise Http404
    grounds = any_grounds(scope=scope, commune_id=posted_commune(request) or standing.commune_id)
    known = standing.child_id is not None
    form = IncidentForm(
        request.POST or None, initial=_initial(standing, whole=True), on=scope.on, known=known, grounds=grounds
    )
    reason = " ".join(request.POST.get("ly_do", "").split())[:200]
    missing = request.method == "POST" and len(reason) < 3
    withdrawing = "rut" in request.POST
    if request.method == "POST" and not missing and (withdrawing or form.is_valid()):
        try:
            if withdrawing:
                withdraw_incident(scope=scope, fact_id=fact_id, reason=reason)
                messages.success(request, "Đã rút điều ghi nhầm; điều cũ vẫn còn trong sổ.")
                return redirect("office:incidents")
            kept = correct_incident(scope=scope, fact_id=fact_id, told=form.told(), reason=reason)
        except (MangnonError, NotYoursError) as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "Đã sửa; điều cũ vẫn còn trong sổ.")
            return redirect("office:incident", kept)
    child = next(iter(list_seen(scope=scope, child_ids=[standing.child_id] if standing.child_id else [])), None)
    context = {
        "child": None,
        "name": (child.full_name or NAMELESS) if child else SOMEBODY,
        "standing": standing,
        "reason": reason,
        "reason_missing": "Hãy ghi lý do sửa, để người xem sau hiểu." if missing else "",
    }
    return _page(request, form, context)


def may_write(scope: Scope, incident: Incident) -> bool:
    """Tell whether the reader may correct an accident: its child's, or an unknown child's where it happened."""
    reach = scope.reach(Action.WRITE, HEALTH)
    if incident.child_id is None:
        return reach.covers(commune_id=incident.commune_id, hamlet_id=incident.hamlet_id)
    child = find_child(scope=scope, child_id=incident.child_id)
    return child is not None and may_do(scope=scope, action=Action.WRITE, record_class=HEALTH, child=child)


def _keep(
    request: HttpRequest, scope: Scope, form: IncidentForm, *, child_id: UUID | None, mate: Incident | None
) -> UUID | None:
    told = form.told(event=mate.event if mate else None)
    try:
        kept = record_incident(scope=scope, child_id=child_id, told=told, key=form.cleaned_data.get("ma"))
    except (MangnonError, NotYoursError) as refused:
        form.add_error(None, refused.sentence)
        return None
    messages.success(request, "Đã ghi. Nếu còn trẻ khác trong cùng vụ, thêm ở cuối trang này.")
    return kept


def _mate(scope: Scope, key: str) -> Incident | None:
    found = read_key(key)
    return find_incident(scope=scope, fact_id=found) if found else None


def _initial(told: Incident, *, whole: bool = False) -> dict[str, Any]:
    """Return what a form starts with: the event's own facts; with ``whole`` the child's too."""
    event = {
        "ngay": told.on,
        "luc": told.part,
        "loai": told.kind,
        "noi": told.setting,
        "xa": str(told.commune_id),
        "xom": str(told.hamlet_id or ""),
        "cho": told.spot,
        "toa_do": pair_words(told.latitude, told.longitude),
    }
    if not whole:
        return event
    child = {
        "hau_qua": told.outcome,
        "hoan_canh": told.circumstances,
        "so_cuu": told.first_aid,
        "trong": told.supervised,
        "boi": told.swim,
        "ke": told.note,
        "gioi": told.sex,
        "tuoi": told.age_years,
    }
    return event | child


def _head(scope: Scope, child: Child) -> dict[str, Any]:
    precision: Any = child.birth_precision
    age = age_words(child.birth_date, on=scope.on, precision=precision)
    return {"child": child, "name": child.full_name or NAMELESS, "age": age}


def _page(request: HttpRequest, form: IncidentForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "office/safety/incident_form.html", {"form": form, **context}, status=status)
