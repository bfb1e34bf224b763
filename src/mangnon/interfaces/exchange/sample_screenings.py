"""Made-up screenings for the children of the sample commune, so that every path can be seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mangnon.core.clock import now
from mangnon.core.content import content_root
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.store.bulk import bulk_connection
from mangnon.domain.children.queries import list_followed
from mangnon.domain.worklist.jobs import derive_children
from mangnon.interfaces.exchange.synth import draw
from mangnon.interfaces.exchange.synth.content import ByArea, read_content
from mangnon.interfaces.exchange.synth.load import load_screenings
from mangnon.interfaces.exchange.synth.screenings import screening_table

SEED = 5830
AREA = "midland"


def sample_screenings(*, scope: Scope, commune: PlaceName) -> int:
    """Give the commune's children screenings, the same each time; once, right after the samples were imported.

    Args:
        scope: of the command.
        commune: where.

    Returns:
        How many steps.
    """
    followed = list_followed(scope=scope, record_class=RecordClass.HEALTH, commune_ids=[commune.id])
    exact = [each for each in followed if each.birth_date and each.birth_precision == "day"]
    listed = sorted(exact, key=lambda each: (each.birth_date, each.full_name))
    content = read_content(content_root() / "synth")
    # A few dozen newborns only: they are all tested, or hardly a path would be seen.
    shares = replace(content.screening, covered=ByArea({AREA: 0.9}))
    table = screening_table(
        born=np.array([draw.day_number(each.birth_date) for each in listed if each.birth_date], dtype=np.int32),
        keys=np.array([list(each.child_id.bytes) for each in listed], dtype=np.uint8).reshape(-1, 16),
        commune=0,
        area=AREA,
        seed=SEED,
        today=scope.on,
        shares=shares,
    )
    with bulk_connection() as connection:
        load_screenings(connection, table, now())
        connection.commit()
    derive_children(child_ids=[each.child_id for each in listed], today=scope.on, at=now())
    return table.num_rows
