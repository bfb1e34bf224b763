"""``mangnon growth IN.csv OUT.csv``: WHO z-scores of a CSV file, 0 to 19 years, no database needed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from mangnon.vocab.errors import UsageError, reason_of

BAR_WIDTH = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("source", metavar="IN.csv", type=Path, help="measurements; columns id, sex, age_days ...")
    parser.add_argument("target", metavar="OUT.csv", type=Path, help="z-scores, same rows in the same order")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(args: argparse.Namespace) -> int:
    """Read, compute, write.

    Returns:
        0; bad input raises an error that the command line turns into exit 2.
    """
    from mangnon.core.content import content_root
    from mangnon.core.content.growth import load_standards
    from mangnon.interfaces.exchange.growth_csv import score
    from mangnon.interfaces.exchange.whole_file import whole_file

    standards = load_standards(content_root() / "growth")
    try:
        source = args.source.open("rb")
        size = args.source.stat().st_size
    except OSError as error:
        raise UsageError(f"Không mở được «{args.source}»: {reason_of(error)}.") from error
    show = _bar(size) if size and sys.stderr.isatty() and not args.quiet else _silent
    with source, whole_file(args.target) as target:
        score(source=source, target=target, standards=standards, on_progress=show)
    return 0


def _silent(_: int) -> None:
    """Show nothing."""


def _bar(size: int) -> Callable[[int], None]:
    """Draw a bar on standard error; its last step ends the line."""

    def show(done: int) -> None:
        share = min(done / size, 1.0)
        filled = round(share * BAR_WIDTH)
        end = "\n" if share >= 1.0 else ""
        sys.stderr.write(f"\r[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {share:4.0%}{end}")
        sys.stderr.flush()

    return show
