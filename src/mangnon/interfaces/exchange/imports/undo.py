"""Undoing a whole import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.db.models import Q

from mangnon.core.audit.services import record
from mangnon.core.clock import now
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.store.server import Purpose, uri
from mangnon.domain.children.following import standing_in
from mangnon.domain.children.models import (
    AccessRequest,
    Caregiver,
    Child,
    Circumstance,
    Consent,
    DuplicatePair,
    Household,
    LifeEvent,
    Merge,
    RecordSource,
    Residence,
    RiskFactor,
)
from mangnon.domain.children.rules import search_text
from mangnon.domain.children.terms import PairState
from mangnon.domain.facilities.queries import enrolled_among
from mangnon.domain.growth.models import Measurement
from mangnon.domain.immunization.models import Dose, Observation
from mangnon.domain.nutrition.models import Supplement
from mangnon.domain.outreach.models import Visit
from mangnon.domain.questionnaires.models import Response
from mangnon.domain.safety.models import HomeCheck, Incident, Review, Skill
from mangnon.domain.screening.models import Screening
from mangnon.domain.worklist.jobs import derive_children
from mangnon.domain.worklist.models import TaskAssignment
from mangnon.domain.worklist.services import refresh_dues
from mangnon.interfaces.exchange.imports.errors import ImportStateError
from mangnon.interfaces.exchange.imports.resolving import REGISTERED
from mangnon.interfaces.exchange.imports.run import FEW, IMPORTING
from mangnon.interfaces.exchange.imports.services import CLASS_OF, get_import
from mangnon.interfaces.exchange.imports.working import working_on
from mangnon.interfaces.exchange.models import ImportKind, ImportRow, ImportRun, ImportState
from mangnon.vocab.errors import MangnonError

_FACTS = (Measurement, Dose, Observation, Supplement, Screening, Response, Visit, Review, Incident, HomeCheck, Skill)
# Tables of the rooms above that name a child without being its facts.
_NAMED_IN = ("protection_case", "protection_report", "referrals_referral")
REASON = "hoàn tác lần nhập"
KEPT = "kept_after_undo"
TOLD_EVERY = 100
_NOT_DONE = "Chỉ hoàn tác được lần nhập đã xong và chưa hoàn tác."
# A row of any of these tables that was changed or taken away after the import, by something else.
_CHANGED_SQL = """
WITH own AS (
  SELECT id FROM pghistory_context WHERE metadata->>'import' = %(run)s
), imported AS (
  SELECT pgh_obj_id AS child_id, max(pgh_created_at) AS at FROM children_childevent
  WHERE pgh_obj_id = ANY(%(children)s) AND pgh_context_id IN (SELECT id FROM own) GROUP BY pgh_obj_id
)
SELECT e.child_id FROM (
  SELECT pgh_obj_id AS child_id, pgh_created_at, pgh_context_id FROM children_childevent
  UNION ALL SELECT child_id, pgh_created_at, pgh_context_id FROM children_caregiverevent
  UNION ALL SELECT child_id, pgh_created_at, pgh_context_id FROM children_residenceevent
  UNION ALL SELECT child_id, pgh_created_at, pgh_context_id FROM children_circumstanceevent
  UNION ALL SELECT child_id, pgh_created_at, pgh_context_id FROM children_riskfactorevent
) e LEFT JOIN imported i ON i.child_id = e.child_id
WHERE e.child_id = ANY(%(children)s) AND e.pgh_created_at > coalesce(i.at, '-infinity')
  AND (e.pgh_context_id IS NULL OR e.pgh_context_id NOT IN (SELECT id FROM own))
