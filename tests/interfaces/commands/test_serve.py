"""What ``mangnon serve`` refuses before it starts anything."""

from __future__ import annotations

import argparse

import pytest

from mangnon.interfaces.commands.serve import run
from mangnon.vocab.errors import UsageError


@pytest.mark.parametrize("workers", [0, -3, 65])
def test_serve_when_the_number_of_workers_is_impossible_then_refused(workers: int) -> None:
    with pytest.raises(UsageError, match="--workers"):
        run(argparse.Namespace(port=8000, workers=workers))
