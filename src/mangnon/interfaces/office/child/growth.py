"""The child's growth on WHO's curves, with z-scores and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mangnon.core.web.charts.growth import Curve, GrowthPoint, growth_chart_svg
from mangnon.core.web.words import age_words, date_words, length_words, number_words, weight_words, z_words
from mangnon.domain.growth.rules import Body, Scored, score
from mangnon.domain.growth.standards import chart_of, practice, standards
from mangnon.engines.growth.curves import LINES, line_name

if TYPE_CHECKING:
    from mangnon.domain.growth.models import Measurement

DAYS_A_MONTH = 30.4375
SHOWN_LINES = (-3, -2, 0, 2, 3)
NAMES = {
    "waz": "Cân nặng theo tuổi",
    "lhaz": "Chiều cao theo tuổi",
    "baz": "BMI theo tuổi",
    "hcz": "Vòng đầu theo tuổi",
}
CLASS_OF = {"waz": "weight_class", "lhaz": "length_class", "baz": "body_class"}
UNITS = {"waz": "kg", "lhaz": "cm", "baz": "kg/m²", "hcz": "cm"}
HEAD_BELOW_MONTH = 60


@dataclass(frozen=True)
class ChartRow:
    """A line of the table behind a chart."""

    on: date
    age: str
    value: str
    z: str
    words: str


@dataclass(frozen=True)
class ChartView:
    """One chart: a sentence as its title, the drawing, the numbers behind it."""

    title: str
    subtitle: str
    svg: str
    unit: str
    rows: tuple[ChartRow, ...]


def bodies_of(measurements: Sequence[Measurement]) -> list[Body]:
    """Return standing measurements as the growth rules take them."""
    return [
        Body(
            on=each.on,
            weight_g=each.weight_g,
            length_mm=each.length_mm,
            position=each.position,
            head_mm=each.head_mm,
            arm_mm=each.arm_mm,
            oedema=each.oedema,
        )
        for each in measurements
    ]


def score_measurements(
    *, sex: str, birth: date | None, precision: str, measurements: Sequence[Measurement], on: date
) -> list[Scored]:
    """Score a child's measurements; nothing without a full birth date."""
    if birth is None or precision != "day":
        return []
    bodies = bodies_of(measurements)
    return score(sex=sex, birth=birth, bodies=bodies, standards=standards(), practice=practice(on))


def growth_charts(*, sex: str, scored: Sequence[Scored]) -> tuple[ChartView, ...]:
    """Draw the charts of a child's age: weight, length and head under 5 years, height and BMI from then on.

    Args:
        sex: m or f; without it there are no curves to draw on.
        scored: measurements, oldest first.
    """
    if not sex or not scored:
        return ()
    months = scored[-1].age_days / DAYS_A_MONTH
    wanted = ("waz", "lhaz", "hcz") if months < HEAD_BELOW_MONTH else ("lhaz", "baz")
    found = (_chart(name, sex, scored, _band(months)) for name in wanted)
    return tuple(view for view in found if view)


def _band(months: float) -> str:
    if months <= 24:
        return "0-2"
    return "0-5" if months < 60 else "5-19"


def _chart(name: str, sex: str, scored: Sequence[Scored], band: str) -> ChartView | None:
    held = [(each, value) for each in scored if (value := _value(name, each.body)) is not None]
    chart = chart_of(name, sex, band)
    shown = [(each, value) for each, value in held if chart.x.low <= each.age_days / DAYS_A_MONTH <= chart.x.high]
    if not shown:
        return None
    at = chart.lines["at"].to_pylist()
    curves = [
        Curve(
            sd=line,
            points=[(x, y) for x, y in zip(at, chart.lines[line_name(line)].to_pylist(), strict=True) if y is not None],
        )
        for line in LINES
        if line in SHOWN_LINES
    ]
    points = [
        GrowthPoint(
            x=each.age_days / DAYS_A_MONTH,
            y=value,
            words=f"{date_words(each.body.on)}: {_told(name, each.body)}, {z_words(each.z.get(name))}",
            implausible=name in each.flagged,
        )
        for each, value in shown
    ]
    last = next((each for each, _ in reversed(shown) if name not in each.flagged), shown[-1][0])
    title = _sentence(name, last)
    return ChartView(
        title=title,
        subtitle="Các đường chuẩn tăng trưởng của Tổ chức Y tế Thế giới; dải nhạt từ −2 đến +2 SD",
        svg=growth_chart_svg(
            curves=curves,
            points=points,
            title=title,
            y_name=UNITS[name],
            last_words=_told(name, last.body),
            key=f"growth-{name}",
        ),
        unit=UNITS[name],
        rows=tuple(
            ChartRow(
                on=each.body.on,
                age=age_words_of(each),
                value=_told(name, each.body),
                z=z_words(each.z.get(name)),
                words=_class_words(name, each),
            )
            for each, _ in reversed(held)
        ),
    )


def age_words_of(scored: Scored) -> str:
    """Return the age at a measurement in words."""
    birth = date.fromordinal(scored.body.on.toordinal() - scored.age_days)
    return age_words(birth, on=scored.body.on)


def _sentence(name: str, last: Scored) -> str:
    words = _class_words(name, last)
    z = z_words(last.z.get(name)) if name in last.z else ""
    parts = ", ".join(part for part in (_told(name, last.body), z, words) if part)
    return f"{NAMES[name]}: {parts}"


def _class_words(name: str, scored: Scored) -> str:
    if name in scored.flagged:
        return "số đo khó tin, cần đo lại"
    return scored.words(CLASS_OF[name]) if name in CLASS_OF else ""


def _value(name: str, body: Body) -> float | None:
    if name == "waz":
        return body.weight_g / 1000 if body.weight_g else None
    if name == "lhaz":
        return body.length_mm / 10 if body.length_mm else None
    if name == "hcz":
        return body.head_mm / 10 if body.head_mm else None
    return body.weight_g / 1000 / (body.length_mm / 1000) ** 2 if body.weight_g and body.length_mm else None


def _told(name: str, body: Body) -> str:
    if name == "waz":
        return weight_words(body.weight_g)
    if name == "lhaz":
        return length_words(body.length_mm)
    if name == "hcz":
        return length_words(body.head_mm)
    value = _value(name, body)
    return f"{number_words(value, decimals=1)} kg/m²" if value else "–"
