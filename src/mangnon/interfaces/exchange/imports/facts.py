"""Imports registers of doses and weighing books: each row's child is found, then each fact is kept once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from mangnon.core.clock import now
from mangnon.core.content.matching import load_matching_parameters
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import Child
from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose
from mangnon.engines.matching.match import match
from mangnon.interfaces.exchange.imports.homes import Home, HomeFinder
from mangnon.interfaces.exchange.imports.known import incoming_records, read_known
from mangnon.interfaces.exchange.imports.verdicts import Verdict
from mangnon.interfaces.exchange.workbook.doses import DoseRow
from mangnon.interfaces.exchange.workbook.weights import WeightRow
from mangnon.vocab.ids import uuid7

# The first hours of life have the number's own rules; a fact is the same when these agree.
DoseKey = tuple[UUID, str, date]
WeightKey = tuple[UUID, date]


@dataclass
class _Row:
    """One row on its way: its verdict so far and its child."""

    told: DoseRow | WeightRow
    home: Home
    warnings: tuple[str, ...]
    reasons: tuple[str, ...]
    synthetic: bool
    verdict: str = ""
    child_id: UUID | None = None


def import_doses(
    *,
    scope: Scope,
    rows: Sequence[DoseRow],
    file: str,
    within: PlaceName | None,
    import_id: UUID,
    synthetic: bool,
    dry_run: bool,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Verdict], list[UUID]]:
    """Import a register of doses in the caller's transaction; ``import_children`` says what it is given.

    Returns:
        Verdicts in the file's order, and the children whose dues moved. A row is ``created`` when it brought a
        dose not yet known, ``unchanged`` when all were known, ``unmatched`` when its child is not found.
    """
    work = _matched(scope, rows, within, synthetic=synthetic)
    children = [row.child_id for row in work if row.child_id]
    with as_service():
        standing = _standing_doses(children)
        new: list[Dose] = []
        moved: list[UUID] = []
        for row in work:
            if row.child_id is None or not isinstance(row.told, DoseRow):
                continue
            facts = _doses(row.told, row.child_id, standing, file, import_id, scope)
            row.verdict = row.verdict or ("created" if facts else "unchanged")
            if facts:
                new += facts
                moved.append(row.child_id)
        if not dry_run:
            Dose.objects.bulk_create(new, batch_size=4000)
    if progress:
        progress(len(rows), len(rows))
    return [_verdict(row) for row in work], moved


def import_weights(
    *,
    scope: Scope,
    rows: Sequence[WeightRow],
    file: str,
    within: PlaceName | None,
    import_id: UUID,
    synthetic: bool,
    dry_run: bool,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Verdict], list[UUID]]:
    """Import a weighing book in the caller's transaction; see ``import_doses``."""
    work = _matched(scope, rows, within, synthetic=synthetic)
    children = [row.child_id for row in work if row.child_id]
    with as_service():
        standing = _standing_weights(children)
        new: list[Measurement] = []
        moved: list[UUID] = []
        for row in work:
            if row.child_id is None or not isinstance(row.told, WeightRow):
                continue
            facts, differs = _weights(row.told, row.child_id, standing, file, import_id, scope)
            row.verdict = row.verdict or ("created" if facts else "unchanged")
            if differs:
                row.warnings = (*row.warnings, "measure_differs")
            if facts:
                new += facts
                moved.append(row.child_id)
        if not dry_run:
            Measurement.objects.bulk_create(new, batch_size=4000)
    if progress:
        progress(len(rows), len(rows))
    return [_verdict(row) for row in work], moved


def keep_told(
    *, scope: Scope, told: DoseRow | WeightRow, child_id: UUID, file: str, import_id: UUID
) -> tuple[int, bool]:
    """Keep what one row tells of a child that a person chose for it, as an import would.

    Returns:
        How many facts were new, and whether a measure differs from one that stands.
    """
    with as_service():
        if isinstance(told, DoseRow):
            doses = _doses(told, child_id, _standing_doses([child_id]), file, import_id, scope)
            Dose.objects.bulk_create(doses)
            return len(doses), False
        weights, differs = _weights(told, child_id, _standing_weights([child_id]), file, import_id, scope)
        Measurement.objects.bulk_create(weights)
        return len(weights), differs


def _standing_doses(children: Iterable[UUID]) -> set[DoseKey]:
    standing = Dose.objects.filter(child_id__in=list(children), superseded_at__isnull=True)
    return set(standing.values_list("child_id", "product", "on"))


def _standing_weights(children: Iterable[UUID]) -> dict[WeightKey, Measurement]:
    standing = Measurement.objects.filter(child_id__in=list(children), superseded_at__isnull=True)
    return {(row.child_id, row.on): row for row in standing}


def _matched(
    scope: Scope, rows: Sequence[DoseRow] | Sequence[WeightRow], within: PlaceName | None, *, synthetic: bool
) -> list[_Row]:
    finder = HomeFinder(on=scope.on, within=within, found=False)
    work = []
    for told in rows:
        if told.reasons:
            work.append(_Row(told, Home(), told.warnings, told.reasons, synthetic, verdict="rejected"))
            continue
        home = finder.home(told.identity.place, told.identity.context)
        if home.reasons:  # a register often names no place; the child's name and birth day must do
            home = Home()
        work.append(_Row(told, home, tuple(told.warnings), (), synthetic))
    fresh = [row for row in work if not row.verdict]
    if fresh:
        with as_service():
            _find_children(scope, fresh)
    return work


