from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mangnon.core.content import content_root
from mangnon.core.content.matching import load_matching_parameters
from mangnon.engines.matching.levels import COMPARISONS
from mangnon.engines.matching.parameters import MatchingParametersError


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(content_root() / "matching", folder / "matching"))


def test_load_matching_parameters_when_read_then_every_level_has_a_weight() -> None:
    parameters = load_matching_parameters()
    for comparison in COMPARISONS:
        assert list(parameters.levels[comparison.name]) == list(comparison.level_names)
    assert parameters.maybe_bits < parameters.other_date_bits < parameters.same_bits
    assert 0 < sum(parameters.name_shares.surname.values()) <= 1


def test_load_matching_parameters_when_a_level_is_missing_then_it_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    levels = (folder / "levels.csv").read_text(encoding="utf-8")
    (folder / "levels.csv").write_text(levels.replace("sex,differ", "sex,other"), encoding="utf-8")
    with pytest.raises(MatchingParametersError, match=r"levels\.csv"):
        load_matching_parameters(folder)


def test_load_matching_parameters_when_a_share_is_impossible_then_it_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    levels = (folder / "levels.csv").read_text(encoding="utf-8")
    (folder / "levels.csv").write_text(levels.replace("sex,equal,0.985", "sex,equal,1.5"), encoding="utf-8")
    with pytest.raises(MatchingParametersError, match="m, u"):
        load_matching_parameters(folder)


def test_sources_when_a_share_names_one_then_it_is_described() -> None:
    folder = content_root() / "matching"
    described = {line.split(",")[0] for line in (folder / "sources.csv").read_text(encoding="utf-8").splitlines()[1:]}
    named = {line.split(",")[3] for line in (folder / "name_shares.csv").read_text(encoding="utf-8").splitlines()[1:]}
    assert named <= described
