"""Who is on the table of a session: children in the order of their hamlets and given names, in parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.urls import reverse

from mangnon.core.places.queries import PlaceName, names_of
from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Pages, page_links
from mangnon.core.web.words import age_words
from mangnon.domain.children.queries import Followed, first_carers, list_followed
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.sessions.asked import Choices, Session
from mangnon.vocab.text import unaccent

ROWS_A_PART = 100  # about 0,2 MB of page: answered at once, and an old computer on a poor line still works with it
NO_HAMLET = "Chưa rõ xóm"
NOBODY = UUID(int=0)
Places = dict[UUID, tuple[str, str]]  # a hamlet's code and name


@dataclass(frozen=True)
class Person:
    """A child as the first cell of a row shows them."""

    key: str
    name: str
    age: str
    carer: str
    url: str
    synthetic: bool


def list_people(
    *, scope: Scope, session: Session, choices: Choices, among: Iterable[UUID] | None = None
) -> list[Followed]:
    """Return the children of the session's places and ages whose health data the reader may write.

    Args:
        among: only these, when given.
    """
    return list_followed(
        scope=scope,
        record_class=RecordClass.HEALTH,
        commune_ids=choices.communes,
        hamlet_ids=session.hamlets,
        child_ids=among,
        born_after=session.born_after,
        born_until=session.on if session.born_after else None,
    )


def find_person(*, scope: Scope, child_id: UUID) -> Followed | None:
    """Return one child whose health data the reader may write; None is all that is told of others."""
    found = find_people(scope=scope, child_ids=[child_id])
    return found[0] if found else None


def find_people(*, scope: Scope, child_ids: Iterable[UUID]) -> list[Followed]:
    """Return those of these children whose health data the reader may write."""
    return list_followed(scope=scope, record_class=RecordClass.HEALTH, child_ids=child_ids)


@dataclass(frozen=True)
class PartLink:
    """One part of a long session: its number, from which hamlet to which, how many children, whether it is shown."""

    number: int
    places: str
    children: int
    current: bool


@dataclass(frozen=True)
class Part:
    """The children of one part, their hamlets' names, and the other parts where there are some.

    ``pages`` are plain links, for paper; a table with boxes moves by sending them (``parts``), so that nothing
    typed is lost.
    """

    children: tuple[Followed, ...]
    hamlets: dict[UUID, PlaceName]
    pages: Pages | None
    parts: tuple[PartLink, ...] = ()

    @property
    def current(self) -> PartLink | None:
        """The part that is shown; None in a session of one part."""
        return next((each for each in self.parts if each.current), None)

    @property
    def before(self) -> PartLink | None:
        """The part before the one that is shown."""
        return next((each for each in self.parts if self.current and each.number == self.current.number - 1), None)

    @property
    def after(self) -> PartLink | None:
        """The part after the one that is shown."""
        return next((each for each in self.parts if self.current and each.number == self.current.number + 1), None)


def take_part(*, children: Sequence[Followed], session: Session, also: Iterable[UUID] = ()) -> Part:
    """Cut a long session into parts at the borders of hamlets; a hamlet too large for one part is cut itself.

    Args:
        children: of the whole session.
        session: which part is asked for.
        also: children to be shown in this part wherever they stand, since their rows wait for an answer.
    """
    hamlets = names_of({child.hamlet_id for child in children if child.hamlet_id}, on=session.on)
    places = {key: (place.code, place.full) for key, place in hamlets.items()}
    parts = _parts(children, places)
    number = min(session.part, len(parts)) or 1
    shown = sorted(parts[number - 1], key=lambda child: _order(child, places)) if parts else []
    here, wanted = {child.child_id for child in shown}, set(also)
    shown += [child for child in children if child.child_id in wanted - here]
    first = sum(len(part) for part in parts[: number - 1])
    if len(parts) < 2:
        return Part(children=tuple(shown), hamlets=hamlets, pages=None)
    url = session.query(part=987654321).replace("987654321", "{page}")
    pages = Pages(
        first=first + 1,
        last=first + len(parts[number - 1]),
        total=len(children),
        links=page_links(page=number, pages=len(parts), url=url),
        previous_url=session.query(part=number - 1) if number > 1 else "",
        next_url=session.query(part=number + 1) if number < len(parts) else "",
    )
    links = tuple(
        PartLink(number=at, places=_from_to(part, places), children=len(part), current=at == number)
        for at, part in enumerate(parts, start=1)
    )
    return Part(children=tuple(shown), hamlets=hamlets, pages=pages, parts=links)


def persons(children: Iterable[Followed], *, on: date) -> dict[UUID, Person]:
    """Return the first cells of these children's rows."""
    listed = list(children)
    carers = first_carers(child.child_id for child in listed)
    return {child.child_id: person_of(child, carer=carers.get(child.child_id, ""), on=on) for child in listed}


def person_of(child: Followed, *, carer: str, on: date) -> Person:
    """Return the first cell of a child's row."""
    return Person(
        key=str(child.child_id),
        name=child.full_name or NAMELESS,
        age=age_words(child.birth_date, on=on, precision=child.birth_precision),  # type: ignore[arg-type]
        carer=carer,
        url=address_of("office:child", child.child_id),
        synthetic=child.synthetic,
    )


def address_of(name: str, child_id: UUID) -> str:
    """Return the address of a child under the name of a page; looked up once, since a table asks for hundreds."""
    return _pattern(name).replace(str(NOBODY), str(child_id))


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=[NOBODY])


def hamlet_of(child: Followed, hamlets: dict[UUID, PlaceName]) -> str:
    """Return the hamlet's name, or what is written in its place."""
    return hamlets[child.hamlet_id].full if child.hamlet_id in hamlets else child.hamlet_text or NO_HAMLET


def _place_key(child: Followed, places: Places) -> tuple[str, str]:
    known = places.get(child.hamlet_id) if child.hamlet_id else None
    return known or ("~", child.hamlet_text)


def _order(child: Followed, places: Places) -> tuple[str, ...]:
    words = child.full_name.split()
    return (*_place_key(child, places), unaccent(words[-1]).lower() if words else "", child.full_name)


def _parts(children: Sequence[Followed], places: Places) -> list[list[Followed]]:
    """Return the children of each part; only a hamlet that is cut has its children in order already."""
    by_place: dict[tuple[str, str], list[Followed]] = {}
    for child in children:
        by_place.setdefault(_place_key(child, places), []).append(child)
    parts: list[list[Followed]] = [[]]
    for place in sorted(by_place):
        mine = by_place[place]
        if len(mine) > ROWS_A_PART:
            mine = sorted(mine, key=lambda child: _order(child, places))
        for at in range(0, len(mine), ROWS_A_PART):
            block = mine[at : at + ROWS_A_PART]
            if len(parts[-1]) + len(block) > ROWS_A_PART:
                parts.append([])
            parts[-1].extend(block)
    return [part for part in parts if part]


def _from_to(part: Sequence[Followed], places: Places) -> str:
    names = [name or NO_HAMLET for _, name in sorted({_place_key(child, places) for child in part})]
    return names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}"
