"""What every page's frame shows: whose page it is, where, on which day, and what else they may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from mangnon.core.places.queries import names_of
from mangnon.core.scope.pupils import facility_names
from mangnon.core.scope.rights import ROLE_NAMES, Action, RecordClass, Role
from mangnon.core.scope.scope import Scope
from mangnon.core.web.nav import nav_items
from mangnon.core.web.parts import Shell
from mangnon.domain.protection.case_queries import sees_cases
from mangnon.domain.protection.notices import count_unseen
from mangnon.domain.protection.report_queries import may_receive

ADDRESSES = {
    "today": "/",
    "notices": "/thong-bao/",
    "children": "/tre/",
    "oversight": "/bao-ve/giam-sat/",
    "cases": "/bao-ve/",
    "reports": "/bao-ve/tin-bao/",
    "report": "/bao-ve/bao-tin/",
    "import": "/nhap/",
    "duplicates": "/ra-trung/",
    "sessions": "/dot/",
    "screenings": "/sang-loc/",
    "referrals": "/chuyen-gui/",
    "nutrition": "/dinh-duong/",
    "safety": "/an-toan/",
    "questionnaires": "/bang-hoi/",
    "places": "/dia-ban/",
    "log": "/nhat-ky/",
    "accounts": "/tai-khoan/",
}
# What a reader must be allowed to do, and with which records, to be offered a page.
ASKED: dict[str, tuple[Action, RecordClass]] = {
    "children": (Action.SEE, RecordClass.ORDINARY),
    "oversight": (Action.COUNT, RecordClass.CASE),
    "cases": (Action.SEE, RecordClass.CASE),
    "report": (Action.HAND_IN, RecordClass.CASE),
    "import": (Action.IMPORT, RecordClass.ORDINARY),
    "duplicates": (Action.IMPORT, RecordClass.ORDINARY),
    "sessions": (Action.WRITE, RecordClass.HEALTH),
    "screenings": (Action.COUNT, RecordClass.HEALTH),
    "referrals": (Action.COUNT, RecordClass.REFERRAL),
    "nutrition": (Action.COUNT, RecordClass.HEALTH),
    "safety": (Action.COUNT, RecordClass.HEALTH),
    # The list names no child and is open to all; only who answers for the content is offered it.
    "questionnaires": (Action.SEE, RecordClass.ACCOUNTS),
    "places": (Action.SEE, RecordClass.PUBLIC),
    "log": (Action.SEE, RecordClass.AUDIT),
    "accounts": (Action.SEE, RecordClass.ACCOUNTS),
}

_synthetic: list[Callable[[Scope], bool]] = []


def tell_synthetic(reader: Callable[[Scope], bool]) -> None:
    """Set the function that tells whether a reader's scope holds a generated child (config/wiring.py)."""
    _synthetic[:] = [reader]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context: nothing where nobody is signed in."""
    scope: Scope | None = getattr(request, "scope", None)
    if scope is None:
        return {"scope": None}
    return {"scope": scope, "shell": build_shell(scope=scope, path=request.path)}


def build_shell(*, scope: Scope, path: str) -> Shell:
    """Put the frame of a page together.

    Args:
        scope: of the reader.
        path: the page's address, by which the navigation marks where the reader is.
    """
    sees_children = scope.may(*ASKED["children"])
    return Shell(
        place=scope_place(scope),
        today=scope.on,
        nav=nav_items(
            may_open=may_open(scope),
            urls=_built(),
            current=_current(path),
            counts={"notices": count_unseen(scope=scope)},
        ),
        user_name=scope.user_name,
        role=scope_roles(scope),
        search_url=ADDRESSES["children"] if sees_children else "",
        hits_url=f"{ADDRESSES['children']}goi-y/" if sees_children else "",
        account_url=_named("accounts:me"),
        sign_out_url=_named("account_logout"),
        synthetic=bool(_synthetic and _synthetic[0](scope)),
    )


def may_open(scope: Scope) -> frozenset[str]:
    """Return the keys of the navigation that the reader's rights open; first page and notices are everybody's."""
    found = {"today", "notices", *(key for key, asked in ASKED.items() if scope.may(*asked))}
    if may_receive(scope=scope):  # the list of reports leads to telling a new one
        found = {*found, "reports"} - {"report"}
    # Who is of a team without working on cases by role sees theirs too.
    return frozenset(found | {"cases"} if sees_cases(scope=scope) else found)


def scope_roles(scope: Scope) -> str:
    """Return the reader's roles in words: "Cộng tác viên"."""
    return ", ".join(dict.fromkeys(ROLE_NAMES[grant.role] for grant in scope.grants)) or "Chưa được phân công"


def scope_place(scope: Scope) -> str:
    """Return the places of the reader's roles in words: "Xóm 3, Xóm 5"; from four places on, how many.

    Who is of an outside body reads the body's name.
    """
    bodies = facility_names(
        grant.facility_id for grant in scope.grants if grant.role is Role.PARTNER_BODY and grant.facility_id
    )
    if bodies:
        return ", ".join(bodies.values())
    keys = list(dict.fromkeys(grant.place_id for grant in scope.grants))
    names = names_of(keys, on=scope.on)
    words = [_short(names[key].full) for key in keys if key in names]
    return ", ".join(words) if len(words) < 4 else f"{words[0]} và {len(words) - 1} nơi khác"


def _short(name: str) -> str:
    return name.removeprefix("Tỉnh ")


def _current(path: str) -> str:
    found = [key for key, address in ADDRESSES.items() if path.startswith(address) and address != "/"]
    # An address may lie under another's: the longest is where the reader is.
    return max(found, key=lambda key: len(ADDRESSES[key])) if found else "today" if path == "/" else ""


@cache
def _built() -> dict[str, str]:
    return {key: address for key, address in ADDRESSES.items() if _resolves(address)}


def _resolves(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


@cache
def _named(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
