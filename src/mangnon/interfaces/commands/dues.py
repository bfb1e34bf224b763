"""``mangnon dues``: recompute what every child is due, here or on a cluster."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mangnon.vocab.errors import UsageError

if TYPE_CHECKING:
    from mangnon.domain.worklist.place_files import Manifest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LOCAL, SPARK = "local", "spark"
_MOST_PROCESSES = 256


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("--as-of", metavar="DATE", help="the day asked about (YYYY-MM-DD); today when absent")
    parser.add_argument("--report", metavar="OUT.json", type=Path)
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--engine", choices=(LOCAL, SPARK), default=LOCAL)
    parser.add_argument("--master", default="local[2]", help="spark://host:port or local[N], with --engine spark")
    parser.add_argument("--snapshot", metavar="FOLDER", type=Path, help="derive from what mangnon snapshot wrote")
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="write the dues there and not to the database")
    parser.add_argument("--processes", metavar="N", type=int, default=1, help="with --engine local and --out")


def needs_store(args: argparse.Namespace) -> bool:
    """Say whether the database is asked: not from a folder to a folder."""
    return not (args.snapshot and args.out)


def run(args: argparse.Namespace) -> int:
    """Derive all dues; write the report if asked."""
    from mangnon.interfaces.commands.output import check_writable, write_whole

    check_writable(args.report)
    if not 1 <= args.processes <= _MOST_PROCESSES:
        raise UsageError(f"Số tiến trình phải từ 1 đến {_MOST_PROCESSES}.")
    on = read_day(args.as_of) if args.as_of else None
    plain = args.engine == LOCAL and not args.snapshot and not args.out
    report = _in_database(args, on) if plain else _by_places(args, on)
    if args.report:
        write_whole(args.report, json.dumps(report, ensure_ascii=False, indent=1).encode() + b"\n")
    if not args.quiet:
        where = f"ghi vào «{args.out}»" if args.out else f"{report['written']} dòng mới"
        print(f"{report['children']} trẻ, {report['dues']} việc ({where}) trong {report['seconds']:.1f} giây.")
    return 0


def _in_database(args: argparse.Namespace, on: date | None, by: Any = None) -> dict[str, Any]:
    """Derive what the database holds and write back what changed."""
    from mangnon.core.clock import now, today
    from mangnon.domain.worklist.jobs import derive_all
    from mangnon.domain.worklist.services import recount_fairness, recount_places
    from mangnon.interfaces.commands.output import progress_bar, store_failure_told
    from mangnon.interfaces.places.planning import take_effect

    on = on or today()
    with store_failure_told(), progress_bar("Tính việc cần làm", quiet=args.quiet) as progress:
        take_effect(on=today())
        done = derive_all(today=on, at=now(), progress=progress, by=by)
        recount_places(on=on)
        recount_fairness(on=on)
    return {
        **_told(done.children, done.dues, done.seconds, done.peak_rss_mb),
        "written": done.written,
        "removed": done.removed,
        "priorities_written": done.scored,
    }


def _by_places(args: argparse.Namespace, on: date | None) -> dict[str, Any]:
    """Derive a snapshot's places, here or on a cluster; then write a folder, or what changed in the database."""
    from mangnon.core.content.digest import content_digests
    from mangnon.core.store.private import private_folder
    from mangnon.domain.worklist.arriving import take_over
    from mangnon.domain.worklist.cost import peak_rss_mb
    from mangnon.domain.worklist.derive import contents
    from mangnon.domain.worklist.place_dues import write_dues
    from mangnon.domain.worklist.place_files import DUES_TABLE, check_new
    from mangnon.interfaces.commands.output import progress_bar

    if args.out:
        check_new(args.out)
    if args.engine == SPARK:
        from mangnon.domain.worklist.spark_session import check_spark

        check_spark(args.master)
    started = time.perf_counter()
    with private_folder() as private, _snapshot(args, on, private) as (folder, taken):
        target = args.out or private / DUES_TABLE
        with (
            progress_bar("Tính việc cần làm", quiet=args.quiet) as progress,
            closing(_derive(args, folder, taken)) as found,  # a cluster is let go before the folders are
        ):
            done = _counted(progress, taken.children)
            told = write_dues(target, found, day=taken.day, content=content_digests(), progress=done)
        if args.out:
            seconds = time.perf_counter() - started
            return _told(told.children, told.rows(DUES_TABLE), seconds, peak_rss_mb())
        report = _in_database(
            args,
            taken.day,
            by=lambda known: take_over(
                known=known, snapshot=(folder, taken), dues=(target, told), content=contents(), today=taken.day
            ),
        )
        seconds = time.perf_counter() - started
        return {**report, **_told(report["children"], report["dues"], seconds, report["peak_rss_mb"])}


def _derive(args: argparse.Namespace, folder: Path, taken: Manifest) -> Generator[Any, None, None]:
    from mangnon.domain.worklist.place_dues import derive_here, work_on

    work = work_on(folder, taken.day)
    if args.engine == LOCAL:
        yield from derive_here(work, taken.places, processes=args.processes)
        return
    from mangnon.domain.worklist.on_spark import derive_on_spark
    from mangnon.domain.worklist.spark_session import spark_session

    with spark_session(master=args.master) as session:
        yield from derive_on_spark(session=session, work=work, manifest=taken)


@contextmanager
def _snapshot(args: argparse.Namespace, on: date | None, private: Path) -> Iterator[tuple[Path, Manifest]]:
    """Have the snapshot that was named, or one of the database that goes when the work is done."""
    from mangnon.core.clock import now, today
    from mangnon.domain.worklist.place_files import SNAPSHOT, read_manifest
    from mangnon.domain.worklist.taking import take_snapshot
    from mangnon.interfaces.commands.output import progress_bar, store_failure_told

    if args.snapshot:
        taken = read_manifest(args.snapshot, kind=SNAPSHOT)
        if on and on != taken.day:
            raise UsageError(
                f"Ảnh chụp «{args.snapshot}» là của ngày {taken.day}; hãy bỏ --as-of hoặc chụp lại cho ngày {on}."
            )
        yield args.snapshot, taken
        return
    with store_failure_told(), progress_bar("Chụp dữ liệu", quiet=args.quiet) as progress:
        taken = take_snapshot(target=private / SNAPSHOT, today=on or today(), at=now(), progress=progress)
    yield private / SNAPSHOT, taken


def _counted(progress: Callable[[int, int], None], total: int) -> Callable[[int], None]:
    done = 0

    def tell(children: int) -> None:
        nonlocal done
        done += children
        progress(done, total)

    return tell


def _told(children: int, dues: int, seconds: float, peak_rss_mb: float) -> dict[str, Any]:
    return {
        "children": children,
        "dues": dues,
        "seconds": round(seconds, 3),
        "children_per_second": round(children / seconds, 1) if seconds else 0.0,
        "peak_rss_mb": round(peak_rss_mb, 1),
    }


def read_day(text: str) -> date:
    """Read a day as commands take it."""
    try:
        if not _DAY.fullmatch(text):  # fromisoformat takes weeks and days without dashes as well
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"Ngày «{text}» phải viết như 2026-11-24.") from error
