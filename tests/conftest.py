"""A real PostgreSQL for the tests that need one, started by itself and stopped at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from tests.store_for_tests import FOLDER


def pytest_configure(config: pytest.Config) -> None:
    """Serve styles and drawings under their own names: nothing is collected before a test run."""
    from django.conf import settings as site

    site.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


# How fast a machine is says nothing about whether a property holds.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def postgres() -> Iterator[None]:
    """A running embedded PostgreSQL for this test run."""
    from mangnon.core.store.server import running

    with running():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window; one a process, for its driver cannot be started twice in one thread."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: apt-get install -y chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: None, django_db_modify_db_settings: None) -> None:
    """Have the server before the test database is made."""


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove its files when the last process of the run ends."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    from mangnon.core.store import embedded
    from mangnon.core.store.layout import layout_of

    embedded.stop(layout_of(Path(FOLDER)))
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Let the test runner empty the audit log between tests; updates and deletes stay refused."""
    from django.db import connection

    # Readers and writers beside Django's connection (bulk, progress) go to the test database too.
    os.environ["MANGNON_DATABASE"] = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        for table in ("audit_auditentry", "audit_auditseal"):
            cursor.execute(f"DROP TRIGGER append_only ON {table}")
            cursor.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
            )


@pytest.fixture
def places(db: None) -> None:
    """The communes of today and of before, as content has them."""
    from mangnon.core.content.places import load_gazetteer
    from mangnon.core.places.models import Place
    from mangnon.core.places.services import load_content

    if not Place.objects.exists():
        load_content(load_gazetteer())
