"""What suspected duplicates are called on screen: words from values alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from mangnon.core.web.words import number_words
from mangnon.engines.matching.parameters import MatchingParameters

TABLE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "children_lifeevent": "biến động",
        "children_consent": "sự đồng ý",
        "children_recordsource": "dòng nguồn",
        "children_caregiver": "người chăm sóc",
        "children_residence": "nơi ở",
        "children_circumstance": "hoàn cảnh",
        "children_riskfactor": "nguy cơ",
        "children_accessrequest": "lượt xin được xem",
        "facilities_enrolment": "ghi danh",
        "worklist_taskassignment": "việc đã giao",
        "growth_measurement": "lần cân đo",
        "immunization_dose": "mũi tiêm",
        "nutrition_supplement": "lần uống vitamin A, tẩy giun",
        "screening_screening": "bước sàng lọc",
        "outreach_visit": "lần thăm",
    }
)
# Halfway between "not worth asking" and "sure enough to merge".
_HALFWAY = 0.5


def sure_words(*, weight: float | None, parameters: MatchingParameters, same: bool = False) -> str:
    """Return how sure it is that two records are one child.

    Args:
        weight: bits; None where the two can no longer be compared.
        parameters: the matching content, whose thresholds part the words.
        same: the engine calls it the same child.
    """
    if weight is None:
        return "Không còn điểm giống"
    if same or weight >= parameters.same_bits:
        return "Rất giống"
    middle = parameters.maybe_bits + (parameters.same_bits - parameters.maybe_bits) * _HALFWAY
    return "Khá giống" if weight >= middle else "Hơi giống"


def why_words(*, codes: Iterable[str], parameters: MatchingParameters, most: int = 2) -> list[str]:
    """Return the sentences of the rules that held, the first few."""
    return [parameters.sentences[code] for code in codes if code in parameters.sentences][:most]


def count_words(counts: Mapping[str, int]) -> str:
    """Return "2 mũi tiêm, 1 lần cân đo"; empty where there is nothing."""
    return ", ".join(
        f"{number_words(counts[table])} {words}" for table, words in TABLE_WORDS.items() if counts.get(table)
    )
