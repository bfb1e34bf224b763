"""``mangnon immunize``: evaluate the doses of many children and forecast the next ones."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from mangnon.vocab.errors import UnreadableInputError, reason_of

_LINES_AT_ONCE: Final = 8192
_BYTES_AT_ONCE: Final = 64 * 1024 * 1024
_LONGEST_LINE: Final = 4 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--schedule", required=True, help="vn, vn@<version>, or a folder of CDSi XML")
    parser.add_argument("input", metavar="IN.jsonl", type=Path)
    parser.add_argument("output", metavar="OUT.jsonl", type=Path)
    parser.add_argument("--quiet", action="store_true", help="no progress on the terminal")


def run(args: argparse.Namespace) -> int:
    """Read the input line by line, answer each line in its place, and put the output where it belongs.

    The output is written beside its place and renamed, so that a half-written file is never seen.
    """
    from mangnon.core.content.immunization import load_schedule
    from mangnon.interfaces.commands.immunize_lines import answer_lines
    from mangnon.interfaces.exchange.whole_file import whole_file

    schedule = load_schedule(args.schedule)
    tell = _progress(quiet=args.quiet)
    with _open_input(args.input) as source, whole_file(args.output) as target:
        done = 0
        for lines in _batches(source):
            target.write(answer_lines(lines=lines, schedule=schedule))
            done += len(lines)
            tell(done)
    return 0


def _open_input(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableInputError(f"Không mở được «{path}»: {reason_of(error)}.") from error


def _batches(source: IO[bytes]) -> Iterator[list[bytes | None]]:
    """Lines without their ends, some thousands at a time; None stands for a line that is too long."""
    batch: list[bytes | None] = []
    size = 0
    first = True
    while line := source.readline(_LONGEST_LINE):
        whole = True
        while line[-1:] != b"\n" and len(line) == _LONGEST_LINE and (rest := source.readline(_LONGEST_LINE)):
            whole, line = False, rest
        if first:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        batch.append(line.rstrip(b"\r\n") if whole else None)
        size += len(line) if whole else 0
        if len(batch) >= _LINES_AT_ONCE or size >= _BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _progress(*, quiet: bool) -> Callable[[int], None]:
    shown = not quiet and sys.stderr.isatty()

    def tell(done: int) -> None:
        if shown:
            print(f"\rĐã xong {done:,} trẻ", end="", file=sys.stderr, flush=True)

    return tell
