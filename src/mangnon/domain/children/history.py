"""Who changed what of a child's record, from the states the database kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.models import Caregiver, Child, Circumstance, Consent, Household, Residence, RiskFactor

# Bookkeeping, and what is told by another change: nobody asks who changed these.
_SILENT = frozenset(
    {
        "id", "child_id", "search_text", "created_at", "updated_at", "synthetic", "sensitive", "photo",
        "merged_into_id", "open_communes", "placeholder_name", "source", "birth_precision",
    }
)  # fmt: skip
_HOUSEHOLD = "household_id"
_PLACES = frozenset({"commune_id", "hamlet_id"})


@dataclass(frozen=True)
class FieldChange:
    """One field's value before and after, in words; empty where there was none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of one row of a child's record: when, by whom (None: a command), of what."""

    at: datetime
    user_id: UUID | None
    what: str
    fields: tuple[FieldChange, ...]


def list_changes(*, scope: Scope, child: Child, sees_sensitive: bool, limit: int = 100) -> list[Change]:
    """Return the changes of a child's record, newest first.

    Args:
        scope: of the reader.
        child: already found within that scope.
        sees_sensitive: whether changes of sensitive groups are told.
        limit: how many.
    """
    with reading_as_service():
        changes = [
            change
            for model in _changed(child, household=_household_within(scope, child))
            for change in _changes_of(
                model, [child.household_id if model is Household else child.pk],
                key="pgh_obj_id" if model in (Child, Household) else "child_id", scope=scope,
                hide=model is Circumstance and not sees_sensitive,
            )
        ]  # fmt: skip
    return sorted(changes, key=lambda change: change.at, reverse=True)[:limit]


def _household_within(scope: Scope, child: Child) -> UUID | None:
    """Return the key of the child's household where its place is the reader's; it may have stayed behind elsewhere."""
    house = Household.objects.filter(pk=child.household_id).first() if child.household_id else None
    reach = scope.reach(Action.SEE, RecordClass.ORDINARY)
    if house is None or not reach.covers(commune_id=house.commune_id, hamlet_id=house.hamlet_id):
        return None
    return house.pk


def _changed(child: Child, *, household: UUID | None) -> list[type[models.Model]]:
    """Return the tables in which anything of the child was changed: asked at once, for in most of them nothing was."""
    keys = dict.fromkeys((Caregiver, Residence, Circumstance, RiskFactor, Consent), ("child_id", child.pk))
    keys |= {Child: ("pgh_obj_id", child.pk), Household: ("pgh_obj_id", household)}
    asked = [
        f"EXISTS (SELECT 1 FROM {model.pgh_event_model._meta.db_table} WHERE {column} = %s)"  # type: ignore[attr-defined]
        for model, (column, _) in keys.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", [key for _, key in keys.values()])
        return [model for model, changed in zip(keys, cursor.fetchone(), strict=True) if changed]


def _changes_of(
    model: type[models.Model], keys: Sequence[Any], *, key: str, scope: Scope, hide: bool = False
) -> list[Change]:
    kept = model.pgh_event_model._default_manager.filter(**{f"{key}__in": keys})  # type: ignore[attr-defined]
    if hide:
        kept = kept.filter(sensitive=False)
    events = list(kept.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id"))
    if not events:
        return []
    now = model._default_manager.in_bulk({event.pgh_obj_id for event in events})
    names = {**_place_names(events, now.values(), scope), **_household_names(events, now.values())}
    changes = []
    for event, following in zip(events, [*events[1:], None], strict=True):
        after = following if following and following.pgh_obj_id == event.pgh_obj_id else now.get(event.pgh_obj_id)
        fields = _differences(model, event, None if event.pgh_label == "deleted" else after, names)
        if fields:
            user = (event.pgh_context.metadata or {}).get("user") if event.pgh_context else None
            changes.append(
                Change(
                    at=event.pgh_created_at,
                    user_id=UUID(user) if user else None,
                    what=str(model._meta.verbose_name),
                    fields=fields,
                )
            )
    return changes


def _differences(model: type[models.Model], before: Any, after: Any, names: dict[UUID, str]) -> tuple[FieldChange, ...]:
    found = []
    for field in model._meta.concrete_fields:
        name = field.attname
        if name in _SILENT:
            continue
        old, new = getattr(before, name), getattr(after, name) if after is not None else None
        if old != new and (old or new):
            found.append(FieldChange(_label(field), _words(field, old, names), _words(field, new, names)))
    return tuple(found)


_LABELS = {
    "commune": "xã, phường", "hamlet": "xóm, tổ", "valid": "thời gian", "relation": "quan hệ", "end_reason": "kết thúc",
    "ended_on": "ngày kết thúc", "birth_date": "ngày sinh", "hamlet_text": "xóm theo sổ", "on": "ngày",
    "withdrawn_on": "ngày rút lại", "household": "hộ gia đình",
}  # fmt: skip


def _label(field: models.Field[Any, Any]) -> str:
    return _LABELS.get(field.name, str(field.verbose_name))


def _words(field: models.Field[Any, Any], value: Any, names: dict[UUID, str]) -> str:
    if value is None or value == "":
        return ""
    if field.attname in _PLACES or field.attname == _HOUSEHOLD:
        return names.get(value, "")
    if isinstance(value, bool):
        return "có" if value else "không"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        ends = [f"{day:%d/%m/%Y}" if day else "nay" for day in (value.lower, value.upper)]
        return " – ".join(ends)
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def _place_names(events: Iterable[Any], rows: Iterable[Any], scope: Scope) -> dict[UUID, str]:
    keys = {getattr(each, name, None) for each in [*events, *rows] for name in _PLACES} - {None}
    return {key: place.full for key, place in names_of(keys, on=scope.on).items()} if keys else {}  # type: ignore[arg-type]


def _household_names(events: Iterable[Any], rows: Iterable[Any]) -> dict[UUID, str]:
    keys = {getattr(each, _HOUSEHOLD, None) for each in [*events, *rows]} - {None}
    heads = Household.objects.filter(pk__in=keys).values_list("id", "head_name") if keys else []
    return {key: head or "hộ chưa ghi chủ hộ" for key, head in heads}
