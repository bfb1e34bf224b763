"""The priority score that orders a day's work, and the comparison of groups by it."""

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
    "AgeStep",
    "ContactBand",
    "ContactStep",
    "DueWeight",
    "EarlyBirth",
    "FairnessTerms",
    "IncompleteBirth",
    "LateBand",
    "Lateness",
    "Scores",
    "Told",
    "Weights",
    "score",
]
