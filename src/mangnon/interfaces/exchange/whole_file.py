"""Writes a file whole or not at all: beside the target first, then renamed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mangnon.vocab.errors import UsageError


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
    direct = place.exists() and not place.is_file()
    written = place if direct else place.with_name(f".{place.name[:200]}.{os.getpid()}.part")
    try:
        with written.open("wb") as stream:
            yield stream
        if not direct:
            os.replace(written, place)
    except OSError as error:
        raise UsageError(f"Không ghi được «{target}»: {error.strerror or error}.") from error
    finally:
        if not direct:
            with suppress(OSError):
                written.unlink()
