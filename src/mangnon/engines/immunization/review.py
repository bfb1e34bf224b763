"""The Vietnamese schedule value by value with its sources, for the review table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mangnon.engines.immunization.cells import Cell, provenance_of
from mangnon.engines.immunization.conditions import CONDITION
from mangnon.engines.immunization.vietnam import COURSE, DOSE, PERIODS, SERIES, TOP


@dataclass(frozen=True)
class ReviewRow:
    """One value of the schedule with where it comes from, for the review table."""

    group: str
    antigen: str
    series: str
    dose: int
    key: str
    value: str
    source: str
    verified: str
    valid_from: str
    valid_to: str


def review_rows(*, content: object, file: str) -> Iterator[ReviewRow]:
    """List every value of the schedule with its source, for the review table.

    Args:
        content: the content as plain data; it must compile.
        file: the file's name, for the messages.

    Yields:
        One row per value of a dose.
    """
    top = Cell(file, "", content).fields(TOP)
    for course in top["courses"].items():
        cells = course.fields(COURSE)
        dates = cells["recommended"]
        force = dates.fields(frozenset()) if dates.value else {}
        begin, end = (str(force[key].value or "") if key in force else "" for key in ("valid_from", "valid_to"))
        at_course = provenance_of(course, cells, None)
        for series in cells["series"].items():
            within = series.fields(SERIES)
            at_series = provenance_of(series, within, at_course)
            for dose in within["doses"].items():
                of_dose = dose.fields(DOSE)
                at_dose = provenance_of(dose, of_dose, at_series)
                for key in (*PERIODS, "products", "accepted"):
                    if key not in of_dose:
                        continue
                    value, source = _shown(of_dose[key], at_dose)
                    yield ReviewRow(
                        group=cells["group"].text(),
                        antigen=cells["antigen"].text(),
                        series=within["name"].text(),
                        dose=of_dose["number"].number(),
                        key=key,
                        value=value,
                        source=source[0],
                        verified=source[1],
                        valid_from=begin,
                        valid_to=end,
                    )


@dataclass(frozen=True)
class ReviewCondition:
    """One condition of the content with where it comes from, for the review table."""

    code: str
    label: str
    kind: str
    concerns: str
    lasts: str
    source: str
    verified: str
    valid_from: str


def review_conditions(*, content: object, file: str) -> Iterator[ReviewCondition]:
    """List every condition with its source.

    Args:
        content: the content as plain data; it must compile.
        file: the file's name, for the messages.

    Yields:
        One row per condition, in the order of the content.
    """
    top = Cell(file, "", content).fields(TOP)
    for row in top["conditions"].items() if "conditions" in top else ():
        cells = row.fields(CONDITION)
        source, verified = provenance_of(row, cells, None)
        concerns = next(key for key in ("products", "antigens", "live", "same_component") if key in cells)
        listed = [one.text() for one in cells[concerns].items()] if concerns in {"products", "antigens"} else [concerns]
        yield ReviewCondition(
            code=cells["code"].text(),
            label=cells["label"].text(),
            kind=cells["kind"].text(),
            concerns=", ".join(listed),
            lasts=cells["lasts"].text() if "lasts" in cells else "",
            source=source,
            verified=verified,
            valid_from=str(cells["valid_from"].value),
        )


def _shown(cell: Cell, above: tuple[str, str]) -> tuple[str, tuple[str, str]]:
    if isinstance(cell.value, list):
        return ", ".join(_shown_choice(one) for one in cell.items()), above
    if isinstance(cell.value, dict):
        cells = cell.fields(frozenset())
        return str(cells["value"].value), provenance_of(cell, cells, above)
    return str(cell.value), above


def _shown_choice(cell: Cell) -> str:
    if not isinstance(cell.value, dict):
        return str(cell.value)
    begin, end = cell.value.get("from_age"), cell.value.get("to_age")
    limits = [f"từ {begin}" if begin else "", f"đến dưới {end}" if end else ""]
    return f"{cell.value['product']} ({', '.join(part for part in limits if part)})"
