"""Where something of the safety room may be told of: communes and hamlets as choices of a form."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from mangnon.core.places.queries import PlaceName, list_communes, list_hamlets, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.interfaces.office.asked import read_key

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Grounds:
    """Communes and hamlets that can be chosen.

    Args:
        communes: one or more.
        hamlets: of the commune that stands chosen, or the reader's own.
        commune: the chosen one, or None where it must be chosen first.
        hamlet_needed: the reader works in hamlets only.
    """

    communes: tuple[PlaceName, ...]
    hamlets: tuple[PlaceName, ...]
    commune: PlaceName | None
    hamlet_needed: bool = False

    @property
    def commune_choices(self) -> Choices:
        """Communes of a select."""
        return [(str(each.id), each.full) for each in self.communes]

    @property
    def hamlet_choices(self) -> Choices:
        """Hamlets of a select; the first stands for not known."""
        first = [] if self.hamlet_needed and len(self.hamlets) == 1 else [("", "Chưa rõ, hoặc chung cả xã")]
        return first + [(str(each.id), each.full) for each in self.hamlets]


def own_grounds(*, scope: Scope, asked: HttpRequest | None = None) -> Grounds:
    """Return where the reader may write health data, for what is of a place and not of a child.

    Args:
        scope: of the reader.
        asked: names the commune by its code in the address (``xa``), or by its key in a form that was sent.
    """
    code = asked.GET.get("xa", "") if asked else ""
    key = posted_commune(asked) if asked else None
    reach = scope.reach(Action.WRITE, RecordClass.HEALTH)
    if reach.everywhere:
        communes = tuple(list_communes(on=scope.on))
    else:
        communes = tuple(names_of(reach.communes, on=scope.on).values())
    if not communes and reach.hamlets:
        hamlets = tuple(sorted(names_of(reach.hamlets, on=scope.on).values(), key=lambda each: each.code))
        communes = tuple(names_of({each.parent_id for each in hamlets if each.parent_id}, on=scope.on).values())
        return Grounds(communes, hamlets, communes[0] if len(communes) == 1 else None, hamlet_needed=True)
    chosen = next((each for each in communes if each.id == key or (key is None and each.code == code)), None)
    chosen = chosen or (communes[0] if len(communes) == 1 else None)
    return Grounds(communes, tuple(list_hamlets([chosen.id], on=scope.on)) if chosen else (), chosen)


def any_grounds(*, scope: Scope, commune_id: UUID | None) -> Grounds:
    """Return every commune, with the hamlets of one: a child may come to harm anywhere."""
    communes = tuple(list_communes(on=scope.on))
    chosen = next((each for each in communes if each.id == commune_id), None)
    return Grounds(communes, tuple(list_hamlets([chosen.id], on=scope.on)) if chosen else (), chosen)


def posted_commune(request: HttpRequest) -> UUID | None:
    """Return the commune that a sent form names; None where it names none."""
    return read_key(request.POST.get("xa", "")) if request.method == "POST" else None
