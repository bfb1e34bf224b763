"""What commands write: progress on a terminal, and files that are whole or absent."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a path beside the target to write to; it takes the target's name only when all went well.

    Raises:
        UsageError: the target's folder is missing or cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise UsageError(f"Không ghi được vào {target.parent} ({error.strerror}); hãy chọn thư mục khác.") from error
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o644)
        if target.is_dir():
            raise UsageError(f"{target} là một thư mục; hãy cho tên tệp.")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with whole_file(target) as beside:
        beside.write_bytes(content)
