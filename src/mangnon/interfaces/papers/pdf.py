"""Sets documents as PDF; what people wrote goes to the typesetter as data, never as its language."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from mangnon.core.content.papers import Look
from mangnon.interfaces.papers.document import (
    Block,
    Column,
    Covered,
    Document,
    Dots,
    Head,
    Inline,
    Signature,
    Table,
    Text,
)

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
TEMPLATE = HERE / "paper.typ"
# A word without a space longer than this may be parted by a line's end; no Vietnamese word is.
LONGEST_WORD = 24
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_POINTS_A_MM = 72 / 25.4
ARCHIVE = ("a-2a", "ua-1")  # PDF/A-2a, PDF/UA-1
# A row higher than this share of the page may go on to the next page: it has to.
_ROW_OF_A_PAGE = 0.6


@dataclass(frozen=True)
class Mark:
    """What stands on every page of a file that leaves the house: across it, and in a line at its foot."""

    across: tuple[str, ...]
    line: str


@dataclass(frozen=True)
class Entry:
    """A line of a file's index."""

    title: str
    number: str


@dataclass(frozen=True)
class Cover:
    """A file's first page and its index."""

    head: Head
    title: str
    number: str
    lines: tuple[tuple[str, str], ...]
    warning: str
    index_title: str
    columns: tuple[str, ...]
    entries: tuple[Entry, ...]


def set_pdf(
    documents: tuple[Document, ...],
    *,
    look: Look,
    name: str,
    day: date | None,
    mark: Mark | None = None,
    cover: Cover | None = None,
) -> bytes:
    """Return one PDF of these documents.

    Args:
        documents: in their order, each beginning a page.
        look: the measures.
        name: the file's title in its metadata; never a child's name.
        day: the file's date in its metadata; no clock is read. An archive's PDF (PDF/A) must have one.
        mark: what stands on every page.
        cover: the first page and index.

    Returns:
        The file; the same bytes for the same arguments.
    """
    data = _data(documents, look=look, name=name, day=day, mark=mark, cover=cover)
    return bytes(_for_archives(data) if day else _compiled(data, "pdf"))


def set_pictures(documents: tuple[Document, ...], *, look: Look, name: str, dots_an_inch: float = 70) -> list[bytes]:
    """Return each page as a PNG picture."""
    data = _data(documents, look=look, name=name, day=None, mark=None, cover=None)
    made = _compiled(data, "png", dots_an_inch=dots_an_inch)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _for_archives(data: str) -> Any:
    """Return a PDF for archives and screen readers; a plain one where the words hold signs no typeface of ours has."""
    import typst

    try:
        return _compiled(data, "pdf", standards=ARCHIVE)
    except typst.TypstError:
        return _compiled(data, "pdf")


def _compiled(data: str, form: str, *, dots_an_inch: float | None = None, standards: tuple[str, ...] = ()) -> Any:
    import typst

    compiler: Any = typst.Compiler(TEMPLATE.read_bytes(), font_paths=_fonts(), sys_inputs={"data": data})
    return compiler.compile(format=form, ppi=dots_an_inch, pdf_standards=list(standards))


@cache
def _fonts() -> Any:
    import typst

    # Only our own typefaces and the typesetter's: a paper looks alike on every machine.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def _data(
    documents: tuple[Document, ...],
    *,
    look: Look,
    name: str,
    day: date | None,
    mark: Mark | None,
    cover: Cover | None,
) -> str:
    told: dict[str, Any] = {
        "look": asdict(look),
        "name": name,
        "day": [day.year, day.month, day.day] if day else None,
        "documents": [_document(each, look=look) for each in documents],
    }
    if mark:
        told["mark"] = asdict(mark)
    if cover:
        told["cover"] = {
            "head": _head(cover.head) | {"label": "", "about": []},
            "title": cover.title,
            "number": cover.number,
            "lines": [list(each) for each in cover.lines],
            "warning": cover.warning,
            "index_title": cover.index_title,
            "columns": list(cover.columns),
            "entries": [asdict(each) for each in cover.entries],
        }
    return json.dumps(told, ensure_ascii=False)


def _document(document: Document, *, look: Look) -> dict[str, Any]:
    return {
        "name": document.name,
        "head": _head(document.head),
        "addressed_to": [_breakable(each) for each in document.addressed_to],
        "title": document.title,
        "abstract": _run(document.abstract),
        "authority": document.authority,
        "bases": [_block(each, look=look) for each in document.bases],
        "decides": document.decides,
        "blocks": [_block(each, look=look) for each in document.blocks],
        "signatures": [_signature(each) for each in document.signatures],
        "recipients": [_run(each) for each in document.recipients],
        "annexes": [
            {
                "title": each.title,
                "abstract": _run(each.abstract),
                "note": _run(each.note),
                "blocks": [_block(block, look=look) for block in each.blocks],
            }
            for each in document.annexes
        ],
    }


def _head(head: Head) -> dict[str, Any]:
    return {
        "label": head.label,
        "superior": _breakable(head.superior),
        "body": [_breakable(each) for each in head.body],
        "number": _breakable(head.number),
        "about": _run(head.about),
        "national_name": head.national_name,
        "motto": head.motto,
        "place_and_day": _breakable(head.place_and_day),
    }


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "authority": signature.authority,
        "title": signature.title,
        "note": signature.note,
        "name": _run(signature.name),
    }


def _block(block: Block, *, look: Look) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "kind": "table",
            "columns": [asdict(each) for each in block.columns],
            "rows": [
                {"cells": [_run(cell) for cell in row], "splits": _too_high(row, columns=block.columns, look=look)}
                for row in block.rows
            ],
            "totals": [_run(cell) for cell in block.totals] if block.totals else None,
        }
    return {
        "kind": "p",
        "align": block.align,
        "indent": block.indent,
        "with_next": block.with_next,
        "inlines": _run(block.inlines),
    }


def _run(inlines: tuple[Inline, ...]) -> list[dict[str, Any]]:
    return [_inline(each) for each in inlines]


def _inline(one: Inline) -> dict[str, Any]:
    if isinstance(one, Text):
        return {"k": "t", "s": _breakable(one.text), "b": one.bold, "i": one.italic}
    if isinstance(one, Covered):
        return {"k": "c"}
    if isinstance(one, Dots):
        return {"k": "d", "fill": one.to_the_end}
    return {"k": "x", "on": one.on}


def _breakable(text: str) -> str:
    """Let a line end inside a word that is longer than a line may be (an address of a page, a hostile input)."""
    return _LONG_WORD.sub(
        lambda word: "\u200b".join(
            word[0][at : at + LONGEST_WORD // 2] for at in range(0, len(word[0]), LONGEST_WORD // 2)
        ),
        text,
    )


def _too_high(row: tuple[tuple[Inline, ...], ...], *, columns: tuple[Column, ...], look: Look) -> bool:
    width_mm = 210 - look.left_mm - look.right_mm
    height_mm = (297 - look.top_mm - look.bottom_mm) * _ROW_OF_A_PAGE
    whole = sum(column.share for column in columns)
    sign_mm = 0.5 * look.table_pt / _POINTS_A_MM
    line_mm = 1.4 * look.table_pt / _POINTS_A_MM
    for cell, column in zip(row, columns, strict=True):
        signs = sum(len(each.text) for each in cell if isinstance(each, Text))
        if signs * sign_mm / (width_mm * column.share / whole) * line_mm > height_mm:
            return True
    return False
