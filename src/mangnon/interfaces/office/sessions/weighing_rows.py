"""The rows of a weighing session: what stands, what was typed, what to ask, and the saving of one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.http import QueryDict

from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words, length_words, number_words, weight_words
from mangnon.domain.children.queries import Followed
from mangnon.domain.growth.records import Measured, Standing
from mangnon.domain.growth.services import correct_weight, record_weight
from mangnon.interfaces.office.sessions.asked import Session
from mangnon.interfaces.office.sessions.growth_words import ask, default_position, judge
from mangnon.interfaces.office.sessions.people import Person
from mangnon.interfaces.office.sessions.quantities import Quantity, read_arm, read_length, read_weight
from mangnon.interfaces.office.sessions.states import RowState
from mangnon.vocab.errors import MangnonError

POSITIONS = {"l": "nằm", "h": "đứng"}


@dataclass(frozen=True)
class Cells:
    """What the boxes of one row hold, as text."""

    weight: str = ""
    length: str = ""
    position: str = ""
    arm: str = ""
    oedema: bool = False

    @property
    def empty(self) -> bool:
        """True when nothing at all was measured; how the child would lie or stand does not count."""
        return not (self.weight or self.length or self.arm or self.oedema)

    @property
    def mark(self) -> str:
        """What a tick of "đúng" answers for: another number asks again."""
        return "|".join((self.weight, self.length, self.position, self.arm, "p" if self.oedema else ""))


@dataclass(frozen=True)
class Typed:
    """A row as it was sent: its boxes, what was confirmed, and the measurement it was shown with."""

    cells: Cells
    confirmed: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Row:
    """A row as it is shown."""

    person: Person
    hamlet: str
    before: str
    cells: Cells
    state: RowState
    save_url: str
    first_of_hamlet: bool = False

    @property
    def last(self) -> str:
        """The weighing before, as the first cell tells it."""
        return f"Lần trước: {self.before}"


def read_typed(data: QueryDict, key: str) -> Typed:
    """Read one child's boxes."""
    cells = Cells(
        weight=" ".join(data.get(f"kg-{key}", "").split())[:20],
        length=" ".join(data.get(f"cm-{key}", "").split())[:20],
        position=data.get(f"tu-{key}", "") if data.get(f"tu-{key}", "") in POSITIONS else "",
        arm=" ".join(data.get(f"vong-{key}", "").split())[:20],
        oedema=f"phu-{key}" in data,
    )
    return Typed(cells=cells, confirmed=data.get(f"dung-{key}", ""), shown=data.get(f"cu-{key}", ""))


def cells_of(standing: Standing | None, *, child: Followed, session: Session) -> Cells:
    """Return the boxes of a row as they stand: filled when the child was measured that day."""
    position = default_position(child, on=session.on)
    if standing is None:
        return Cells(position=position)
    measured = standing.measured
    return Cells(
        weight=_number(measured.weight_g, 1000, 3),
        length=_number(measured.length_mm, 10, 1),
        position=measured.position or position,
        arm=_number(measured.arm_mm, 10, 1),
        oedema=measured.oedema,
    )


def before_words(last: Standing | None) -> str:
    """Say the last weighing before the session in one line."""
    if last is None:
        return "chưa có lần cân trước"
    measured = last.measured
    numbers = [weight_words(measured.weight_g)] if measured.weight_g else []
    numbers += [length_words(measured.length_mm)] if measured.length_mm else []
    return f"{', '.join(numbers) or 'có đo'} · {date_words(measured.on)}"


def standing_states(
    *, children: Sequence[Followed], today: Mapping[UUID, Standing], session: Session
) -> dict[UUID, RowState]:
    """Return the states of the rows of those measured that day, judged all at once."""
    done = [child for child in children if child.child_id in today]
    judged = judge(children=done, measured=[today[child.child_id].measured for child in done], on=session.on)
    return {
        child.child_id: RowState(
            kind="saved", shown=str(today[child.child_id].key), words=each.words, severe=each.severe
        )
        for child, each in zip(done, judged, strict=True)
    }


