"""What a screening test is made of, as its content says: steps, values, deadlines."""

from __future__ import annotations

# Kept as closely as a child's special circumstances: who need not know must not guess it from a row.
NEED_TO_KNOW = frozenset({"mental_health"})
