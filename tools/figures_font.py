"""Make the tabular figures that Be Vietnam Pro lacks: its own digits, all set on one width.

Run with fonttools and brotli installed: python tools/figures_font.py
Reads and writes src/mangnon/core/web/static/mangnon/fonts. The licence (OFL 1.1, no reserved name) allows it.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "src/mangnon/core/web/static/mangnon/fonts"
FIGURES = "0123456789"
FAMILY = "Mang Non Figures"


def main() -> None:
    """Write one small font per weight."""
    for weight in (400, 600):
        font = TTFont(FONTS / f"be-vietnam-pro-latin-{weight}-normal.woff2")
        picker = subset.Subsetter(subset.Options(layout_features=[], hinting=False))
        picker.populate(text=FIGURES)
        picker.subset(font)
        _set_on_one_width(font)
        for record in font["name"].names:
            if record.nameID in (1, 4, 16):
                font["name"].setName(FAMILY, record.nameID, record.platformID, record.platEncID, record.langID)
        font.flavor = "woff2"
        font.save(FONTS / f"mangnon-figures-{weight}.woff2")


def _set_on_one_width(font: TTFont) -> None:
    """Centre each digit on the width of the zero."""
    names = font.getBestCmap()
    metrics, outlines = font["hmtx"].metrics, font["glyf"]
    width = metrics[names[ord("0")]][0]
    for figure in FIGURES:
        name = names[ord(figure)]
        advance, bearing = metrics[name]
        shift = (width - advance) // 2
        outline = outlines[name]
        if outline.isComposite():
            for part in outline.components:
                part.x += shift
        else:
            outline.coordinates.translate((shift, 0))
        outline.recalcBounds(outlines)
        metrics[name] = (width, bearing + shift)


if __name__ == "__main__":
    main()
