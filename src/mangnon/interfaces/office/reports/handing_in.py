"""``/bao-ve/bao-tin/``: who works with children tells of a worry; afterwards only the receipt is shown."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mangnon.core.clock import VIETNAM, now
from mangnon.core.places.queries import find_place
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import age_words, read_date
from mangnon.domain.protection.errors import ReportEmptyError
from mangnon.domain.protection.kinds import Channel
from mangnon.domain.protection.reporting import Worry, receive_report
from mangnon.interfaces.office.child.page import get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.public.form01 import Typed, form_context, read_typed

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child

# Who takes down what others tell, and by which ways it comes to them; everybody else tells what they saw themselves.
_WAYS = tuple(map(Channel, ("phone", "in_person", "told_by_other", "hotline_111", "worker")))
_OWN = (Channel("worker"),)
WAYS = {
    Role.COMMUNE_OFFICER: _WAYS,
    Role.PROVINCE_OFFICER: _WAYS,
    Role.PARTNER_BODY: tuple(map(Channel, ("hotline_111", "told_by_other", "worker"))),
}
_UNREADABLE = "Chưa đọc được ngày giờ; gõ như 24/11/2026 và 8:30, hoặc để trống cả hai."
_HOUR = re.compile(r"\s*(\d{1,2})\s*[:hg.]\s*(\d{2})\s*")


@dataclass(frozen=True)
class Taken:
    """How and when a report came, as typed; ``at`` is None for "just now"."""

    channel: str
    day: str = ""
    hour: str = ""
    at: datetime | None = None
    error: str = ""


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, child_id: UUID | None = None) -> HttpResponse:
    """``/bao-ve/bao-tin/`` and ``/bao-ve/bao-tin/<uuid>/``: form 01, with a child of the register or without."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.HAND_IN, RecordClass.CASE):
        raise Http404
    child = get_child(request, child_id) if child_id else None
    ways = _ways(scope)
    if request.method == "GET":
        typed = Typed(commune_code=_own_commune(scope, child))
        return _form(request, typed, Taken(ways[0]), child=child)
    typed = read_typed(request.POST, on=scope.on)
    if not _takes_down(scope):  # their own account says who tells
        typed = replace(typed, agreed=False)
    taken = _read_taken(request, ways)
    if typed.errors or taken.error:
        return _form(request, typed, taken, child=child, refused="Tin chưa gửi được: hãy sửa phần có dấu đỏ.")
    worry = Worry(
        told=typed.told, channel=Channel(taken.channel), commune_id=typed.commune_id(on=scope.on), urgent=typed.urgent,
        harms=typed.harms, child_id=child.pk if child else None, told_by=typed.told_by, received_at=taken.at,
        once=_once(request, typed), synthetic=child.synthetic if child else False,
    )  # fmt: skip
    try:
        receipt = receive_report(scope=scope, worry=worry)
    except ReportEmptyError as empty:
        return _form(request, typed, taken, child=child, refused=empty.sentence)
    context = {"code": receipt.code, "urgent": typed.urgent, "child": child, "placed": worry.commune_id is not None}
    return render(request, "office/reports/receipt.html", context)


def _form(request: HttpRequest, typed: Typed, taken: Taken, *, child: Child | None, refused: str = "") -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        **form_context(typed, on=scope.on),
        "child": child,
        "taken": taken,
        "takes_down": _takes_down(scope),
        "ways": [Option(value=way, label=way.label.capitalize(), chosen=way == taken.channel) for way in _ways(scope)],
        "refused": refused,
        "page_word": request.POST.get("phieu", "") or secrets.token_urlsafe(16),
    }
    if child:
        precision: Any = child.birth_precision
        context["name"] = child.full_name or NAMELESS
        context["age"] = age_words(child.birth_date, on=scope.on, precision=precision)
    return render(request, "office/reports/hand_in.html", context, status=422 if refused else 200)


def _ways(scope: Scope) -> tuple[Channel, ...]:
    return next((ways for role, ways in WAYS.items() if scope.holds(role)), _OWN)


def _takes_down(scope: Scope) -> bool:
    return len(_ways(scope)) > 1


def _own_commune(scope: Scope, child: Child | None) -> str:
    """Return the code of the commune that is likely meant: the child's, or the only one that who tells works in."""
    keys = {child.commune_id} if child else {grant.place_id for grant in scope.grants if grant.level == "commune"}
    if not keys - {None} and not child:
        keys = {_commune_of(grant.place_id, scope) for grant in scope.grants if grant.level == "hamlet"}
    known = {key for key in keys if key}
    found = find_place(known.pop(), on=scope.on) if len(known) == 1 else None
    return found.code if found else ""


def _commune_of(hamlet_id: UUID, scope: Scope) -> UUID | None:
    hamlet = find_place(hamlet_id, on=scope.on)
    return hamlet.parent_id if hamlet else None


def _read_taken(request: HttpRequest, ways: tuple[Channel, ...]) -> Taken:
    way, day, hour = (request.POST.get(name, "") for name in ("kenh", "ngay", "gio"))
    channel = way if way in ways else ways[0]
    if len(ways) == 1 or not (day.strip() or hour.strip()):
        return Taken(channel)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    on = read_date(day) if day.strip() else scope.on
    found = _HOUR.fullmatch(hour)
    if on is None or found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return Taken(channel, day, hour, error=_UNREADABLE)
    at = datetime.combine(on, time(int(found[1]), int(found[2])), tzinfo=VIETNAM)
    if at > now():
        return Taken(channel, day, hour, error="Giờ này chưa tới; hãy gõ giờ đã nhận tin.")
    return Taken(channel, day, hour, at)


def _once(request: HttpRequest, typed: Typed) -> str:
    """Return the word that makes the same page, sent twice, one report; a page that was changed is another."""
    page = request.POST.get("phieu", "")[:100]
    if not page:
        return ""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return f"{scope.user_id}:{page}:{hashlib.sha256(repr(typed).encode()).hexdigest()}"
