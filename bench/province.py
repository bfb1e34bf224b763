"""A synthetic province of full size for the other benchmarks: made once, under build/bench, and kept.

python bench/province.py [--children 330000]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
SEED = 1
FULL_SIZE = 330_000


def folder(children: int) -> Path:
    """Return where the province of this size is kept."""
    return Path(os.environ.get("MANGNON_BENCH", ROOT / "build" / "bench")) / f"province-{children}"


@contextmanager
def province(children: int, *, purpose: str = "owner") -> Iterator[None]:
    """Have Django set up on a province with its dues derived while inside.

    Args:
        children: how many.
        purpose: the database role of this process.
    """
    os.environ["MANGNON_DATA"] = str(folder(children))
    os.environ.pop("DATABASE_URL", None)
    folder(children).mkdir(parents=True, exist_ok=True)
    from mangnon.config.start import store_ready
    from mangnon.core.store.server import Purpose

    with store_ready(Purpose(purpose)):
        _fill(children)
        yield


def _fill(children: int) -> None:
    from mangnon.domain.children.models import Child
    from mangnon.interfaces.commands import dues, synth

    if Child.objects.exists():
        return
    started = time.perf_counter()
    parser = argparse.ArgumentParser()
    synth.add_arguments(parser)
    synth.run(parser.parse_args(["--children", str(children), "--seed", str(SEED), "--quiet"]))
    loaded = time.perf_counter() - started
    parser = argparse.ArgumentParser()
    dues.add_arguments(parser)
    dues.run(parser.parse_args(["--quiet"]))
    print(f"| synthetic province of {children} children, generated and loaded | {loaded:.0f} s | - |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=FULL_SIZE)
    with province(parser.parse_args().children):
        pass
