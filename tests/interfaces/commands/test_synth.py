"""Numbers that ``mangnon synth`` refuses before it looks at the database."""

from __future__ import annotations

import argparse

import pytest

from mangnon.interfaces.commands.synth import run
from mangnon.vocab.errors import UsageError


@pytest.mark.parametrize(("children", "seed"), [(0, 1), (30_000_001, 1), (10, -1), (10, 2**63)])
def test_synth_when_a_number_is_out_of_range_then_refused(children: int, seed: int) -> None:
    with pytest.raises(UsageError, match="phải từ"):
        run(argparse.Namespace(children=children, seed=seed, as_of=None, quiet=True))
