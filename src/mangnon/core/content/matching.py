"""Load the matching content: weights, thresholds, name shares and sentences."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path

from mangnon.core.content import content_root
from mangnon.engines.matching.names import word_key
from mangnon.engines.matching.parameters import LevelWeight, MatchingParameters, NameShares


@cache
def load_matching_parameters(folder: Path | None = None) -> MatchingParameters:
    """Return the matching content of a folder, read once.

    Args:
        folder: holds ``model.toml``, ``levels.csv``, ``codes.csv`` and ``name_shares.csv``; by default
            ``content/matching``.

    Raises:
        MatchingParametersError: the tables contradict the comparisons of the engine.
    """
    folder = folder or content_root() / "matching"
    model = tomllib.loads((folder / "model.toml").read_text(encoding="utf-8"))
    return MatchingParameters(
        version=model["version"],
        prior=model["prior"],
        same_bits=model["same_bits"],
        other_date_bits=model["other_date_bits"],
        maybe_bits=model["maybe_bits"],
        adjacent_rows=model["adjacent_rows"],
        pair_limit=model["pair_limit"],
        levels=_levels(folder / "levels.csv"),
        name_shares=_name_shares(folder / "name_shares.csv", model["name_shares"], model["marks"]["never_bare"]),
        placeholder_patterns=tuple(model["placeholder"]["patterns"]),
        nobody_patterns=tuple(model["nobody"]["patterns"]),
        sentences={row["code"]: row["sentence"] for row in _rows(folder / "codes.csv")},
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _levels(path: Path) -> dict[str, dict[str, LevelWeight]]:
    levels: dict[str, dict[str, LevelWeight]] = {}
    for row in _rows(path):
        levels.setdefault(row["comparison"], {})[row["level"]] = LevelWeight(
            m=float(row["m"]), u=float(row["u"]), rarity=float(row["rarity"]), sentence=row["sentence"]
        )
    return levels


def _name_shares(path: Path, settings: dict[str, float], never_bare: list[str]) -> NameShares:
    shares: dict[str, dict[str, float]] = {"surname": {}, "middle": {}, "given": {}}
    for row in _rows(path):
        part, key = shares[row["part"]], word_key(row["key"])
        part[key] = part.get(key, 0.0) + float(row["share"])
    return NameShares(
        surname=shares["surname"],
        middle=shares["middle"],
        given=shares["given"],
        default_surname=settings["default_surname"],
        default_middle=settings["default_middle"],
        default_given=settings["default_given"],
        floor=settings["floor"],
        never_bare=frozenset(map(word_key, never_bare)),
    )
