"""The gallery, served by a process of its own so that no other settings meet it, and a browser to look at it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="package")
def gallery_url() -> Iterator[str]:
    """Address of a running gallery, without a slash at its end."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with subprocess.Popen(
        [sys.executable, "-m", "tests.core.web.gallery_server"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        port = server.stdout.readline().strip()
        assert port, "the gallery did not start"
        yield f"http://127.0.0.1:{port}"
        server.terminate()
