"""Where children stand in a series, and the dates that its rules look back to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from mangnon.engines.immunization.dates import FAR, NEVER, Days, Flags, Rows, any_of
from mangnon.engines.immunization.history import History, Records
from mangnon.engines.immunization.reasons import Masks, Reason
from mangnon.engines.immunization.series import IntervalRule, Series

Small = npt.NDArray[np.int16]
Statuses = npt.NDArray[np.int8]

NOT_EVALUATED: Final = 0
VALID: Final = 1
NOT_VALID: Final = 2
EXTRANEOUS: Final = 3
SUB_STANDARD: Final = 4
DOSE_STATUSES: Final = ("not_evaluated", "valid", "not_valid", "extraneous", "sub_standard")


@dataclass(slots=True)
class Track:
    """How far each child has come in one series; one row per child, one status per record.

    ``target`` is the place of the target dose that evaluation stopped on (the number of doses when none is
    left), ``reference`` the date that the next "from previous dose" interval counts from.
    """

    series: Series
    relevant: Flags
    target: Small
    valid: Small
    counted: Small
    reference: Days
    latest: Days
    latest_inadvertent: Days
    satisfied_on: dict[int, Days]
    status: Statuses
    reasons: Masks
    inadvertent: Flags
    complete_groups: dict[str, Flags] = field(default_factory=dict)

    def first_valid(self, *, history: History, records: Records) -> Days:
        """The date of each child's first valid dose; ``FAR`` where there is none."""
        first = history.far.copy()
        valid = self.status == VALID
        np.minimum.at(first, records.child[valid], records.on[valid])
        return first

    def all_valid(self, *, history: History, records: Records) -> Flags:
        """The children of whom no record was judged other than valid; those after the last dose were not judged."""
        judged = self.reasons & np.uint32(Reason.SERIES_COMPLETE) == 0
        judged &= self.status != NOT_EVALUATED
        found = history.everyone.copy()
        found[records.child[judged & (self.status != VALID)]] = False
        return found


def in_force(effective: int | None, cessation: int | None, on: Days) -> Flags | None:
    """Tell on which dates a rule is in force (RELEVANT-1); None where it always is."""
    if effective is None and cessation is None:
        return None
    low = NEVER if effective is None else effective
    high = FAR if cessation is None else cessation
    return (on >= low) & (on <= high)


def reference_date(
    history: History,
    records: Records,
    track: Track,
    rule: IntervalRule,
    child: Rows,
    before: Rows | None,
) -> Days:
    """The date an interval counts from (CALCDTINT-1, -2, -8, -9), ``NEVER`` where there is none.

    Args:
        history: the children and their doses.
        records: the records of the antigen.
        track: where the children stand in the series.
        rule: the interval.
        child: the children asked about.
        before: the place of the record being judged, None when the next dose is forecast.

    Returns:
        One date per child asked about.
    """
    if rule.reference == "previous":
        return track.reference[child]
    if rule.reference == "target":
        return track.satisfied_on[rule.target][child]
    if rule.reference == "observation":
        return history.observed_on(rule.observation)[child]
    return _most_recent(history, records, track, rule.products, child, before)


def _most_recent(
    history: History,
    records: Records,
    track: Track,
    products: tuple[int, ...],
    child: Rows,
    before: Rows | None,
) -> Days:
    upto = (history.start[child + 1] if before is None else records.position[before]) - 1
    start = history.start[child]
    if not len(history.on):
        return history.never[child]
    latest = history.earlier(products)
    at = np.where(upto >= start, latest[np.maximum(upto, 0)], -1)
    inadvertent = np.zeros(len(history.on), dtype=bool)
    inadvertent[records.position[track.inadvertent]] = True
    while True:
        wrong = (at >= start) & inadvertent[np.maximum(at, 0)]
        if not any_of(wrong):
            break
        at[wrong] = np.where(at[wrong] > start[wrong], latest[np.maximum(at[wrong] - 1, 0)], -1)
    return np.where(at >= start, history.on[np.maximum(at, 0)], NEVER).astype(np.int32)
