"""The boxes of one row of a vaccination session: a vaccine each, with the lot it is given from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from mangnon.core.web.parts import Option
from mangnon.domain.immunization.records import StandingDose
from mangnon.domain.worklist.queries import DueWindow
from mangnon.interfaces.office.due_words import due_words
from mangnon.interfaces.office.sessions.asked import Session
from mangnon.interfaces.office.sessions.ticks import Tick, TypedTicks
from mangnon.interfaces.office.sessions.vaccines import OnHand, Vial, gives

NO_LOT = "chưa ghi lô"


def tick(
    vaccine: OnHand,
    *,
    owed: Sequence[DueWindow],
    given: Mapping[str, StandingDose],
    sent: TypedTicks | None,
    session: Session,
) -> Tick:
    """Return one box of a row.

    Args:
        vaccine: on hand.
        owed: the child's dues that the session can serve.
        given: what stands from the session's day, by code.
        sent: the row as it came back unsaved.
        session: whose day it is.
    """
    # What stands from that day is told as given; the next dose of it is for another day.
    turns = () if vaccine.code in given else owed
    due = next((each for each in turns if gives(vaccine.code, due=each.code, on=session.on)), None)
    return Tick(
        code=vaccine.code,
        words=vaccine.words,
        due=_turn(vaccine.words, due.code)
        if due
        else "mũi thêm"
        if not session.owed_only and vaccine.code not in given
        else "",
        ticked=vaccine.code in (sent.texts if sent else given),
        on=sent.texts.get(vaccine.code, "") if sent else "",
        late=bool(due and session.on > due.window_to),
        vials=_vials(vaccine, given.get(vaccine.code), sent) if len(vaccine.vials) > 1 else (),
    )


@lru_cache(maxsize=4096)
def _turn(vaccine: str, code: str) -> str:
    """Say which dose a due's is in a column that names the vaccine already."""
    return due_words("dose", code).removeprefix(vaccine).strip() or "đến lượt"


def _vials(vaccine: OnHand, dose: StandingDose | None, sent: TypedTicks | None) -> tuple[Option, ...]:
    """Return the lots to choose from: chosen is what was sent, else what the dose stands with, else the newest."""
    number = sent.vials.get(vaccine.code) if sent else None
    known = next((vial for vial in vaccine.vials if dose and vial.lot == dose.lot), None)
    if number is None:
        number = known.number if known else None if dose else vaccine.in_use.number
    options = [Option(value=str(vial.number), label=_lot(vial), chosen=vial.number == number) for vial in vaccine.vials]
    if dose and known is None:
        options.insert(0, Option(value="", label=f"lô {dose.lot}" if dose.lot else NO_LOT, chosen=number is None))
    return tuple(options)


def _lot(vial: Vial) -> str:
    return f"lô {vial.lot}" if vial.lot else NO_LOT
