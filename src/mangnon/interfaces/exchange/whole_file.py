"""Writes a file whole or not at all: beside the target first, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mangnon.vocab.errors import UsageError, reason_of


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the target's place only when everything was written.

    A pipe or device is written to directly.

    Args:
        target: where the file shall stand.

    Yields:
        The file, opened for writing bytes.

    Raises:
        UsageError: the target cannot be written.
    """
    place = Path(os.path.realpath(target))
    if place.is_dir():
        raise UsageError(f"«{target}» là thư mục; hãy cho tên một tệp.")
    direct = target.exists() and not target.is_file()  # asked of the name given: a pipe's own name leads nowhere
    written = target if direct else place.with_name(f".{place.name[:200]}.{os.getpid()}.part")
    try:
        with written.open("wb") as stream:
            yield stream
        if not direct:
            os.replace(written, place)
    except OSError as error:
        raise UsageError(f"Không ghi được «{target}»: {reason_of(error)}.") from error
    finally:
        if not direct:
            with suppress(OSError):
                written.unlink()
