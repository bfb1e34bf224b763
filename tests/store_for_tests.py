"""Loaded before Django's settings (``-p tests.store_for_tests``): gives a test run a database of its own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mangnon.config.settings")
# Tests never touch the data of a running system; worker processes of one run share one server.
FOLDER = os.environ.setdefault("MANGNON_TEST_DATA", tempfile.mkdtemp(prefix="mangnon-test-"))
os.environ["MANGNON_DATA"] = FOLDER
os.environ["MANGNON_DB_PURPOSE"] = "owner"
os.environ.pop("DATABASE_URL", None)
# A browser driven from the same process has a loop running; Django would take every query after it for an async one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
