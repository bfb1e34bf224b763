"""The loaded thresholds of practice; their numbers and sources stand in ``content/growth/practice.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Cutoffs:
    """z-scores that separate the classes of length, weight and body proportion."""

    severe_below: float
    moderate_below: float
    risk_above: float
    overweight_above: float
    obese_above: float


@dataclass(frozen=True)
class Arm:
    """Arm circumferences (mm) that separate the classes of acute malnutrition, and at which ages (months)."""

    severe_below_mm: float
    moderate_below_mm: float
    from_month: float
    below_month: float


@dataclass(frozen=True)
class Faltering:
    """How much of a fall between two weighings is watched or acted on."""

    watch_drop_z: float
    act_drop_z: float
    early_until_day: int
    early_loss_share: float
    late_loss_share: float
    flat_within_g: float
    flat_after_days: int
    flat_below_month: float
    look_back_days: int


@dataclass(frozen=True)
class Prematurity:
    """Which births are preterm (gestation in days) and until what age (months) the age is corrected."""

    preterm_below_days: int
    term_days: int
    corrected_below_month: float


@dataclass(frozen=True)
class Survey:
    """How a population's prevalence is estimated."""

    last_day: int
    oedema_score: float
    confidence: float
    age_groups: tuple[float, ...]
    cutoffs: tuple[float, ...]


@dataclass(frozen=True)
class Quality:
    """Bounds between good, watch and poor for each measure of a weighing round's data."""

    digit_good: float
    digit_poor: float
    flags_good: float
    flags_poor: float
    missing_good: float
    missing_poor: float
    heaping_good: float
    heaping_poor: float
    position_good: float
    position_poor: float
    spread_margin: float
    spread: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Doubt:
    """Changes since the last measurement that are asked about."""

    weight_drop_share: float
    weight_drop_again_share: float
    weight_within_days: int
    shorter_mm: int
    head_smaller_mm: int
    arm_change_share: float
    arm_within_days: int
    jump_z: float
    jump_within_days: int


@dataclass(frozen=True)
class Advice:
    """What a finding is called, and what to do next."""

    name: str
    next_step: str


@dataclass(frozen=True)
class Reporting:
    """How a population's numbers are shown to those who may count children and not see them.

    Attributes:
        fewest: a count of children from 1 to one less is not told.
        few_children: under so many children a prevalence is called uncertain, and no quality is judged.
        few_digits: under so many values the last digits are not judged: chance alone makes some digits frequent.
        hint_from, hint_share: from so many values of one session on, a last digit of this share is told at once.
    """

    fewest: int
    few_children: int
    few_digits: int
    hint_from: int
    hint_share: float


@dataclass(frozen=True)
class Practice:
    """All thresholds of one version."""

    version: str
    cutoffs: Cutoffs
    arm: Arm
    faltering: Faltering
    prematurity: Prematurity
    survey: Survey
    quality: Quality
    doubt: Doubt
    reporting: Reporting
    advice: Mapping[str, Advice]
