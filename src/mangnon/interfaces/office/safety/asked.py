"""What the address of the rates asks for: period and place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words
from mangnon.domain.safety.counting import Period
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.ground import Ground, read_ground
from mangnon.interfaces.office.sessions.asked import months_before

PERIODS = {"": "12 tháng qua", "nam": "Năm nay", "nam-truoc": "Năm trước", "quy": "Quý này", "3-nam": "3 năm qua"}


@dataclass(frozen=True)
class Asked:
    """What a reader asked, read from the address and written back into links.

    Args:
        period: a key of ``PERIODS``.
        first, last: its days.
        commune: a commune's code, for those who see several.
        hamlet: a hamlet's key.
    """

    period: str
    first: date
    last: date
    commune: str = ""
    hamlet: UUID | None = None

    @property
    def days(self) -> str:
        """The period in words: "25/11/2025 – 24/11/2026"."""
        return f"{date_words(self.first)} – {date_words(self.last)}"

    def query(self, **more: str) -> str:
        """Return the query of the same page with some of it changed."""
        words = {"ky": self.period, "xa": self.commune, "xom": str(self.hamlet or ""), **more}
        return f"?{urlencode({name: word for name, word in words.items() if word})}"


@dataclass(frozen=True)
class Where:
    """The place of a page: in words, as choices, and by which places its children are parted."""

    ground: Ground
    words: str
    by: str

    @property
    def commune_id(self) -> UUID | None:
        """The commune that the page is narrowed to."""
        return self.ground.commune.id if self.ground.commune else None


def read_asked(query: QueryDict, *, today: date) -> Asked:
    """Read what was asked; what cannot be read counts as not asked."""
    period = query.get("ky", "")
    period = period if period in PERIODS else ""
    first, last = days_of(period, today=today)
    commune = query.get("xa", "")
    return Asked(
        period=period, first=first, last=last, hamlet=read_key(query.get("xom", "")),
        commune=commune if commune.isdigit() and len(commune) == 5 else "",
    )  # fmt: skip


def days_of(period: str, *, today: date) -> tuple[date, date]:
    """Return a period's first and last day; the current one ends today."""
    if period == "nam":
        return date(today.year, 1, 1), today
    if period == "nam-truoc":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    if period == "quy":
        return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today
    return months_before(today, 36 if period == "3-nam" else 12) + timedelta(1), today


def read_where(*, scope: Scope, asked: Asked) -> Where:
    """Read where this reader may count children, and what of it was chosen."""
    ground = read_ground(scope=scope, commune_code=asked.commune, action=Action.COUNT, record_class=RecordClass.HEALTH)
    hamlet = next((place for place in ground.hamlets if place.id == asked.hamlet), None)
    whole = ground.commune.full if ground.commune else "Toàn tỉnh" if ground.everywhere else "Địa bàn của tôi"
    words = ", ".join(each for each in (hamlet.full if hamlet else "", whole) if each)
    return Where(ground, words, "commune" if ground.everywhere and ground.commune is None else "hamlet")


def period_of(*, asked: Asked, where: Where, below_years: int) -> Period:
    """Return what the safety room is asked to count."""
    return Period(asked.first, asked.last, where.by, below_years, where.commune_id, asked.hamlet)