"""


@dataclass(frozen=True)
class Undone:
    """What an undo did: children taken away, kept because something came later, put back, and facts withdrawn."""

    removed: int
    kept: int
    restored: int
    facts: int


def queue_undo(*, scope: Scope, run_id: UUID) -> bool:
    """Move an import to the queue to be undone; a second click changes nothing.

    Returns:
        Whether it is newly queued, so that the caller must hand it to the worker.

    Raises:
        ImportStateError: it was not carried out, or is undone already.
    """
    run = get_import(scope=scope, run_id=run_id)
    with as_service():
        queued = ImportRun.objects.filter(pk=run.pk, state=ImportState.DONE).update(
            state=ImportState.UNDOING, problem="", rows_done=0, begun_at=None
        )
        if not queued and not ImportRun.objects.filter(pk=run.pk, state=ImportState.UNDOING).exists():
            raise ImportStateError(_NOT_DONE)
    return bool(queued)


def carry_out_undo(*, scope: Scope, run_id: UUID) -> None:
    """Do a queued undo in the worker; a failure leaves the import as it was and is kept as a sentence."""
    with working_on(run_id) as mine:
        with as_service():
            waiting = ImportRun.objects.filter(pk=run_id, state=ImportState.UNDOING)
            run = waiting.first() if mine and waiting.update(begun_at=now()) else None
        if run is None:
            return
        try:
            undo_import(scope=scope, run_id=run_id, progress=_tell_beside(run))
        except MangnonError as error:
            _leave(run, error.sentence)
        except Exception:
            _leave(run, "Có lỗi khi hoàn tác; chưa có gì đổi. Hãy thử lại, nếu vẫn lỗi thì báo người quản trị.")
            raise


def _leave(run: ImportRun, problem: str) -> None:
    with as_service():
        standing = ImportRun.objects.filter(pk=run.pk, state=ImportState.UNDOING)
        standing.update(state=ImportState.DONE, rows_done=run.rows, problem=problem)


def _tell_beside(run: ImportRun) -> Callable[[float], None]:
    """Return a function that shows the part that is done to others while the undo's transaction is open."""

    def tell(part: float) -> None:
        with psycopg.connect(uri(Purpose.SERVICE), autocommit=True) as beside:
            done = int(run.rows * part)
            beside.execute("UPDATE exchange_importrun SET rows_done = %s WHERE id = %s", [done, run.pk])

    return tell


def undo_import(*, scope: Scope, run_id: UUID, progress: Callable[[float], None] = lambda part: None) -> Undone:
    """Undo an import: what it made goes, what it replaced comes back, what came later stays.

    A child it made or completed who was told of elsewhere since is left as they are; their rows say so.

    Args:
        scope: of who undoes it.
        run_id: the import.
        progress: told the part of the children done, 0 to 1, now and then.

    Raises:
        ImportStateError: it was not carried out, or is undone already.
    """
    run = get_import(scope=scope, run_id=run_id)
    with transaction.atomic(), as_service():
        _lock()  # not the row: how far it has come is told in it from beside
        if not ImportRun.objects.filter(pk=run.pk, state__in=(ImportState.DONE, ImportState.UNDOING)).exists():
            raise ImportStateError(_NOT_DONE)
        made, completed = _made(run.pk), _completed(run.pk)
        changed = _changed_since(run.pk, made | completed)
        facts, moved = _withdraw_facts(run.pk)
        DuplicatePair.objects.filter(import_id=run.pk, state=PairState.OPEN).delete()
        RecordSource.objects.filter(import_id=run.pk).delete()
        kept_made = made & (changed | _told_elsewhere(run, made))
        back, gone = completed - made - changed, made - kept_made
        steps = _Steps(progress, len(back) + len(gone))
        restored = _put_back(run, back, steps)
        _remove_children(gone, steps)
        kept = kept_made | (completed - made) & changed
        _list_kept(run.pk, kept)
        done = Undone(removed=len(gone), kept=len(kept), restored=len(restored), facts=facts)
        ImportRun.objects.filter(pk=run.pk).update(
            state=ImportState.UNDONE, undone_at=now(), rows_done=run.rows, problem="",
            counts={**run.counts, "undone": asdict(done)},
        )  # fmt: skip
        record(
            scope=scope, action="exchange.undo_import", record_class=CLASS_OF[ImportKind(run.kind)],
            place_id=run.place_id, detail={"import": str(run.pk), **asdict(done)},
        )  # fmt: skip
        _derive_again((moved | restored) - made | kept_made & moved, on=scope.on)
    return done


@dataclass
class _Steps:
    """Counts children done and tells the part, once a hundred."""

    progress: Callable[[float], None]
    total: int
    done: int = 0

    def add(self, count: int = 1) -> None:
        before, self.done = self.done, self.done + count
        if self.done // TOLD_EVERY != before // TOLD_EVERY:
            self.progress(self.done / self.total)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])


def _made(run_id: UUID) -> set[UUID]:
    mine = Q(run__kind=ImportKind.CHILDREN) | Q(warnings__contains=[REGISTERED])
    rows = ImportRow.objects.filter(mine, run_id=run_id, verdict="created")
    return set(rows.filter(child_id__isnull=False).values_list("child_id", flat=True))


def _completed(run_id: UUID) -> set[UUID]:
    rows = ImportRow.objects.filter(run_id=run_id, before__isnull=False, child_id__isnull=False)
    return set(rows.values_list("child_id", flat=True))


