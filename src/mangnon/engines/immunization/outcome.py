"""What was found for one antigen: its series' forecasts, and which of them is best for whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mangnon.engines.immunization.dates import Flags, any_of
from mangnon.engines.immunization.forecast import Standing
from mangnon.engines.immunization.history import Records
from mangnon.engines.immunization.select import Candidate, Selection


@dataclass(frozen=True)
class AntigenOutcome:
    """All that was found for one antigen."""

    antigen: int
    records: Records
    standing: Standing
    candidates: list[Candidate]
    selections: list[Selection]

    @cached_property
    def best(self) -> list[Contained]:
        """The best series of the antigen (FORECASTVG-1), each with the children it is best for."""
        if self.selections and self.selections[0].best is self.candidates[0].track.relevant:
            # A lone default series is the best one for all it is relevant for.
            return [Contained(self.antigen, self.candidates[0], self.selections[0].best)]
        found = []
        served = _served(self)
        for selection in self.selections:
            for place in selection.members:
                mine = selection.best & (selection.prioritized == place) & served
                if any_of(mine):
                    found.append(Contained(self.antigen, self.candidates[place], mine))
        return found


@dataclass(frozen=True, slots=True)
class Contained:
    """A best series and the children it is best for."""

    antigen: int
    candidate: Candidate
    mine: Flags


def _served(outcome: AntigenOutcome) -> Flags:
    """The children for whom the antigen has a series that is more than a way to judge given doses."""
    served = np.zeros(len(outcome.records.count), dtype=bool)
    for candidate in outcome.candidates:
        if candidate.track.series.kind != "evaluation_only":
            served |= candidate.track.relevant
    return served
