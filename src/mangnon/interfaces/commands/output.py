"""What commands write: progress on a terminal, files that are whole or absent, one sentence when the database fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mangnon.core.store.errors import StoreDiskError, StoreUnreachableError
from mangnon.interfaces.exchange.whole_file import whole_file
from mangnon.vocab.errors import UsageError

_WIDTH = 30
_DISK_FULL = "53100"  # SQLSTATE, PostgreSQL documentation, appendix A
_LOST = ("08", "57P")  # connection exceptions; the server was told to stop or fell over


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


@contextmanager
def store_failure_told() -> Iterator[None]:
    """Turn a full disk or a lost database into one sentence; every other error passes.

    Raises:
        StoreDiskError: the database's disk is full.
        StoreUnreachableError: the database went away.
    """
    try:
        yield
    except Exception as error:
        state = _sqlstate(error)
        if state == _DISK_FULL:
            raise StoreDiskError(
                "Ổ đĩa chứa cơ sở dữ liệu đã đầy nên việc dừng giữa chừng, phần dở dang đã được bỏ; "
                "hãy dọn chỗ trống rồi chạy lại."
            ) from error
        if state is not None and state.startswith(_LOST):
            raise StoreUnreachableError(
                "Mất kết nối với cơ sở dữ liệu nên việc dừng giữa chừng, phần dở dang đã được bỏ; hãy chạy lại."
            ) from error
        raise


def _sqlstate(error: BaseException | None) -> str | None:
    """Find what PostgreSQL said in the error or what it came from; a lost connection says nothing (08000)."""
    while error is not None:
        if state := getattr(error, "sqlstate", None):
            return str(state)
        if type(error).__name__ == "OperationalError" and error.__cause__ is None:
            return "08000"
        error = error.__cause__ or error.__context__
    return None
