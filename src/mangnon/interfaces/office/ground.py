"""The ground a reader works on: communes, hamlets and people within scope, as choices of a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from mangnon.core.places.queries import PlaceName, find_commune, list_hamlets, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.domain.workforce.queries import WorkerName, list_workers


@dataclass(frozen=True)
class Ground:
    """Where a reader looks: one commune chosen from many, or all they have.

    Args:
        commune: the chosen commune; None where the reader's whole scope is meant.
        communes: keys of the communes meant, empty for those who have hamlets or a school only.
        hamlets: hamlets that can be chosen.
        workers: people who can be given work.
        everywhere: the reader sees the whole province.
    """

    commune: PlaceName | None
    communes: tuple[UUID, ...]
    hamlets: tuple[PlaceName, ...]
    workers: tuple[WorkerName, ...]
    everywhere: bool


def read_ground(
    *,
    scope: Scope,
    commune_code: str = "",
    action: Action = Action.SEE,
    record_class: RecordClass = RecordClass.ORDINARY,
) -> Ground:
    """Read where a reader may do this, and what they may choose there.

    Args:
        scope: of the reader.
        commune_code: the commune asked for; one outside the scope counts as not asked.
        action, record_class: what is to be done there.
    """
    reach = scope.reach(action, record_class)
    commune = find_commune(commune_code, on=scope.on) if commune_code else None
    if commune and not reach.everywhere and commune.id not in reach.communes:
        commune = None
    if commune is None and len(reach.communes) == 1 and not (reach.hamlets or reach.facilities or reach.everywhere):
        commune = names_of(reach.communes, on=scope.on).get(next(iter(reach.communes)))
    communes = (commune.id,) if commune else tuple(reach.communes)
    hamlets = list_hamlets(communes, on=scope.on) if communes else []
    if reach.hamlets and commune is None:
        hamlets += sorted(names_of(reach.hamlets, on=scope.on).values(), key=lambda place: place.code)
    workers = list_workers(scope=scope, commune_ids=communes) if communes else []
    return Ground(
        commune=commune,
        communes=communes,
        hamlets=tuple({place.id: place for place in hamlets}.values()),
        workers=tuple(workers),
        everywhere=reach.everywhere,
    )


def place_options(places: Iterable[PlaceName], *, chosen: UUID | None, every: str) -> tuple[Option, ...]:
    """Return places as choices, the first of which stands for all of them.

    Args:
        every: the words of that first choice.
    """
    return (
        Option(value="", label=every),
        *(Option(value=str(place.id), label=place.full, chosen=place.id == chosen) for place in places),
    )


def worker_options(workers: Iterable[WorkerName], *, chosen: UUID | None, every: str) -> tuple[Option, ...]:
    """Return workers as choices, the first of which stands for all of them."""
    return (
        Option(value="", label=every),
        *(Option(value=str(one.id), label=one.full_name, chosen=one.id == chosen) for one in workers),
    )
