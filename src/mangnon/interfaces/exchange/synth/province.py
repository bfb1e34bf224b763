"""``generate``: a synthetic province, commune by commune, the same for the same arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from mangnon.interfaces.exchange.synth import schema
from mangnon.interfaces.exchange.synth.commune import commune_tables
from mangnon.interfaces.exchange.synth.content import SynthContent
from mangnon.interfaces.exchange.synth.growth import GrowthCurves
from mangnon.interfaces.exchange.synth.places import (
    Layout,
    PlaceTables,
    collaborator_table,
    facility_table,
    hamlet_table,
    layout,
)


@dataclass(frozen=True)
class Chunk:
    """The tables of some communes, keyed as ``schema.COMMUNE_TABLES``."""

    communes: tuple[str, ...]
    tables: Mapping[str, pa.Table]


@dataclass(frozen=True)
class Province:
    """A province laid out but not yet filled; ``chunks`` fills it piece by piece."""

    children: int
    seed: int
    today: date
    places: PlaceTables
    content: SynthContent
    curves: GrowthCurves
    plans: Layout

    def tables(self) -> dict[str, pa.Table]:
        """The province-wide tables (``schema.PROVINCE_TABLES``), which the chunks refer to."""
        return {
            "hamlets": hamlet_table(plans=self.plans, seed=self.seed, content=self.content),
            "facilities": facility_table(plans=self.plans),
            "collaborators": collaborator_table(
                plans=self.plans,
                seed=self.seed,
                today=self.today,
                content=self.content,
                commune_count=len(self.places.codes),
            ),
        }

    def chunks(self, *, communes_per_chunk: int = 1) -> Iterator[Chunk]:
        """The communes' tables, so many communes at a time; memory stays that of one chunk.

        Args:
            communes_per_chunk: 1 to 4 keep the peak below 1 GiB at full size.

        Yields:
            Chunks in the order of the communes; a commune's rows don't depend on how they are chunked.
        """
        plans = self.plans.communes
        for first in range(0, len(plans), communes_per_chunk):
            group = plans[first : first + communes_per_chunk]
            parts = [
                commune_tables(
                    plan=plan,
                    plans=self.plans,
                    seed=self.seed,
                    today=self.today,
                    content=self.content,
                    curves=self.curves,
                    commune_count=len(self.places.codes),
                )
                for plan in group
            ]
            tables = {name: pa.concat_tables([part[name] for part in parts]) for name in schema.COMMUNE_TABLES}
            yield Chunk(tuple(plan.code for plan in group), tables)


def generate(
    *,
    children: int,
    seed: int,
    today: date,
    places: PlaceTables,
    content: SynthContent,
    curves: GrowthCurves,
    communes: Sequence[str] | None = None,
) -> Province:
    """Lay out a synthetic province.

    Args:
        children: child records in all, duplicate records included; 330,000 is full size.
        seed: same seed and arguments, same province, byte for byte.
        today: the day it is made for; nothing happens after it.
        places: the communes of the province in a fixed order.
        content: names, shares and behaviour (``read_content``).
        curves: WHO's curves.
        communes: codes of the communes to fill; all when None.

    Returns:
        The province; its ``tables()`` and ``chunks()`` make the rows.
    """
    plans = layout(children=children, seed=seed, today=today, places=places, content=content, communes=communes)
    return Province(children, seed, today, places, content, curves, plans)
