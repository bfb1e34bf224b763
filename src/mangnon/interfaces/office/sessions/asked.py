"""What the address of a session says: the day, the places, the ages; all of it stands in the address, so that a
session can be left, reloaded and opened on another machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import date_words, read_date
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.ground import Ground, read_ground

AGES = {"24": "Dưới 2 tuổi", "60": "Dưới 5 tuổi", "": "Mọi tuổi"}
WHO = {"den-han": "Chỉ trẻ đến hạn, trễ", "sap-den": "Cả trẻ sắp đến hạn", "tat-ca": "Tất cả trẻ ở tuổi này"}
AHEAD_DAYS = 30


@dataclass(frozen=True)
class Session:
    """One session as its address tells it.

    Args:
        on: the day.
        started: the table is asked for, not only the form above it.
        commune: a commune's code, for those who see several.
        hamlets: keys; empty means the whole place.
        below_months: only children younger than this on the day, in months; None for all.
        who: a key of ``WHO``.
        part: of a session too long for one page, from 1.
        more: what else the address carries, as written (vaccines and their lots).
        problems: what could not be read.
    """

    on: date
    started: bool = False
    commune: str = ""
    hamlets: tuple[UUID, ...] = ()
    below_months: int | None = None
    who: str = "den-han"
    part: int = 1
    more: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = field(default=())

    @property
    def born_after(self) -> date | None:
        """Children born later than this day are young enough."""
        return months_before(self.on, self.below_months) if self.below_months else None

    @property
    def owed_only(self) -> bool:
        """True when only those are listed who are owed something, or were done that day."""
        return self.who != "tat-ca"

    @property
    def until(self) -> date:
        """The last day on which the window of a listed due may open."""
        return self.on + timedelta(days=AHEAD_DAYS if self.who == "sap-den" else 0)

    def query(self, *, part: int | None = None, paper: bool = False) -> str:
        """Return the address's query, of another part or of the sheet on paper when asked."""
        words = [
            ("ngay", date_words(self.on)),
            ("xa", self.commune),
            *(("xom", str(key)) for key in self.hamlets),
            ("tuoi", str(self.below_months) if self.below_months else "tat-ca"),
            ("ai", self.who),
            *self.more,
            ("phan", str(part or self.part) if (part or self.part) > 1 else ""),
            ("in", "1" if paper else ""),
        ]
        return f"?{urlencode([(name, value) for name, value in words if value])}"


def read_session(query: QueryDict, *, today: date, age: str, extra: tuple[str, ...] = ()) -> Session:
    """Read what was asked.

    Args:
        query: of the address.
        today: the last day a session may be of.
        age: the limit (a key of ``AGES``) where none is asked.
        extra: beginnings of further names that the kind of session reads itself.
    """
    problems = []
    typed = query.get("ngay", "").strip()
    on = read_date(typed) if typed else today
    if on is None:
        problems.append(f"Ngày “{typed[:12]}” không có trong lịch; gõ ngày/tháng/năm, ví dụ {date_words(today)}.")
        on = today
    elif on > today:
        problems.append("Ngày của đợt chưa đến; ghi đợt vào đúng ngày làm, không ghi trước.")
        on = today
    elif on < today - timedelta(days=366 * 16):
        problems.append("Ngày của đợt quá xa; hãy kiểm tra lại năm.")
        on = today
    asked = query.get("tuoi", age)
    part = query.get("phan", "")
    commune = query.get("xa", "")
    return Session(
        on=on,
        started="ngay" in query and not problems,
        commune=commune if commune.isdigit() and len(commune) == 5 else "",
        hamlets=tuple(dict.fromkeys(key for word in query.getlist("xom") if (key := read_key(word)))),
        below_months=int(asked) if asked in AGES and asked else None,
        who=query.get("ai", "") if query.get("ai") in WHO else "den-han",
        part=int(part) if part.isdigit() and 0 < int(part) < 1000 else 1,
        more=tuple(
            (name, value[:60]) for name in query for value in query.getlist(name) if value and name.startswith(extra)
        )
        if extra
        else (),
        problems=tuple(problems),
    )


@dataclass(frozen=True)
class Choices:
    """The form above the table: where, and of what age."""

    ground: Ground
    hamlets: tuple[Option, ...]
    ages: tuple[Option, ...]
    who: tuple[Option, ...]
    place: str

    @property
    def communes(self) -> tuple[UUID, ...]:
        """The commune that the session is narrowed to; empty where the whole scope is meant."""
        return self.ground.communes if self.ground.commune else ()


def read_choices(*, scope: Scope, session: Session, ahead: bool = False) -> Choices:
    """Read where this reader may hold a session and what of it is chosen.

    Args:
        ahead: whether children whose time is near can be listed too.
    """
    ground = read_ground(
        scope=scope, commune_code=session.commune, action=Action.WRITE, record_class=RecordClass.HEALTH
    )
    chosen = [place for place in ground.hamlets if place.id in session.hamlets]
    whole = ground.commune.full if ground.commune else "Cả phạm vi của tôi"
    return Choices(
        ground=ground,
        hamlets=tuple(
            Option(value=str(place.id), label=place.full, chosen=place.id in session.hamlets)
            for place in ground.hamlets
        ),
        ages=tuple(
            Option(value=key or "tat-ca", label=label, chosen=key == str(session.below_months or ""))
            for key, label in AGES.items()
        ),
        who=tuple(
            Option(value=key, label=label, chosen=key == session.who)
            for key, label in WHO.items()
            if ahead or key != "sap-den"
        ),
        place=", ".join(place.full for place in chosen) or whole,
    )


def months_before(on: date, months: int) -> date:
    """Return the day that lies so many months before a day; the month's last day where that day is missing."""
    years, month = divmod(on.month - 1 - months, 12)
    year = on.year + years
    for day in (on.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