def _find_children(scope: Scope, rows: list[_Row]) -> None:
    known = read_known("c.end_reason <> 'merged'")
    incoming = incoming_records([(row.told.sheet, row.told.row, row.told.identity, row.home) for row in rows])
    # A register may hold one child in two rows; each row is compared with the known children alone.
    found = match(incoming=incoming, known=known.records, parameters=load_matching_parameters()).pairs
    sure: dict[int, set[int]] = {}
    likely: dict[int, list[tuple[float, int]]] = {}
    for at, child, verdict, weight in zip(
        *(found[name].to_pylist() for name in ("incoming", "known", "verdict", "weight")), strict=True
    ):
        if child is None:
            continue
        if verdict == "same":
            sure.setdefault(at, set()).add(child)
        else:
            likely.setdefault(at, []).append((weight, child))
    children = Child.objects.in_bulk([known.keys[child] for ones in sure.values() for child in ones])
    reach = scope.reach(Action.IMPORT, RecordClass.HEALTH)
    for at, row in enumerate(rows):
        one = sure.get(at, set())
        if len(one) != 1:
            row.verdict = "unmatched"
            row.reasons = ("several_children",) if one or likely.get(at) else ("no_child",)
            continue
        key = known.keys[next(iter(one))]
        child = children[key]
        if not reach.covers(commune_id=child.commune_id, hamlet_id=None, open_communes=child.open_communes):
            row.verdict, row.reasons = "unmatched", ("child_elsewhere",)
            continue
        row.child_id = key


def _doses(
    told: DoseRow, child_id: UUID, standing: set[DoseKey], file: str, import_id: UUID, scope: Scope
) -> list[Dose]:
    facts = []
    for cell in told.doses:
        # A dose whose day is not known cannot be judged; the row's warning says so and the row keeps its words.
        if cell.state != "given" or cell.on is None or cell.precision != "day":
            continue
        key = (child_id, cell.product, cell.on)
        if key in standing:
            continue
        standing.add(key)
        facts.append(
            Dose(
                id=uuid7(), child_id=child_id, on=cell.on, product=cell.product, stated_number=cell.number,
                recorded_at=now(), recorded_by=scope.user_id, import_id=import_id,
                source=_source(file, told, cell.column),
            )
        )  # fmt: skip
    return facts


def _weights(
    told: WeightRow,
    child_id: UUID,
    standing: dict[WeightKey, Measurement],
    file: str,
    import_id: UUID,
    scope: Scope,
) -> tuple[list[Measurement], bool]:
    facts, differs = [], False
    for cell in told.weights:
        if cell.on is None or not any((cell.weight_g, cell.length_mm, cell.head_mm, cell.arm_mm)):
            continue
        held = standing.get((child_id, cell.on))
        if held is not None:
            differs = differs or (cell.weight_g or held.weight_g, cell.length_mm or held.length_mm) != (
                held.weight_g,
                held.length_mm,
            )
            continue
        fact = Measurement(
            id=uuid7(), child_id=child_id, on=cell.on, weight_g=cell.weight_g, length_mm=cell.length_mm,
            position=cell.position or "", head_mm=cell.head_mm, arm_mm=cell.arm_mm, recorded_at=now(),
            recorded_by=scope.user_id, import_id=import_id, source=_source(file, told, cell.columns),
        )  # fmt: skip
        standing[(child_id, cell.on)] = fact
        facts.append(fact)
    return facts, differs


def _source(file: str, told: DoseRow | WeightRow, column: str) -> str:
    return f"{file}#{told.sheet}!{column}{told.row}"[:200]


def _verdict(row: _Row) -> Verdict:
    return Verdict(
        sheet=row.told.sheet,
        row=row.told.row,
        verdict=row.verdict,
        child_id=row.child_id,
        warnings=tuple(dict.fromkeys(row.warnings)),
        reasons=row.reasons,
        cells={**_cells(row.told), **(_who(row) if row.verdict == "unmatched" else {})},
    )


def _cells(told: DoseRow | WeightRow) -> dict[str, Any]:
    who = told.identity
    facts: Iterable[Any] = told.doses if isinstance(told, DoseRow) else told.weights
    return {
        "full_name": who.full_name,
        "birth_date": who.birth_date.isoformat() if who.birth_date else "",
        "birth_precision": who.birth_precision or "",
        "sex": who.sex or "",
        "mother_name": mother.full_name if (mother := who.carer("mother")) else "",
        "hamlet": who.place.hamlet,
        "facts": [_plain(asdict(each)) for each in facts],
    }


def _who(row: _Row) -> dict[str, Any]:
    """Return what else is read of a child whom a person must find, or register."""
    who, home = row.told.identity, row.home
    return {
        "father_name": father.full_name if (father := who.carer("father")) else "",
        "phone": next((carer.phone for carer in who.carers if carer.phone), who.phone) or "",
        "personal_id": who.personal_id or "",
        "insurance_no": who.insurance_no or "",
        "birth_certificate_no": who.birth_certificate_no or "",
        "ethnic_code": who.ethnic_code or "",
        "placeholder": who.placeholder,
        "twin": who.twin,
        "synthetic": row.synthetic,
        "commune_id": str(home.commune_id or ""),
        "hamlet_id": str(home.hamlet_id or ""),
        "address": home.address,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


SENTENCES = {
    "no_child": "Không tìm thấy trẻ này trong danh sách; hãy chọn trẻ hoặc đăng ký trẻ mới.",
    "several_children": "Có nhiều trẻ gần giống; hãy chọn đúng trẻ.",
    "child_elsewhere": "Trẻ này đang được xã khác quản lý.",
    "set_aside": "Người nhập đã để dòng này sang một bên.",
    "chosen_by_hand": "Người nhập đã chọn trẻ cho dòng này.",
    "registered_by_hand": "Người nhập đã đăng ký trẻ mới từ dòng này.",
    "measure_differs": "Ngày này đã có lần cân đo với số khác; số cũ được giữ nguyên, hãy kiểm tra.",
}
