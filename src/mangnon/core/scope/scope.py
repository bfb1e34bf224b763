"""What one user may see and do: role x place x dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import HELD_AT_A_BODY, Action, RecordClass, Role, may


@dataclass(frozen=True)
class Grant:
    """One assignment in force: a role at a place (``level`` province, commune or hamlet) or a facility."""

    role: Role
    level: str
    place_id: UUID
    facility_id: UUID | None = None


@dataclass(frozen=True)
class Reach:
    """Where an action on a class of records is allowed."""

    everywhere: bool
    communes: frozenset[UUID]
    hamlets: frozenset[UUID]
    facilities: frozenset[UUID]

    @property
    def nowhere(self) -> bool:
        """True when there is no place at all."""
        return not (self.everywhere or self.communes or self.hamlets or self.facilities)

    def covers(
        self,
        *,
        commune_id: UUID | None,
        hamlet_id: UUID | None,
        open_communes: Iterable[UUID] = (),
        facility_ids: frozenset[UUID] = frozenset(),
    ) -> bool:
        """Tell whether a child living there, or on one of these rolls, is within reach.

        A child whose commune is not decided is within reach of each commune it may belong to.
        """
        return (
            self.everywhere
            or commune_id in self.communes
            or any(each in self.communes for each in open_communes)
            or (hamlet_id is not None and hamlet_id in self.hamlets)
            or bool(self.facilities & facility_ids)
        )

    def children(self, prefix: str = "", *, open_too: bool = True) -> Q:
        """Return the filter of rows whose ``commune`` and ``hamlet`` are within reach.

        Args:
            prefix: the path to the child from the filtered model, such as ``child__``; empty for the child
                itself.
            open_too: whether the filtered rows carry ``open_communes`` (children do, dues do not).
        """
        if self.everywhere:
            return Q()
        wanted = Q(pk__in=[])
        if self.communes:
            wanted |= Q(**{f"{prefix}commune__in": self.communes})
            if open_too:
                wanted |= Q(**{f"{prefix}open_communes__overlap": list(self.communes)})
        if self.hamlets:
            wanted |= Q(**{f"{prefix}hamlet__in": self.hamlets})
        if self.facilities:
            from mangnon.core.scope.pupils import pupils_of

            wanted |= Q(**{f"{prefix}pk__in" if prefix else "pk__in": pupils_of(self.facilities)})
        return wanted


@dataclass(frozen=True)
class Scope:
    """One user's assignments in force on a day."""

    user_id: UUID | None
    user_name: str
    on: date
    grants: tuple[Grant, ...]
    system: bool = False

    def may(self, action: Action, record_class: RecordClass) -> bool:
        """Tell whether the action is allowed on this class of records anywhere at all."""
        return self.system or any(may(grant.role, action, record_class) for grant in self.grants)

    def holds(self, role: Role) -> bool:
        """Tell whether the user holds this role anywhere."""
        return any(grant.role is role for grant in self.grants)

    def reach(self, action: Action, record_class: RecordClass) -> Reach:
        """Return where the action is allowed on this class of records."""
        if self.system:
            return Reach(True, frozenset(), frozenset(), frozenset())
        held = [
            grant
            for grant in self.grants
            if may(grant.role, action, record_class)
            and (grant.facility_id is not None or grant.role not in HELD_AT_A_BODY)
        ]
        return Reach(
            everywhere=any(grant.level == "province" and grant.facility_id is None for grant in held),
            communes=frozenset(g.place_id for g in held if g.level == "commune" and g.facility_id is None),
            hamlets=frozenset(g.place_id for g in held if g.level == "hamlet" and g.facility_id is None),
            facilities=frozenset(g.facility_id for g in held if g.facility_id is not None),
        )

    def require(
        self,
        action: Action,
        record_class: RecordClass,
        *,
        commune_id: UUID | None,
        hamlet_id: UUID | None = None,
        open_communes: Iterable[UUID] = (),
        facility_ids: frozenset[UUID] = frozenset(),
    ) -> None:
        """Raise unless the action is allowed there.

        Raises:
            NotYoursError: it is not; the sentence names no child.
        """
        reach = self.reach(action, record_class)
        if not reach.covers(
            commune_id=commune_id, hamlet_id=hamlet_id, open_communes=open_communes, facility_ids=facility_ids
        ):
            raise NotYoursError(
                "Việc này nằm ngoài phạm vi được phân công của anh chị; hãy nhờ người phụ trách địa bàn đó."
            )


def system_scope(on: date) -> Scope:
    """Return the scope of a command that an administrator of the machine runs."""
    return Scope(user_id=None, user_name="hệ thống", on=on, grants=(), system=True)
