"""What the rows of the two tick tables (vaccines; vitamin A and deworming) share: reading, showing, comparing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from mangnon.core.web.parts import Option
from mangnon.core.web.words import date_words, read_date
from mangnon.interfaces.office.sessions.people import Person
from mangnon.interfaces.office.sessions.states import RowState


@dataclass(frozen=True)
class Tick:
    """One box of a row: what it gives, whether it is ticked, another day than the session's, and what is owed.

    ``due`` is empty where the child is not owed it: then the box is there only when ``ticked``. ``vials`` are the
    lots to choose from, where more than one was opened.
    """

    code: str
    words: str
    due: str = ""
    ticked: bool = False
    on: str = ""
    late: bool = False
    vials: tuple[Option, ...] = ()

    @property
    def offered(self) -> bool:
        """True when the row has a box for it."""
        return bool(self.due) or self.ticked


@dataclass(frozen=True)
class TickRow:
    """A row of a tick table."""

    person: Person
    hamlet: str
    before: str
    ticks: tuple[Tick, ...]
    state: RowState
    save_url: str
    screened: bool = False
    first_of_hamlet: bool = False


@dataclass(frozen=True)
class TypedTicks:
    """A row as it was sent: days by code, unreadable days, what it was shown with, and the lots that were chosen."""

    ticked: Mapping[str, date]
    texts: Mapping[str, str]
    problems: tuple[str, ...]
    known: Mapping[str, date]
    screened: bool
    confirmed: str
    vials: Mapping[str, int] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What a tick of "đúng" answers for: other boxes ask again."""
        lots = {code: f"#{number}" for code, number in self.vials.items()}
        boxes = sorted(f"{code}@{on.isoformat()}{lots.get(code, '')}" for code, on in self.ticked.items())
        return "|".join((*boxes, "kham" if self.screened else "")) or "khong"


def read_ticks(data: QueryDict, key: str, *, codes: Iterable[str], on: date, today: date) -> TypedTicks:
    """Read one child's boxes; a day typed beside a box ticks it, no day means the session's."""
    boxes = set(data.getlist(f"co-{key}"))
    ticked: dict[str, date] = {}
    texts: dict[str, str] = {}
    problems: list[str] = []
    vials: dict[str, int] = {}
    for code in codes:
        lot = data.get(f"lo-{key}-{code}", "")
        if len(lot) == 1 and lot.isdigit():
            vials[code] = int(lot)
        text = data.get(f"ng-{key}-{code}", "").strip()[:20]
        if code not in boxes and not text:
            continue
        texts[code] = text
        day = read_date(text) if text else on
        if day is None:
            problems.append(f"Ngày “{text}” chưa đọc được; gõ ngày/tháng/năm.")
        elif day > today:
            problems.append(f"Ngày {date_words(day)} chưa đến; ghi khi đã làm.")
        else:
            ticked[code] = day
    return TypedTicks(
        ticked=ticked,
        texts=texts,
        problems=tuple(problems),
        known=read_shown(data.get(f"cu-{key}", "")),
        screened=f"kham-{key}" in data,
        confirmed=data.get(f"dung-{key}", ""),
        vials=vials,
    )


def shown_words(given: Mapping[str, date]) -> str:
    """Return what a row stands for as it is sent back with the next save."""
    return ",".join(f"{code}@{on.isoformat()}" for code, on in sorted(given.items()))


def read_shown(text: str) -> dict[str, date]:
    """Read what a row stood for when it was shown; what cannot be read counts as nothing."""
    found = {}
    for each in text[:1000].split(","):
        code, _, day = each.partition("@")
        on = read_date(day)
        if code and on:
            found[code] = on
    return found


def changes(typed: TypedTicks) -> tuple[dict[str, date], dict[str, date], dict[str, date]]:
    """Return what was newly ticked, what got another day, and what was unticked, each by code.

    The days of the last two are those that stood before.
    """
    new = {code: on for code, on in typed.ticked.items() if code not in typed.known}
    moved = {code: on for code, on in typed.known.items() if typed.ticked.get(code, on) != on}
    gone = {code: on for code, on in typed.known.items() if code not in typed.ticked}
    return new, moved, gone
