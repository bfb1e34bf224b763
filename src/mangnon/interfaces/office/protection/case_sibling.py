"""Another child of the same event: a case of its own, beside the one that is open."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.content.protection import harm_kinds_on
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.web.words import birth_words
from mangnon.domain.children.queries import search_children
from mangnon.domain.protection.intake import open_sibling_case
from mangnon.domain.protection.telling import Told
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.protection.case_access import case_of, refusal_of
from mangnon.interfaces.office.protection.case_steps import not_now
from mangnon.interfaces.public.form01 import harm_options, sex_options
from mangnon.vocab.protection import Actor

UNKNOWN = "chua-ro"
LONGEST = 2000
SHOWN = 8


@require_http_methods(["GET", "POST"])
def sibling(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/tre-khac/``: choose another child of the event, or describe it; opens its own case."""
    scope, head = case_of(request, case_id)
    if Actor.OFFICER not in head.roles:
        if request.method == "POST":
            raise NotYoursError(
                "Chỉ cán bộ phụ trách trường hợp này mở được trường hợp của trẻ khác trong cùng chuyện này."
            )
        return not_now(request, head)
    known = {kind.code for kind in harm_kinds_on(scope.on)}
    harms = [code for code in request.POST.getlist("hai") if code in known]
    told = {name: request.POST.get(name, "")[:LONGEST] for name in ("ten", "sinh", "gioi", "o_dau", "chuyen_gi")}
    wanted, chosen = request.POST.get("tim", "").strip()[:100], request.POST.get("tre", "")
    refused = ""
    if request.method == "POST" and "mo" in request.POST:
        opened: list[UUID] = []
        child = Told(
            child_name=told["ten"].strip(),
            birth=told["sinh"].strip(),
            sex=told["gioi"] if told["gioi"] in {"m", "f"} else "",
            child_place=told["o_dau"].strip(),
            happened=told["chuyen_gi"].strip(),
        )
        child_id = read_key(chosen)
        if child_id is None and not child.says_something:
            refused = "Hãy chọn một trẻ trong danh sách, hoặc kể về trẻ; chỉ cần tên hoặc chuyện xảy ra."
        else:
            refused = refusal_of(
                lambda: opened.append(
                    open_sibling_case(scope=scope, case_id=case_id, harms=harms, child_id=child_id, child=child)
                )
            )
        if not refused:
            messages.success(request, "Đã mở trường hợp của trẻ này; hai trường hợp ghi là trong cùng một chuyện.")
            return redirect("office:case", opened[0])
    hits = search_children(scope=scope, text=wanted, limit=SHOWN) if wanted else []
    context = {
        "head": head,
        "values": told,
        "wanted": wanted,
        "children": [
            (
                each.child_id,
                each.full_name or NAMELESS,
                birth_words(each.birth_date, precision=each.birth_precision),  # type: ignore[arg-type]
                str(each.child_id) == chosen,
            )
            for each in hits
        ],
        "unknown": UNKNOWN,
        "chosen_unknown": chosen in {"", UNKNOWN},
        "sexes": sex_options(told["gioi"]),
        "harms": harm_options(chosen=tuple(harms), on=scope.on),
        "refused": refused,
    }
    return render(request, "office/protection/sibling.html", context, status=422 if refused else 200)
