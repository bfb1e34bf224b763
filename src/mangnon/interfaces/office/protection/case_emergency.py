"""Opening a case in an emergency, for somebody outside its team."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.places.queries import PlaceName, list_communes
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.domain.protection.errors import CaseNotFoundError
from mangnon.domain.protection.team import OPENING_HOURS, open_in_emergency
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.protection.case_access import reader_of
from mangnon.vocab.errors import MangnonError

UNKNOWN = "Không có trường hợp số này ở xã đó; hãy xem lại số và xã."


@require_http_methods(["GET", "POST"])
def open_case_in_emergency(request: HttpRequest) -> HttpResponse:
    """``/bao-ve/mo-khan-cap/``: by number, commune and reason; then the file for three hours."""
    scope = reader_of(request)
    communes = _communes(scope)
    if not communes:
        raise Http404
    typed = {name: request.POST.get(name, "") for name in ("so", "xa", "ly_do")}
    refused = ""
    if request.method == "POST":
        commune_id = read_key(typed["xa"])
        if not typed["so"].strip() or commune_id not in {each.id for each in communes}:
            refused = "Hãy ghi số trường hợp và chọn xã."
        else:
            opened = _opened(scope, typed, commune_id)
            if isinstance(opened, UUID):
                messages.info(request, "Nhóm của trường hợp và Chủ tịch xã đã được báo.")
                return redirect("office:case", opened)
            refused = opened
    only = str(communes[0].id) if len(communes) == 1 else ""
    context = {
        "typed": typed,
        "refused": refused,
        "hours": OPENING_HOURS,
        "communes": [
            *([Option(value="", label="Chọn xã, phường")] if len(communes) > 1 else []),
            *(
                Option(value=str(each.id), label=each.full, chosen=str(each.id) == (typed["xa"] or only))
                for each in communes
            ),
        ],
    }
    return render(request, "office/protection/emergency.html", context, status=422 if refused else 200)


def _opened(scope: Scope, typed: dict[str, str], commune_id: UUID) -> UUID | str:
    try:
        case_id, _ = open_in_emergency(scope=scope, number=typed["so"], commune_id=commune_id, reason=typed["ly_do"])
    except CaseNotFoundError:
        return UNKNOWN
    except MangnonError as refused:
        return refused.sentence
    return case_id


def _communes(scope: Scope) -> list[PlaceName]:
    """Return the communes whose cases the reader may open: where closely kept circumstances are theirs to see."""
    reach = scope.reach(Action.SEE, RecordClass.SENSITIVE)
    return [each for each in list_communes(on=scope.on) if reach.covers(commune_id=each.id, hamlet_id=None)]
