"""The floors and rooms, as pyproject.toml draws them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.tree import PACKAGE, ROOT


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    run = "import sys; from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", run, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_when_linted_then_every_contract_is_kept() -> None:
    """An import goes down, never up; another room's tables are private."""
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :] + done.stderr


def test_rooms_when_they_exist_then_the_settings_know_them() -> None:
    """A room with tables is an installed application."""
    from mangnon.config.settings import INSTALLED_APPS

    rooms = {
        f"mangnon.{path.parent.relative_to(PACKAGE).as_posix().replace('/', '.')}"
        for path in PACKAGE.glob("*/*/apps.py")
    }
    assert not rooms - set(INSTALLED_APPS)


BREACHES = {
    "engines/growth/lms.py": "from django.conf import settings",
    "core/clock/__init__.py": "from mangnon.domain.children import rules",
    "domain/children/rules.py": "from mangnon.domain.children import queries",
    "domain/growth/queries.py": "from mangnon.domain.children.models import Child",
    "domain/children/queries.py": "from mangnon.domain.worklist import queries",
    "core/places/queries.py": "from mangnon.core.audit import services",
    "engines/matching/names.py": "from mangnon.engines.growth import lms",
}


@pytest.mark.parametrize("place", BREACHES)
def test_imports_when_one_goes_up_then_a_contract_breaks(place: str, tmp_path: Path) -> None:
    """The contracts catch what they are for: each breach is planted in a copy of the package."""
    shutil.copytree(
        PACKAGE, tmp_path / "src" / "mangnon", ignore=shutil.ignore_patterns("static", "templates", "__pycache__")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "mangnon" / place
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n\n{BREACHES[place]}\n", encoding="utf-8")
    done = _lint(tmp_path)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout
