"""Which counts of a table's parts are held back, so that nobody is recognised and none can be worked out."""

from __future__ import annotations

from collections.abc import Sequence


def hidden_counts(counts: Sequence[int], *, fewest: int) -> tuple[bool, ...]:
    """Tell which parts of a whole are not to be shown.

    Counts from 1 to ``fewest - 1`` are hidden. Where the whole is known, a single hidden part could be had by
    subtraction, and several small ones by their sum; then the smallest of the others are hidden too, until at least
    two are hidden that hold ``fewest`` together.

    Args:
        counts: of the parts, at least 0.
        fewest: the smallest count that is shown; 0 and 1 hide nothing.

    Returns:
        One answer for each part, in their order.
    """
    hidden = [0 < count < fewest for count in counts]
    others = sorted((at for at, count in enumerate(counts) if count and not hidden[at]), key=lambda at: counts[at])
    for at in others:
        held = [count for count, hide in zip(counts, hidden, strict=True) if hide]
        if not held or (len(held) > 1 and sum(held) >= fewest):
            break
        hidden[at] = True
    return tuple(hidden)
