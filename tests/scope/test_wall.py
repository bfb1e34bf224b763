"""The second wall: raw SQL under the application's own database role, for every role and every walled table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.scope.two_communes import TODAY, Known, TwoCommunes

from mangnon.config.walls import WALLED_TABLES
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.rights import Action, RecordClass, Role, may
from mangnon.core.scope.roles import APP_ROLE, become_user
from mangnon.core.scope.walls import Wall, WalledTable

pytestmark = pytest.mark.django_db

OF_A_CHILD = {
    Wall.CHILD, Wall.OF_CHILD, Wall.DUE, Wall.OF_HOUSEHOLD, Wall.OWN_PLACE, Wall.COMMUNE, Wall.PLACED, Wall.HAPPENED,
}  # fmt: skip
CLASSES_SEEN = (RecordClass.ORDINARY, RecordClass.HEALTH, RecordClass.SENSITIVE)


@contextmanager
def as_app(user_id: UUID | None, on: date = TODAY) -> Iterator[None]:
    """Be the application's role inside, for this user or for nobody, and undo it after."""
    with transaction.atomic():
        if user_id is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('mangnon.user_id', '', true)")
                cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        else:
            become_user(user_id=user_id, on=on)
        yield
        transaction.set_rollback(True)


def rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def counts(walled: WalledTable) -> dict[tuple[object, str], int]:
    """Return how many rows are visible, by the child (or place) they are of and their class."""
    owner = {Wall.CHILD: "id", Wall.OF_HOUSEHOLD: "commune_id", Wall.OWN_PLACE: "place_id", Wall.COMMUNE: "commune_id"}
    owner |= {Wall.PLACED: "commune_id"}
    label = walled.class_sql or f"'{walled.record_class.value}'"
    if walled.wall is Wall.DUE:
        label = f"{walled.table}.record_class"
    key = owner.get(walled.wall, "child_id")
    return {
        (row[0], str(row[1])): int(str(row[2]))
        for row in rows(f"SELECT {key}, {label}, count(*) FROM {walled.table} GROUP BY 1, 2")
    }


def expected_to_see(house: TwoCommunes, role: Role, known: Known, record_class: RecordClass, wall: Wall) -> bool:
    if role is Role.SCHOOL and wall in {Wall.OF_HOUSEHOLD, Wall.OWN_PLACE, Wall.COMMUNE, Wall.PLACED}:
        return False  # a school is given children, not their commune
    if role is Role.COLLABORATOR and wall in {Wall.OWN_PLACE, Wall.COMMUNE}:
        return False  # imports are the commune's
    return may(role, Action.SEE, record_class) and house.reaches(role, known)


@pytest.mark.parametrize("role", list(Role))
def test_raw_select_when_under_the_application_role_then_exactly_what_the_rights_give(
    house: TwoCommunes, role: Role
) -> None:
    walled_tables = [each for each in WALLED_TABLES if each.wall in OF_A_CHILD]
    everything = {each.table: counts(each) for each in walled_tables}
    for walled in walled_tables:
        assert everything[walled.table], f"{walled.table} holds no row, so nothing is proved about it"
        with as_app(house.users[role].id):
            visible = counts(walled)
        for known in (house.first, house.second):
            owner = (
                known.child_id
                if walled.wall in {Wall.CHILD, Wall.OF_CHILD, Wall.DUE, Wall.HAPPENED}
                else known.commune_id
            )
            for record_class in CLASSES_SEEN:
                there = everything[walled.table].get((owner, record_class.value), 0)
                wanted = there if expected_to_see(house, role, known, record_class, walled.wall) else 0
                assert visible.get((owner, record_class.value), 0) == wanted, (walled.table, role, record_class)


@pytest.mark.parametrize("role", list(Role))
def test_raw_select_when_on_the_log_then_only_for_who_may_see_it(house: TwoCommunes, role: Role) -> None:
    from mangnon.core.audit.services import record
    from mangnon.core.scope.scope import system_scope

    record(scope=system_scope(TODAY), action="test.write", record_class=RecordClass.PUBLIC)
    with as_app(house.users[role].id):
        seen = rows("SELECT count(*) FROM audit_auditentry")[0][0]
    assert bool(seen) == may(role, Action.SEE, RecordClass.AUDIT)


