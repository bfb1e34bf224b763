"""Dated numbers and rules of law and medicine, read from ``content/``."""

from __future__ import annotations

import os
from pathlib import Path


def content_root() -> Path:
    """Return the folder of content: ``MANGNON_CONTENT``, or ``content/`` at the top of the checkout."""
    named = os.environ.get("MANGNON_CONTENT")
    return Path(named) if named else Path(__file__).resolve().parents[4] / "content"
