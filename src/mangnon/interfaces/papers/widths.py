"""How wide words print, by the metrics of the typeface that stands for Times New Roman."""

from __future__ import annotations

from functools import cache
from typing import Any

from mangnon.interfaces.papers.pdf import FONTS

_MEASURED_AT = 1000  # units an em, so that a rule is exact to a hundredth of a millimetre
_MM_A_POINT = 25.4 / 72


def printed_width_mm(text: str, *, size_pt: float, bold: bool = False) -> float:
    """Return the width of one line of text in millimetres.

    Args:
        text: without line breaks.
        size_pt: the size in points.
        bold: in bold letters.
    """
    return float(_face(bold).getlength(text)) / _MEASURED_AT * size_pt * _MM_A_POINT


@cache
def _face(bold: bool) -> Any:
    from PIL import ImageFont

    name = "LiberationSerif-Bold.ttf" if bold else "LiberationSerif-Regular.ttf"
    return ImageFont.truetype(str(FONTS / name), _MEASURED_AT)
