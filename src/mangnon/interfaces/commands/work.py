"""The background worker that ``mangnon serve`` keeps beside the web processes."""

from __future__ import annotations

import os


def main() -> None:
    """Do queued jobs until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mangnon.config.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(concurrency=1, listen_notify=True, install_signal_handlers=True)


if __name__ == "__main__":
    main()
