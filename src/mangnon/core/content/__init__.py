"""Where the dated numbers of law and medicine live, and how they are read."""

from __future__ import annotations

import os
from pathlib import Path


def content_root() -> Path:
    """Find the folder ``content/``: ``MANGNON_CONTENT``, or the one at the top of the checkout.

    Returns:
        The folder's path.
    """
    named = os.environ.get("MANGNON_CONTENT")
    return Path(named) if named else Path(__file__).resolve().parents[4] / "content"
