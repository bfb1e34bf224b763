"""What a session's own numbers tell the one who measures, while the scales still stand there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from mangnon.core.web.words import number_words
from mangnon.domain.growth.records import Measured
from mangnon.engines.growth.quality import favourite_digit
from mangnon.interfaces.office.sessions.growth_words import practice

_HOW = {
    "cân nặng": "đọc cân đến 100 g, không làm tròn",
    "chiều dài, chiều cao": "đọc thước đến 1 mm, không làm tròn",
}


def hints(*, measured: Iterable[Measured], on: date) -> tuple[str, ...]:
    """Return what to mind for the rest of the session: a favourite last digit, lengths left out.

    Args:
        measured: what was measured in the session so far.
        on: the day whose bounds hold.
    """
    held = list(measured)
    bounds = practice(on).reporting
    found = []
    for words, values in (
        ("cân nặng", [each.weight_g / 1000 for each in held if each.weight_g]),
        ("chiều dài, chiều cao", [each.length_mm / 10 for each in held if each.length_mm]),
    ):
        if len(values) < bounds.hint_from:
            continue
        digit, share = favourite_digit(values=np.array(values))
        if share >= bounds.hint_share:
            count = round(share * len(values))
            found.append(f"{count} trong {len(values)} số đo {words} kết thúc bằng ,{digit}: {_HOW[words]}.")
    missing = sum(1 for each in held if each.weight_g and not each.length_mm)
    if len(held) >= bounds.hint_from and missing:
        found.append(f"{number_words(missing)} trẻ đã cân nhưng chưa đo chiều dài, chiều cao.")
    return tuple(found)
