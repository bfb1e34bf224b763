"""Vitamin A and deworming."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.people import OLDEST_DAYS, Children
from mangnon.interfaces.exchange.synth.places import CommunePlan

SUPPLEMENT_KINDS = ("vitamin_a", "deworming")
_MONTH = 30.4375


def supplement_table(
    *, children: Children, plan: CommunePlan, seed: int, today: date, content: SynthContent
) -> pa.Table:
    """What the children got in the rounds of June and December, up to today."""
    rng = draw.generator(seed=seed, commune=plan.index, topic="supplements")
    shares = content.supplement
    rounds = _round_days(today, shares.rounds_md)
    count = len(children.born)
    child_parts, day_parts, kind_parts = [], [], []
    reached = rng.beta(8, 2, count) / 0.8 * shares.coverage
    spans = (shares.vitamin_a_months[plan.area], shares.deworming_months)
    for start in rounds:
        on = start + np.where(rng.random(count) < 0.8, 0, rng.integers(1, shares.mop_up_days, count))
        came = (rng.random(count) < reached) & (on <= draw.day_number(today))
        months = (on - children.born) / _MONTH
        for number, (low, high) in enumerate(spans):
            rows = np.flatnonzero(came & (months >= low) & (months < high))
            child_parts.append(rows)
            day_parts.append(on[rows])
            kind_parts.append(np.full(len(rows), number))
    child, on, kind = (np.concatenate(parts) for parts in (child_parts, day_parts, kind_parts))
    order = np.lexsort((kind, on, child))
    child, on, kind = child[order], on[order], kind[order]
    return pa.Table.from_arrays(
        [
            draw.key_column(
                draw.keys(seed=seed, table="supplements", commune=plan.index, count=len(child), today=today)
            ),
            draw.key_column(children.keys[child]),
            draw.day_column(on),
            draw.coded_column(kind, SUPPLEMENT_KINDS),
        ],
        schema=schema.SUPPLEMENTS,
    )


def _round_days(today: date, rounds_md: tuple[tuple[int, int], ...]) -> NDArray[np.int64]:
    first = today.year - OLDEST_DAYS // 365
    days = [date(year, month, day) for year in range(first, today.year + 1) for month, day in rounds_md]
    return np.array([draw.day_number(day) for day in days if day <= today])
