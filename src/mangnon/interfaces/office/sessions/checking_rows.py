"""The rows of a check-up session: eyes, teeth and the general check of one child, read, judged and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from mangnon.core.content.screening import screening_tests
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import months_between
from mangnon.domain.children.queries import Followed
from mangnon.domain.screening.records import Reached
from mangnon.domain.screening.rules import Verdict, check_measured, judge
from mangnon.domain.screening.services import correct_screening, record_screening, withdraw_screening
from mangnon.interfaces.office.sessions.people import Person
from mangnon.interfaces.office.sessions.states import RowState
from mangnon.vocab.errors import MangnonError

if TYPE_CHECKING:
    from mangnon.domain.screening.models import Screening

KINDS = ("vision", "dental", "checkup")
SHORT = {"vision": "mắt", "dental": "răng", "checkup": "khám"}


@dataclass(frozen=True)
class Box:
    """One cell of a row: the test and field it fills, its name in the form, what stands above it."""

    kind: str
    code: str
    name: str
    label: str
    type: str = "whole"


BOXES = (
    Box("vision", "right_tenths", "mp", "Mắt phải, /10"),
    Box("vision", "left_tenths", "mt", "Mắt trái, /10"),
    Box("vision", "glasses", "kinh", "Đeo kính", "flag"),
    Box("dental", "decayed", "sau", "Răng sâu"),
    Box("dental", "first_molars", "r6", "Răng hàm số 6 sâu"),
    Box("dental", "filled", "tram", "Răng trám"),
    Box("checkup", "general", "tc", "Thể chất", "choice"),
    Box("checkup", "findings", "dh", "Dấu hiệu cần khám", "choice"),
)


@dataclass(frozen=True)
class Cell:
    """One box of one row with what it holds."""

    box: Box
    name: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """One child of a check-up session."""

    person: Person
    hamlet: str
    cells: tuple[Cell, ...]
    state: RowState
    save_url: str
    first_of_hamlet: bool = False


@dataclass(frozen=True)
class Typed:
    """A row as it was sent: the boxes as text, what was confirmed, what it was shown with."""

    cells: Mapping[str, str] = field(default_factory=dict)
    confirmed: str = ""
    shown: frozenset[str] = frozenset()

    @property
    def mark(self) -> str:
        """What a tick of "đúng" answers for."""
        return "|".join(self.cells.get(box.name, "") for box in BOXES)


def read_typed(data: QueryDict, key: str) -> Typed:
    """Read one child's boxes."""
    cells = {box.name: data.get(f"{box.name}-{key}", "").strip()[:24] for box in BOXES}
    return Typed(cells, data.get(f"dung-{key}", ""), frozenset(filter(None, data.get(f"cu-{key}", "").split(","))))


def cells_of(standing: Mapping[str, Screening]) -> dict[str, str]:
    """Return what the boxes of a row hold of the steps that stand that day."""
    found: dict[str, str] = {}
    for box in BOXES:
        step = standing.get(box.kind)
        if step is None:
            continue
        if box.code == "findings":
            found[box.name] = step.findings[0] if step.findings else ""
        else:
            value = step.measured.get(box.code, "")
            found[box.name] = "1" if value is True else str(value)
    return found


def row_cells(values: Mapping[str, str], *, key: str, on: date) -> tuple[Cell, ...]:
    """Return the boxes of one row."""
    return tuple(
        Cell(box, f"{box.name}-{key}", values.get(box.name, ""), choices_of(box, on=on) if box.type == "choice" else ())
        for box in BOXES
    )


def choices_of(box: Box, *, on: date) -> tuple[tuple[str, str], ...]:
    """Return what can be chosen in a box."""
    test = screening_tests(on)[box.kind]
    if box.code == "findings":
        return tuple((each.code, each.words) for each in test.findings)
    return next(tuple((c.code, c.words) for c in each.choices) for each in test.fields if each.code == box.code)


@dataclass(frozen=True)
class _Read:
    told: Mapping[str, Reached]
    verdicts: Mapping[str, Verdict]
    problems: tuple[str, ...]


