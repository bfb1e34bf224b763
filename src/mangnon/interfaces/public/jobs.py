"""Background work of the pages without an account."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mangnon.interfaces.public.services import forget_old_knocks


@app.periodic(cron="20 * * * *", periodic_id="public.forget_knocks")
@app.task(name="public.forget_knocks", queueing_lock="public.forget_knocks")
def forget_knocks(timestamp: int) -> None:
    """Every hour: what is kept of addresses of the day before."""
    del timestamp
    forget_old_knocks()
