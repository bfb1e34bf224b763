"""Between the rows of a case's steps and the pure procedure: reads a history, and writes the next step of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from mangnon.domain.protection.models import Case, Step
from mangnon.domain.protection.records import Happened
from mangnon.domain.protection.sealing import seal_words
from mangnon.vocab.ids import uuid7
from mangnon.vocab.protection import Actor, CheckOutcome
from mangnon.vocab.protection import Step as StepCode


def history_of(case: Case) -> tuple[Happened, ...]:
    """Return what happened in a case, in the order in which it was told."""
    return tuple(_happened(each) for each in Step.objects.filter(case=case).order_by("sequence"))


def histories_of(case_ids: list[UUID]) -> dict[UUID, tuple[Happened, ...]]:
    """Return the histories of several cases at once."""
    found: dict[UUID, list[Happened]] = {key: [] for key in case_ids}
    for each in Step.objects.filter(case_id__in=case_ids).order_by("case_id", "sequence"):
        found[each.case_id].append(_happened(each))
    return {key: tuple(steps) for key, steps in found.items()}


def add_step(*, case: Case, sequence: int, wanted: Happened, words: dict[str, Any]) -> UUID:
    """Write a step that the procedure allows; what is said of it in words is sealed.

    Args:
        case: locked by the caller.
        sequence: its place in the history, from 0.
        wanted: what happened.
        words: texts by name, such as ``reason``.
    """
    row = Step(
        id=uuid7(),
        case=case,
        sequence=sequence,
        step=wanted.step,
        at=wanted.at,
        told_at=wanted.told_at,
        by_id=wanted.by,
        data=_data(wanted),
    )
    if any(words.values()):
        row.words_sealed = seal_words(words, key=case.key, about=f"protection_step.words:{row.id}")
    row.save(force_insert=True)
    return row.id


def _data(step: Happened) -> dict[str, Any]:
    data: dict[str, Any] = {"role": step.role.value, "commune": str(step.commune)}
    if step.outcome is not None:
        data["outcome"] = step.outcome.value
    if step.emergency is not None:
        data["emergency"] = step.emergency
    if step.until is not None:
        data["until"] = step.until.isoformat()
    if step.plan_until is not None:
        data["plan_until"] = step.plan_until.isoformat()
    if step.skips is not None:
        data["skips"] = step.skips.value
    if step.to_commune is not None:
        data["to_commune"] = str(step.to_commune)
    if step.ground:
        data["ground"] = step.ground
    if step.criteria:
        data["criteria"] = sorted(step.criteria)
    return data | {name: True for name in ("reasoned", "documented", "demanded") if getattr(step, name)}


def _happened(row: Step) -> Happened:
    data = row.data
    return Happened(
        step=StepCode(row.step),
        at=row.at,
        told_at=row.told_at,
        by=row.by_id or UUID(int=0),
        role=Actor(data["role"]),
        commune=UUID(data["commune"]),
        outcome=CheckOutcome(data["outcome"]) if "outcome" in data else None,
        emergency=data.get("emergency"),
        until=datetime.fromisoformat(data["until"]) if "until" in data else None,
        plan_until=date.fromisoformat(data["plan_until"]) if "plan_until" in data else None,
        skips=StepCode(data["skips"]) if "skips" in data else None,
        to_commune=UUID(data["to_commune"]) if "to_commune" in data else None,
        ground=data.get("ground", ""),
        criteria=frozenset(data.get("criteria", ())),
        reasoned=data.get("reasoned", False),
        documented=data.get("documented", False),
        demanded=data.get("demanded", False),
    )
