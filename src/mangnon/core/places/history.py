"""Whether the dated places hang together: nobody from nowhere, nobody into nothing.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mangnon.core.places.changes import PlaceProblem
from mangnon.core.places.gazetteer import Gazetteer, PlaceVersion
from mangnon.core.places.names import Level


def check_history(gazetteer: Gazetteer) -> tuple[PlaceProblem, ...]:
    """Look for gaps in the dated places.

    Returns:
        A problem for each place that ended without becoming anything, that came about from nothing while
        older places of its level exist, that a change names although it did not exist then, or whose
        parent does not exist as long as it does. Empty when all is well.
    """
    return tuple(_gaps(gazetteer))


def _gaps(gazetteer: Gazetteer) -> Iterator[PlaceProblem]:
    went = {(c.level, c.old_code, c.on) for c in gazetteer.changes}
    came = {(c.level, c.new_code, c.on) for c in gazetteer.changes}
    dated = {place.level for place in gazetteer.places if place.valid_from is None} - {Level.HAMLET}
    for place in gazetteer.places:
        if place.valid_to is not None and not gazetteer.successors(place):
            yield PlaceProblem(
                "place.gap",
                f"{place.full_name} (mã {place.code}) hết từ {place.valid_to:%d/%m/%Y} mà không ghi về đâu.",
            )
        begun = place.valid_from
        if begun is not None and place.level in dated and (place.level, place.code, begun) not in came:
            yield PlaceProblem(
                "place.gap",
                f"{place.full_name} (mã {place.code}) có từ {begun:%d/%m/%Y} mà không ghi từ đâu.",
            )
        if place.parent is not None and not _always_beneath(gazetteer, place):
            yield PlaceProblem(
                "place.gap",
                f"{place.full_name} (mã {place.code}) có lúc không có đơn vị cấp trên {place.parent}.",
            )
    for level, code, on in sorted(went):
        if not any(v.valid_to == on and v.level == level for v in gazetteer.versions(code)):
            yield PlaceProblem("place.unknown", f"Thay đổi ngày {on:%d/%m/%Y} nêu mã cũ {code} không có khi đó.")
    for level, code, on in sorted(came):
        if not any(v.valid_from == on and v.level == level for v in gazetteer.versions(code)):
            yield PlaceProblem("place.unknown", f"Thay đổi ngày {on:%d/%m/%Y} nêu mã mới {code} không có khi đó.")


def _always_beneath(gazetteer: Gazetteer, place: PlaceVersion) -> bool:
    """Say whether the parent exists, under whatever name, on every day on which the place does."""
    spans = [
        (version.valid_from or date.min, version.valid_to or date.max)
        for version in gazetteer.versions(place.parent or "")
    ]
    day, end = place.valid_from or date.min, place.valid_to or date.max
    for begin, stop in spans:
        if begin <= day < stop:
            day = stop
    return day >= end
