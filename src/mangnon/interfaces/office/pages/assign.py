"""Giving a household's work, or several households', to a named person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import number_words
from mangnon.domain.children.queries import list_homes
from mangnon.domain.workforce.queries import WorkerName, list_workers
from mangnon.domain.worklist.services import assign_tasks
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.ground import worker_options

MOST_CHILDREN = 2000


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Ask whom to give the work of these children to, and give it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    told = request.POST if request.method == "POST" else request.GET
    children = read_keys(told.getlist("tre"))
    if not scope.may(Action.WRITE, RecordClass.ORDINARY):
        raise Http404
    homes = list_homes(scope=scope, child_ids=children)
    workers = list_workers(scope=scope, commune_ids={home.commune_id for home in homes if home.commune_id})
    back = _back(told.get("ve", ""))
    if request.method == "POST":
        return _given(request, scope, [home.child_id for home in homes], workers, back)
    if not homes:
        raise Http404
    return render(
        request,
        "office/assign_form.html" if request.headers.get("HX-Request") else "office/assign.html",
        {
            "children": [home.child_id for home in homes],
            "workers": worker_options(workers, chosen=None, every="Chọn người"),
            "back": back,
            "key": homes[0].child_id,
        },
    )


def _given(
    request: HttpRequest, scope: Scope, children: Sequence[UUID], workers: Sequence[WorkerName], back: str
) -> HttpResponse:
    worker = next((one for one in workers if one.id == read_key(request.POST.get("nguoi", ""))), None)
    if not children:
        messages.warning(request, "Chưa chọn hộ nào. Đánh dấu các hộ rồi bấm Giao việc.")
    elif worker is None:
        messages.warning(request, "Chưa chọn người nhận việc.")
    else:
        count = assign_tasks(scope=scope, child_ids=children, worker_id=worker.id)
        messages.success(request, f"Đã giao việc của {number_words(count)} trẻ cho {worker.full_name}.")
    return redirect(reverse("office:today") + back)


def read_keys(values: Sequence[str]) -> list[UUID]:
    """Read the keys of children that a form chose, several in one value parted by commas; others are left out."""
    found = (read_key(part) for value in values for part in value.split(","))
    return list(dict.fromkeys(key for key in found if key))[:MOST_CHILDREN]


def _back(query: str) -> str:
    return query if query.startswith("?") else ""
