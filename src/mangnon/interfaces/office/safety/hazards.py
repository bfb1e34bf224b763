"""Hazards: the list with late ones first, reporting one on the phone, its mending step by step, its photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.accounts.services import account_names
from mangnon.core.audit.services import record
from mangnon.core.content.safety import hazard_content
from mangnon.core.places.queries import list_communes, names_of
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option, Tile, Tone
from mangnon.core.web.words import date_words
from mangnon.domain.children.portraits import read_portrait
from mangnon.domain.safety.hazards import advance_hazard, report_hazard
from mangnon.domain.safety.queries import (
    HazardCount,
    Sought,
    count_hazards,
    find_hazard,
    list_hazards,
    list_steps,
    may_check,
)
from mangnon.domain.safety.records import HazardStepTold
from mangnon.domain.safety.rules import check_by, next_states
from mangnon.interfaces.office.ground import read_ground
from mangnon.interfaces.office.safety.forms import HazardForm, StepForm, pair_words
from mangnon.interfaces.office.safety.grounds import own_grounds
from mangnon.interfaces.office.safety.words import STATE_WORDS, capital, hazard_mark, hazard_words
from mangnon.vocab.errors import MangnonError
from mangnon.vocab.ids import uuid7

if TYPE_CHECKING:
    from mangnon.domain.safety.models import Hazard

HEALTH = RecordClass.HEALTH
_BUTTONS = {
    "accepted": "Nhận xử lý", "fixed": "Báo đã khắc phục", "checked": "Đã kiểm tra, an toàn",
}  # fmt: skip


@require_GET
def hazards(request: HttpRequest) -> HttpResponse:
    """``/an-toan/nguy-co/``: hazards of one's places; counts by commune to who may only count, or looks over many."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(Action.COUNT, HEALTH).nowhere:
        raise Http404
    ground = read_ground(scope=scope, commune_code=request.GET.get("xa", ""), record_class=HEALTH)
    wide = scope.reach(Action.COUNT, HEALTH).everywhere and ground.commune is None
    late, kind = request.GET.get("khi") == "tre", request.GET.get("loai", "")
    content = hazard_content(scope.on)
    counts = count_hazards(scope=scope, on=scope.on)
    sees = not scope.reach(Action.SEE, HEALTH).nowhere
    sought = Sought(
        commune_id=ground.commune.id if ground.commune and ground.everywhere else None,
        kind=kind if kind in content.kinds else "", late=late, waiting=request.GET.get("khi") != "tat-ca",
    )  # fmt: skip
    rows = list_hazards(scope=scope, sought=sought, limit=300) if sees and (late or not wide) else []
    within = f"xa={ground.commune.code}&" if ground.commune and ground.everywhere else ""
    mine = [each for each in counts if ground.commune is None or each.commune_id == ground.commune.id]
    context = {
        "place": ground.commune.full if ground.commune else "",
        "wide": wide,
        "everywhere": ground.everywhere,
        "lines": _lines(scope, rows),
        "communes": _by_commune(scope, counts, sees=sees) if wide else (),
        "tiles": _tiles(mine, within=within, late=late) if sees else (),
        "counted": {"late": sum(each.late for each in mine), "open": sum(each.open for each in mine)},
        "kinds": (
            Option(value="", label="Mọi loại"),
            *(Option(value=k.code, label=capital(k.name), chosen=k.code == kind) for k in content.kinds.values()),
        ),
        "commune_options": (
            Option(value="", label="Toàn tỉnh"),
            *(Option(value=c.code, label=c.full, chosen=ground.commune is not None and c.code == ground.commune.code)
              for c in list_communes(on=scope.on)),
        ) if ground.everywhere else (),
        "when": request.GET.get("khi", ""),
        "may_report": bool(own_grounds(scope=scope).communes),
    }  # fmt: skip
    return render(request, "office/safety/hazards.html", context)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """``/an-toan/nguy-co/moi/``: report a hazard, standing before it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    grounds = own_grounds(scope=scope, asked=request)
    if not grounds.communes:
        raise Http404
    initial: dict[str, Any] = {"ma": uuid7(), "ngay": scope.on}
    if grounds.hamlet_needed:
        initial["xom"] = str(grounds.hamlets[0].id)
    form = HazardForm(request.POST or None, request.FILES or None, initial=initial, on=scope.on, grounds=grounds)
    if request.method == "POST" and form.is_valid():
        synthetic = any(str(each.id) == form.cleaned_data["xom"] and each.synthetic for each in grounds.hamlets)
        try:
            kept = report_hazard(scope=scope, told=form.told(synthetic=synthetic), key=form.cleaned_data.get("ma"))
        except (MangnonError, NotYoursError) as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "Đã báo nguy cơ. Cán bộ xã thấy ngay trong danh sách.")
            return redirect("office:hazard", kept)
    context = {"form": form, "choosing": grounds.commune is None}
    return render(request, "office/safety/hazard_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def hazard(request: HttpRequest, hazard_id: UUID) -> HttpResponse:
    """``/an-toan/nguy-co/<uuid>/``: what it is, what was done, and the next step."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = find_hazard(scope=scope, hazard_id=hazard_id)
    if found is None:
        raise Http404
    reach = scope.reach(Action.WRITE, HEALTH)
    writes = reach.covers(commune_id=found.commune_id, hamlet_id=found.hamlet_id)
    whole = reach.covers(commune_id=found.commune_id, hamlet_id=None)
    form = StepForm(
        request.POST or None,
        initial={"ngay": scope.on, "ai": found.body, "han": found.deadline if found.deadline >= scope.on else None},
    )
    refused = ""
    if request.method == "POST":
        if not writes:
            raise Http404
        refused = _advanced(request, scope, found, form)
        if not refused:
            messages.success(request, "Đã ghi.")
            return redirect("office:hazard", hazard_id)
    steps = list_steps(scope=scope, hazard_id=hazard_id)
    with reading_as_service():
        names = account_names([step.recorded_by for step in steps if step.recorded_by])
    places = names_of({key for key in (found.commune_id, found.hamlet_id) if key}, on=scope.on)
    offered = [
        (state, _BUTTONS[state] if state != "accepted" or found.state == "reported" else "Giao lại, đổi hạn")
        for state in next_states(found.state)
        if writes and (whole or state == "fixed")
    ]
    within = hazard_content(found.reported_on).check_within_days
    context = {
        "found": found,
        "kind": hazard_words(found),
        "mark": hazard_mark(found, on=scope.on),
        "where": ", ".join(places[key].full for key in (found.hamlet_id, found.commune_id) if key in places),
        "pair": pair_words(found.latitude, found.longitude),
        "steps": [
            (step, capital(STATE_WORDS[step.state]), names.get(step.recorded_by, "")) for step in reversed(steps)
        ],
        "form": form,
        "refused": refused,
        "offered": offered,
        "accepting": any(state == "accepted" for state, _ in offered),
        "check_by": date_words(check_by(fixed_on=found.state_on, within_days=within)) if found.state == "fixed" else "",
        "own_mending": found.state == "fixed" and whole and not may_check(scope=scope, hazard_id=hazard_id),
    }
    return render(request, "office/safety/hazard.html", context, status=422 if refused else 200)


