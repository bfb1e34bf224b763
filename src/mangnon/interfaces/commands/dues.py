"""``mangnon dues``: recompute what every child is due."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path

from mangnon.vocab.errors import UsageError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("--as-of", metavar="DATE", help="the day asked about (YYYY-MM-DD); today when absent")
    parser.add_argument("--report", metavar="OUT.json", type=Path)
    parser.add_argument("--quiet", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Derive all dues; write the report if asked."""
    from mangnon.core.clock import now, today
    from mangnon.domain.worklist.jobs import derive_all
    from mangnon.domain.worklist.services import recount_fairness, recount_places
    from mangnon.interfaces.commands.output import check_writable, progress_bar, store_failure_told, write_whole
    from mangnon.interfaces.places.planning import take_effect

    check_writable(args.report)
    on = read_day(args.as_of) if args.as_of else today()
    with store_failure_told(), progress_bar("Tính việc cần làm", quiet=args.quiet) as progress:
        take_effect(on=today())
        done = derive_all(today=on, at=now(), progress=progress)
        recount_places(on=on)
        recount_fairness(on=on)
    report = {
        "children": done.children,
        "dues": done.dues,
        "seconds": round(done.seconds, 3),
        "children_per_second": round(done.children_per_second, 1),
        "peak_rss_mb": round(done.peak_rss_mb, 1),
        "written": done.written,
        "removed": done.removed,
        "priorities_written": done.scored,
    }
    if args.report:
        write_whole(args.report, json.dumps(report, ensure_ascii=False, indent=1).encode() + b"\n")
    if not args.quiet:
        print(f"{done.children} trẻ, {done.dues} việc ({done.written} dòng mới) trong {done.seconds:.1f} giây.")
    return 0


def read_day(text: str) -> date:
    """Read a day as commands take it."""
    try:
        if not _DAY.fullmatch(text):  # fromisoformat takes weeks and days without dashes as well
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"Ngày «{text}» phải viết như 2026-11-24.") from error
