"""What a paper consists of, before it is Word or PDF: one structure that both renderers read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True)
class Text:
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Covered:
    """A black bar that says that something is covered, and holds nothing of it."""


@dataclass(frozen=True)
class Dots:
    """A dotted line to write on: to the end of the line, or short inside it."""

    to_the_end: bool = True


@dataclass(frozen=True)
class Tick:
    """A box, ticked or not."""

    on: bool


Inline: TypeAlias = Text | Covered | Dots | Tick


@dataclass(frozen=True)
class Paragraph:
    """One paragraph.

    Attributes:
        inlines: what stands in it.
        align: how its lines are set.
        indent: whether its first line steps in.
        with_next: whether it stays on the page of what follows.
    """

    inlines: tuple[Inline, ...]
    align: Align = "justify"
    indent: bool = True
    with_next: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its share of the width, how its cells are set."""

    title: str
    share: int
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A ruled table; its heading repeats on each page and no row is parted by a page's end."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    totals: tuple[tuple[Inline, ...], ...] | None = None


Block: TypeAlias = Paragraph | Table


@dataclass(frozen=True)
class Head:
    """The two columns at the top of a first page.

    Attributes:
        label: which form this is, printed at the very top; empty for letters.
        superior: the body above, if one.
        body: the body that issues, on one line or two.
        number: as in ``Số: 05/QĐ-UBND``, with dots while there is none.
        about: what a letter is about, with ``V/v`` before it; empty for other papers.
        national_name, motto: as the decree on papers has them.
        place_and_day: as in ``Đại Phúc, ngày 05 tháng 02 năm 2026``.
    """

    label: str
    superior: str
    body: tuple[str, ...]
    number: str
    about: tuple[Inline, ...]
    national_name: str
    motto: str
    place_and_day: str


@dataclass(frozen=True)
class Signature:
    """Who signs: the authority's form (``KT. CHỦ TỊCH``) if one, the title, a note below, the name."""

    authority: str
    title: str
    note: str
    name: tuple[Inline, ...]


@dataclass(frozen=True)
class Annex:
    """What is attached to a paper and begins a page of its own."""

    title: str
    abstract: tuple[Inline, ...]
    note: tuple[Inline, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole paper.

    Attributes:
        name: what the file calls itself; never a child's name.
        day: the day of issue, None for a draft.
        head: the top of the first page.
        addressed_to: bodies after ``Kính gửi``, for a letter.
        title, abstract: the paper's type in capitals and what it is about; empty for a letter.
        authority: who decides, for a decision (``CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ …``).
        bases: the legal bases, one a paragraph.
        decides: the word between the bases and the articles, for a decision.
        blocks: the body.
        signatures: from left to right; the last one issues the paper.
        recipients: after ``Nơi nhận``, the archive's line last.
        annexes: what is attached.
    """

    name: str
    day: date | None
    head: Head
    addressed_to: tuple[str, ...]
    title: str
    abstract: tuple[Inline, ...]
    authority: str
    bases: tuple[Paragraph, ...]
    decides: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    recipients: tuple[tuple[Inline, ...], ...]
    annexes: tuple[Annex, ...] = ()
