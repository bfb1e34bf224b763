"""A snapshot on disk of a small made-up province."""

from __future__ import annotations

import argparse
from pathlib import Path

from mangnon.core.clock import now, today
from mangnon.domain.worklist.place_files import Manifest
from mangnon.domain.worklist.taking import take_snapshot
from mangnon.interfaces.commands import synth


def load_province(children: int) -> None:
    """Fill the database with so many children in all communes."""
    parser = argparse.ArgumentParser()
    synth.add_arguments(parser)
    synth.run(parser.parse_args(["--children", str(children), "--seed", "7", "--quiet"]))


def snapshot_of_today(folder: Path) -> Manifest:
    """Take a snapshot of the database."""
    return take_snapshot(target=folder, today=today(), at=now())
