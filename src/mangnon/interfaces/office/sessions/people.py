"""Who is on the table of a session: children in the order of their hamlets and given names, in parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
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

ROWS_A_PART = 300  # about 0,6 MB of page; an old computer on a poor line still works with it
NO_HAMLET = "Chưa rõ xóm"


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
    found = list_followed(scope=scope, record_class=RecordClass.HEALTH, child_ids=[child_id])
    return found[0] if found else None


@dataclass(frozen=True)
class Part:
    """The children of one page, their hamlets' names, and the links to the other pages."""

    children: tuple[Followed, ...]
    hamlets: dict[UUID, PlaceName]
    pages: Pages | None


def take_part(*, children: Sequence[Followed], session: Session) -> Part:
    """Cut a long session into parts at the borders of hamlets; a hamlet too large for one part is cut itself."""
    hamlets = names_of({child.hamlet_id for child in children if child.hamlet_id}, on=session.on)
    ordered = sorted(children, key=lambda child: (*_place_key(child, hamlets), *_name_key(child.full_name)))
    parts = _parts(ordered, lambda child: _place_key(child, hamlets))
    number = min(session.part, len(parts)) or 1
    shown = parts[number - 1] if parts else []
    first = sum(len(part) for part in parts[: number - 1])
    pages = None
    if len(parts) > 1:
        url = session.query(part=987654321).replace("987654321", "{page}")
        pages = Pages(
            first=first + 1,
            last=first + len(shown),
            total=len(ordered),
            links=page_links(page=number, pages=len(parts), url=url),
            previous_url=session.query(part=number - 1) if number > 1 else "",
            next_url=session.query(part=number + 1) if number < len(parts) else "",
        )
    return Part(children=tuple(shown), hamlets=hamlets, pages=pages)


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
        url=reverse("office:child", args=[child.child_id]),
        synthetic=child.synthetic,
    )


def hamlet_of(child: Followed, hamlets: dict[UUID, PlaceName]) -> str:
    """Return the hamlet's name, or what is written in its place."""
    return hamlets[child.hamlet_id].full if child.hamlet_id in hamlets else child.hamlet_text or NO_HAMLET


def _place_key(child: Followed, hamlets: dict[UUID, PlaceName]) -> tuple[str, str]:
    known = hamlets.get(child.hamlet_id) if child.hamlet_id else None
    return (known.code, known.full) if known else ("~", child.hamlet_text)


def _name_key(full_name: str) -> tuple[str, str]:
    words = full_name.split()
    return unaccent(words[-1]).lower() if words else "", full_name


def _parts(ordered: Sequence[Followed], place: Callable[[Followed], tuple[str, str]]) -> list[list[Followed]]:
    if len(ordered) <= ROWS_A_PART:
        return [list(ordered)] if ordered else []
    parts: list[list[Followed]] = [[]]
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and place(ordered[end]) == place(ordered[start]):
            end += 1
        for at in range(start, end, ROWS_A_PART):
            block = ordered[at : min(at + ROWS_A_PART, end)]
            if len(parts[-1]) + len(block) > ROWS_A_PART:
                parts.append([])
            parts[-1].extend(block)
        start = end
    return [part for part in parts if part]
