"""What commands write: progress on a terminal, and files that are whole or absent."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mangnon.interfaces.exchange.whole_file import whole_file
from mangnon.vocab.errors import UsageError

_WIDTH = 30


@contextmanager
def progress_bar(title: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Give a function to tell (done, in all); it draws on a terminal and stays silent elsewhere."""
    shown = sys.stderr.isatty() and not quiet

    def tell(done: int, total: int) -> None:
        if shown:
            filled = _WIDTH * done // max(total, 1)
            sys.stderr.write(f"\r{title} [{'#' * filled}{'.' * (_WIDTH - filled)}] {done}/{total}")
            sys.stderr.flush()

    yield tell
    if shown:
        sys.stderr.write("\n")


def check_writable(target: Path | None) -> None:
    """Refuse before the work begins what could not be written after it.

    Raises:
        UsageError: the target is a folder, or its folder is missing or cannot be written.
    """
    if target is None:
        return
    if target.is_dir():
        raise UsageError(f"«{target}» là thư mục; hãy cho tên một tệp.")
    if not (target.parent.is_dir() and os.access(target.parent, os.W_OK)):
        raise UsageError(f"Không ghi được vào thư mục «{target.parent}»; hãy chọn thư mục khác.")


def write_whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with whole_file(target) as beside:
        beside.write(content)
