"""Where those who live somewhere live after places have changed.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mangnon.core.places.changes import day_before
from mangnon.core.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class Home:
    """A commune and perhaps a hamlet by code; or, where nobody can say yet, the communes it may be."""

    commune: str | None
    hamlet: str | None
    open_communes: tuple[str, ...] = ()


def home_after(after: Gazetteer, *, home: Home, on: date) -> Home:
    """Say where a home of the day before is on the day of a change.

    Args:
        after: the dated places with the change carried out.
        home: as it stood on the day before.
        on: the day of the change.

    Returns:
        The same home, another one, or one whose commune is open because its place was divided and nobody has
        said into which part it fell.
    """
    if home.hamlet is not None:
        hamlets = [found.place for found in after.lineage(code=home.hamlet, on=day_before(on), until=on)]
        if len(hamlets) == 1:
            return Home(hamlets[0].parent, hamlets[0].code)
        if hamlets:
            return _one_of({place.parent for place in hamlets if place.parent})
    asked = (home.commune,) if home.commune else home.open_communes
    return _one_of(
        {found.place.code for code in asked for found in after.lineage(code=code, on=day_before(on), until=on)}
    )


def _one_of(communes: set[str]) -> Home:
    if len(communes) == 1:
        return Home(communes.pop(), None)
    return Home(None, None, tuple(sorted(communes)))
