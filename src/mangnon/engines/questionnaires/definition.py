"""What a questionnaire is: its items, scores, bands and actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from mangnon.engines.questionnaires.expression import Node

ItemType = Literal[
    "select_one", "select_multiple", "integer", "decimal", "date", "text", "note", "group", "calculate", "given"
]
ActionKind = Literal["advise", "repeat", "refer", "safety"]
Severity = Literal["low", "medium", "high", "danger"]

ITEM_TYPES: tuple[str, ...] = get_args(ItemType)
ACTION_KINDS: tuple[str, ...] = get_args(ActionKind)
SEVERITIES: tuple[str, ...] = get_args(Severity)
"""From the mildest to the gravest."""
ANSWERED_TYPES = frozenset({"select_one", "select_multiple", "integer", "decimal", "date", "text"})
GIVEN_NAMES = ("age_days", "age_months")
"""What the program itself answers: completed days, and whole months of 30.4375 days."""


@dataclass(frozen=True)
class Words:
    """One text in Vietnamese and, where there is one, English."""

    vi: str
    en: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen; ``points`` is what it counts, where it counts."""

    name: str
    label: Words
    points: float | None = None


@dataclass(frozen=True)
class Item:
    """One row of the questionnaire.

    Attributes:
        name: unique; what expressions call it.
        type: what kind of answer.
        label, hint, constraint_message: what people read.
        group: the name of the group it stands in, or empty.
        list: the name of its list of choices, or empty.
        relevant: shown when true; always when None.
        required: must be answered while shown when true; never when None.
        constraint: what a good answer satisfies.
        calculation: of an item of type ``calculate``.
        appearance: how it is drawn, as XLSForm says; only a hint.
    """

    name: str
    type: ItemType
    label: Words
    hint: Words = Words("")
    group: str = ""
    list: str = ""
    relevant: Node | None = None
    required: Node | None = None
    constraint: Node | None = None
    constraint_message: Words = Words("")
    calculation: Node | None = None
    appearance: str = ""


@dataclass(frozen=True)
class Band:
    """A range of a score: from this number on, up to where the next begins."""

    code: str
    start: float
    label: Words


@dataclass(frozen=True)
class Score:
    """A number made from answers.

    Attributes:
        needs: the items that must be answered, where shown, before the score is told.
        bands: by rising ``start``.
    """

    name: str
    label: Words
    expression: Node
    needs: tuple[str, ...]
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True)
class Action:
    """What to do when an expression holds.

    Attributes:
        hours: within how many hours, where it matters.
        days: after how many days to ask again, for ``repeat``.
    """

    code: str
    kind: ActionKind
    severity: Severity
    when: Node
    words: Words
    hours: int | None = None
    days: int | None = None


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire.

    Attributes:
        valid_from, valid_to: the days it may be used; ``valid_to`` is the first day it may not.
        source: the public document, or ``own``.
        verified: whether the document itself was read.
        licence: ``own``, or whose text it is.
        restricted: the words are someone else's: it needs a licence note before use.
        age_from_months, age_to_months: for whom: from the day of the first to the day before the second.
        record_class: ``health`` or ``sensitive``.
        screening_kind: what a referral is recorded as; empty when it leads to none.
        answered_by: ``carer``, ``child``, ``teacher``.
        order: names of items in the order in which they are worked out.
    """

    code: str
    version: str
    title: Words
    valid_from: date
    valid_to: date | None
    source: str
    verified: bool
    licence: str
    restricted: bool
    age_from_months: int
    age_to_months: int
    record_class: str
    screening_kind: str
    answered_by: tuple[str, ...]
    lead: Words
    items: tuple[Item, ...]
    lists: dict[str, tuple[Choice, ...]]
    scores: tuple[Score, ...]
    actions: tuple[Action, ...]
    order: tuple[str, ...]

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """Items by name."""
        return {item.name: item for item in self.items}

    @cached_property
    def score_of(self) -> dict[str, Score]:
        """Scores by name."""
        return {score.name: score for score in self.scores}

    @cached_property
    def points(self) -> dict[str, dict[str, float]]:
        """What choices count, by item and choice."""
        return {
            item.name: {c.name: c.points for c in self.choices(item) if c.points is not None}
            for item in self.items
            if item.list
        }

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """Return what may be chosen, in order; nothing where nothing is to choose."""
        return self.lists.get(item.list, ())

    @property
    def wordless(self) -> tuple[str, ...]:
        """Names of items to answer that have no words yet: it cannot be used before they are there."""
        return tuple(item.name for item in self.items if item.type in ANSWERED_TYPES and not item.label.vi)
