"""``mangnon audit verify``: walk the audit log's chain."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("what", choices=["verify"])


def run(args: argparse.Namespace) -> int:
    """Print what the walk found; 1 when the chain is broken."""
    from mangnon.core.audit.verify import verify
    from mangnon.interfaces.commands.output import store_failure_told

    with store_failure_told():
        found = verify()
    if found.fault:
        print(f"Chuỗi nhật ký đứt: {found.fault} (trước đó {found.entries} dòng còn nguyên).")
        return 1
    print(f"Chuỗi nhật ký nguyên vẹn: {found.entries} dòng, mã cuối {found.head or '-'}.")
    return 0
