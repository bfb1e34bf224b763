"""Changing places: first what is asked, then who gains and loses what, then done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.places import queries
from mangnon.core.places.changes import PlaceAction, PlaceChangeError
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.interfaces.places import changing, planning
from mangnon.interfaces.places.forms import (
    KINDS,
    MOST_PARTS,
    ChangeForm,
    FoundForm,
    MergeForm,
    RenameForm,
    ReparentForm,
    SplitForm,
)
from mangnon.interfaces.places.telling import what_happens

either = require_http_methods(["GET", "POST"])


@either
def rename(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Another name from a day on."""
    scope, here = _asked(request, place_id)
    form = RenameForm(request.POST or None, initial={"on": scope.on, "kind": here.kind, "name": here.name})
    return _change(request, scope, here, form, "rename", lambda: form.action(here), {"kinds": KINDS[here.level]})


@either
def merge(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Put this unit together with others."""
    scope, here = _asked(request, place_id)
    siblings = [each for each in _siblings(here, scope.on) if each.id != here.id]
    form = MergeForm(
        request.POST or None, initial={"on": scope.on, "kind": here.kind, "name": here.name, "code": here.code}
    )
    form.fields["others"].choices = [(each.code, each.full) for each in siblings]  # type: ignore[attr-defined]
    chosen = set(request.POST.getlist("others"))
    more = {
        "kinds": KINDS[here.level],
        "others": [Option(value=e.code, label=e.full, chosen=e.code in chosen) for e in siblings],
    }
    return _change(
        request, scope, here, form, "merge", lambda: form.action(here, parent=_parent_code(here, scope.on)), more
    )


@either
def split(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Divide this unit."""
    scope, here = _asked(request, place_id)
    form = SplitForm(request.POST or None, initial={"on": scope.on})
    told = request.POST
    parts = [
        {
            "number": number,
            "code": told.get(f"code_{number}", here.code if number == 1 else ""),
            "kind": told.get(f"kind_{number}", here.kind),
            "name": told.get(f"name_{number}", here.name if number == 1 else ""),
        }
        for number in range(1, MOST_PARTS + 1)
    ]
    beneath = [(each, told.get(f"to_{each.code}", "")) for each in queries.list_beneath(place_id, on=scope.on)]
    more = {"kinds": KINDS[here.level], "parts": parts, "beneath": beneath, "numbers": range(1, MOST_PARTS + 1)}

    def action() -> PlaceAction:
        return form.action(here, parent=_parent_code(here, scope.on), told=told.dict())

    return _change(request, scope, here, form, "split", action, more)


@either
def reparent(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Put this unit under another; today only hamlets can go from one commune to another."""
    scope, here = _asked(request, place_id)
    if here.level != "hamlet":
        raise Http404
    form = ReparentForm(request.POST or None, initial={"on": scope.on})
    chosen = request.POST.get("parent", "")
    communes = [each for each in queries.list_communes(on=scope.on) if each.id != here.parent_id]
    more = {"communes": [Option(value=e.code, label=e.full, chosen=e.code == chosen) for e in communes]}
    return _change(request, scope, here, form, "reparent", lambda: form.action(here), more)


@either
def found(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Found a hamlet in this commune."""
    scope, here = _asked(request, place_id)
    if here.level != "commune":
        raise Http404
    form = FoundForm(request.POST or None, initial={"on": scope.on, "kind": "xóm"})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            changing.found_hamlet(scope=scope, commune_id=place_id, **form.cleaned_data)
        except PlaceChangeError as error:
            problems = [each.sentence for each in error.problems]
        else:
            messages.success(request, "Đã lập xóm mới.")
            return redirect("places:place", place_id=place_id)
    context = {"here": here, "form": form, "problems": problems, "kinds": KINDS["hamlet"]}
    return render(request, "places/found.html", context, status=422 if problems or form.errors else 200)


def _change(
    request: HttpRequest, scope: Scope, here: PlaceName, form: ChangeForm, kind: str,
    action: Callable[[], PlaceAction], more: Mapping[str, object],
) -> HttpResponse:  # fmt: skip
    problems: list[str] = []
    if request.method == "POST" and request.POST.get("buoc") != "sua" and form.is_valid():
        told = {"scope": scope, "on": form.cleaned_data["on"], "source": form.cleaned_data["source"]}
        try:
            if request.POST.get("buoc") == "ghi" and told["on"] > scope.on:
                key = planning.keep_for_its_day(action=action(), **told)
                messages.success(request, "Đã ghi thay đổi dự kiến; đến ngày đó tự thực hiện.")
                return redirect("places:planned", planned_id=key)
            if request.POST.get("buoc") == "ghi":
                changing.change(action=action(), **told)
                messages.success(request, "Đã ghi thay đổi địa bàn.")
                return redirect("places:tree")
            return _preview(request, here, kind, changing.plan(action=action(), **told), scope.on)
        except PlaceChangeError as error:
            problems = [each.sentence for each in error.problems]
    context = {"here": here, "form": form, "problems": problems, "kind": kind, **more}
    return render(request, f"places/{kind}.html", context, status=422 if problems or form.errors else 200)


def _preview(request: HttpRequest, here: PlaceName, kind: str, planned: changing.Planned, today: date) -> HttpResponse:
    fields = [(key, value) for key, values in request.POST.lists() for value in values
              if key not in {"csrfmiddlewaretoken", "buoc"}]  # fmt: skip
    context = {
        "here": here, "kind": kind, "fields": fields, "early": planned.plan.on > today, **what_happens(planned)
    }  # fmt: skip
    return render(request, "places/preview.html", context)


def _asked(request: HttpRequest, place_id: UUID) -> tuple[Scope, PlaceName]:
    """Return the scope and the place as it stands today, if it is the reader's to change."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    here = queries.find_place(place_id, on=scope.on)
    reach = scope.reach(Action.WRITE, RecordClass.PLACES)
    if reach.nowhere:
        raise NotYoursError("Chỉ cán bộ Sở Y tế và cán bộ xã được đổi địa bàn.")
    if here is None or here.level not in KINDS:
        raise Http404
    founding = request.path.endswith("/lap-xom/")
    commune_id = here.id if here.level == "commune" else here.parent_id
    if not reach.everywhere and (commune_id not in reach.communes or (here.level == "commune" and not founding)):
        raise NotYoursError("Chỉ cán bộ Sở Y tế được đổi xã, phường; cán bộ xã đổi xóm, tổ trong xã mình.")
    return scope, here


def _siblings(here: PlaceName, on: date) -> list[PlaceName]:
    if here.level == "commune":
        return queries.list_communes(on=on)
    return queries.list_hamlets([here.parent_id] if here.parent_id else [], on=on)


def _parent_code(here: PlaceName, on: date) -> str:
    above = queries.find_place(here.parent_id, on=on) if here.parent_id else None
    return above.code if above else ""