def save_row(*, scope: Scope, child: Followed, typed: Typed, standing: Mapping[str, Screening], on: date) -> RowState:
    """Save one row: each test that was filled in, and ask before a recorded one goes or another's is replaced.

    Args:
        scope: of who examined.
        child: whose row.
        typed: what was sent.
        standing: the steps of that day that stand now, by test.
        on: the session's day.
    """
    kept = RowState(shown=",".join(sorted(str(step.pk) for step in standing.values())))
    if child.birth_date and on < child.birth_date:
        return replace(kept, kind="error", message="Ngày của đợt trước ngày sinh; hãy kiểm tra ngày sinh của trẻ.")
    read = _read(child, typed, on)
    if read.problems:
        return replace(kept, kind="error", message=" ".join(read.problems))
    gone = [kind for kind in standing if kind not in read.told]
    changed = {k: told for k, told in read.told.items() if k not in standing or not _same(told, standing[k])}
    asked = [f"Bỏ kết quả {', '.join(SHORT[kind] for kind in gone)} đã ghi?"] if gone else []
    if any(kind in standing and str(standing[kind].pk) not in typed.shown for kind in (*changed, *gone)):
        asked.append("Ngày này đã có người ghi kết quả; thay bằng số vừa gõ?")
    if asked and typed.confirmed != typed.mark:
        return replace(kept, kind="question", message=" ".join(asked), asked=typed.mark or "khong")
    try:
        keys = {kind: str(step.pk) for kind, step in standing.items()}
        for kind in gone:
            withdraw_screening(scope=scope, fact_id=standing[kind].pk, reason="bỏ trong đợt khám")
            keys.pop(kind)
        for kind, told in changed.items():
            keys[kind] = str(_write(scope, child, told, standing.get(kind)))
    except MangnonError as error:
        return replace(kept, kind="error", message=error.sentence)
    if not read.told:
        return RowState(message="Đã bỏ kết quả" if gone else "")
    return saved_state(read.verdicts, shown=",".join(sorted(keys.values())))


def standing_state(child: Followed, standing: Mapping[str, Screening], *, on: date) -> RowState:
    """Return the state of a row of a child examined that day."""
    read = _read(child, Typed(cells_of(standing)), on)
    return saved_state(read.verdicts, shown=",".join(sorted(str(step.pk) for step in standing.values())))


def saved_state(verdicts: Mapping[str, Verdict], *, shown: str) -> RowState:
    """Say what a saved row means: what needs a specialist, or that all is well."""
    worrying = {kind: verdict for kind, verdict in verdicts.items() if verdict.state != "normal"}
    found = [f"{'Khám: ' if kind == 'checkup' else ''}{verdict.why}" for kind, verdict in worrying.items()]
    return RowState(kind="saved", shown=shown, words=" ".join(found), severe=bool(found))


def _write(scope: Scope, child: Followed, told: Reached, current: Screening | None) -> object:
    if current is None:
        return record_screening(scope=scope, child_id=child.child_id, told=told, source=f"đợt khám {told.on:%d/%m/%Y}")
    return correct_screening(scope=scope, fact_id=current.pk, told=told, reason="sửa trong đợt khám")


def _same(told: Reached, step: Screening) -> bool:
    return (told.state, dict(told.measured), list(told.findings)) == (step.state, step.measured, list(step.findings))


def _read(child: Followed, typed: Typed, on: date) -> _Read:
    told: dict[str, Reached] = {}
    verdicts: dict[str, Verdict] = {}
    problems: list[str] = []
    months = months_between(child.birth_date, on) if child.birth_date and child.birth_precision == "day" else None
    for kind in KINDS:
        measured, findings = _values(kind, typed, on)
        if not (measured.keys() - {"glasses"}) and not findings:
            continue
        test = screening_tests(on)[kind]
        wrong = check_measured(test, measured)
        verdict = None if wrong else judge(test, measured=measured, findings=findings, age_months=months)
        problems += wrong
        if verdict is None:
            if not wrong:
                problems.append(_LACKS[kind])
            continue
        verdicts[kind] = verdict
        told[kind] = Reached(
            on=on, kind=kind, state=verdict.state, measured=measured,
            findings=tuple(dict.fromkeys((*verdict.findings, *findings))),
        )  # fmt: skip
    return _Read(told, verdicts, tuple(problems))


_LACKS = {
    "vision": "Mắt: cần số đo của cả hai mắt và ngày sinh của trẻ.",
    "dental": "Răng: cần số răng sâu, không có thì ghi 0.",
    "checkup": "Khám: hãy chọn thể chất.",
}


def _values(kind: str, typed: Typed, on: date) -> tuple[dict[str, Any], tuple[str, ...]]:
    measured: dict[str, Any] = {}
    findings: tuple[str, ...] = ()
    for box in BOXES:
        text = typed.cells.get(box.name, "")
        if box.kind != kind or not text:
            continue
        if box.code == "findings":
            known = {value for value, _ in choices_of(box, on=on)}
            findings = (text,) if text in known else ()
        elif box.type == "flag":
            measured[box.code] = True
        else:
            measured[box.code] = int(text) if text.isdigit() else text
    return measured, findings
