"""A whole table sent at once: whose rows it holds, and where to go once they are saved."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import QueryDict

_KEY = re.compile(r"^(?:kg|co|cu|kham|ng|mp)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:-|$)")
MOST_ROWS = 2000


def keys_sent(data: QueryDict) -> list[UUID]:
    """Return the keys of the children whose rows were sent, whatever part of the session they now stand in.

    Somebody else may have moved the borders of the parts meanwhile; what was typed is saved all the same.
    """
    found = (_KEY.match(name) for name in data)
    return list(dict.fromkeys(UUID(match[1]) for match in found if match))[:MOST_ROWS]


def part_asked(data: QueryDict) -> int | None:
    """Return the part to go to after saving; None to stay."""
    asked = data.get("sang", "")
    return int(asked) if asked.isdigit() and 0 < int(asked) < 1000 else None
