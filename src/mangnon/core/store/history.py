"""Row history kept by the database, so that bulk and raw writes are caught too."""

from __future__ import annotations

from typing import Any

import pghistory


def keep_history() -> Any:
    """Return a class decorator that keeps each row as it was before every change or deletion.

    A row's first state needs no copy: it is the oldest kept, or the row itself.
    """
    return pghistory.track(
        pghistory.UpdateEvent("changed", row=pghistory.Old), pghistory.DeleteEvent("deleted", row=pghistory.Old)
    )
