"""The ``mangnon`` command line: picks one command module, runs it, and turns errors into one sentence."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import signal
import sys
from dataclasses import dataclass
from typing import NoReturn

from mangnon.vocab.errors import MangnonError, UsageError

USAGE_EXIT = 2


@dataclass(frozen=True)
class Command:
    """A command: its module, its help, and whether it needs the database or is the demo."""

    module: str
    help: str
    needs_store: bool
    demo: bool = False


COMMANDS = {
    "growth": Command("growth", "WHO z-scores of a CSV file", needs_store=False),
    "immunize": Command("immunize", "evaluate doses and forecast the next ones", needs_store=False),
    "import": Command("imports", "read a workbook of children, doses or weights", needs_store=True),
    "export": Command("export", "write the children as CSV", needs_store=True),
    "synth": Command("synth", "fill an empty database with a synthetic province", needs_store=True),
    "dues": Command("dues", "recompute what every child is due", needs_store=True),
    "snapshot": Command("snapshot", "write what the rules read as Parquet parted by place", needs_store=True),
    "priority-report": Command(
        "priority_report", "compare groups of children by priority, counts only", needs_store=True
    ),
    "serve": Command("serve", "serve the web application on loopback", needs_store=True),
    "demo": Command("demo", "a sample commune, imported and served", needs_store=True, demo=True),
    "questionnaire": Command("questionnaires", "check, load, write questionnaires (XLSForm, FHIR)", needs_store=True),
    "audit": Command("audit", "verify the audit log's chain", needs_store=True),
    "vault": Command("vault", "master keys of what is kept sealed: look at, change, finish a change", needs_store=True),
    "store": Command("store", "start, stop or look at the embedded database", needs_store=False),
}


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


# What argparse says, for people; what is not known here stays in its own words.
_SAYINGS = (
    (r"the following arguments are required: (.+)", r"thiếu \1"),
    (r"unrecognized arguments: (.+)", r"thừa hoặc lạ: \1"),
    (r"argument (\S+): invalid choice: '(.*)' \(choose from (.+)\)", r"\1 không nhận «\2», chỉ nhận \3"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 phải là số nguyên, không phải «\2»"),
    (r"argument (\S+): expected one argument", r"\1 cần một giá trị đi sau"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 có thể là \2"),
)


def _told(message: str) -> str:
    for pattern, sentence in _SAYINGS:
        if found := re.fullmatch(pattern, message):
            return found.expand(sentence)
    return message


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in one sentence instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"lệnh gọi chưa đúng ({_told(message)}); gõ {self.prog} --help để xem cách dùng.")


def main(argv: list[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the words after ``mangnon``; the process's own when absent.

    Returns:
        0 on success, 2 on bad usage or unreadable input (one sentence on standard error).
    """
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"-h", "--help"}:
        width = max(map(len, COMMANDS))
        print("usage: mangnon COMMAND ...\n")
        print("\n".join(f"  {name:<{width}}  {command.help}" for name, command in COMMANDS.items()))
        if not words:
            print("mangnon: hãy cho biết lệnh cần chạy; gõ mangnon --help để xem các lệnh.", file=sys.stderr)
        return 0 if words else USAGE_EXIT
    command = COMMANDS.get(words[0])
    if command is None:
        print(f"mangnon: không có lệnh «{words[0]}»; gõ mangnon --help để xem các lệnh.", file=sys.stderr)
        return USAGE_EXIT
    try:
        return _run(name=words[0], command=command, words=words[1:])
    except MangnonError as error:
        print(f"mangnon {words[0]}: {error.sentence}", file=sys.stderr)
        return USAGE_EXIT
    except KeyboardInterrupt:
        print(f"mangnon {words[0]}: đã dừng theo yêu cầu.", file=sys.stderr)
        return 130


def _run(*, name: str, command: Command, words: list[str]) -> int:
    module = importlib.import_module(f"mangnon.interfaces.commands.{command.module}")
    parser = _Parser(prog=f"mangnon {name}", description=command.help)
    module.add_arguments(parser)
    args = parser.parse_args(words)
    signal.signal(signal.SIGTERM, _end)  # so that what was started is stopped, and no part of a file is left
    if not command.needs_store:
        return int(module.run(args))
    if hasattr(module, "needs_store") and not module.needs_store(args):
        from mangnon.config import wiring

        wiring.connect_rules()
        return int(module.run(args))
    from mangnon.config import start

    if command.demo:
        os.environ["MANGNON_DEMO"] = "1"  # before the settings are read
    with start.store_ready():
        return int(module.run(args))


if __name__ == "__main__":
    sys.exit(main())
