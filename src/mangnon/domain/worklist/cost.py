"""What a run costs this machine."""

from __future__ import annotations

from pathlib import Path


def peak_rss_mb() -> float:
    """Return the most memory that this process ever held."""
    # VmHWM and not ru_maxrss: the latter starts at what the parent held when it forked.
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
