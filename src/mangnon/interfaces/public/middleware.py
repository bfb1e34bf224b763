"""Keeps the pages without an account apart from sign-in: no cookie is read there and none is set."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ADDRESS = "/bao-tin/"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}


class PublicMiddleware:
    """Stands before sessions, so that nothing behind it knows who has signed in on this browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ADDRESS):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)  # before request.COOKIES is read for the first time
        response = self.get_response(request)
        response.cookies.clear()
        for name, value in _HEADERS.items():
            response.headers[name] = value
        return response
