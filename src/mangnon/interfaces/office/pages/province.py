"""The first page of those who have no place of their own: counts by commune, no child named."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mangnon.core.clock import VIETNAM
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Tile
from mangnon.domain.referrals.queries import any_for_province
from mangnon.domain.worklist.queries import PlaceTally, read_place_counts
from mangnon.domain.worklist.services import recount_places
from mangnon.vocab.text import search_key

KEPT_FOR = timedelta(minutes=15)


def counts(request: HttpRequest, *, named: bool) -> HttpResponse:
    """Show the counts of every commune within scope.

    Args:
        named: whether the reader may open a commune's list of children.
    """
    scope: Scope = request.scope  # type: ignore[attr-defined]
    recount_places(on=scope.on, older_than=KEPT_FOR)
    tallies, counted_at = read_place_counts(scope=scope)
    children = sum(each.children for each in tallies)
    late = sum(each.late for each in tallies)
    return render(
        request,
        "office/province.html",
        {
            "tallies": tallies,
            "by_name": sorted((each for each in tallies if each.commune), key=_name),
            "counted_at": counted_at.astimezone(VIETNAM) if counted_at else None,
            "named": named,
            "children": children,
            "reached": children - late,
            "long_late": sum(each.long_late for each in tallies),
            "worst": _worst(tallies),
            "may_compare": scope.reach(Action.COUNT, RecordClass.HEALTH).everywhere,
            "referrals_late": any_for_province(scope=scope),
            "tiles": (
                Tile(count=late, label="trẻ có việc trễ", url="#xa", tone="late"),
                Tile(count=sum(each.week for each in tallies), label="trẻ có việc tuần này", url="#xa", tone="soon"),
                Tile(count=sum(each.later for each in tallies), label="trẻ có việc sắp tới", url="#xa"),
            ),
        },
    )


def _worst(tallies: list[PlaceTally]) -> list[str]:
    """The two communes with the largest share of children late by more than a month."""
    counted = [each for each in tallies if each.commune and each.long_late]
    counted.sort(key=lambda each: -each.long_late / each.children)
    return [each.commune.full for each in counted[:2] if each.commune]


def _name(tally: PlaceTally) -> str:
    return search_key(tally.commune.name) if tally.commune else ""
