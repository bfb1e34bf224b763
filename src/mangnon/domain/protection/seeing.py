"""Who may read a case: the same answer as the database's ``scope_cases()``, which stands behind it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mangnon.core.clock import now
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.protection.models import Case, Member, Opening, Report


def cases_in_sight(scope: Scope) -> QuerySet[Case]:
    """Return the cases that a user may read: by team, by deciding there, by an emergency."""
    if scope.system:
        return Case.objects.all()
    at = now()
    seen = Q(pk__in=Opening.objects.filter(user_id=scope.user_id, at__lte=at, until__gt=at).values("case_id"))
    if scope.grants:
        mine = Member.objects.filter(Q(until__isnull=True) | Q(until__gt=at), user_id=scope.user_id, since__lte=at)
        seen |= Q(pk__in=mine.values("case_id"))
    decides = scope.reach(Action.APPROVE, RecordClass.CASE)
    return Case.objects.filter(seen | Q(commune_id__in=decides.communes))


def reports_in_sight(scope: Scope) -> QuerySet[Report]:
    """Return the reports that a user may read: at their office, to be routed, or in a case in sight."""
    if scope.system:
        return Report.objects.all()
    reads = scope.reach(Action.SEE, RecordClass.CASE)
    seen = Q(case__in=cases_in_sight(scope)) | Q(case__isnull=True, commune_id__in=reads.communes)
    if scope.holds(Role.PROVINCE_OFFICER):
        seen |= Q(commune__isnull=True)
    return Report.objects.filter(seen)


def reporters_in_sight(scope: Scope) -> QuerySet[Report]:
    """Return the reports whose teller a user may know: those in sight, received by an office where they work."""
    knows = scope.reach(Action.SEE, RecordClass.REPORTER)
    return reports_in_sight(scope).filter(commune_id__in=knows.communes)
