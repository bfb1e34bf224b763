"""The matching content as Splink settings: to look at the model with Splink's charts, and to check ours against it."""

from __future__ import annotations

from typing import Any

from splink import SettingsCreator
from splink.blocking_rule_library import CustomRule

from mangnon.engines.matching.levels import BLOCKING, COMPARISONS, Comparison
from mangnon.engines.matching.parameters import MatchingParameters

WITH_RARITY = frozenset({"name", "mother", "father"})


def settings(parameters: MatchingParameters) -> SettingsCreator:
    """Return Splink settings made from the levels and the content, name rarity included.

    Records need the columns of ``records.Prepared.table`` and a flag ``incoming``; the shares of names are
    registered as term frequencies of ``name_key``, ``mother_key`` and ``father_key``.

    Args:
        parameters: the matching content.
    """
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        probability_two_random_records_match=parameters.prior,
        comparisons=[_comparison(comparison, parameters) for comparison in COMPARISONS],
        blocking_rules_to_generate_predictions=[
            CustomRule(" AND ".join(f"l.{c} = r.{c}" for c in columns) + " AND l.incoming") for columns in BLOCKING
        ],
        retain_intermediate_calculation_columns=True,
    )


def _comparison(comparison: Comparison, parameters: MatchingParameters) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True}
    ]
    for name, condition in comparison.levels:
        weight = parameters.levels[comparison.name][name]
        level: dict[str, Any] = {
            "sql_condition": condition,
            "label_for_charts": name,
            "m_probability": weight.m,
            "u_probability": weight.u,
        }
        if weight.rarity and comparison.name in WITH_RARITY:
            level |= {
                "tf_adjustment_column": f"{comparison.name}_key",
                "tf_adjustment_weight": weight.rarity,
                "disable_tf_exact_match_detection": True,
            }
        levels.append(level)
    return {"output_column_name": comparison.name, "comparison_levels": levels}