def _changed_since(run_id: UUID, children: set[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED_SQL, {"run": str(run_id), "children": list(children)})
        return {row[0] for row in cursor.fetchall()}


def _told_elsewhere(run: ImportRun, made: set[UUID]) -> set[UUID]:
    """Return the children of whom somebody else added something, though nothing of the import's was changed."""
    told = enrolled_among(made) | standing_in(_NAMED_IN, made)
    mine = {"child_id__in": made}
    for model in _FACTS:
        rows: Any = model._default_manager.filter(**mine).exclude(_undone_fact())
        told |= set(rows.values_list("child_id", flat=True))
    for model in (RecordSource, LifeEvent, Consent, AccessRequest):
        told |= set(model._default_manager.filter(**mine).values_list("child_id", flat=True))
    for model in (Circumstance, RiskFactor, Residence):
        others = model._default_manager.filter(**mine).exclude(source__startswith=f"{run.file_name}#"[:200])
        told |= set(others.values_list("child_id", flat=True))
    told |= set(Child.objects.filter(merged_into__in=made).values_list("merged_into_id", flat=True))
    for end in ("survivor_id", "absorbed_id"):
        told |= set(Merge.objects.filter(**{f"{end}__in": made}).values_list(end, flat=True))
    return told


def _undone_fact() -> Q:
    return Q(import_id__isnull=False, superseded_reason=REASON)


def _withdraw_facts(run_id: UUID) -> tuple[int, set[UUID]]:
    count, moved = 0, set()
    for model in (Measurement, Dose):
        standing = model.objects.filter(import_id=run_id, superseded_at__isnull=True)
        moved |= set(standing.values_list("child_id", flat=True))
        count += standing.update(superseded_at=now(), superseded_reason=REASON)
    return count, moved


def _put_back(run: ImportRun, wanted: set[UUID], steps: _Steps) -> set[UUID]:
    children = Child.objects.in_bulk(wanted)
    for row in ImportRow.objects.filter(run=run, before__isnull=False, child_id__in=wanted).order_by("-id"):
        child = children.get(row.child_id)
        if child is None or not row.before:
            continue
        for name, value in row.before.items():
            if name != "added":
                setattr(child, name, Child._meta.get_field(name).to_python(value))
        if "hamlet_id" in row.before:
            Residence.objects.filter(child=child, valid__endswith__isnull=True).update(hamlet_id=child.hamlet_id)
        _take_away(run, row, child, row.before.get("added") or {})
    for child in children.values():
        carers = list(Caregiver.objects.filter(child=child))
        child.search_text = search_text(
            names=[child.full_name, *(each.full_name for each in carers)],
            numbers=[
                child.personal_id,
                child.insurance_no,
                child.birth_certificate_no,
                *(number for each in carers for number in (each.phone, each.personal_id)),
            ],
        )
        child.save()
        steps.add()
    return set(children)


def _take_away(run: ImportRun, row: ImportRow, child: Child, added: dict[str, Any]) -> None:
    Caregiver.objects.filter(child=child, pk__in=added.get("caregivers", [])).delete()
    Caregiver.objects.filter(child=child, pk__in=added.get("phones", [])).update(phone="")
    own = {"child": child, "source": f"{run.file_name}#{row.sheet}!{row.row}"[:200]}
    Circumstance.objects.filter(**own, group_code__in=added.get("circumstances", [])).delete()
    RiskFactor.objects.filter(**own, code__in=added.get("risks", [])).delete()


def _remove_children(gone: set[UUID], steps: _Steps) -> None:
    """Take children away with the households that held nobody else; the database keeps what they were.

    Facts still there were withdrawn with the files that brought them: those files' rows keep their words.
    """
    children = Child.objects.filter(pk__in=gone)
    households = set(children.filter(household__isnull=False).values_list("household_id", flat=True))
    keys = sorted(gone)
    for start in range(0, len(keys), TOLD_EVERY):
        some = keys[start : start + TOLD_EVERY]
        for model in _FACTS:
            model._default_manager.filter(child_id__in=some).delete()
        TaskAssignment.objects.filter(child_id__in=some).delete()
        Child.objects.filter(pk__in=some).delete()
        steps.add(len(some))
    Household.objects.filter(pk__in=households, children__isnull=True).delete()


def _list_kept(run_id: UUID, kept: set[UUID]) -> None:
    rows = list(ImportRow.objects.filter(run_id=run_id, child_id__in=kept))
    for row in rows:
        row.warnings = [*row.warnings, KEPT]
    ImportRow.objects.bulk_update(rows, ["warnings"], batch_size=2000)


def _derive_again(moved: set[UUID], *, on: date) -> None:
    """Derive dues in this transaction for a few children, in bulk right after it for many."""
    standing = list(Child.objects.filter(pk__in=moved).values_list("pk", flat=True))
    if len(standing) <= FEW:
        refresh_dues(child_ids=standing)
        return
    transaction.on_commit(lambda: derive_children(child_ids=standing, today=on, at=now()))
