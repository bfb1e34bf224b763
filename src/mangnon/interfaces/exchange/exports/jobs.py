"""Exports in the background."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from mangnon.core.clock import today
from mangnon.core.scope.queries import get_scope
from mangnon.interfaces.exchange.exports.services import remove_old_exports, write_export


@app.task(name="exchange.write_export")
def write(export_id: str, user_id: str, user_name: str) -> None:
    """Write an export with the rights that who asked has now."""
    scope = get_scope(user_id=UUID(user_id), user_name=user_name, on=today())
    write_export(scope=scope, export_id=UUID(export_id))


@app.periodic(cron="0 19 * * *", periodic_id="exchange.remove_old_exports")
@app.task(name="exchange.remove_old_exports", queueing_lock="exchange.remove_old_exports")
def remove_old(timestamp: int) -> None:
    """Every night: files nobody should find any more."""
    del timestamp
    remove_old_exports()
