"""Where files lie, what they are called and how long they grow."""

from __future__ import annotations

import re

from tests.architecture.tree import PACKAGE, ROOT, named, tracked

LONGEST = 400
LARGEST_BYTES = 5 * 1024 * 1024
# Files longer than LONGEST, with the lines they have and why; a number may only shrink.
LONG_FILES = {
    "src/mangnon/core/places/resolution.py": (435, "one walk from a written place to today's"),
    "src/mangnon/core/web/gallery.py": (418, "made-up data of every component, a list"),
    "src/mangnon/domain/children/services.py": (452, "to be parted: registering, circumstances"),
    "tests/engines/growth/test_zscore.py": (408, "cases of one function"),
    "tests/engines/immunization/test_engine.py": (507, "cases of one function"),
    "tests/interfaces/exchange/workbook/test_opening.py": (519, "hostile files, one by one"),
}  # fmt: skip
VAGUE_NAMES = ("util", "utils", "helper", "helpers", "manager", "managers", "common", "misc")
# Folders of tests that belong to no source folder: what spans rooms.
SPANNING = {"architecture", "journeys", "scope", "browser", "contracts", "bench", "tools", "field"}
DATA_FOLDERS = {"golden", "fixtures", "vectors"}


def test_tests_when_placed_then_their_folder_mirrors_the_source() -> None:
    """A test of a file lies under the same path as the file."""
    strays = []
    for path in tracked():
        if path.suffix != ".py" or ROOT / "tests" not in path.parents:
            continue
        folders = path.relative_to(ROOT / "tests").parts[:-1]
        if not folders or folders[0] in SPANNING:
            continue
        kept = tuple(part for part in folders if part not in DATA_FOLDERS)
        where = PACKAGE.joinpath(*kept)
        if not (where.is_dir() or where.with_suffix(".py").is_file()):
            strays.append(f"{named(path)}: no {named(where)} in the source")
    assert not strays, "\n".join(strays)


def test_names_when_vague_then_refused() -> None:
    """A file is named for its idea, never for being useful."""
    vague = [
        named(path)
        for path in tracked()
        if path.suffix in {".py", ".js", ".css", ".html"}
        and any(word in VAGUE_NAMES for part in path.relative_to(ROOT).parts for word in part.split(".")[0].split("_"))
    ]
    assert not vague, f"name the idea instead: {vague}"


def test_files_when_long_then_listed_with_a_reason_and_never_growing() -> None:
    """A file is readable from top to bottom; the few long ones may only shrink."""
    found = {
        named(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked()
        if path.suffix in {".py", ".js", ".css", ".html"} and "migrations" not in path.parts
    }
    grown = [
        f"{name}: {lines} lines, {LONG_FILES.get(name, (LONGEST, ''))[0]} allowed"
        for name, lines in found.items()
        if lines > LONG_FILES.get(name, (LONGEST, ""))[0]
    ]
    assert not grown, "ask what the file hides:\n" + "\n".join(grown)
    mended = [name for name in LONG_FILES if found.get(name, 0) <= LONGEST]
    assert not mended, f"no longer long, take it off LONG_FILES: {mended}"


def test_tree_when_a_file_is_large_then_refused() -> None:
    """The tree stays quick to fetch."""
    large = [
        f"{named(path)}: {path.stat().st_size:,} bytes" for path in tracked() if path.stat().st_size > LARGEST_BYTES
    ]
    assert not large, "\n".join(large)


def test_requirements_when_compared_then_the_tests_hold_the_base_in_the_same_versions() -> None:
    """Tests run on what people run on, and installing one list never changes what the other needs."""
    pins = {
        name: set(re.findall(r"^([\w.-]+==\S+)", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE))
        for name in ("base.txt", "test.txt")
    }
    assert pins["base.txt"]
    assert not pins["base.txt"] - pins["test.txt"]


def test_tree_when_it_names_a_registry_then_refused() -> None:
    """Which registry packages come from is the site's business, set in its own configuration."""
    hosts = [".".join(parts) for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("deb", "debian", "org"),
        ("security", "debian", "org"), ("yarnpkg", "com"), ("crates", "io"),
    )]  # fmt: skip
    told = []
    for path in tracked():
        text = path.read_bytes()
        told.extend(f"{named(path)}: {host}" for host in hosts if host.encode() in text)
        if path.suffix in {".txt", ".in", ".toml", ".cfg"} and (b"--index-url" in text or b"--extra-index-url" in text):
            told.append(f"{named(path)}: --index-url")
    assert not told, "\n".join(told)
