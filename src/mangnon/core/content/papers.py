"""Reads how papers look and are called, and who may read what of them, from ``content/protection``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.vocab.dated import Version

PAPERS = "protection/papers.yaml"
REDACTION = "protection/redaction.yaml"


class PapersContentError(ContentError):
    """What papers look like, or who may read them, cannot be used."""

    code = "papers.content"


@dataclass(frozen=True)
class Look:
    """A paper's measures: margins in millimetres, sizes in points."""

    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    head_left_share: int
    national_name: str
    motto: str
    national_name_pt: float
    motto_pt: float
    body_name_pt: float
    number_pt: float
    place_pt: float
    title_pt: float
    body_pt: float
    table_pt: float
    recipients_title_pt: float
    recipients_pt: float
    label_pt: float
    page_number_pt: float
    first_indent_mm: float
    paragraph_gap_pt: float
    line_spacing: float


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper: its form's label, the code in its symbol, title, abstract, legal bases.

    ``longest_days`` is how long a separation lasts at most, where the kind knows it.
    """

    label: str
    symbol_code: str
    title: str
    abstract: str
    bases: tuple[str, ...] = ()
    longest_days: int | None = None


@dataclass(frozen=True)
class PapersContent:
    """All that holds for papers on a day."""

    version: str
    look: Look
    kinds: Mapping[str, PaperKind]
    subjects: Mapping[str, str]


@dataclass(frozen=True)
class Reader:
    """A reader of copies: its name in words and the groups of fields it may read."""

    name: str
    reads: frozenset[str]


def load_papers(*, on: date | None) -> PapersContent:
    """Return what holds for papers issued on a day; the newest while a paper has no day.

    Raises:
        PapersContentError: the file is damaged, or nothing holds on that day.
    """
    return _papers(_held(PAPERS, on=on).name)


def load_readers(*, on: date | None) -> Mapping[str, Reader]:
    """Return who may read what, by the reader's code, on a day; the newest while there is no day.

    Raises:
        PapersContentError: the file is damaged, or nothing holds on that day.
    """
    return _readers(_held(REDACTION, on=on).name)


def _held(file: str, *, on: date | None) -> Version:
    versions = _versions(file)
    held = [v for v in versions if on is None or (v.valid_from <= on and (v.valid_to is None or on < v.valid_to))]
    if not held:
        raise PapersContentError(f"«{file}» không có quy định nào cho ngày {on:%d/%m/%Y}; hãy bổ sung phiên bản.")
    return held[-1]


@cache
def _versions(file: str) -> tuple[Version, ...]:
    try:
        return read_versions(file)
    except ContentError as error:
        raise PapersContentError(error.sentence) from error


def _values(file: str, name: str) -> dict[str, Any]:
    return next(version.values for version in _versions(file) if version.name == name)


@cache
def _papers(name: str) -> PapersContent:
    values = _values(PAPERS, name)
    try:
        return PapersContent(
            version=name,
            look=Look(**{each.name: values["look"][each.name] for each in fields(Look)}),
            kinds=MappingProxyType({code: _kind(told) for code, told in values["papers"].items()}),
            subjects=MappingProxyType(dict(values["subjects"])),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PapersContentError(f"«{PAPERS}» thiếu hoặc sai mục {error}; hãy khôi phục tệp này.") from error


def _kind(told: dict[str, Any]) -> PaperKind:
    return PaperKind(
        label=str(told["label"]),
        symbol_code=str(told["symbol_code"]),
        title=str(told["title"]),
        abstract=str(told["abstract"]),
        bases=tuple(str(each) for each in told.get("bases", ())),
        longest_days=told.get("longest_days"),
    )


@cache
def _readers(name: str) -> Mapping[str, Reader]:
    values = _values(REDACTION, name)
    try:
        always = frozenset(values["always"])
        readers = {
            code: Reader(str(told["name"]), always | frozenset(told["reads"]))
            for code, told in values["recipients"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise PapersContentError(f"«{REDACTION}» thiếu hoặc sai mục {error}; hãy khôi phục tệp này.") from error
    return MappingProxyType(readers)