@require_GET
def photo(request: HttpRequest, hazard_id: UUID) -> HttpResponse:
    """``/an-toan/nguy-co/<uuid>/anh.jpg``: the photo itself, for nobody between the house and the reader to keep."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = find_hazard(scope=scope, hazard_id=hazard_id)
    jpeg = read_portrait(found.photo) if found and found.photo else None
    if found is None or jpeg is None:
        raise Http404
    record(scope=scope, action="safety.open_hazard_photo", record_class=HEALTH, place_id=found.commune_id)
    return HttpResponse(
        jpeg,
        content_type="image/jpeg",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": 'inline; filename="nguy-co.jpg"',
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _advanced(request: HttpRequest, scope: Scope, found: Hazard, form: StepForm) -> str:
    """Write the step that was sent; returns why it was refused."""
    if not form.is_valid():
        return "Có mục chưa đọc được; hãy xem lại."
    told = form.cleaned_data
    state = request.POST.get("buoc", "")
    accepting = state == "accepted"
    step = HazardStepTold(
        on=told["ngay"], state=state, body=told["ai"] if accepting else "",
        deadline=told["han"] if accepting else None, note=told["ghi_chu"],
    )  # fmt: skip
    try:
        advance_hazard(scope=scope, hazard_id=found.pk, told=step)
    except MangnonError as refused:
        return refused.sentence
    return ""


def _lines(scope: Scope, rows: list[Hazard]) -> list[dict[str, Any]]:
    places = names_of({key for row in rows for key in (row.commune_id, row.hamlet_id) if key}, on=scope.on)
    return [
        {
            "url": reverse("office:hazard", args=[row.pk]),
            "kind": hazard_words(row),
            "mark": hazard_mark(row, on=scope.on),
            "where": ", ".join(places[key].full for key in (row.hamlet_id, row.commune_id) if key in places),
            "spot": row.spot,
            "description": row.description,
            "body": row.body,
            "deadline": date_words(row.deadline) if row.state in ("reported", "accepted") else "",
            "photo": bool(row.photo),
            "synthetic": row.synthetic,
        }
        for row in rows
    ]


def _tiles(counts: list[HazardCount], *, within: str, late: bool) -> tuple[Tile, ...]:
    here = f"{reverse('office:hazards')}?{within}"
    told: tuple[tuple[str, str, Tone, str], ...] = (
        ("late", "trễ hạn", "late", "khi=tre"),
        ("open", "chưa khắc phục", "soon", ""),
        ("fixed", "chờ kiểm tra", "calm", ""),
        ("checked", "đã an toàn", "done", "khi=tat-ca"),
    )
    return tuple(
        Tile(
            count=sum(getattr(each, name) for each in counts), label=label, url=here + query, tone=tone,
            current=late and name == "late",
        )
        for name, label, tone, query in told
    )  # fmt: skip


def _by_commune(scope: Scope, counts: list[HazardCount], *, sees: bool) -> list[tuple[str, str, HazardCount]]:
    places = names_of([each.commune_id for each in counts], on=scope.on)
    listed = [
        (places[each.commune_id].full, f"?xa={places[each.commune_id].code}" if sees else "", each)
        for each in counts if each.commune_id in places
    ]  # fmt: skip
    return sorted(listed, key=lambda row: (-row[2].late, -row[2].open, row[0]))
