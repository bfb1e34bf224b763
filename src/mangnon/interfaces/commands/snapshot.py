"""``mangnon snapshot``: write what the rules read of every child as Parquet parted by place."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("out", metavar="OUT_FOLDER", type=Path, help="a folder that is not there yet")
    parser.add_argument("--as-of", metavar="DATE", help="the day asked about (YYYY-MM-DD); today when absent")
    parser.add_argument("--quiet", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Take the snapshot, and say whose data it holds."""
    from mangnon.core.clock import now, today
    from mangnon.domain.worklist.place_files import check_new
    from mangnon.domain.worklist.taking import take_snapshot
    from mangnon.interfaces.commands.dues import read_day
    from mangnon.interfaces.commands.output import progress_bar, store_failure_told

    check_new(args.out)
    on = read_day(args.as_of) if args.as_of else today()
    with store_failure_told(), progress_bar("Chụp dữ liệu", quiet=args.quiet) as progress:
        taken = take_snapshot(target=args.out, today=on, at=now(), progress=progress)
    if not args.quiet:
        print(
            f"{taken.children} trẻ ở {len(taken.places)} địa bàn, {taken.bytes / 1e6:.0f} MB. "
            f"«{args.out}» chứa dữ liệu trẻ em: chỉ mình bạn đọc được, hãy xóa khi dùng xong."
        )
    return 0
