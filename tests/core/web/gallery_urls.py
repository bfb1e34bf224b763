"""Addresses for the gallery alone, its error pages, and the gallery filled with hostile text."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django_cotton import render_component

from mangnon.core.web import gallery, pages

HOSTILE = """"'><img src=x onerror=alert(1)><script>alert(2)</script>"""
LONG = "Công Tằng Tôn Nữ Hoàng Đặng Thị Phương Thảo, thường gọi là bé Bông"
KEPT = {
    *("url", "child_url", "home_url", "search_url", "hits_url", "account_url", "sign_out_url", "assign_url"),
    *("save_url", "sort_url", "next_url", "previous_url", "poll_url", "icon", "tone", "state", "speaks", "kind"),
    *("sorted", "svg"),
}
NAMES = {"child_name", "carer", "assignee", "hamlet", "what", "name", "left", "right", "place", "user_name", "title"}


def rewritten(value: Any, *, change: Callable[[str, str], str], name: str = "") -> Any:
    """The same value with every text in it changed; `change` gets the text and the name of its field."""
    if isinstance(value, str):
        return change(value, name)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: rewritten(getattr(value, each.name), change=change, name=each.name) for each in fields(value)
        }
        return replace(value, **changed)
    if isinstance(value, dict):
        return {key: rewritten(each, change=change, name=str(key)) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return tuple(rewritten(each, change=change) for each in value)
    return value


def hostile(request: HttpRequest) -> HttpResponse:
    """The gallery as it looks when every text in it attacks."""
    context = rewritten(gallery.context(), change=lambda text, name: text if name in KEPT else HOSTILE)
    return render(request, "web/styleguide.html", {**context, "spark": ""})


def long_names(request: HttpRequest) -> HttpResponse:
    """The gallery with names as long as they come."""
    context = rewritten(gallery.context(), change=lambda text, name: LONG if name in NAMES else text)
    return render(request, "web/styleguide.html", context)


def session(request: HttpRequest) -> HttpResponse:
    """The gallery with rows that can be saved."""
    context = gallery.context()
    rows = tuple(replace(row, save_url=f"/saved/{row.key}/") for row in context["fast_rows"])
    return render(request, "web/styleguide.html", {**context, "fast_rows": rows})


def saved(request: HttpRequest, key: str) -> HttpResponse:
    """What a page answers to a saved row: its state cell alone."""
    return HttpResponse(render_component(request, "fast-state", {"key": key, "state": "saved"}))


def error(request: HttpRequest, name: str) -> HttpResponse:
    """One of the error pages."""
    return {
        "400": pages.bad_request,
        "403": pages.forbidden,
        "404": pages.not_found,
        "500": pages.server_error,
        "csrf": pages.csrf_failure,
    }[name](request)


urlpatterns = [
    path("", include("mangnon.core.web.urls")),
    path("hostile/", hostile),
    path("long/", long_names),
    path("error/<str:name>/", error),
    path("session/", session),
    path("saved/<str:key>/", saved),
]
handler404 = "mangnon.core.web.pages.not_found"
