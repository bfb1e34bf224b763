"""Fills one commune: draws its people and facts and writes them as tables."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mangnon.interfaces.exchange.synth import doses as vaccination
from mangnon.interfaces.exchange.synth import draw, schema
from mangnon.interfaces.exchange.synth import growth as growing
from mangnon.interfaces.exchange.synth.care import supplement_table
from mangnon.interfaces.exchange.synth.caregivers import caregiver_table
from mangnon.interfaces.exchange.synth.circumstances import (
    circumstance_table,
    memberships,
    risk_table,
    visit_table,
)
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.copies import copies
from mangnon.interfaces.exchange.synth.growth import GrowthCurves
from mangnon.interfaces.exchange.synth.numbers import numbers
from mangnon.interfaces.exchange.synth.people import children_of, households
from mangnon.interfaces.exchange.synth.places import CommunePlan, Layout
from mangnon.interfaces.exchange.synth.records import (
    child_table,
    duplicate_table,
    enrolment_table,
    household_table,
    residence_table,
    twin_table,
)
from mangnon.interfaces.exchange.synth.screenings import screening_table


def commune_tables(
    *,
    plan: CommunePlan,
    plans: Layout,
    seed: int,
    today: date,
    content: SynthContent,
    curves: GrowthCurves,
    commune_count: int,
) -> dict[str, pa.Table]:
    """All tables of one commune.

    Args:
        plan: what the commune is to hold.
        plans: the whole province's plan; movers and duplicates may stand elsewhere in it.
        seed: the province's seed.
        today: the day the province is made for.
        content: names, shares and behaviour.
        curves: WHO's curves.
        commune_count: communes of the province, filled or not.

    Returns:
        Tables keyed as ``schema.COMMUNE_TABLES``.
    """
    homes = households(
        plan=plan,
        children=plan.records - plan.duplicates,
        seed=seed,
        today=today,
        content=content,
        commune_count=commune_count,
    )
    children = children_of(homes=homes, plan=plan, seed=seed, today=today, content=content)
    own = numbers(children=children, plan=plan, seed=seed, today=today, content=content, commune_count=commune_count)
    members = memberships(children=children, homes=homes, plan=plan, seed=seed, today=today, content=content)
    second = copies(
        children=children,
        homes=homes,
        numbers=own,
        plan=plan,
        plans=plans,
        seed=seed,
        today=today,
        content=content,
    )
    weighed = growing.weighings(children=children, plan=plan, seed=seed, today=today, content=content, curves=curves)
    given = vaccination.doses(children=children, plan=plan, seed=seed, today=today, content=content)
    weighed_keys = draw.keys(seed=seed, table="measurements", commune=plan.index, count=len(weighed.child), today=today)
    dose_keys = draw.keys(seed=seed, table="doses", commune=plan.index, count=len(given.child), today=today)
    child_rows, written = child_table(
        children=children,
        homes=homes,
        numbers=own,
        second=second,
        plan=plan,
        plans=plans,
        seed=seed,
        today=today,
        content=content,
    )
    return {
        "households": household_table(
            homes=homes,
            children=children,
            members=members,
            second=second,
            plan=plan,
            plans=plans,
            content=content,
        ),
        "children": child_rows,
        "caregivers": caregiver_table(
            children=children,
            homes=homes,
            members=members,
            second=second,
            plan=plan,
            seed=seed,
            today=today,
            content=content,
        ),
        "residences": residence_table(
            children=children,
            homes=homes,
            second=second,
            plan=plan,
            plans=plans,
            seed=seed,
            today=today,
            content=content,
        ),
        "circumstances": circumstance_table(
            members=members, children=children, plan=plan, seed=seed, today=today, content=content
        ),
        "risk_factors": risk_table(children=children, homes=homes, plan=plan, seed=seed, today=today),
        "enrolments": enrolment_table(
            children=children,
            members=members,
            plan=plan,
            plans=plans,
            seed=seed,
            today=today,
            content=content,
        ),
        "measurements": growing.measurement_table(weighed=weighed, child_keys=children.keys, keys=weighed_keys),
        "doses": vaccination.dose_table(given=given, child_keys=children.keys, keys=dose_keys, content=content),
        "supplements": supplement_table(children=children, plan=plan, seed=seed, today=today, content=content),
        "screenings": screening_table(
            born=children.born,
            keys=children.keys,
            commune=plan.index,
            area=plan.area,
            seed=seed,
            today=today,
            shares=content.screening,
        ),
        "visits": visit_table(members=members, children=children, plan=plan, seed=seed, today=today, content=content),
        "twins": twin_table(children=children),
        "duplicates": duplicate_table(children=children, second=second),
        "slips": pa.concat_tables(
            [
                _slips("children", children.keys, own.wrong.tolist()),
                _slips("children", children.keys, written),
                _slips("measurements", weighed_keys, growing.slip_names(weighed.slip)),
                _slips("doses", dose_keys, vaccination.slip_names(given.slip)),
            ]
        ),
    }


def _slips(table: str, keys: NDArray[np.uint8], kinds: list[str]) -> pa.Table:
    rows = np.array([bool(kind) for kind in kinds], dtype=bool)
    return pa.Table.from_arrays(
        [
            draw.coded_column(np.zeros(int(rows.sum())), [table]),
            draw.key_column(keys[rows]),
            pa.array([kind for kind in kinds if kind], type=pa.string()),
        ],
        schema=schema.SLIPS,
    )
