"""Background work of the room: every five minutes whoever must know of a late step is told."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mangnon.domain.protection.late import tell_of_late_steps


@app.periodic(cron="*/5 * * * *", periodic_id="protection.late_steps")
@app.task(name="protection.late_steps", queueing_lock="protection.late_steps", pass_context=False)
def late_steps(timestamp: int) -> None:
    """Tell of the steps that became late."""
    del timestamp
    tell_of_late_steps()
