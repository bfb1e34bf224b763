"""The vaccines of a session: which are on hand, their lots, and what each can be given for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import QueryDict

from mangnon.core.content.immunization import load_vietnam
from mangnon.core.web.words import date_words, read_date
from mangnon.domain.immunization.terms import product_words
from mangnon.engines.immunization import Schedule
from mangnon.interfaces.office.due_words import served_groups

PREFIX = "vn:"
EXTRA = ("vx", "lo-", "hsd-", "hang-", "sap-den")


@dataclass(frozen=True)
class OnHand:
    """One vaccine of the session: its bare code, words, and what its vials say; ``problem`` bars its use."""

    code: str
    words: str
    label: str
    lot: str = ""
    maker: str = ""
    expiry: str = ""
    expires: date | None = None
    problem: str = ""
    chosen: bool = False

    def barred_on(self, on: date) -> str:
        """Say why this vial may not be used on a day; empty when it may."""
        if self.problem:
            return self.problem
        if self.expires and on > self.expires:
            lot = f" lô {self.lot}" if self.lot else ""
            return (
                f"{self.words}{lot} hết hạn ngày {date_words(self.expires)}, trước ngày tiêm {date_words(on)}; "
                "kiểm tra lại lọ vắc xin, rồi sửa hạn ở đầu trang."
            )
        return ""


def read_on_hand(query: QueryDict, *, on: date) -> tuple[OnHand, ...]:
    """Read the session's vaccines: every product of the schedule, the chosen ones with lot, maker and expiry."""
    chosen = set(query.getlist("vx"))
    found = []
    for code, label in _products(on):
        expiry = query.get(f"hsd-{code}", "").strip()[:20]
        expires = read_date(expiry) if expiry else None
        problem = "" if expires or not expiry else f"Hạn dùng “{expiry}” của {product_words(code)} chưa đọc được."
        found.append(
            OnHand(
                code=code,
                words=product_words(code),
                label=label,
                lot=query.get(f"lo-{code}", "").strip()[:40],
                maker=query.get(f"hang-{code}", "").strip()[:40],
                expiry=expiry,
                expires=expires,
                problem=problem,
                chosen=code in chosen,
            )
        )
    return tuple(found)


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
