"""The floors and rooms, as pyproject.toml draws them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import PACKAGE, ROOT


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-timing"]
        if False
        else [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


def test_imports_when_linted_then_every_contract_is_kept() -> None:
    """An import goes down, never up; another room's tables are private."""
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :] + done.stderr


def test_rooms_when_they_exist_then_the_settings_know_them() -> None:
    """A room with tables is an installed application."""
    from mangnon.config.settings import INSTALLED_APPS

    rooms = {
        f"mangnon.{path.parent.relative_to(PACKAGE).as_posix().replace('/', '.')}" for path in PACKAGE.glob("*/*/apps.py")
    }
    assert not rooms - set(INSTALLED_APPS)
