"""The pages that belong to no capability: errors and the gallery of components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from mangnon.core.web import gallery


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with made-up data, for those who build pages; only in development and demo."""
    _only_for_builders()
    return render(request, "web/styleguide.html", gallery.context())


def entrance(request: HttpRequest) -> HttpResponse:
    """The frame of the pages before sign-in, with a form that leads nowhere; only in development and demo."""
    _only_for_builders()
    return render(request, "web/entrance.html")


def _only_for_builders() -> None:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood."""
    return _error("400", status=400)


def forbidden(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page is outside the reader's scope; a sentence of our own errors is shown."""
    return _error("403", status=403, sentence=getattr(exception, "sentence", ""))


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none the reader may know of."""
    return _error("404", status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500: our fault; the page needs neither database nor session."""
    return _error("500", status=500)


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose session has ended."""
    return _error("csrf", status=403)


def _error(name: str, *, status: int, sentence: str = "") -> HttpResponse:
    return HttpResponse(render_to_string(f"errors/{name}.html", {"sentence": sentence}), status=status)
