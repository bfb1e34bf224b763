"""Planned changes of places in the background."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mangnon.core.clock import today
from mangnon.interfaces.places.planning import take_effect


@app.periodic(cron="0 * * * *", periodic_id="places.take_effect")
@app.task(name="places.take_effect", queueing_lock="places.take_effect")
def carry_out_planned(timestamp: int) -> None:
    """Every hour, so also at midnight: what is decided for a day that has come is made so."""
    del timestamp
    take_effect(on=today())
