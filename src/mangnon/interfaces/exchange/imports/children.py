"""Imports a list of children: every row gets one verdict; nothing is guessed silently, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from mangnon.core.content.matching import load_matching_parameters
from mangnon.core.places.queries import PlaceName
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import Child, RecordSource
from mangnon.domain.children.pairs import PairFound, note_pairs
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.services import register_children
from mangnon.domain.children.telling import Known, tell_again
from mangnon.engines.matching.match import match
from mangnon.interfaces.exchange.imports.homes import Home, HomeFinder
from mangnon.interfaces.exchange.imports.known import Keys, incoming_records, read_known
from mangnon.interfaces.exchange.imports.settling import Settled, settle_copies, settle_rows
from mangnon.interfaces.exchange.imports.telling import child_record
from mangnon.interfaces.exchange.imports.verdicts import Verdict
from mangnon.interfaces.exchange.workbook.children import ChildRow

BATCH = 5000
# New children are written in steps, so that who waits sees it move; a step too short costs more than it shows.
STEPS, SHORTEST_STEP = 10, 500
Progress = Callable[[int, int], None]


@dataclass
class _Row:
    """One row on its way through the import."""

    told: ChildRow
    home: Home
    record: ChildRecord | None
    warnings: tuple[str, ...]
    reasons: tuple[str, ...]
    child_id: UUID | None = None
    verdict: str = ""
    before: dict[str, object] | None = None


@dataclass(frozen=True)
class ChildrenImport:
    """What an import of children did: verdicts in file order, children whose dues moved, hamlets not known before."""

    verdicts: list[Verdict]
    moved: list[UUID]
    new_hamlets: tuple[str, ...]


def import_children(
    *,
    scope: Scope,
    rows: Sequence[ChildRow],
    file: str,
    within: PlaceName | None,
    import_id: UUID,
    synthetic: bool,
    dry_run: bool,
    progress: Progress | None = None,
) -> ChildrenImport:
    """Import rows in the caller's transaction.

    Args:
        scope: of who imports.
        rows: as read from the file.
        file: its bare name.
        within: the commune the whole file belongs to, if it does.
        import_id: the import they belong to.
        synthetic: whether the file says its children are made up.
        dry_run: say what would become of each row, write nothing.
        progress: told (rows done, rows in all).
    """
    finder = HomeFinder(on=scope.on, within=within, found=not dry_run)
    work = [_prepared(row, finder, scope, file, synthetic) for row in rows]
    tell = progress or (lambda done, total: None)
    with as_service():
        _recognise(work)
        fresh = [row for row in work if row.record and not row.verdict]
        moved = _settle(scope, fresh, import_id=import_id, dry_run=dry_run, progress=lambda n: tell(n, len(rows)))
    tell(len(rows), len(rows))
    return ChildrenImport([_verdict(row) for row in work], moved, tuple(finder.new_hamlets.values()))


def _prepared(row: ChildRow, finder: HomeFinder, scope: Scope, file: str, synthetic: bool) -> _Row:
    if row.reasons:
        return _Row(row, Home(), None, row.warnings, row.reasons, verdict="rejected")
    home = finder.home(row.identity.place, row.identity.context)
    reasons = home.reasons
    if not reasons and not scope.reach(Action.IMPORT, RecordClass.ORDINARY).covers(
        commune_id=home.commune_id, hamlet_id=None, open_communes=home.open_communes
    ):
        reasons = ("place_not_yours",)
    warnings = tuple(dict.fromkeys((*row.warnings, *home.warnings)))
    if reasons:
        return _Row(row, home, None, warnings, reasons, verdict="rejected")
    return _Row(row, home, child_record(row=row, home=home, file=file, synthetic=synthetic), warnings, ())


def _recognise(work: list[_Row]) -> None:
    """Settle the rows that an earlier import of the same file brought: they change nothing."""
    digests = {row.record.source.digest: row for row in work if row.record and row.record.source}
    met: set[UUID] = set()
    found = RecordSource.objects.filter(digest__in=list(digests)).select_related("child")
    known: dict[bytes, UUID] = {}
    for source in found:
        known[bytes(source.digest)] = source.child.merged_into_id or source.child_id
    for row in work:
        if row.record is None or row.record.source is None or row.record.source.digest not in known:
            continue
        row.child_id = known[row.record.source.digest]
        row.verdict = "duplicate" if row.child_id in met else "unchanged"
        met.add(row.child_id)


def _settle(
    scope: Scope, rows: list[_Row], *, import_id: UUID, dry_run: bool, progress: Callable[[int], None]
) -> list[UUID]:
    if not rows:
        return []
    known = read_known()
    copies = _copies(rows)
    distinct = [row for at, row in enumerate(rows) if copies[at] == at]
    incoming = incoming_records([(row.told.sheet, row.told.row, row.told.identity, row.home) for row in distinct])
    found = match(incoming=incoming, known=known.records, parameters=load_matching_parameters())
    settled = settle_rows(pairs=found.pairs, count=len(distinct))
    fates = settle_copies(settled=settled, copies=copies)
    _name_children(scope, rows, fates, known.keys)
    moved = _create(scope, rows, fates, import_id=import_id, dry_run=dry_run, progress=progress)
    moved += _update(scope, rows, fates, import_id=import_id, dry_run=dry_run, progress=progress)
    _note_doubts(rows, fates, known.keys, import_id=import_id, dry_run=dry_run)
    return moved


def _copies(rows: list[_Row]) -> list[int]:
    """Return for each row the first that says the same in every field: one child, told twice.

    Twins bear two names, so one name, day, sex and family written twice is one child. Not where that is too little:
    a stand-in for a name, a row that speaks of twins, a date known in part, no sex, nobody of the family.
    """
    seen: dict[ChildRow, int] = {}
    first = []
    for at, row in enumerate(rows):
        who = row.told.identity
        whole = (
            who.full_name and not who.placeholder and not who.twin and who.birth_precision == "day" and who.sex
            and any(carer.full_name for carer in who.carers)
        )  # fmt: skip
        bare = replace(row.told, sheet="", row=0, identity=replace(who, order_no=""))
        first.append(seen.setdefault(bare, at) if whole else at)
    return first


def _name_children(scope: Scope, rows: list[_Row], fates: list[Settled], keys: Keys) -> None:
    """Give each row that is a known child its key; a child of another commune is not touched."""
    homes = {
        key: (commune_id, open_communes)
        for key, commune_id, open_communes in Child.objects.filter(
            pk__in=[keys[fate.known] for fate in fates if fate.known is not None]
        ).values_list("id", "commune_id", "open_communes")
    }
    reach = scope.reach(Action.IMPORT, RecordClass.ORDINARY)
    for row, fate in zip(rows, fates, strict=True):
        if fate.known is None:
            continue
        row.child_id = keys[fate.known]
        commune_id, open_communes = homes[row.child_id]
        own = reach.covers(commune_id=commune_id, hamlet_id=None, open_communes=open_communes)
        elsewhere = commune_id and row.home.commune_id and commune_id != row.home.commune_id
        if not own or elsewhere:
            row.verdict = "duplicate"
            row.warnings = (*row.warnings, "child_elsewhere")
            row.child_id = row.child_id if own else None


def _create(
    scope: Scope,
    rows: list[_Row],
    fates: list[Settled],
    *,
    import_id: UUID,
    dry_run: bool,
    progress: Callable[[int], None],
) -> list[UUID]:
    new = [
        row
        for row, fate in zip(rows, fates, strict=True)
        if not row.verdict and fate.known is None and fate.first is None
    ]
    made: list[UUID] = []
    size = min(BATCH, max(SHORTEST_STEP, len(new) // STEPS))
    for start in range(0, len(new), size):
        batch = new[start : start + size]
        for row in batch:
            row.verdict = "created"
        if not dry_run:
            registered = register_children(
                scope=scope, told=[row.record for row in batch if row.record], import_id=import_id, derive=False
            )
            for row, child in zip(batch, registered, strict=True):
                row.child_id = child.child_id
                made.append(child.child_id)
        progress(start + len(batch))
    for row, fate in zip(rows, fates, strict=True):
        if fate.first is not None and not row.verdict and fate.known is None:
            row.child_id = rows[fate.first].child_id
    return made


def _update(
    scope: Scope,
    rows: list[_Row],
    fates: list[Settled],
    *,
    import_id: UUID,
    dry_run: bool,
    progress: Callable[[int], None],
) -> list[UUID]:
    told = [(row, fate) for row, fate in zip(rows, fates, strict=True) if not row.verdict]
    known = Known.of([row.child_id for row, _ in told if row.child_id])
    moved: list[UUID] = []
    met: set[UUID | None] = set()
    for start in range(0, len(told), BATCH):
        batch = told[start : start + BATCH]
        again = {id(row) for row, fate in batch if _told_before(row, fate, met)}
        # A dry run has made no child to tell again.
        some = [row for row, _ in batch if row.child_id is not None and row.record is not None]
        done = tell_again(
            scope=scope,
            tellings=[(row.child_id, row.record) for row in some if row.child_id and row.record],
            known=known,
            import_id=import_id,
            write=not dry_run,
        )
        for row, each in zip(some, done, strict=True):
            if each.decision.conflicts:
                row.warnings = (*row.warnings, "differs")
            if each.before and row.child_id:
                row.before = each.before
                moved.append(row.child_id)
                if id(row) not in again:
                    row.verdict = "updated"
        progress(len(rows) - len(told) + start + len(batch))
    return moved


def _told_before(row: _Row, fate: Settled, met: set[UUID | None]) -> bool:
    """Give a row the verdict it has unless it changes something; tells whether its child was in the file before."""
    again = fate.first is not None or (row.child_id is not None and row.child_id in met)
    met.add(row.child_id)
    row.verdict = "duplicate" if again else "unchanged"
    if again:
        row.warnings = (*row.warnings, "listed_twice")
    return again


def _note_doubts(rows: list[_Row], fates: list[Settled], keys: Keys, *, import_id: UUID, dry_run: bool) -> None:
    pairs: list[PairFound] = []
    for row, fate in zip(rows, fates, strict=True):
        others: list[tuple[UUID | None, float, tuple[str, ...]]] = [
            (keys[at], weight, codes) for at, weight, codes in fate.maybe_known
        ]
        alike = [(rows[at], weight, codes) for at, weight, codes in fate.maybe_rows if _two(row, rows[at].child_id)]
        others += [(other.child_id, weight, codes) for other, weight, codes in alike]
        doubts = [each for each in others if _two(row, each[0])]
        if not doubts:
            continue
        # A pair stands with its first row only, and both are asked about.
        for doubtful in (row, *(other for other, _, _ in alike)):
            doubtful.warnings = tuple(dict.fromkeys((*doubtful.warnings, "maybe_duplicate")))
        pairs += [
            PairFound(row.child_id, other, weight, codes) for other, weight, codes in doubts if row.child_id and other
        ]
    if not dry_run:
        note_pairs(pairs=pairs, import_id=import_id)


def _two(row: _Row, other: UUID | None) -> bool:
    """Tell whether a row and another child are (still) two; in a dry run nobody has a key yet."""
    return other != row.child_id or row.child_id is None


def _verdict(row: _Row) -> Verdict:
    who = row.told.identity
    return Verdict(
        sheet=row.told.sheet,
        row=row.told.row,
        verdict=row.verdict,
        child_id=row.child_id,
        warnings=tuple(dict.fromkeys(row.warnings)),
        reasons=row.reasons,
        cells={
            "full_name": who.full_name,
            "birth_date": who.birth_date.isoformat() if who.birth_date else "",
            "birth_precision": who.birth_precision or "",
            "sex": who.sex or "",
        },
        before=row.before,
    )


def without_children(verdict: Verdict) -> Verdict:
    """Return a dry run's verdict: nothing was made, so no key of a new child."""
    return replace(verdict, child_id=None) if verdict.verdict == "created" else verdict
