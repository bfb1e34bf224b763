"""Imports in the background."""

from __future__ import annotations

from uuid import UUID

import pghistory
from procrastinate.contrib.django import app

from mangnon.core.clock import today
from mangnon.core.scope.queries import get_scope
from mangnon.interfaces.exchange.imports.services import carry_out, remove_old_uploads
from mangnon.interfaces.exchange.imports.undo import carry_out_undo


@app.task(name="exchange.import_file")
def import_file(run_id: str, user_id: str, user_name: str, trial: bool) -> None:
    """Try or carry out an import with the rights that who asked has now."""
    scope = get_scope(user_id=UUID(user_id), user_name=user_name, on=today())
    with pghistory.context(user=user_id, url="exchange.import_file"):
        carry_out(scope=scope, run_id=UUID(run_id), trial=trial)


@app.task(name="exchange.undo_import")
def undo_file(run_id: str, user_id: str, user_name: str) -> None:
    """Undo an import with the rights that who asked has now."""
    scope = get_scope(user_id=UUID(user_id), user_name=user_name, on=today())
    with pghistory.context(user=user_id, url="exchange.undo_import"):
        carry_out_undo(scope=scope, run_id=UUID(run_id))


@app.periodic(cron="30 19 * * *", periodic_id="exchange.remove_old_uploads")
@app.task(name="exchange.remove_old_uploads", queueing_lock="exchange.remove_old_uploads")
def remove_old(timestamp: int) -> None:
    """Every night: files brought in long ago."""
    del timestamp
    remove_old_uploads()
