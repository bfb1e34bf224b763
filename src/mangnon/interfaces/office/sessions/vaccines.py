"""The vaccines of a session: which are on hand, the lots opened of each, and what each can be given for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from django.http import QueryDict

from mangnon.core.content.immunization import load_vietnam
from mangnon.core.web.words import date_words, read_date
from mangnon.domain.immunization.terms import product_words
from mangnon.engines.immunization import Schedule
from mangnon.interfaces.office.due_words import served_groups
from mangnon.interfaces.office.sessions.asked import Session

PREFIX = "vn:"
EXTRA = ("vx", "lo-", "hsd-", "hang-", "sap-den")
MOST_VIALS = 9  # lots of one vaccine in one session


@dataclass(frozen=True)
class Vial:
    """What the vials of one lot say; ``number`` is its place among the lots of the session, from 1.

    ``problem`` says what of it could not be read.
    """

    number: int = 1
    lot: str = ""
    maker: str = ""
    expiry: str = ""
    expires: date | None = None
    problem: str = ""

    @property
    def suffix(self) -> str:
        """How the names of its boxes end."""
        return f"-{self.number}" if self.number > 1 else ""


@dataclass(frozen=True)
class OnHand:
    """One vaccine of the session: its bare code, its words, and the lots opened of it, the newest last."""

    code: str
    words: str
    label: str
    vials: tuple[Vial, ...] = (Vial(),)
    chosen: bool = False

    @property
    def lot(self) -> str:
        """The lots in words."""
        return ", ".join(vial.lot for vial in self.vials if vial.lot)

    @property
    def in_use(self) -> Vial:
        """The lot opened last: what a row is given from when it says nothing else."""
        return self.vials[-1]

    def vial(self, number: int | None) -> Vial:
        """Return the lot of this number; the one in use where there is none."""
        return next((vial for vial in self.vials if vial.number == number), self.in_use)

    def barred_on(self, on: date, vial: Vial) -> str:
        """Say why a vial may not be used on a day; empty when it may."""
        if vial.problem:
            return vial.problem
        if vial.expires and on > vial.expires:
            lot = f" lô {vial.lot}" if vial.lot else ""
            return (
                f"{self.words}{lot} hết hạn ngày {date_words(vial.expires)}, trước ngày tiêm {date_words(on)}; "
                "kiểm tra lại lọ vắc xin, rồi sửa hạn ở đầu trang."
            )
        return ""


def read_on_hand(query: QueryDict, *, on: date) -> tuple[OnHand, ...]:
    """Read the session's vaccines: every product of the schedule, the chosen ones with lots, makers and expiries."""
    chosen = set(query.getlist("vx"))
    return tuple(
        OnHand(code=code, words=product_words(code), label=label, vials=_vials(query, code), chosen=code in chosen)
        for code, label in _products(on)
    )


def _vials(query: QueryDict, code: str) -> tuple[Vial, ...]:
    found = []
    for number in range(1, MOST_VIALS + 1):
        vial = _read_vial(query, code, Vial(number).suffix)
        if vial.lot or vial.maker or vial.expiry or number == 1:
            found.append(replace(vial, number=number))
    # The first box left empty after others were opened is no lot of its own.
    return tuple(found[1:] if len(found) > 1 and found[0] == Vial() else found)


def _read_vial(data: QueryDict, code: str, suffix: str = "", before: str = "") -> Vial:
    expiry = data.get(f"{before}hsd-{code}{suffix}", "").strip()[:20]
    expires = read_date(expiry) if expiry else None
    return Vial(
        lot=data.get(f"{before}lo-{code}{suffix}", "").strip()[:40],
        maker=data.get(f"{before}hang-{code}{suffix}", "").strip()[:40],
        expiry=expiry,
        expires=expires,
        problem="" if expires or not expiry else f"Hạn dùng “{expiry}” của {product_words(code)} chưa đọc được.",
    )


@dataclass(frozen=True)
class Opening:
    """Lots that a form asks to open during the session, by code; those that cannot be, and what is wrong with them."""

    vials: Mapping[str, Vial]
    refused: Mapping[str, Vial] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def session(self, session: Session) -> Session:
        """Return the session with the new lots in its address."""
        more = [
            (f"{name}-{code}{vial.suffix}", value)
            for code, vial in self.vials.items()
            for name, value in (("lo", vial.lot), ("hang", vial.maker), ("hsd", vial.expiry))
            if value
        ]
        return replace(session, more=(*session.more, *more))


NOTHING_OPENED = Opening({})


def read_opening(data: QueryDict, *, chosen: Mapping[str, OnHand], on: date) -> Opening:
    """Read the boxes under "Mở lô mới"; an empty one opens nothing.

    Args:
        data: what was sent.
        chosen: the session's vaccines by code.
        on: its day.
    """
    opened: dict[str, Vial] = {}
    refused: dict[str, Vial] = {}
    problems: list[str] = []
    for code, vaccine in chosen.items():
        vial = _read_vial(data, code, before="mo-")
        if not (vial.lot or vial.expiry):
            continue
        number = vaccine.in_use.number + 1
        if not vial.lot:
            problem = f"Ghi số lô mới của {vaccine.words}."
        elif vial.lot.casefold() in {each.lot.casefold() for each in vaccine.vials}:
            problem = f"Lô {vial.lot} của {vaccine.words} đã mở; chọn lô ở từng dòng."
        elif number > MOST_VIALS:
            problem = f"Một đợt ghi được {MOST_VIALS} lô {vaccine.words}; mở đợt khác cho các lô sau."
        else:
            problem = vaccine.barred_on(on, vial)
        if problem:
            problems.append(problem)
            refused[code] = vial
        else:
            opened[code] = replace(vial, number=number)
    return Opening(opened, refused, tuple(problems))


def schedule_on(on: date) -> Schedule | None:
    """Return the version of the Vietnamese schedule in force on a day."""
    return _schedule(on)


def gives(code: str, *, due: str, on: date) -> bool:
    """Tell whether a vaccine can be given for a due.

    Args:
        code: bare product code, ``HEXA``.
        due: the due's code, ``PENTA:DPT2,HEPB3``; its own vaccine always can.
        on: the day whose schedule holds.
    """
    return code in _givers(due, on)


@lru_cache(maxsize=4096)
def _givers(due: str, on: date) -> frozenset[str]:
    own = due.partition(":")[0]
    schedule = schedule_on(on)
    if schedule is None:
        return frozenset({own})
    served = {(antigen, number) for antigen, number in served_groups(due)}
    found = {own}
    for series in schedule.series:
        antigen = schedule.antigens[series.antigen].name
        for dose in series.doses:
            if (antigen, dose.number) in served:
                found |= {
                    schedule.products[rule.product].code.removeprefix(PREFIX)
                    for rule in dose.preferable
                    if rule.forecast
                }
    return frozenset(found)


@lru_cache(maxsize=64)
def _schedule(on: date) -> Schedule | None:
    versions = load_vietnam().versions
    days = (on - date(1970, 1, 1)).days
    held = [one for one in versions if one.valid_from is None or one.valid_from <= days]
    return held[-1] if held else None


@lru_cache(maxsize=64)
def _products(on: date) -> tuple[tuple[str, str], ...]:
    schedule = _schedule(on)
    products = schedule.products if schedule else ()
    return tuple((product.code.removeprefix(PREFIX), product.name) for product in products)
