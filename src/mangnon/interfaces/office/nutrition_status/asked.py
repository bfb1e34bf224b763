"""What the address of the nutrition pages asks for: period, ages, place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import date_words
from mangnon.domain.growth.round import Round
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.ground import Ground, read_ground
from mangnon.interfaces.office.sessions.asked import months_before

AGES = {"60": "Dưới 5 tuổi", "24": "Dưới 2 tuổi"}
PERIODS = {
    "quy": "Quý này",
    "thang": "Tháng này",
    "thang-truoc": "Tháng trước",
    "quy-truoc": "Quý trước",
    "6-thang": "6 tháng qua",
    "12-thang": "12 tháng qua",
}


@dataclass(frozen=True)
class Asked:
    """What a reader asked, read from the address and written back into links.

    Args:
        period: a key of ``PERIODS``.
        first, last: its days.
        below_months: children younger than this on the last day.
        commune: a commune's code, for those who see several.
        hamlet: a hamlet's key.
    """

    period: str
    first: date
    last: date
    below_months: int
    commune: str = ""
    hamlet: UUID | None = None

    @property
    def days(self) -> str:
        """The period in words: "01/10/2026 – 24/11/2026"."""
        return f"{date_words(self.first)} – {date_words(self.last)}"

    @property
    def ages(self) -> str:
        """The ages in words, to stand within a sentence."""
        return AGES[str(self.below_months)].lower()

    def query(self, **more: str) -> str:
        """Return the query of the same page with some of it changed or added."""
        words = {
            "ky": self.period,
            "tuoi": str(self.below_months),
            "xa": self.commune,
            "xom": str(self.hamlet or ""),
            **more,
        }
        return f"?{urlencode({name: word for name, word in words.items() if word})}"

    def round(self, *, commune_id: UUID | None) -> Round:
        """Return what the growth room is asked."""
        return Round(
            first=self.first,
            last=self.last,
            born_after=months_before(self.last, self.below_months),
            born_until=self.last,
            commune_id=commune_id,
            hamlet_id=self.hamlet,
        )


@dataclass(frozen=True)
class Where:
    """The place of a page: in words, as choices, and by which column its children are parted.

    Args:
        by: ``hamlet``, ``commune`` or empty where one hamlet is chosen.
    """

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
    period = period if period in PERIODS else "quy"
    first, last = days_of(period, today=today)
    age, commune = query.get("tuoi", ""), query.get("xa", "")
    return Asked(
        period=period,
        first=first,
        last=last,
        below_months=int(age) if age in AGES else 60,
        commune=commune if commune.isdigit() and len(commune) == 5 else "",
        hamlet=read_key(query.get("xom", "")),
    )


def days_of(period: str, *, today: date) -> tuple[date, date]:
    """Return a period's first and last day; the current one ends today."""
    if period == "thang":
        return today.replace(day=1), today
    if period == "thang-truoc":
        last = today.replace(day=1) - timedelta(1)
        return last.replace(day=1), last
    if period.endswith("-thang"):
        return months_before(today, int(period.split("-")[0])) + timedelta(1), today
    start = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    if period == "quy":
        return start, today
    return months_before(start, 3), start - timedelta(1)


def read_where(*, scope: Scope, asked: Asked) -> Where:
    """Read where this reader may count children, and what of it was chosen."""
    ground = read_ground(scope=scope, commune_code=asked.commune, action=Action.COUNT, record_class=RecordClass.HEALTH)
    hamlet = next((place for place in ground.hamlets if place.id == asked.hamlet), None)
    whole = ground.commune.full if ground.commune else "Toàn tỉnh" if ground.everywhere else "Địa bàn của tôi"
    words = ", ".join(each for each in (hamlet.full if hamlet else "", whole) if each)
    by = "" if asked.hamlet else "commune" if ground.everywhere and ground.commune is None else "hamlet"
    return Where(ground=ground, words=words, by=by)


def options(labels: dict[str, str], *, chosen: str) -> tuple[Option, ...]:
    """Return choices in their order."""
    return tuple(Option(value=word, label=label, chosen=word == chosen) for word, label in labels.items())
