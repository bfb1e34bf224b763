"""``GET /healthz``: whether database, queue and content are usable."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse


class HealthMiddleware:
    """Answers the health check before sessions, sign-in and scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return self.get_response(request)
        problems = {name: problem for name, check in CHECKS.items() if (problem := check())}
        body = {"status": "ok"} if not problems else {"status": "unusable", "problems": problems}
        return HttpResponse(json.dumps(body), content_type="application/json", status=503 if problems else 200)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_user LIMIT 1")
    except Exception as error:  # whatever the driver raises, the answer is the same
        connection.close()
        return type(error).__name__
    return ""


def _queue() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('public.procrastinate_jobs') IS NOT NULL")
            row = cursor.fetchone()
    except Exception as error:
        connection.close()
        return type(error).__name__
    return "" if row and row[0] else "no queue tables"


def _content() -> str:
    from mangnon.core.content import content_root

    missing = [name for name in ("places", "growth", "immunization") if not (content_root() / name).is_dir()]
    return f"missing: {', '.join(missing)}" if missing else ""


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "queue": _queue, "content": _content}
