"""Folders for people's data that must not stay: nobody else may enter, and they go when their process is gone."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAME = "mangnon-private"


@contextmanager
def private_folder(beside: Path | None = None) -> Iterator[Path]:
    """Have an empty folder that only this account may enter while inside; it is removed after that.

    What a killed process left in the same place is removed first.

    Args:
        beside: the folder to make it in; the system's place for temporary files when absent.
    """
    within = beside or Path(tempfile.gettempdir())
    _remove_left_behind(within)
    made = Path(tempfile.mkdtemp(prefix=f"{_NAME}-{os.getpid()}-", dir=within))  # mode 0700
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _remove_left_behind(within: Path) -> None:
    for folder in within.glob(f"{_NAME}-*"):
        found = re.fullmatch(rf"{_NAME}-(\d+)-\w+", folder.name)
        with suppress(OSError):
            if found and folder.stat().st_uid == os.getuid() and not Path(f"/proc/{found[1]}").exists():
                shutil.rmtree(folder, ignore_errors=True)
