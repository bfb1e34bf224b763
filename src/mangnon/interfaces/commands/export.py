"""``mangnon export children OUT.csv``: every child as a row."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("kind", choices=["children"])
    parser.add_argument("target", metavar="OUT.csv", type=Path)
    parser.add_argument("--quiet", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Write the file whole or not at all, and note in the audit log that it was taken."""
    from mangnon.core.audit.services import record
    from mangnon.core.clock import today
    from mangnon.core.scope.rights import RecordClass
    from mangnon.core.scope.scope import system_scope
    from mangnon.interfaces.commands.output import store_failure_told
    from mangnon.interfaces.exchange.exports.children import write_children
    from mangnon.interfaces.exchange.whole_file import whole_file
    from mangnon.interfaces.places.planning import take_effect

    on = today()
    with store_failure_told():
        take_effect(on=on)
        with whole_file(args.target) as target:
            write_children(target, on=on)
        record(scope=system_scope(on), action="exchange.export_children", record_class=RecordClass.SENSITIVE)
    return 0
