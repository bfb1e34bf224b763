"""The child's card: for the family, on A6 or A4, with a code that holds the page's public address and nothing else."""

from __future__ import annotations

from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.address import is_here
from mangnon.core.web.words import birth_words
from mangnon.domain.children.queries import find_child, hits_of, list_seen
from mangnon.interfaces.office.card.summary import read_summary
from mangnon.interfaces.office.due_lines import NAMELESS

SIZES = {"a6": "A6", "a4": "A4"}
SEXES = {"m": "Nam", "f": "Nữ"}


@require_GET
def card(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Show a child's card for printing; that it was read is in the log."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child = find_child(scope=scope, child_id=child_id)
    if child is None:
        raise Http404
    asked = request.GET.get("kho", "a6")
    size = asked if asked in SIZES else "a6"
    health = scope.may(Action.SEE, RecordClass.HEALTH)
    hit = hits_of([child], on=scope.on)[0]
    followed = list_seen(scope=scope, child_ids=[child_id])[0]
    record(
        scope=scope, action="children.open_card", place_id=child.commune_id, subjects=[child_id],
        record_class=RecordClass.HEALTH if health else RecordClass.ORDINARY,
    )  # fmt: skip
    context = {
        "child_id": child_id,
        "name": hit.full_name or NAMELESS,
        "born": birth_words(hit.birth_date, precision=hit.birth_precision),  # type: ignore[arg-type]
        "sex": SEXES.get(hit.sex, ""),
        "place": hit.place,
        "carer": hit.carer,
        "synthetic": child.synthetic,
        "summary": read_summary(scope=scope, child=followed, on=scope.on) if health else None,
        "code": _code(settings.PUBLIC_ADDRESS + reverse("office:child", args=[child_id])),
        "only_here": is_here(settings.PUBLIC_ADDRESS),
        "number": str(child_id)[-8:].upper(),
        "size": size,
        "sizes": [(key, label, key == size) for key, label in SIZES.items()],
    }
    return render(request, "office/card/card.html", context)


def _code(address: str) -> str:
    """Return the address as a QR drawing without any style of its own."""
    return segno.make(address, error="m", micro=False).svg_inline(
        scale=1, border=2, omitsize=True, svgclass="childcard__code", lineclass=None, dark="#000"
    )