def save_row(
    *,
    scope: Scope,
    session: Session,
    child: Followed,
    typed: Typed,
    current: Standing | None,
    last: Standing | None,
) -> RowState:
    """Save one row: ask what must be asked, then record, complete or correct that day's measurement.

    Args:
        scope: of who measured.
        session: whose day it is.
        child: whose row.
        typed: what was sent.
        current: the measurement of that day that stands now.
        last: the newest one before that day.
    """
    kept = RowState(shown=str(current.key) if current else "")
    if typed.cells.empty:
        return _emptied(scope, typed, current, kept)
    if child.birth_date and session.on < child.birth_date:
        return replace(kept, kind="error", message="Ngày của đợt trước ngày sinh; hãy kiểm tra ngày sinh của trẻ.")
    read = (read_weight(typed.cells.weight), read_length(typed.cells.length), read_arm(typed.cells.arm))
    problems = [each.problem for each in read if each.problem]
    if problems:
        return replace(kept, kind="error", message=" ".join(problems))
    new = _measured(session, typed, read)
    if not (new.weight_g or new.length_mm or new.arm_mm):
        return replace(kept, kind="error", message="Có phù nhưng chưa có số đo; hãy ghi cân nặng.")
    if current and _same(new, current.measured):
        return _saved(child, new, current.key, session)
    asked = [each.question for each in read if each.question]
    asked += _overtaken(typed, current)
    asked += ask(child=child, new=new, last=last.measured if last else None, on=session.on)
    if asked and typed.confirmed != typed.cells.mark:
        return replace(kept, kind="question", message=" ".join(asked), asked=typed.cells.mark)
    try:
        return _saved(child, new, _write(scope, child, new, current), session)
    except MangnonError as error:
        return replace(kept, kind="error", message=error.sentence)


def _emptied(scope: Scope, typed: Typed, current: Standing | None, kept: RowState) -> RowState:
    if current is None:
        return kept
    if typed.confirmed != "xoa" and (typed.shown == str(current.key) or typed.confirmed):
        return replace(kept, kind="question", message="Bỏ lần cân đã ghi của ngày này?", asked="xoa")
    if typed.confirmed != "xoa":
        # Emptied before this row knew of the measurement: somebody else recorded it, so it stays.
        return replace(kept, kind="error", message="Người khác vừa ghi lần cân này; tải lại trang để xem.")
    try:
        correct_weight(scope=scope, fact_id=current.key, measured=None, reason="bỏ trong đợt cân")
    except MangnonError as error:
        return replace(kept, kind="error", message=error.sentence)
    return RowState(message="Đã bỏ lần cân")


def _write(scope: Scope, child: Followed, new: Measured, current: Standing | None) -> UUID:
    if current is None:
        source = f"đợt cân {date_words(new.on)}"
        return record_weight(scope=scope, child_id=child.child_id, measured=new, source=source)
    told = replace(new, head_mm=current.measured.head_mm)
    reason = "ghi thêm trong đợt cân" if _adds(new, current.measured) else "sửa trong đợt cân"
    key = correct_weight(scope=scope, fact_id=current.key, measured=told, reason=reason)
    return key or current.key


def _saved(child: Followed, new: Measured, key: UUID, session: Session) -> RowState:
    judged = judge(children=[child], measured=[new], on=session.on)[0]
    return RowState(kind="saved", shown=str(key), words=judged.words, severe=judged.severe)


def _overtaken(typed: Typed, current: Standing | None) -> list[str]:
    """Ask before another's measurement of the same day is replaced."""
    if current is None or typed.shown == str(current.key):
        return []
    return [f"Ngày này đã có người ghi {before_words(current)}; thay bằng số vừa gõ?"]


def _measured(session: Session, typed: Typed, read: Sequence[Quantity]) -> Measured:
    weight, length, arm = (each.value for each in read)
    return Measured(
        on=session.on,
        weight_g=weight,
        length_mm=length,
        position=typed.cells.position if length else "",
        arm_mm=arm,
        oedema=typed.cells.oedema,
    )


def _same(new: Measured, old: Measured) -> bool:
    return replace(new, head_mm=None) == replace(old, head_mm=None)


def _adds(new: Measured, old: Measured) -> bool:
    """Tell whether the new measurement keeps every number of the old one."""
    names = ("weight_g", "length_mm", "arm_mm")
    return all(getattr(old, name) in (None, getattr(new, name)) for name in names)


def _number(value: int | None, unit: int, decimals: int) -> str:
    if value is None:
        return ""
    words = number_words(Decimal(value) / unit, decimals=decimals)
    return words.rstrip("0").rstrip(",") if "," in words else words
