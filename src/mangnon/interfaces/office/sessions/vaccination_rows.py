"""The saving of one row of a vaccination session: asked about, recorded, judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words, delay_words, window_words
from mangnon.domain.children.queries import Followed
from mangnon.domain.children.upward import dues_at_once
from mangnon.domain.immunization.records import StandingDose, StandingObservation
from mangnon.domain.immunization.services import Given, correct_dose, record_dose
from mangnon.domain.immunization.terms import product_words
from mangnon.domain.worklist.queries import DueRow, DueWindow, list_dues
from mangnon.interfaces.office.child.cautions import barred_question
from mangnon.interfaces.office.due_words import due_words
from mangnon.interfaces.office.sessions.asked import Session
from mangnon.interfaces.office.sessions.states import RowState
from mangnon.interfaces.office.sessions.ticks import TypedTicks, changes, shown_words
from mangnon.interfaces.office.sessions.vaccines import PREFIX, OnHand
from mangnon.interfaces.office.sessions.verdicts import DoseGiven, Verdict, judge_doses
from mangnon.vocab.errors import MangnonError

NEXT_SHOWN = 2


@dataclass(frozen=True)
class Wanted:
    """What a row asks to change: doses to record, to tell otherwise (day, lot, examination), to withdraw."""

    new: tuple[Given, ...]
    changed: tuple[tuple[StandingDose, Given], ...]
    gone: tuple[StandingDose, ...]
    after: tuple[DoseGiven, ...]

    @property
    def nothing(self) -> bool:
        """True when the row says what already stands."""
        return not (self.new or self.changed or self.gone)


def save_row(
    *,
    scope: Scope,
    session: Session,
    child: Followed,
    typed: TypedTicks,
    on_hand: Mapping[str, OnHand],
    standing: Sequence[StandingDose],
    observed: Iterable[StandingObservation] = (),
) -> RowState:
    """Save one row: ask what must be asked, record the doses, and tell what the engine says of them.

    Args:
        scope: of who gave them.
        session: whose day it is.
        child: whose row.
        typed: what was sent.
        on_hand: the session's vaccines by code.
        standing: all doses of the child that stand.
        observed: its contraindications and postponements.
    """
    kept = RowState(shown=shown_words(typed.known))
    problems = [*typed.problems, *_barred(child, typed, on_hand)]
    if problems:
        return replace(kept, kind="error", message=" ".join(dict.fromkeys(problems)))
    wanted = _wanted(typed, on_hand, standing)
    verdicts = judge_doses(child=child, doses=wanted.after, on=scope.on)
    if wanted.nothing:
        return _told(scope, child, typed, verdicts) if typed.ticked else kept
    asked = _asked(typed, wanted, verdicts)
    barred = [barred_question(observations=observed, product=each.product, on=each.on) for each in wanted.new]
    asked += [question for question in barred if question]
    if asked and typed.confirmed != typed.mark:
        return replace(kept, kind="question", message=" ".join(asked), asked=typed.mark)
    try:
        with dues_at_once():
            _write(scope, session, child, wanted)
    except MangnonError as error:
        return replace(kept, kind="error", message=error.sentence)
    if not typed.ticked:
        return RowState(message="Đã bỏ mũi đã ghi")
    return _told(scope, child, typed, verdicts)


def saved_state(
    *, given: Mapping[str, date], verdicts: Sequence[Verdict], dues: Sequence[DueRow | DueWindow], today: date
) -> RowState:
    """Return the state of a row whose doses stand: what the engine says of them, and what comes next."""
    mine = [each for each in verdicts if given.get(each.product.removeprefix(PREFIX)) == each.on]
    return RowState(
        kind="saved",
        words=" ".join(verdict.words for verdict in mine),
        severe=any(not verdict.counts for verdict in mine),
        shown=shown_words(given),
        next=next_words(dues, today=today),
    )


def next_words(dues: Sequence[DueRow | DueWindow], *, today: date) -> str:
    """Say the next doses owed in one line."""
    doses = sorted((due for due in dues if due.kind == "dose"), key=lambda due: due.window_from)
    if not doses:
        return ""
    words = [f"{due_words(due.kind, due.code)} {_when(due, today)}" for due in doses[:NEXT_SHOWN]]
    more = f", và {len(doses) - NEXT_SHOWN} mũi khác" if len(doses) > NEXT_SHOWN else ""
    return f"Còn đến lượt: {'; '.join(words)}{more}."


def _when(due: DueRow | DueWindow, today: date) -> str:
    if today > due.window_to:
        return delay_words(due.window_from, due.window_to, today=today)
    return window_words(due.window_from, due.window_to, today=today)


def _told(scope: Scope, child: Followed, typed: TypedTicks, verdicts: Sequence[Verdict]) -> RowState:
    dues = list_dues(scope=scope, child_id=child.child_id)
    return saved_state(given=typed.ticked, verdicts=verdicts, dues=dues, today=scope.on)


def _barred(child: Followed, typed: TypedTicks, on_hand: Mapping[str, OnHand]) -> list[str]:
    problems = []
    for code, on in typed.ticked.items():
        if typed.known.get(code) == on and code not in typed.vials:
            continue
        if child.birth_date and on < child.birth_date:
            problems.append(f"Ngày {date_words(on)} trước ngày sinh của trẻ; hãy kiểm tra lại.")
        problems.append(on_hand[code].barred_on(on, on_hand[code].vial(typed.vials.get(code))))
    return [problem for problem in problems if problem]


def _wanted(typed: TypedTicks, on_hand: Mapping[str, OnHand], standing: Sequence[StandingDose]) -> Wanted:
    by_day = {(dose.product.removeprefix(PREFIX), dose.on): dose for dose in standing}
    new_days, _, gone_days = changes(typed)
    new = tuple(_given(on_hand[code], on, typed) for code, on in new_days.items() if (code, on) not in by_day)
    gone = tuple(by_day[code, on] for code, on in gone_days.items() if (code, on) in by_day)
    kept = [(code, by_day[code, was]) for code, was in typed.known.items() if (code, was) in by_day]
    again = [(dose, _told_again(dose, on_hand[code], typed)) for code, dose in kept if code in typed.ticked]
    changed = tuple((dose, given) for dose, given in again if given != _as_it_stands(dose))
    leaving = {dose.key for dose in gone} | {dose.key for dose, _ in changed}
    after = [DoseGiven(dose.product, dose.on, dose.maker) for dose in standing if dose.key not in leaving]
    after += [DoseGiven(each.product, each.on, each.maker) for each in (*new, *(given for _, given in changed))]
    return Wanted(new, changed, gone, tuple(after))


def _given(vaccine: OnHand, on: date, typed: TypedTicks) -> Given:
    vial = vaccine.vial(typed.vials.get(vaccine.code))
    return Given(on=on, product=PREFIX + vaccine.code, maker=vial.maker, lot=vial.lot, examined=typed.screened)


def _as_it_stands(dose: StandingDose) -> Given:
    return Given(
        on=dose.on, product=dose.product, maker=dose.maker, lot=dose.lot, site=dose.site,
        stated_number=dose.stated_number, examined=dose.examined,
    )  # fmt: skip


def _told_again(dose: StandingDose, vaccine: OnHand, typed: TypedTicks) -> Given:
    """Return a standing dose as its row now tells it; a lot is changed only by one who chose another."""
    told = replace(_as_it_stands(dose), on=typed.ticked[vaccine.code])
    if vaccine.code in typed.vials:
        vial = vaccine.vial(typed.vials[vaccine.code])
        told = replace(told, lot=vial.lot, maker=vial.maker)
    if typed.screened:
        return replace(told, examined=True)
    return replace(told, examined=False) if dose.examined else told


def _asked(typed: TypedTicks, wanted: Wanted, verdicts: Sequence[Verdict]) -> list[str]:
    asked = [f"Bỏ mũi {product_words(dose.product)} đã ghi ngày {date_words(dose.on)}?" for dose in wanted.gone]
    if wanted.new and not typed.screened:
        asked.append("Chưa đánh dấu đã khám sàng lọc trước tiêm. Vẫn ghi mũi này là chưa khám?")
    if any(dose.examined and not given.examined for dose, given in wanted.changed):
        asked.append("Bỏ dấu đã khám sàng lọc của mũi đã ghi?")
    moved = [given for dose, given in wanted.changed if (given.on, given.maker) != (dose.on, dose.maker)]
    fresh = {(each.product, each.on) for each in (*wanted.new, *moved)}
    doubtful = [each for each in verdicts if not each.counts and (each.product, each.on) in fresh]
    if doubtful:
        asked.append(" ".join(each.words for each in doubtful))
        asked.append("Vẫn ghi mũi này?")
    return asked


def _write(scope: Scope, session: Session, child: Followed, wanted: Wanted) -> None:
    for dose in wanted.gone:
        correct_dose(scope=scope, fact_id=dose.key, given=None, reason="bỏ đánh dấu trong đợt tiêm")
    for dose, given in wanted.changed:
        correct_dose(scope=scope, fact_id=dose.key, given=given, reason=_reason(dose, given))
    for given in wanted.new:
        source = f"đợt tiêm {date_words(session.on)}"
        record_dose(scope=scope, child_id=child.child_id, given=given, source=source)


def _reason(dose: StandingDose, given: Given) -> str:
    told = {
        "ngày": given.on != dose.on,
        "số lô": (given.lot, given.maker) != (dose.lot, dose.maker),
        "khám sàng lọc": given.examined != dose.examined,
    }
    return f"sửa {', '.join(word for word, other in told.items() if other)} trong đợt tiêm"
