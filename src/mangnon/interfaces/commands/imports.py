"""``mangnon import children|doses|weights FILE``: read a workbook as offices keep it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from mangnon.vocab.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("kind", choices=["children", "doses", "weights"])
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--place", metavar="CODE", help="the commune that the whole file belongs to")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    parser.add_argument("--report", metavar="OUT.json", type=Path)
    parser.add_argument("--quiet", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Import and report."""
    from mangnon.core.clock import today
    from mangnon.core.places.queries import find_commune
    from mangnon.core.scope.scope import system_scope
    from mangnon.interfaces.commands.output import check_writable, progress_bar, store_failure_told, write_whole
    from mangnon.interfaces.exchange.imports.run import run_import
    from mangnon.interfaces.exchange.models import ImportKind
    from mangnon.interfaces.places.planning import take_effect

    check_writable(args.report)
    on = today()
    take_effect(on=on)
    within = find_commune(args.place, on=on) if args.place else None
    if args.place and within is None:
        raise UsageError(f"Không có xã, phường nào mang mã {args.place} hôm nay; hãy kiểm tra mã 5 chữ số.")
    with store_failure_told(), progress_bar("Nhập", quiet=args.quiet) as progress:
        done = run_import(
            scope=system_scope(on),
            kind=ImportKind(args.kind),
            path=args.file,
            within=within,
            dry_run=args.dry_run,
            progress=progress,
        )
    report = done.report()
    if args.report:
        write_whole(args.report, json.dumps(report, ensure_ascii=False, indent=1).encode() + b"\n")
    if not args.quiet:
        counts = ", ".join(f"{name} {report[name]}" for name in report if name not in {"rows", "verdicts"})
        print(f"{'Chạy thử: ' if args.dry_run else ''}{report['rows']} dòng: {counts}.")
    return 0
