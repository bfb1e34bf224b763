"""Loads the settings and applications of this house."""

from __future__ import annotations

import os


def set_up_django() -> None:
    """Load the settings and applications once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mangnon.config.settings")
    import django

    django.setup()
