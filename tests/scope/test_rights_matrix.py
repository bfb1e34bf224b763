"""Roles x record classes x every surface of the house, made from the addresses themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.scope.surfaces import AT_THE_DOOR, SURFACES, WITHOUT_RECORDS
from tests.scope.two_communes import Known, TwoCommunes

from mangnon.config.walls import WALLED_TABLES
from mangnon.core.scope.rights import Action, RecordClass, Role, may
from mangnon.core.scope.walls import Wall

pytestmark = pytest.mark.django_db

REFUSED = {403, 404}


def addresses(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Yield the full name of every address of the house."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_addresses_when_listed_then_each_is_placed_in_the_matrix() -> None:
    named = set(addresses(get_resolver()))
    assert named - set(SURFACES) - AT_THE_DOOR - WITHOUT_RECORDS == set(), "put these into tests/scope/surfaces.py"
    assert (set(SURFACES) | AT_THE_DOOR | WITHOUT_RECORDS) - named == set(), "these addresses are gone"


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_surface_when_opened_by_each_role_then_only_those_of_the_matrix_get_in(house: TwoCommunes, name: str) -> None:
    surface = SURFACES[name]
    for role in Role:
        answer = _ask(house, role, name, "GET", house.first)
        _check(answer, surface.opens, role, f"GET {name}")
        _check_words(house, role, answer, f"GET {name}")
        if surface.of_a_child:
            answer = _ask(house, role, name, "GET", house.second)
            opens = surface.opens
            reaching = opens and frozenset(each for each in opens if house.reaches(each, house.second))
            _check(answer, reaching, role, f"GET {name} of the other commune")
            _check_words(house, role, answer, f"GET {name} of the other commune")


@pytest.mark.parametrize("name", sorted(name for name, each in SURFACES.items() if each.sends is not None))
@pytest.mark.parametrize("role", list(Role))
def test_surface_when_sent_to_by_each_role_then_only_those_of_the_matrix_are_heard(
    house: TwoCommunes, name: str, role: Role
) -> None:
    surface = SURFACES[name]
    answer = _ask(house, role, name, "POST", house.first)
    _check(answer, surface.sends, role, f"POST {name}")
    _check_words(house, role, answer, f"POST {name}")


@pytest.mark.parametrize("name", sorted(name for name, each in SURFACES.items() if each.sends and each.of_a_child))
def test_surface_when_sent_to_about_a_child_out_of_reach_then_nothing_is_written(house: TwoCommunes, name: str) -> None:
    for role in SURFACES[name].sends or ():
        if not house.reaches(role, house.second):
            before = _rows_of(house.second)
            answer = _ask(house, role, name, "POST", house.second)
            assert answer.status_code < 500
            assert _rows_of(house.second) == before, f"POST {name} as {role}"
            _check_words(house, role, answer, f"POST {name} of the other commune")


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_surface_when_nobody_is_signed_in_then_it_leads_to_the_door(house: TwoCommunes, name: str) -> None:
    address = reverse(name, kwargs=SURFACES[name].address(house, house.first))
    for answer in (Client().get(address), Client().post(address, {})):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/vao/")


@pytest.mark.parametrize("name", sorted(AT_THE_DOOR))
def test_door_when_opened_by_a_role_that_sees_everything_then_it_names_no_child(house: TwoCommunes, name: str) -> None:
    address = reverse(name, kwargs={"pk": 1} if name in {"mfa_remove_webauthn", "mfa_edit_webauthn"} else {})
    for client in (Client(), _signed_in(house, Role.PROVINCE_OFFICER)):
        text = _text(client.get(address))
        assert not [word for known in (house.first, house.second) for word in known.words.values() if word in text]


def _signed_in(house: TwoCommunes, role: Role) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(house.users[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _ask(house: TwoCommunes, role: Role, name: str, method: str, known: Known) -> HttpResponse:
    surface = SURFACES[name]
    address = reverse(name, kwargs=surface.address(house, known))
    client = _signed_in(house, role)
    if method == "POST":
        return client.post(address, surface.data(house, known))
    return client.get(address + surface.query.format(known=known))


def _rows_of(known: Known) -> list[tuple[object, ...]]:
    """Return what stands about a child: every row of every table that names one."""
    found = []
    for walled in WALLED_TABLES:
        if walled.wall in {Wall.CHILD, Wall.OF_CHILD, Wall.DUE, Wall.HAPPENED}:
            key = "id" if walled.wall is Wall.CHILD else "child_id"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT t::text FROM {walled.table} t WHERE {key} = %s ORDER BY 1", [known.child_id])
                found += [(walled.table, *row) for row in cursor.fetchall()]
    return found


def _check(answer: HttpResponse, allowed: frozenset[Role] | None, role: Role, what: str) -> None:
    if allowed is None:
        assert answer.status_code in REFUSED | {405}, f"{what} as {role}: {answer.status_code}"
    elif role in allowed:
        assert answer.status_code < 400, f"{what} as {role}: {answer.status_code}"
        assert not answer.headers.get("Location", "").startswith("/vao/"), f"{what} as {role} leads to the door"
    elif what.startswith("GET") and answer.status_code == 302:
        assert answer["Location"] == "/", f"{what} as {role}"  # led back to where everybody may be
    else:
        assert answer.status_code in REFUSED, f"{what} as {role}: {answer.status_code}"


def _check_words(house: TwoCommunes, role: Role, answer: HttpResponse, what: str) -> None:
    text = _text(answer)
    for known in (house.first, house.second):
        for record_class, word in known.words.items():
            if not (house.reaches(role, known) and _sees(role, record_class)):
                assert word.lower() not in text.lower(), f"{what} as {role} tells {word}"


def _sees(role: Role, record_class: RecordClass) -> bool:
    return may(role, Action.SEE, record_class)


def _text(answer: HttpResponse) -> str:
    """Return all that an answer says: its page, or every part of a workbook."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if body[:2] != b"PK":
        return bytes(body).decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return "".join(parts.read(part).decode("utf-8", "replace") for part in parts.namelist())
