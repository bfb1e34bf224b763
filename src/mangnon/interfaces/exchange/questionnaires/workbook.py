"""Writes a questionnaire as an XLSForm workbook that an officer can edit and load again."""

from __future__ import annotations

import io

import xlsxwriter

from mangnon.engines.questionnaires.definition import Questionnaire
from mangnon.engines.questionnaires.write_sheets import sheet_tables

_WIDE = ("label", "hint", "words", "relevant", "constraint", "calculation", "expression", "when", "source", "lead")


def write_xlsform(questionnaire: Questionnaire) -> bytes:
    """Return the workbook; reading it again gives the same questionnaire.

    Args:
        questionnaire: any version.
    """
    kept = io.BytesIO()
    # Nothing an author wrote may become a formula or a link.
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for title, table in sheet_tables(questionnaire).items():
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(table[0]):
            sheet.set_column(at, at, 40 if column.startswith(_WIDE) else 16)
        for number, row in enumerate(table):
            for at, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, at, cell, body if number else head)
    book.close()
    return kept.getvalue()
