"""Loads what the exchange of workbooks needs to know: words of headers, rows and cells, and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from mangnon.vocab.errors import MangnonError

Words = tuple[str, ...]


class ExchangeContentError(MangnonError):
    """A content file of the exchange is missing or malformed."""

    code = "content.exchange"


@dataclass(frozen=True)
class OpeningLimits:
    """How much of one file is read at once; bytes, rows, columns and cells as in ``limits.yaml``."""

    max_file_bytes: int
    max_unpacked_bytes: int
    ratio_from_bytes: int
    max_ratio: int
    max_parts: int
    max_rows: int
    max_columns: int
    max_cells: int
    max_string_bytes: int
    hostile_functions: Words


@dataclass(frozen=True)
class ValueLimits:
    """Closed ranges outside of which a measurement is asked about: kilograms and centimetres."""

    weight_kg: tuple[float, float]
    length_cm: tuple[float, float]


@dataclass(frozen=True)
class ColumnWords:
    """One meaning of a column: its code, its Vietnamese label and what offices write above it."""

    code: str
    label: str
    words: Words


@dataclass(frozen=True)
class GroupWords:
    """A heading over several columns, and what its members' own headings then mean."""

    code: str
    words: Words
    members: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class RowMarks:
    """Words that tell rows which are no children, and signs inside cells."""

    totals: Words
    signatures: Words
    notes: Words
    titles: Words
    hamlet_heads: Words
    commune_heads: Words
    district_heads: Words
    province_heads: Words
    ditto: Words
    ticks: Words
    no_ticks: Words


@dataclass(frozen=True)
class CircumstanceWords:
    """How one of the 14 groups is written."""

    code: str
    phrases: Words
    whole: Words
    doubtful: Words
    subtypes: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class LifeWords:
    """How circumstances, risks and poverty are written in free text."""

    groups: tuple[CircumstanceWords, ...]
    one_parent: Words
    neutral: Words
    risks: tuple[tuple[str, Words], ...]
    poverty: tuple[tuple[str, Words], ...]
    poverty_short: tuple[tuple[str, Words], ...]
    poverty_alone: tuple[tuple[str, Words], ...]
    negations: Words
    parents: Words
    between: Words
    nothing: Words
    filler: Words


@dataclass(frozen=True)
class EthnicWords:
    """Names of the ethnic groups by two-character code, and what is doubtful."""

    groups: tuple[tuple[str, Words], ...]
    doubtful_codes: Words
    doubtful_names: Words


@dataclass(frozen=True)
class VaccineWords:
    """How one product heads a column of a register; ``doses`` is the highest dose number met."""

    product: str
    label: str
    words: Words
    doses: int


@dataclass(frozen=True)
class RegisterWords:
    """How registers of immunization are written."""

    vaccines: tuple[VaccineWords, ...]
    dose_words: Words
    states: tuple[tuple[str, Words], ...]
    beside: Words


@dataclass(frozen=True)
class WeighingWords:
    """How weighing books are written."""

    measures: tuple[tuple[str, Words], ...]
    absent: Words
    day_before: Words
    day_after: Words


@dataclass(frozen=True)
class ExchangeContent:
    """All content of the exchange of workbooks."""

    limits: OpeningLimits
    values: ValueLimits
    columns: tuple[ColumnWords, ...]
    groups: tuple[GroupWords, ...]
    marks: RowMarks
    life: LifeWords
    ethnic: EthnicWords
    personal_number_places: frozenset[str]
    register: RegisterWords
    weighing: WeighingWords


@lru_cache(maxsize=4)
def load_exchange_content(folder: Path) -> ExchangeContent:
    """Load the exchange's content.

    Args:
        folder: ``content/exchange`` of the checkout.

    Returns:
        The content, loaded once per folder.

    Raises:
        ExchangeContentError: a file is missing or lacks a part.
    """
    try:
        return _load(folder)
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise ExchangeContentError(f"Nội dung nhập tệp trong «{folder.name}» bị thiếu hoặc sai: {error}.") from error


def _load(folder: Path) -> ExchangeContent:
    limits = _read(folder, "limits")
    columns = _read(folder, "columns")
    vaccines = _read(folder, "vaccines")
    weighing = _read(folder, "weighing")
    marks = _read(folder, "row_marks")
    return ExchangeContent(
        limits=OpeningLimits(**limits["opening"], hostile_functions=_words(limits["hostile_functions"])),
        values=ValueLimits(**{name: (float(low), float(high)) for name, (low, high) in limits["values"].items()}),
        columns=tuple(
            ColumnWords(code, given["label"], _words(given["words"])) for code, given in columns["columns"].items()
        ),
        groups=tuple(
            GroupWords(code, _words(given["words"]), _by_code(given["members"]))
            for code, given in columns["groups"].items()
        ),
        marks=RowMarks(**{name: _words(marks[name]) for name in RowMarks.__dataclass_fields__}),
        life=_life(_read(folder, "circumstances")),
        ethnic=_ethnic(_read(folder, "ethnic_groups")),
        personal_number_places=frozenset(_words(_read(folder, "personal_number_places")["codes"])),
        register=RegisterWords(
            vaccines=tuple(
                VaccineWords(product, given["label"], _words(given["words"]), int(given["doses"]))
                for product, given in vaccines["products"].items()
            ),
            dose_words=_words(vaccines["dose_words"]),
            states=tuple(
                (state, _words(vaccines[state]))
                for state in ("given", "postponed", "contraindicated", "refused", "waiting")
            ),
            beside=_words(vaccines["beside"]),
        ),
        weighing=WeighingWords(
            measures=_by_code(weighing["measures"]),
            absent=_words(weighing["absent"]),
            day_before=_words(weighing["day_in_title"]["before"]),
            day_after=_words(weighing["day_in_title"]["after"]),
        ),
    )


def _read(folder: Path, name: str) -> Mapping[str, Any]:
    with (folder / f"{name}.yaml").open(encoding="utf-8") as stream:
        content: Mapping[str, Any] = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content


def _words(given: list[Any]) -> Words:
    return tuple(str(word) for word in given)


def _by_code(given: Mapping[str, list[Any]]) -> tuple[tuple[str, Words], ...]:
    return tuple((code, _words(words)) for code, words in given.items())


def _life(given: Mapping[str, Any]) -> LifeWords:
    return LifeWords(
        groups=tuple(
            CircumstanceWords(
                code=group["code"],
                phrases=_words(group.get("phrases", [])),
                whole=_words(group.get("whole", [])),
                doubtful=_words(group.get("doubtful", [])),
                subtypes=_by_code(group.get("subtypes", {})),
            )
            for group in given["groups"]
        ),
        one_parent=_words(given["one_parent"]),
        neutral=_words(given["neutral"]),
        risks=tuple((risk["code"], _words(risk["phrases"])) for risk in given["risks"]),
        poverty=_by_code(given["poverty"]),
        poverty_short=_by_code(given["poverty_short"]),
        poverty_alone=_by_code(given["poverty_alone"]),
        negations=_words(given["negations"]),
        parents=_words(given["parents"]),
        between=_words(given["between"]),
        nothing=_words(given["nothing"]),
        filler=_words(given["filler"]),
    )


def _ethnic(given: Mapping[str, Any]) -> EthnicWords:
    return EthnicWords(
        groups=_by_code(given["groups"]),
        doubtful_codes=_words(given["doubtful_codes"]),
        doubtful_names=_words(given["doubtful_names"]),
    )
