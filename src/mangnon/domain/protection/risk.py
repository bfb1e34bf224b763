"""From the answers of an assessment to a suggested level of risk, with its explanation; the officer decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mangnon.domain.protection.records import Refusal
from mangnon.domain.protection.terms import RISK_WORDS
from mangnon.vocab.protection import ItemLevel, ItemTable, RiskLevel
from mangnon.vocab.protection_forms import Form, RiskCondition, RiskRule, RiskRules

# What is not known counts like the answer that needs most.
_WORST: Mapping[ItemTable, ItemLevel] = MappingProxyType(
    {ItemTable.HARM: ItemLevel.HIGH, ItemTable.ABILITY: ItemLevel.LOW}
)
_TABLE_WORDS: Mapping[ItemTable, str] = MappingProxyType(
    {ItemTable.HARM: "tổn hại", ItemTable.ABILITY: "khả năng tự bảo vệ"}
)
# As a store keeps them; they are never summed over the two tables.
ITEM_SCORES: Mapping[ItemLevel, int] = MappingProxyType({ItemLevel.LOW: 0, ItemLevel.MEDIUM: 1, ItemLevel.HIGH: 2})


@dataclass(frozen=True)
class Counts:
    """How many items of one table stand at each level; items without an answer count at the worst."""

    high: int
    medium: int
    low: int

    @property
    def whole(self) -> int:
        """How many items the table has."""
        return self.high + self.medium + self.low

    def at(self, level: ItemLevel) -> int:
        """Return how many stand at a level."""
        return {ItemLevel.HIGH: self.high, ItemLevel.MEDIUM: self.medium, ItemLevel.LOW: self.low}[level]


@dataclass(frozen=True)
class Suggestion:
    """What the rule of risk suggests.

    Args:
        level: of risk.
        emergency: whether an emergency measure is suggested.
        harm, ability: the counts of the two tables.
        rule: code of the line that fits.
        version: of the rule of risk.
        missing: codes of items without an answer.
        because: one Vietnamese sentence.
    """

    level: RiskLevel
    emergency: bool
    harm: Counts
    ability: Counts
    rule: str
    version: str
    missing: tuple[str, ...]
    because: str


def suggest(form: Form, answers: Mapping[str, ItemLevel], *, rules: RiskRules) -> Suggestion:
    """Suggest a level of risk from the answers of an assessment.

    Args:
        form: form 02, 03 or 06 as of the day of the assessment.
        answers: level by code of an item; codes that the form does not have change nothing.
        rules: of that day.
    """
    counts = {table: _counts(form, table, answers) for table in ItemTable}
    rule = next(each for each in rules.rules if all(_holds(one, counts[one.table]) for one in each.when))
    missing = tuple(each.code for each in form.items if each.code not in answers)
    return Suggestion(
        level=rule.level,
        emergency=rule.emergency,
        harm=counts[ItemTable.HARM],
        ability=counts[ItemTable.ABILITY],
        rule=rule.code,
        version=rules.name,
        missing=missing,
        because=_because(rule, counts, missing),
    )


def overruling(suggested: Suggestion, *, level: RiskLevel, emergency: bool, reasoned: bool) -> Refusal | None:
    """Tell why an officer's own conclusion may not be kept: another one than suggested needs a reason."""
    if (level, emergency) == (suggested.level, suggested.emergency) or reasoned:
        return None
    return Refusal(
        "protection.risk_no_reason",
        f"Kết luận khác với gợi ý (nguy cơ {RISK_WORDS[suggested.level]}); hãy ghi lý do.",
    )


def _counts(form: Form, table: ItemTable, answers: Mapping[str, ItemLevel]) -> Counts:
    found = [answers.get(each.code, _WORST[table]) for each in form.table(table)]
    return Counts(*(found.count(level) for level in (ItemLevel.HIGH, ItemLevel.MEDIUM, ItemLevel.LOW)))


def _holds(condition: RiskCondition, counts: Counts) -> bool:
    found = counts.at(condition.level)
    # A share of nothing is never reached: a table without items says nothing.
    return found > 0 and found >= condition.at_least and found * 100 >= condition.at_least_percent * counts.whole


def _because(rule: RiskRule, counts: Mapping[ItemTable, Counts], missing: tuple[str, ...]) -> str:
    told = "; ".join(
        f"{_TABLE_WORDS[table]}: {each.high} cao, {each.medium} trung bình, {each.low} thấp"
        for table, each in counts.items()
    )
    unknown = f" Chưa trả lời {', '.join(missing)}: tính như mức cần giúp nhất." if missing else ""
    urgent = ", cần biện pháp khẩn cấp" if rule.emergency else ""
    return f"Nguy cơ {RISK_WORDS[rule.level]}{urgent} vì {rule.why} ({told}).{unknown}"
