"""Has the places of a new day stand before its first page is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse

from mangnon.core.clock import today
from mangnon.interfaces.places.planning import take_effect

log = logging.getLogger(__name__)


class NewDayMiddleware:
    """Carries out the day's planned changes of places at each process's first request of the day.

    Mostly the background worker has done it at midnight; this is for a machine that was off, or a worker that is.
    A change is only ever planned for a later day, so that looking once a day is enough.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.looked: date | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        on = today()
        if self.looked != on:
            try:
                take_effect(on=on)
            except Exception:  # a page must not fail for it; the worker tries again every hour
                log.exception("Chưa thực hiện được thay đổi địa bàn dự kiến của ngày %s; sẽ thử lại mỗi giờ.", on)
            self.looked = on
        return self.get_response(request)
