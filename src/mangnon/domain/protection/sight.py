"""What others with a right to the child may see of a case: that support is under way, or nothing."""

from __future__ import annotations

from collections.abc import Iterable

from mangnon.vocab.protection import SightClass
from mangnon.vocab.protection_forms import HarmKind


def sight_of(kinds: Iterable[str], *, known: Iterable[HarmKind]) -> SightClass:
    """Return the class of a case: the strictest of its kinds; closed while no kind is known.

    Args:
        kinds: codes of the kinds of harm of the case.
        known: the kinds of the content; a code that is not among them is closed.
    """
    open_codes = {each.code for each in known if each.sight is SightClass.OPEN}
    told = set(kinds)
    return SightClass.OPEN if told and told <= open_codes else SightClass.CLOSED
