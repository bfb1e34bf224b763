"""Reads the growth tables, rules and thresholds of ``content/growth``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from pyarrow import csv

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.engines.growth.practice import (
    Advice,
    Arm,
    Cutoffs,
    Doubt,
    Faltering,
    Practice,
    Prematurity,
    Quality,
    Reporting,
    Survey,
)
from mangnon.engines.growth.standards import SEX_ROWS, Floats, GrowthStandards, LmsTable, Rules
from mangnon.vocab.dated import Version, in_force

T = TypeVar("T")
COLUMNS = {
    "indicator": pa.dictionary(pa.int32(), pa.string()),
    "sex": pa.dictionary(pa.int32(), pa.string()),
    "at": pa.int32(),
    "l": pa.float64(),
    "m": pa.float64(),
    "s": pa.float64(),
}
TABLE_FILES = {"who2006": "", "who2007": "2007"}  # reference -> what is added to the indicator's name


class GrowthContentError(ContentError):
    """The growth content is missing or damaged."""

    code = "growth.content"


def load_standards(folder: Path) -> GrowthStandards:
    """Read WHO's tables and rules.

    Args:
        folder: ``content/growth``.

    Returns:
        The standards in their newest version, ready for the engine.

    Raises:
        GrowthContentError: a file is missing or does not hold what it should.
    """
    file = folder / "standards.yaml"
    version = _versions(file)[-1]
    settings = version.values
    try:
        tables = {
            table.name: table
            for reference, suffix in TABLE_FILES.items()
            for table in _tables(folder=folder, reference=reference, suffix=suffix, settings=settings)
        }
        return GrowthStandards(version=version.name, rules=_rules(settings), tables=tables)
    except (OSError, KeyError, ValueError, TypeError, pa.ArrowException) as error:
        raise GrowthContentError(
            f"Nội dung tăng trưởng trong «{folder}» thiếu hoặc hỏng ({error}); hãy khôi phục thư mục này."
        ) from error


def load_practice(folder: Path, *, on: date) -> Practice:
    """Read the thresholds of practice that hold on a day.

    Args:
        folder: ``content/growth``.
        on: the day asked about.

    Returns:
        Cut-offs, questions and bounds.

    Raises:
        GrowthContentError: the file is missing, does not hold what it should, or no version holds on that day.
    """
    file = folder / "practice.yaml"
    version = in_force(_versions(file), on=on)
    if version is None:
        raise GrowthContentError(f"«{file}» không có ngưỡng nào cho ngày {on:%d/%m/%Y}; hãy bổ sung phiên bản.")
    try:
        return _practice(version)
    except (KeyError, TypeError) as error:
        raise GrowthContentError(f"«{file}» thiếu hoặc sai mục {error}; hãy khôi phục tệp này.") from error


def load_practices(folder: Path) -> tuple[tuple[Version, Practice], ...]:
    """Read every version of the thresholds of practice, oldest first, each with the days on which it holds.

    Args:
        folder: ``content/growth``.

    Raises:
        GrowthContentError: the file is missing or does not hold what it should.
    """
    file = folder / "practice.yaml"
    try:
        return tuple((version, _practice(version)) for version in _versions(file))
    except (KeyError, TypeError) as error:
        raise GrowthContentError(f"«{file}» thiếu hoặc sai mục {error}; hãy khôi phục tệp này.") from error


def _practice(version: Version) -> Practice:
    settings = version.values
    return Practice(
        version=version.name,
        cutoffs=_part(Cutoffs, settings["cutoffs"]),
        arm=_part(Arm, settings["arm"]),
        faltering=_part(Faltering, settings["faltering"]),
        prematurity=_part(Prematurity, settings["prematurity"]),
        survey=_part(Survey, settings["survey"]),
        quality=_part(Quality, settings["quality"]),
        doubt=_part(Doubt, settings["doubt"]),
        reporting=_part(Reporting, settings["reporting"]),
        advice={code: _part(Advice, told) for code, told in settings["advice"]["findings"].items()},
    )


def _versions(file: Path) -> tuple[Version, ...]:
    try:
        return read_versions(str(file))  # an absolute path stays as it is
    except ContentError as error:
        raise GrowthContentError(error.sentence) from error


def _part(kind: type[T], settings: dict[str, Any]) -> T:
    """Fill a dataclass from its part of the file, lists becoming tuples."""
    fields: dict[str, Any] = kind.__dataclass_fields__  # type: ignore[attr-defined]
    return kind(**{name: _frozen(settings[name]) for name in fields})


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return value


def _rules(settings: dict[str, Any]) -> Rules:
    known = {key: value for part in ("age", "position") for key, value in settings[part].items()}
    return Rules(**{name: known[name] for name in Rules.__dataclass_fields__})


def _tables(*, folder: Path, reference: str, suffix: str, settings: dict[str, Any]) -> list[LmsTable]:
    rows = csv.read_csv(
        folder / settings[reference]["file"],
        read_options=csv.ReadOptions(use_threads=False),
        convert_options=csv.ConvertOptions(column_types=COLUMNS),
    ).combine_chunks()
    indicators = rows["indicator"].chunk(0)
    indicator, sex = indicators.indices.to_numpy(), rows["sex"].chunk(0)
    at = rows["at"].to_numpy()
    numbers = [rows[part].to_numpy() for part in "lms"]
    letters = sex.dictionary.to_pylist()
    tables = []
    for place, name in enumerate(indicators.dictionary.to_pylist()):
        per_sex = [
            np.flatnonzero((indicator == place) & (sex.indices.to_numpy() == letters.index(letter)))
            for letter in SEX_ROWS
        ]
        first, last = int(at[per_sex[0][0]]), int(at[per_sex[0][-1]])
        if any(not np.array_equal(at[chosen], np.arange(first, last + 1)) for chosen in per_sex):
            raise ValueError(f"{reference} {name}: rows are missing or out of order")
        lam, median, spread = (_held(values=values, per_sex=per_sex) for values in numbers)
        limits = settings["indicators"][name + suffix]
        tables.append(
            LmsTable(
                name=name + suffix,
                reference=reference,
                first=first,
                last=last,
                lam=lam,
                median=median,
                spread=spread,
                width=last - first + 2,
                restricted=limits["restricted"],
                low=limits["low"],
                high=limits["high"],
            )
        )
    return tables


def _held(*, values: Floats, per_sex: list[Any]) -> Floats:
    """Put one sex after the other, each with its last row repeated so that interpolation can look ahead."""
    return np.concatenate([values[np.append(chosen, chosen[-1])] for chosen in per_sex])
