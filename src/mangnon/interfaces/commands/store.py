"""``mangnon store status|stop``: look at or stop the embedded database."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("what", choices=["status", "stop"])


def run(args: argparse.Namespace) -> int:
    """Say whether the embedded database runs, or stop it."""
    from mangnon.core.store import embedded
    from mangnon.core.store.layout import data_folder, layout_of

    layout = layout_of(data_folder())
    if args.what == "stop":
        print("Đã dừng cơ sở dữ liệu." if embedded.stop(layout) else "Cơ sở dữ liệu không chạy.")
        return 0
    print(f"Cơ sở dữ liệu ở {layout.cluster}: {'đang chạy' if embedded.is_running(layout) else 'không chạy'}.")
    return 0
