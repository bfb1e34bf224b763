"""The section "An toàn" of the child's page: accidents, skills, the last look at the home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from mangnon.core.content.safety import home_checklist, lesson_kinds
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import date_words
from mangnon.domain.safety.queries import incidents_of_child, list_home_checks, skills_of_child
from mangnon.domain.safety.rules import best_levels
from mangnon.interfaces.office.safety.words import capital, kind_words, outcome_mark, short_words, when_words

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child


def safety_section(*, scope: Scope, child: Child, health: bool) -> dict[str, Any]:
    """Return what the section shows; accidents and skills to those who may see health data.

    Args:
        scope: of the reader.
        child: already found within that scope.
        health: whether health data of the child are the reader's.
    """
    kinds = lesson_kinds(scope.on)
    skills = skills_of_child(scope=scope, child_id=child.pk) if health else []
    best = best_levels(((each.kind, each.level) for each in skills), kinds=kinds)
    checks = list_home_checks(scope=scope, child_id=child.pk)
    last = checks[-1] if checks else None
    asked = home_checklist(scope.on).questions
    return {
        "safety_incidents": [
            {
                "url": reverse("office:incident", args=[each.pk]),
                "kind": kind_words(each),
                "when": when_words(each),
                "mark": outcome_mark(each),
                "short": short_words(each),
            }
            for each in reversed(incidents_of_child(scope=scope, child_id=child.pk))
        ]
        if health
        else [],
        "safety_skills": [
            (capital(kinds[kind].name), kinds[kind].name_of(level), kinds[kind].rank(level) > 0)
            for kind, level in sorted(best.items(), key=lambda pair: list(kinds).index(pair[0]))
        ],
        "safety_home": {
            "on": date_words(last.on),
            "failed": [asked.get(code, code) for code, answer in last.answers.items() if answer == "no"],
            "url": reverse("office:home_check", args=[child.pk]),
        }
        if last
        else None,
    }
