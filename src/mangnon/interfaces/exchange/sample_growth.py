"""Made-up measurements of a dozen children of the sample commune, so that each thing the growth pages say can be seen.

The imported weighing book holds weights and lengths alone; a station also measures heads and arms, and some children
falter or were born early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mangnon.core.clock import today
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import system_scope
from mangnon.domain.children.queries import list_followed
from mangnon.domain.children.services import update_child
from mangnon.domain.growth.queries import newest_measurements
from mangnon.domain.growth.records import Measured
from mangnon.domain.growth.services import record_weight

SOURCE = "số đo giả lập"
RECENT_DAYS = 120


@dataclass(frozen=True)
class _Story:
    """What is measured today against the last time: weight and length in shares, arm and head in millimetres."""

    weight: float = 1.02
    longer_mm: int = 8
    arm_mm: int | None = None
    head_mm: int | None = None
    oedema: bool = False
    gestation_weeks: int | None = None


_STORIES = (
    _Story(weight=0.93, arm_mm=131, head_mm=452),  # lost weight
    _Story(weight=0.90, longer_mm=5, arm_mm=113, head_mm=448),  # lost weight, a very small arm
    _Story(arm_mm=122, head_mm=455),  # a small arm
    _Story(arm_mm=138, head_mm=450, gestation_weeks=31),
    _Story(arm_mm=140, head_mm=457, gestation_weeks=34),
    _Story(arm_mm=136, oedema=True),
    _Story(weight=1.0, longer_mm=2, arm_mm=139, head_mm=454),  # stood still
    _Story(arm_mm=142, head_mm=456),
    _Story(arm_mm=145, head_mm=460),
    _Story(arm_mm=137, head_mm=453),
)  # fmt: skip


def sample_measurements(*, communes: Sequence[PlaceName]) -> int:
    """Measure made-up children under two years today, each with another story.

    Args:
        communes: where; only children marked as made up are measured.

    Returns:
        How many.
    """
    day = today()
    scope = system_scope(day)
    listed = list_followed(
        scope=scope, record_class=RecordClass.HEALTH, commune_ids=[place.id for place in communes],
        born_after=day - timedelta(690), born_until=day - timedelta(240),
    )  # fmt: skip
    keys = sorted(child.child_id for child in listed if child.synthetic and child.birth_precision == "day")
    before = newest_measurements(scope=scope, child_ids=keys)
    known = [
        key for key in keys
        if key in before and before[key].length_mm and day - timedelta(RECENT_DAYS) < before[key].on < day
    ]  # fmt: skip
    told = list(zip(known, _STORIES, strict=False))
    for key, story in told:
        last = before[key]
        if story.gestation_weeks:
            update_child(scope=scope, child_id=key, values={"gestation_weeks": story.gestation_weeks})
        grown = _measured(day, story, last.weight_g or 0, last.length_mm or 0)
        record_weight(scope=scope, child_id=key, measured=replace(grown, position=last.position), source=SOURCE)
    return len(told)


def _measured(day: date, story: _Story, weight_g: int, length_mm: int) -> Measured:
    return Measured(
        on=day,
        weight_g=round(weight_g * story.weight / 100) * 100,
        length_mm=length_mm + story.longer_mm,
        arm_mm=story.arm_mm,
        head_mm=story.head_mm,
        oedema=story.oedema,
    )
