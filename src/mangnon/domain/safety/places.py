"""The place of what is told, checked against the places that stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from mangnon.core.places.queries import find_place
from mangnon.domain.safety.errors import ToldWronglyError
from mangnon.domain.safety.records import Spot
from mangnon.domain.safety.rules import spot_problem

_STEP = Decimal("0.000001")


def columns_of(spot: Spot, *, on: date) -> dict[str, Any]:
    """Return a spot as the columns of a row.

    Args:
        spot: where.
        on: the day on which its commune and hamlet must stand.

    Raises:
        ToldWronglyError: no such place, a hamlet of another commune, or coordinates that cannot be.
    """
    problem = spot_problem(spot)
    if problem:
        raise ToldWronglyError(problem)
    commune = find_place(spot.commune_id, on=on)
    if commune is None or commune.level != "commune":
        raise ToldWronglyError("Hãy chọn xã, phường.")
    if spot.hamlet_id is not None:
        hamlet = find_place(spot.hamlet_id, on=on)
        if hamlet is None or hamlet.parent_id != commune.id:
            raise ToldWronglyError("Xóm, tổ này không thuộc xã đã chọn; hãy chọn lại.")
    return {
        "commune_id": commune.id,
        "hamlet_id": spot.hamlet_id,
        "spot": spot.words[:160],
        "latitude": _degrees(spot.latitude),
        "longitude": _degrees(spot.longitude),
    }


def _degrees(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(_STEP)
