"""The outside bodies: who receives what, kept by the province."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.places.queries import list_communes, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import date_words, read_date
from mangnon.domain.referrals.queries import BodyRow, list_bodies
from mangnon.domain.referrals.services import save_body
from mangnon.domain.referrals.terms import BodyKind
from mangnon.interfaces.office.asked import read_key
from mangnon.vocab.errors import MangnonError


@require_http_methods(["GET", "POST"])
def bodies(request: HttpRequest) -> HttpResponse:
    """``/chuyen-gui/co-quan/``: the list, and a form for a new one."""
    scope = _orderer(request)
    rows = list_bodies(scope=scope, ended_too=True)
    places = names_of({row.commune_id for row in rows if row.commune_id}, on=scope.on)
    listed = [
        (row, places[row.commune_id].full if row.commune_id in places else "Cả tỉnh", _ended(row)) for row in rows
    ]
    error = _save(request, scope, None) if request.method == "POST" else ""
    if error is None:
        messages.success(request, "Đã thêm cơ quan.")
        return redirect("office:bodies")
    context = {"listed": listed, "error": error, **_form(request, scope, None)}
    return render(request, "office/referrals/bodies.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """``/chuyen-gui/co-quan/<uuid>/``: change one, or say from when it receives nothing more."""
    scope = _orderer(request)
    row = next((each for each in list_bodies(scope=scope, ended_too=True) if each.id == body_id), None)
    if row is None:
        raise Http404
    error = _save(request, scope, row) if request.method == "POST" else ""
    if error is None:
        messages.success(request, "Đã sửa cơ quan.")
        return redirect("office:bodies")
    context = {"row": row, "error": error, **_form(request, scope, row)}
    return render(request, "office/referrals/body.html", context, status=422 if error else 200)


def _orderer(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.reach(Action.WRITE, RecordClass.PLACES).everywhere:
        raise Http404
    return scope


def _save(request: HttpRequest, scope: Scope, row: BodyRow | None) -> str | None:
    """Save what was typed; returns what is wrong, or None."""
    posted = request.POST
    ended = posted.get("thoi_tu", "").strip()
    ended_on = read_date(ended) if ended else None
    if ended and ended_on is None:
        return "Thôi tiếp nhận: hãy gõ ngày/tháng/năm, ví dụ 05/12/2026."
    commune_id = read_key(posted.get("xa", ""))
    if commune_id and commune_id not in {each.id for each in list_communes(on=scope.on)}:
        return "Hãy chọn xã, phường trong danh sách."
    try:
        save_body(
            scope=scope, kind=posted.get("loai", ""), name=posted.get("ten", "")[:160], commune_id=commune_id,
            contact=" ".join(posted.get("lien_he", "").split())[:200], body_id=row.id if row else None,
            ended_on=ended_on,
        )  # fmt: skip
    except MangnonError as refused:
        return refused.sentence
    return None


def _form(request: HttpRequest, scope: Scope, row: BodyRow | None) -> dict[str, object]:
    posted = request.POST if request.method == "POST" else None
    kind = posted.get("loai", "") if posted else row.kind if row else ""
    commune = posted.get("xa", "") if posted else str(row.commune_id or "") if row else ""
    return {
        "kinds": (Option(value="", label="Chọn loại"), *(
            Option(value=value, label=str(label)[:1].upper() + str(label)[1:], chosen=value == kind)
            for value, label in BodyKind.choices
        )),
        "communes": (Option(value="", label="Cả tỉnh"), *(
            Option(value=str(each.id), label=each.full, chosen=str(each.id) == commune)
            for each in list_communes(on=scope.on)
        )),
        "name": posted.get("ten", "") if posted else row.name if row else "",
        "contact": posted.get("lien_he", "") if posted else row.contact if row else "",
        "ended": posted.get("thoi_tu", "") if posted else _ended(row) if row else "",
    }  # fmt: skip


def _ended(row: BodyRow) -> str:
    return date_words(row.ended_on) if row.ended_on else ""
