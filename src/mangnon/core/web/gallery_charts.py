"""Growth charts of the gallery: made-up children on curves that only look like growth."""

import math
from typing import Any

from mangnon.core.web.charts.growth import Curve, GrowthPoint, growth_chart_svg
from mangnon.core.web.words import number_words, z_words


def charts() -> tuple[dict[str, object], ...]:
    """One chart in months, one in years."""
    weights = (
        (0, 3.1, -0.3),
        (1.1, 4.4, -0.5),
        (2.2, 5.2, -0.6),
        (4, 5.9, -0.9),
        (6.1, 6.6, -0.9),
        (9.2, 7.3, -1.1),
        (12.3, 8.1, -1.0),
        (14.9, 8.4, -1.2),
        (16.8, 8.3, -1.7),
        (17.7, 94.0, None),
        (18.8, 9.4, -1.2),
    )
    heights = ((0, 49.5, 0.1), (6, 65.0, -0.4), (12, 73.4, -0.4), (24, 83.1, -0.8), (36, 91.0, -0.9), (48, 97.2, -1.1))
    young = (
        "Cân nặng 9,4 kg, trong vùng bình thường, tăng trở lại sau tháng 9",
        "Cân nặng theo tuổi, bé gái, 0–24 tháng. Đường minh hoạ, không phải chuẩn.",
        "kg",
        weights,
        _curves(birth=3.2, pace=1.68, spread=0.118, last_month=24),
        "young",
    )
    older = (
        "Chiều cao 97,2 cm, đang đi gần đường −1 SD",
        "Chiều cao theo tuổi, bé trai, 0–5 tuổi. Đường minh hoạ, không phải chuẩn.",
        "cm",
        heights,
        _curves(birth=49.0, pace=7.6, spread=0.042, last_month=60),
        "older",
    )
    return tuple(_chart(*each) for each in (young, older))


def _chart(title: str, subtitle: str, unit: str, points: Any, curves: tuple[Curve, ...], key: str) -> dict[str, object]:
    drawn = tuple(
        GrowthPoint(
            x=month,
            y=value,
            implausible=z is None,
            words=f"{number_words(month, decimals=0)} tháng · {number_words(value, decimals=1)} {unit} · {z_words(z)}",
        )
        for month, value, z in points
    )
    last = points[-1][1]
    return {
        "title": title,
        "subtitle": subtitle,
        "unit": unit,
        "svg": growth_chart_svg(
            curves=curves,
            points=drawn,
            title=title,
            y_name=unit,
            key=key,
            last_words=f"{number_words(last, decimals=1)} {unit}",
        ),
        "table": [
            (
                number_words(month, decimals=1),
                number_words(value, decimals=1),
                z_words(z) if z is not None else "cần xem lại",
            )
            for month, value, z in reversed(points)
        ],
    }


def _curves(*, birth: float, pace: float, spread: float, last_month: int) -> tuple[Curve, ...]:
    """Curves that look like growth: a median along a square root, spread evenly around it."""
    months = [last_month * step / 96 for step in range(97)]
    return tuple(
        Curve(sd=sd, points=tuple((m, (birth + pace * math.sqrt(m)) * math.exp(spread * sd)) for m in months))
        for sd in range(-3, 4)
    )
