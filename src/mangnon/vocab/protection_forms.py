"""What the content of forms, risk, kinds of harm and services of child protection is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mangnon.vocab.protection import Dated, ItemLevel, ItemTable, RiskLevel, SightClass


@dataclass(frozen=True)
class FormField:
    """One field of a form.

    Args:
        code, words: the field.
        type: text, long_text, date, moment, choice, person, table, check.
        required: whether the form cannot be finished without it; most may be unknown.
        choices: code and words, of a choice.
    """

    code: str
    words: str
    type: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    told: Dated


@dataclass(frozen=True)
class FormItem:
    """One row of an assessment: an item of a form, in our own words.

    Args:
        code: H1 ... of table a, P1 ... of table b; one code is one question through all forms.
        table, words: where it stands and what is asked.
        levels: what high, medium and low mean here; words by level.
    """

    code: str
    table: ItemTable
    words: str
    levels: Mapping[ItemLevel, str]
    told: Dated


@dataclass(frozen=True)
class Form:
    """One form of the annex on a day: its fields and the items in force."""

    code: str
    title: str
    fields: tuple[FormField, ...]
    items: tuple[FormItem, ...]
    told: Dated

    def table(self, table: ItemTable) -> tuple[FormItem, ...]:
        """Return the items of one of its tables."""
        return tuple(each for each in self.items if each.table is table)


@dataclass(frozen=True)
class RiskCondition:
    """How many answers of one level a table must hold: that many, and that share of its items."""

    table: ItemTable
    level: ItemLevel
    at_least: int
    at_least_percent: int


@dataclass(frozen=True)
class RiskRule:
    """One line of the rule of risk: all conditions met gives the level; the first line that fits counts."""

    code: str
    level: RiskLevel
    emergency: bool
    when: tuple[RiskCondition, ...]
    why: str
    told: Dated


@dataclass(frozen=True)
class RiskRules:
    """One dated version of the rule of risk."""

    name: str
    valid_from: date
    valid_to: date | None
    rules: tuple[RiskRule, ...]


@dataclass(frozen=True)
class HarmKind:
    """A kind of abuse or harm, and what others see of a case about it."""

    code: str
    words: str
    sight: SightClass
    groups: tuple[str, ...]
    told: Dated


@dataclass(frozen=True)
class ServiceKind:
    """A kind of service of a plan, and who usually gives it."""

    code: str
    words: str
    providers: tuple[str, ...]
    told: Dated
