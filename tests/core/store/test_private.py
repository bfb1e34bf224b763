"""Folders for people's data that go with their process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mangnon.core.store.private import private_folder


def test_private_folder_when_left_then_gone_and_closed_to_others_before(tmp_path: Path) -> None:
    with private_folder(tmp_path) as folder:
        (folder / "child").write_text("x")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_private_folder_when_its_process_was_killed_then_the_next_one_removes_it(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys\nfrom mangnon.core.store.private import private_folder\n"
        "with private_folder(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / 'child').write_text('x')\n    os.kill(os.getpid(), 9)\n"
    )
    source = str(Path(__file__).resolve().parents[3] / "src")
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, env={**os.environ, "PYTHONPATH": source})
    (left,) = tmp_path.iterdir()
    with private_folder(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
        assert left != folder
