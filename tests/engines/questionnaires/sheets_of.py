"""Small questionnaires written down in a test."""

from __future__ import annotations

from mangnon.engines.questionnaires.compile import compile_sheets
from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.sheets import Row, Sheets

SETTINGS = {
    "form_id": "thu", "version": "1", "form_title": "Thử", "valid_from": "2026-01-01", "source": "own",
    "record_class": "health", "age_from_months": "0", "age_to_months": "12",
}  # fmt: skip
YES_NO = ({"list_name": "yn", "name": "co", "points": "1"}, {"list_name": "yn", "name": "khong", "points": "0"})


def rows(sheet: str, *cells: dict[str, str]) -> tuple[Row, ...]:
    return tuple(Row(sheet, number, each) for number, each in enumerate(cells, start=2))


def questionnaire(
    *survey: dict[str, str],
    choices: tuple[dict[str, str], ...] = YES_NO,
    scores: tuple[dict[str, str], ...] = (),
    bands: tuple[dict[str, str], ...] = (),
    actions: tuple[dict[str, str], ...] = (),
    **settings: str,
) -> Questionnaire:
    """Compile rows; ``settings`` change those of a small own questionnaire."""
    return compile_sheets(
        Sheets(
            survey=rows("survey", *survey),
            choices=rows("choices", *choices),
            settings=rows("settings", {**SETTINGS, **settings}),
            scores=rows("scores", *scores),
            bands=rows("bands", *bands),
            actions=rows("actions", *actions),
        )
    )
