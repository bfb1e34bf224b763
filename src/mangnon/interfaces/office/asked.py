"""What the address of a list asks for, read from the query and written back into links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from mangnon.domain.worklist.ordering import Order
from mangnon.domain.worklist.queries import Filters
from mangnon.domain.worklist.terms import DueKind

# The word in the address and what the list is narrowed to; without one it shows what is late and due this week.
WHEN = {"tre": "late", "tuan": "week", "toi": "later", "tat-ca": ""}

# The word in the address for walking hamlet by hamlet; without it whoever has most points stands first.
WALK = "duong-di"


@dataclass(frozen=True)
class Asked:
    """What a reader asked of the list of tasks; empty or None where they did not.

    Args:
        commune: a commune's code, for those who see several.
        hamlet, worker: keys.
        kind: of dues.
        when: a word of ``WHEN``.
        order: ``WALK``, or empty.
        page: from 1.
    """

    commune: str = ""
    hamlet: UUID | None = None
    kind: str = ""
    when: str = ""
    worker: UUID | None = None
    order: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """True when anything but the commune or the page was asked for."""
        return bool(self.hamlet or self.kind or self.when or self.worker)

    @property
    def by(self) -> Order:
        """How households stand under a heading."""
        return "walk" if self.order == WALK else "points"

    def filters(self, *, commune_id: UUID | None) -> Filters:
        """Return what the worklist is asked."""
        return Filters(
            commune_id=commune_id,
            hamlet_id=self.hamlet,
            kind=self.kind,
            when=WHEN.get(self.when, "now"),
            worker_id=self.worker,
        )

    def query(self, **changed: object) -> str:
        """Return the query of the same list with some of it changed: "?xa=05830&khi=tre"."""
        new = replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]
        words = {
            "xa": new.commune,
            "xom": new.hamlet,
            "loai": new.kind,
            "khi": new.when,
            "nguoi": new.worker,
            "xep": new.order,
            "trang": new.page if new.page > 1 else "",
        }
        return f"?{urlencode({key: str(value) for key, value in words.items() if value})}"


def read_asked(query: QueryDict) -> Asked:
    """Read what was asked; what cannot be read counts as not asked."""
    kind = query.get("loai", "")
    when = query.get("khi", "")
    page = query.get("trang", "")
    commune = query.get("xa", "")
    return Asked(
        commune=commune if commune.isdigit() and len(commune) == 5 else "",
        hamlet=read_key(query.get("xom", "")),
        kind=kind if kind in DueKind.values else "",
        when=when if when in WHEN else "",
        worker=read_key(query.get("nguoi", "")),
        order=WALK if query.get("xep") == WALK else "",
        page=min(int(page), 100_000) if page.isdigit() and len(page) < 7 and int(page) else 1,
    )


def read_key(text: str) -> UUID | None:
    """Read a record's key; None where the text is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
