"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context: the signed-in user's scope, if any."""
    return {"scope": getattr(request, "scope", None)}
