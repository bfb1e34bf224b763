"""What a person reads for a code of a row: one catalogue over all who give codes."""

from __future__ import annotations

from mangnon.core.places.answers import WARNINGS as PLACES
from mangnon.interfaces.exchange.imports.facts import SENTENCES as FACTS
from mangnon.interfaces.exchange.imports.homes import SENTENCES as HOMES
from mangnon.interfaces.exchange.workbook.verdicts import REASONS, WARNINGS, sentence_of

VERDICT_WORDS = {
    "created": "tạo mới",
    "updated": "bổ sung",
    "unchanged": "không đổi",
    "duplicate": "trùng dòng khác",
    "rejected": "bị từ chối",
    "unmatched": "chờ chọn trẻ",
}


def sentence(code: str, *, rejected: bool) -> str:
    """Return the Vietnamese sentence of a warning, or of a reason when the row was rejected."""
    # Both know children of another commune: as the reason of a register's row, as the warning of a list's.
    for catalogue in (FACTS, HOMES, PLACES) if rejected else (HOMES, FACTS, PLACES):
        if code in catalogue:
            return catalogue[code]
    return sentence_of(code, rejected=rejected)


def known_codes() -> frozenset[str]:
    """Return every code that has a sentence."""
    return frozenset({*FACTS, *HOMES, *PLACES, *WARNINGS, *REASONS})
