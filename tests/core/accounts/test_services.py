"""Writes of accounts and assignments by an administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.scope.two_communes import TODAY, TwoCommunes, build

from mangnon.core.accounts import services
from mangnon.core.accounts.assignments import assign, end_assignment
from mangnon.core.accounts.errors import AccountError
from mangnon.core.accounts.models import User
from mangnon.core.audit.models import AuditEntry
from mangnon.core.places.queries import province
from mangnon.core.scope.errors import AssignmentError, NotYoursError
from mangnon.core.scope.models import Assignment
from mangnon.core.scope.queries import get_scope
from mangnon.core.scope.rights import Role
from mangnon.core.scope.scope import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None, monkeypatch: pytest.MonkeyPatch) -> TwoCommunes:
    monkeypatch.setenv("MANGNON_TODAY", TODAY.isoformat())
    return build()


def scope_of(house: TwoCommunes, role: Role) -> Scope:
    user = house.users[role]
    return get_scope(user_id=user.id, user_name=str(user), on=TODAY)


def test_register_account_when_done_then_its_temporary_password_opens_only_the_way_to_ones_own(
    house: TwoCommunes,
) -> None:
    key, password = services.register_account(
        scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), username=" Hoa.NT ", full_name="Nguyễn Thị Hoa"
    )
    client = Client()
    client.post("/vao/", {"login": "hoa.nt", "password": password})
    assert client.get("/tai-khoan/toi/")["Location"] == "/vao/mat-khau/"
    entry = AuditEntry.objects.get(action="accounts.register_account")
    assert entry.detail == {"user": str(key)}
    assert password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("username", ["", "ab", "có dấu", "a b", "HOA!", "-hoa", "x" * 61])
def test_register_account_when_the_name_is_not_usable_then_refused(house: TwoCommunes, username: str) -> None:
    with pytest.raises(AccountError):
        services.register_account(scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), username=username, full_name="Hoa")


def test_register_account_when_the_name_is_taken_then_refused(house: TwoCommunes) -> None:
    with pytest.raises(AccountError):
        services.register_account(
            scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), username="collaborator", full_name="Hoa"
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMINISTRATOR])
def test_account_writes_when_by_anybody_else_then_refused(house: TwoCommunes, role: Role) -> None:
    scope, other = scope_of(house, role), house.users[Role.AUDITOR if role is not Role.AUDITOR else Role.SCHOOL]
    with pytest.raises(NotYoursError):
        services.register_account(scope=scope, username="moi", full_name="Mới")
    with pytest.raises(NotYoursError):
        services.set_temporary_password(scope=scope, user_id=other.id)
    with pytest.raises(NotYoursError):
        services.deactivate_account(scope=scope, user_id=other.id)
    with pytest.raises(NotYoursError):
        services.reset_second_factor(scope=scope, user_id=other.id)
    with pytest.raises(NotYoursError):
        assign(scope=scope, user_id=other.id, role=Role.AUDITOR, place_id=province(on=TODAY).id, start=TODAY)


def test_account_writes_when_on_oneself_then_refused(house: TwoCommunes) -> None:
    scope, me = scope_of(house, Role.SYSTEM_ADMINISTRATOR), house.users[Role.SYSTEM_ADMINISTRATOR]
    mine = Assignment.objects.get(user=me)
    with pytest.raises(NotYoursError):
        assign(scope=scope, user_id=me.id, role=Role.AUDITOR, place_id=province(on=TODAY).id, start=TODAY)
    with pytest.raises(NotYoursError):
        end_assignment(scope=scope, assignment_id=mine.id, on=TODAY)
    with pytest.raises(NotYoursError):
        services.deactivate_account(scope=scope, user_id=me.id)
    with pytest.raises(NotYoursError):
        services.set_temporary_password(scope=scope, user_id=me.id)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.COLLABORATOR, "commune"),
        (Role.COMMUNE_OFFICER, "hamlet"),
        (Role.AUDITOR, "commune"),
        (Role.SCHOOL, "commune"),
    ],
)
def test_assign_when_role_and_place_do_not_fit_then_refused(house: TwoCommunes, role: Role, place: str) -> None:
    where = {"commune": house.first.commune_id, "hamlet": house.first.hamlet_id}[place]
    with pytest.raises(AssignmentError):
        assign(
            scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), user_id=house.users[Role.PARTNER_BODY].id, role=role,
            place_id=where, start=TODAY,
        )  # fmt: skip


def test_end_assignment_when_done_then_the_next_request_shows_nothing_more(house: TwoCommunes) -> None:
    officer = house.users[Role.COMMUNE_OFFICER]
    held = Assignment.objects.get(user=officer)
    end_assignment(scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), assignment_id=held.id, on=TODAY)
    assert get_scope(user_id=officer.id, user_name="", on=TODAY).grants == ()
    assert get_scope(user_id=officer.id, user_name="", on=TODAY - timedelta(days=1)).grants != ()
    with pytest.raises(AssignmentError):
        end_assignment(scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), assignment_id=held.id, on=TODAY)


def test_set_temporary_password_when_done_then_open_sessions_end(house: TwoCommunes) -> None:
    person = User.objects.create_user("hoa.nt", "mot-mat-khau-dai", full_name="Hoa", demo=True)
    client = Client()
    client.post("/vao/", {"login": "hoa.nt", "password": "mot-mat-khau-dai"})
    assert client.get("/tai-khoan/toi/").status_code == 200
    services.set_temporary_password(scope=scope_of(house, Role.SYSTEM_ADMINISTRATOR), user_id=person.id)
    assert client.get("/tai-khoan/toi/").status_code == 302
