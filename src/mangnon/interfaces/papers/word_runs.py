"""The smallest things of a Word file that python-docx has no words for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

COVERED = "[đã che]"


def add_words(
    paragraph: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
    typeface: str = "",
) -> Any:
    """Add words in one style to a paragraph; what is None or empty stays as the paragraph has it."""
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)
    if typeface:
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), typeface)
    return run


def add_bar(paragraph: Any, *, size: float | None) -> None:
    """Add a black bar that says that something is covered."""
    run = add_words(paragraph, COVERED, size=size)
    run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    shading = OxmlElement("w:shd")
    for name, told in (("val", "clear"), ("color", "auto"), ("fill", "000000")):
        shading.set(qn(f"w:{name}"), told)
    run._r.get_or_add_rPr().append(shading)


def add_field(paragraph: Any, name: str, *, size: float) -> None:
    """Add a field that Word fills, such as the number of the page."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        if kind:
            told = OxmlElement("w:fldChar")
            told.set(qn("w:fldCharType"), kind)
        else:
            told = OxmlElement("w:instrText")
            told.text = f" {text} "
        run._r.append(told)


def mark_row(row: Any, name: str) -> None:
    """Give a table row a property without a value, such as ``cantSplit``."""
    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))
