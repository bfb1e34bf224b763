"""Reads everything ``generate`` takes from the content folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mangnon.core.content import content_root
from mangnon.core.content.places import load_gazetteer
from mangnon.interfaces.exchange.synth.content import SynthContent, read_content
from mangnon.interfaces.exchange.synth.curves import read_curves
from mangnon.interfaces.exchange.synth.growth import GrowthCurves
from mangnon.interfaces.exchange.synth.places import PlaceTables

PROVINCE = "19"  # Thái Nguyên


@dataclass(frozen=True)
class SynthInputs:
    """The arguments of ``generate`` that come from content."""

    places: PlaceTables
    content: SynthContent
    curves: GrowthCurves


def read_inputs(*, today: date, root: Path | None = None) -> SynthInputs:
    """Read the province's communes, the synthetic province's content and WHO's curves.

    Args:
        today: the communes are those of this day.
        root: the content folder; the checkout's own when left out.

    Returns:
        The inputs of ``generate``.

    Raises:
        UnreadableInputError: the places can't be read.
        OSError: another file is missing.
    """
    folder = root or content_root()
    communes = load_gazetteer(folder / "places").children_of(code=PROVINCE, on=today)
    return SynthInputs(
        places=PlaceTables(
            codes=tuple(commune.code for commune in communes),
            names=tuple(f"{commune.kind.capitalize()} {commune.name}" for commune in communes),
        ),
        content=read_content(folder / "synth"),
        curves=read_curves(folder / "growth"),
    )
