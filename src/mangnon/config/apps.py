"""Joins the house together when Django starts."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class WiringConfig(AppConfig):
    """The last app: connects what spans rooms, and raises the walls after migrations."""

    name = "mangnon.config"
    label = "config"

    def ready(self) -> None:
        """Wire the rooms, and see that the walls follow the tables."""
        from django.apps import apps

        from mangnon.config import wiring

        wiring.connect()
        post_migrate.connect(_raise_walls, sender=apps.get_app_config("exchange"))


def _raise_walls(using: str, **_: Any) -> None:
    from mangnon.config.walls import WALLED_TABLES
    from mangnon.core.scope.walls import apply_walls

    with connections[using].cursor() as cursor:
        apply_walls(cursor, WALLED_TABLES)
