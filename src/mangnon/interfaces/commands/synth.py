"""``mangnon synth``: fill an empty database with a synthetic province."""

from __future__ import annotations

import argparse

from mangnon.vocab.errors import UsageError

MOST = 30_000_000
LARGEST_SEED = 2**63 - 1
MOST_TOLD = 1_000_000  # of larger provinces, made to measure, no accidents and lessons are told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("--children", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, required=True, metavar="S")
    parser.add_argument("--as-of", metavar="DATE", help="the province's today (YYYY-MM-DD); the real one when absent")
    parser.add_argument("--quiet", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Generate and load; dues are then derived by ``mangnon dues``."""
    if not 1 <= args.children <= MOST:
        raise UsageError(f"Số trẻ phải từ 1 đến {MOST}.")
    if not 0 <= args.seed <= LARGEST_SEED:
        raise UsageError(f"Hạt giống phải từ 0 đến {LARGEST_SEED}.")
    from mangnon.core.clock import now, today
    from mangnon.core.places.queries import list_communes
    from mangnon.core.scope.scope import system_scope
    from mangnon.interfaces.commands.dues import read_day
    from mangnon.interfaces.commands.output import progress_bar, store_failure_told
    from mangnon.interfaces.exchange.sample_safety import sample_safety
    from mangnon.interfaces.exchange.synth.inputs import read_inputs
    from mangnon.interfaces.exchange.synth.load import load
    from mangnon.interfaces.exchange.synth.province import generate

    on = read_day(args.as_of) if args.as_of else today()
    inputs = read_inputs(today=on)
    province = generate(
        children=args.children,
        seed=args.seed,
        today=on,
        places=inputs.places,
        content=inputs.content,
        curves=inputs.curves,
    )
    communes = {place.code: place.id for place in list_communes(on=on)}
    with store_failure_told(), progress_bar("Tạo trẻ giả lập", quiet=args.quiet) as progress:
        children = load(province=province, communes=communes, at=now(), progress=progress)
    if children <= MOST_TOLD:
        with store_failure_told(), progress_bar("Tạo tai nạn, nguy cơ giả lập", quiet=args.quiet) as progress:
            sample_safety(scope=system_scope(on), communes=list_communes(on=on), progress=progress)
    if not args.quiet:
        print(f"Đã tạo {children} trẻ giả lập (hạt giống {args.seed}); chạy mangnon dues để tính việc cần làm.")
    return 0
