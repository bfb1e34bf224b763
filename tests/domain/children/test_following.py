"""Every table that knows a child says what a merge does with its rows."""

from __future__ import annotations

from django.apps import apps

from mangnon.domain.children.following import FOLLOWING
from mangnon.domain.children.models import Child

# Derived again, or about the two records themselves.
NOT_MOVED = {"worklist_due", "worklist_priority", "children_duplicatepair", "children_merge", "children_child"}


def test_tables_when_they_hold_a_childs_key_then_each_follows_a_merge_or_says_why_not() -> None:
    pointing = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is Child
        and "pgh_obj_id" not in {each.attname for each in model._meta.concrete_fields}
    }  # fmt: skip
    assert pointing - NOT_MOVED == {each.table for each in FOLLOWING}
