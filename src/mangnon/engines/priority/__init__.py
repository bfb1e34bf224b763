"""The priority score that orders a day's work, and the comparison of groups by it."""

from mangnon.engines.priority.fairness import PEOPLE, SMALL, Fairness, GroupFigures, Verdict, compare
from mangnon.engines.priority.score import CHILDREN, DUES, PART_NAMES, PARTS, Scores, score
from mangnon.engines.priority.weights import (
    AgeStep,
    ContactBand,
    ContactStep,
    DueWeight,
    EarlyBirth,
    FairnessTerms,
    IncompleteBirth,
    LateBand,
    Lateness,
    Told,
    Weights,
)

__all__ = [
    "CHILDREN",
    "DUES",
    "PARTS",
    "PART_NAMES",
    "PEOPLE",
    "SMALL",
    "AgeStep",
    "ContactBand",
    "ContactStep",
    "DueWeight",
    "EarlyBirth",
    "Fairness",
    "FairnessTerms",
    "GroupFigures",
    "IncompleteBirth",
    "LateBand",
    "Lateness",
    "Scores",
    "Told",
    "Verdict",
    "Weights",
    "compare",
    "score",
]
