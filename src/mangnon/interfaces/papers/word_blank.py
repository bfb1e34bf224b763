"""An empty Word file with no more in it than papers need."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

KEPT_STYLES = frozenset(
    {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "header", "footer"}
)
# The template's picture of an empty page, its doubled styles and its numbered lists serve nobody.
LEFT_OUT = ("thumbnail", "stylesWithEffects", "numbering")


@cache
def blank_file() -> bytes:
    """Return an empty file, made once a process."""
    word: Any = docx.Document()
    for rels in (word.part.package.rels, word.part.rels):
        for key in [key for key, each in rels.items() if each.reltype.endswith(LEFT_OUT)]:
            del rels[key]
    for each in word.settings.element.xpath(".//w:compatSetting[@w:name='compatibilityMode']"):
        each.set(qn("w:val"), "15")  # opened as a paper of today, not in a mode for old ones
    styles = word.styles.element
    for style in styles.xpath("./w:style"):
        if style.find(qn("w:name")).get(qn("w:val")) not in KEPT_STYLES:
            styles.remove(style)
        else:
            for link in style.xpath("./w:link"):
                style.remove(link)
    made = BytesIO()
    word.save(made)
    return made.getvalue()