def test_raw_select_when_nobody_is_set_then_nothing_of_a_child_is_visible(house: TwoCommunes) -> None:
    for walled in WALLED_TABLES:
        if walled.wall in OF_A_CHILD or walled.wall is Wall.AUDIT:
            with as_app(None):
                assert rows(f"SELECT count(*) FROM {walled.table}") == [(0,)], walled.table


def test_raw_select_when_the_assignment_has_ended_then_nothing_of_a_child_is_visible(house: TwoCommunes) -> None:
    officer = house.users[Role.COMMUNE_OFFICER]
    Assignment.objects.filter(user=officer).update(valid=DateRange(date(2026, 1, 1), TODAY))
    with as_app(officer.id, on=TODAY - timedelta(days=1)):
        assert rows("SELECT count(*) FROM children_child") == [(1,)]
    with as_app(officer.id):
        assert rows("SELECT count(*) FROM children_child") == [(0,)]
        assert rows("SELECT count(*) FROM growth_measurement") == [(0,)]


def test_raw_select_when_the_assignment_begins_tomorrow_then_nothing_is_visible_today(house: TwoCommunes) -> None:
    officer = house.users[Role.COMMUNE_OFFICER]
    Assignment.objects.filter(user=officer).update(valid=DateRange(TODAY + timedelta(days=1), None))
    with as_app(officer.id):
        assert rows("SELECT count(*) FROM children_child") == [(0,)]


def test_application_role_when_it_tries_to_write_then_it_is_refused(house: TwoCommunes) -> None:
    from django.db.utils import ProgrammingError

    for walled in WALLED_TABLES:
        with as_app(house.users[Role.PROVINCE_OFFICER].id):
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows(f"DELETE FROM {walled.table} RETURNING 1")
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {walled.table} DEFAULT VALUES")


def test_application_role_when_a_user_names_themselves_somebody_else_then_the_services_role_is_out_of_reach(
    house: TwoCommunes,
) -> None:
    """SET ROLE is checked against the session's user; the application's role by itself is member of nothing."""
    member = rows(f"SELECT pg_has_role('{APP_ROLE}', 'mangnon_service', 'SET')")
    assert member == [(False,)]


def test_tables_when_all_are_listed_then_each_stands_in_the_walls_or_is_a_history(house: TwoCommunes) -> None:
    tables = {str(row[0]) for row in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    listed = {each.table for each in WALLED_TABLES}
    assert listed <= tables
    histories = {name for name in tables - listed if name.endswith("event") and name.removesuffix("event") in tables}
    own = {"mangnon_release"}  # which release the database was brought to
    assert tables - listed - histories - own == set()
    for name in histories:
        assert rows(f"SELECT has_table_privilege('{APP_ROLE}', '{name}', 'SELECT')") == [(False,)], name
        assert rows(f"SELECT has_table_privilege('mangnon_web', '{name}', 'SELECT')") == [(False,)], name


def test_web_role_when_it_is_nobody_yet_then_it_reads_no_table_of_children(house: TwoCommunes) -> None:
    for walled in WALLED_TABLES:
        if walled.wall not in {Wall.SIGN_IN, Wall.OPEN}:
            held = rows(f"SELECT has_table_privilege('mangnon_web', '{walled.table}', 'SELECT')")
            assert held == [(False,)], walled.table


def test_rights_when_the_database_is_asked_then_its_copy_is_the_table_in_code(house: TwoCommunes) -> None:
    from mangnon.core.scope.rights import RIGHTS

    held = set(rows("SELECT role, record_class, action FROM scope_right"))
    wanted = {(r.value, c.value, a.value) for r, row in RIGHTS.items() for c, actions in row.items() for a in actions}
    assert held == wanted
