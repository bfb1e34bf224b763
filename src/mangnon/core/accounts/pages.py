"""Accounts, their assignments, the table of rights, and one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mangnon.core.accounts import queries, services
from mangnon.core.accounts.assignments import assign, end_assignment
from mangnon.core.accounts.errors import AccountError
from mangnon.core.accounts.forms import AssignmentForm, EndForm, RegisterForm
from mangnon.core.accounts.rights_table import rights_table
from mangnon.core.places.queries import list_communes, list_hamlets, province
from mangnon.core.scope.errors import AssignmentError, NotYoursError
from mangnon.core.scope.pupils import body_names, facilities_of
from mangnon.core.scope.queries import list_assignments
from mangnon.core.scope.rights import HELD_AT_A_BODY, ROLE_LEVELS, ROLE_NAMES, Action, RecordClass, Role
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column, Option, Pages, page_links
from mangnon.core.web.words import date_words

COLUMNS = tuple(
    Column(label=label) for label in ("Họ tên", "Tên đăng nhập", "Vai trò hôm nay", "Vào lần cuối", "Trạng thái")
)


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """The list of accounts."""
    scope = _scope(request)
    filters = _filters(request.GET)
    page = max(1, int(request.GET["trang"])) if request.GET.get("trang", "").isdigit() else 1
    rows, total = queries.list_accounts(scope=scope, filters=filters, page=page)
    held: dict[UUID, list[str]] = {}
    for each in list_assignments(scope=scope, user_ids=[row.id for row in rows], on=scope.on):
        if each.state == "current":
            held.setdefault(each.user_id, []).append(f"{each.role_name}: {each.place}")
    context = {
        "rows": [(row, held.get(row.id, [])) for row in rows],
        "columns": COLUMNS,
        "words": filters.words,
        "roles": _role_options(filters.role, empty="Mọi vai trò"),
        "states": _state_options(request.GET.get("trangthai", "")),
        "pages": _pages(request, page, total),
        "may_write": scope.may(Action.WRITE, RecordClass.ACCOUNTS),
    }
    return render(request, "accounts/list.html", context)


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Open an account; its temporary password is shown once."""
    scope = _writer(request)
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user_id, password = services.register_account(scope=scope, **form.cleaned_data)
        except AccountError as error:
            form.add_error("username", error.sentence)
        else:
            return _told(request, user_id, password, form.cleaned_data["full_name"])
    return render(request, "accounts/register.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def account(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One account with its assignments."""
    scope = _scope(request)
    row = _account(scope, user_id)
    context = {
        "account": row,
        "assignments": list_assignments(scope=scope, user_ids=[user_id], on=scope.on),
        "may_write": scope.may(Action.WRITE, RecordClass.ACCOUNTS) and user_id != scope.user_id,
        "own": user_id == scope.user_id,
    }
    return render(request, "accounts/account.html", context)


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: password, second factor, what one has been given."""
    scope = _scope(request)
    assert scope.user_id is not None
    context = {
        "account": _account(scope, scope.user_id),
        "assignments": list_assignments(scope=scope, user_ids=[scope.user_id], on=scope.on),
    }
    return render(request, "accounts/me.html", context)


@require_http_methods(["GET", "POST"])
def temporary_password(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Set a temporary password, after asking."""
    scope = _writer(request)
    row = _account(scope, user_id)
    if request.method == "GET":
        return _ask(
            request, row, "Đặt mật khẩu tạm?", "Đặt mật khẩu tạm",
            "Mật khẩu cũ và mọi phiên đang mở của tài khoản này hết hiệu lực ngay. "
            "Lần vào tới, người dùng phải tự đặt mật khẩu mới.",
        )  # fmt: skip
    return _told(request, user_id, services.set_temporary_password(scope=scope, user_id=user_id), row.full_name)


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Deactivate an account, after asking."""
    scope = _writer(request)
    row = _account(scope, user_id)
    if request.method == "GET":
        return _ask(
            request, row, "Ngừng tài khoản này?", "Ngừng tài khoản",
            "Người dùng bị đưa ra ngay ở lần bấm tới và không vào được nữa. Mọi việc đã ghi vẫn còn nguyên. "
            "Có thể mở lại bất cứ lúc nào.",
        )  # fmt: skip
    services.deactivate_account(scope=scope, user_id=user_id)
    messages.success(request, "Đã ngừng tài khoản.")
    return redirect("accounts:account", user_id=user_id)


@require_POST
def reactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Open a deactivated account again."""
    services.reactivate_account(scope=_writer(request), user_id=user_id)
    messages.success(request, "Đã mở lại tài khoản.")
    return redirect("accounts:account", user_id=user_id)


@require_http_methods(["GET", "POST"])
def reset_second_factor(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Take away the second factors, after asking."""
    scope = _writer(request)
    row = _account(scope, user_id)
    if request.method == "GET":
        return _ask(
            request, row, "Bỏ lớp bảo vệ thứ hai?", "Bỏ lớp bảo vệ",
            "Dùng khi mất điện thoại. Hãy chắc chắn người hỏi đúng là chủ tài khoản. "
            "Lần vào tới, người dùng phải đặt lại ứng dụng mã hoặc khóa truy cập.",
        )  # fmt: skip
    services.reset_second_factor(scope=scope, user_id=user_id)
    messages.success(request, "Đã bỏ lớp bảo vệ thứ hai; người dùng sẽ đặt lại ở lần vào tới.")
    return redirect("accounts:account", user_id=user_id)


@require_http_methods(["GET", "POST"])
def add_assignment(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give a role: first which and in which commune, then where exactly and from when."""
    scope = _writer(request)
    row = _account(scope, user_id)
    sent = request.POST if request.method == "POST" else request.GET
    role = Role(sent["role"]) if sent.get("role") in set(Role) else None
    level = ROLE_LEVELS[role] if role else ""
    communes = list_communes(on=scope.on)
    commune = next((each for each in communes if str(each.id) == sent.get("commune")), None)
    hamlets = list_hamlets([commune.id], on=scope.on) if commune and level == "hamlet" else []
    facilities = _facilities(role, commune.id if commune else None)
    form = AssignmentForm(request.POST if request.method == "POST" else None)
    form.fields["hamlets"].choices = [(str(each.id), each.full) for each in hamlets]  # type: ignore[attr-defined]
    problem = ""
    if request.method == "POST" and form.is_valid() and role:
        try:
            _assign(scope, user_id, role, form.cleaned_data, commune.id if commune else None)
        except AssignmentError as error:
            problem = error.sentence
        else:
            messages.success(request, f"Đã giao vai trò {ROLE_NAMES[role]} cho {row.full_name}.")
            return redirect("accounts:account", user_id=user_id)
    context = {
        "account": row, "form": form, "problem": problem, "role": role, "role_name": ROLE_NAMES[role] if role else "",
        "level": level, "commune": commune, "hamlets": hamlets, "facilities": facilities,
        "ready": role is not None and (level == "province" or commune is not None),
        "roles": _role_options(role), "start": form.data.get("start") or date_words(scope.on),
        "communes": [Option(value="", label="Chọn xã, phường"), *(
            Option(value=str(each.id), label=each.full, chosen=each == commune) for each in communes
        )],
        "chosen_hamlets": form.data.getlist("hamlets") if isinstance(form.data, QueryDict) else [],
    }  # fmt: skip
    return render(request, "accounts/assign.html", context, status=422 if problem or form.errors else 200)


@require_http_methods(["GET", "POST"])
def finish_assignment(request: HttpRequest, user_id: UUID, assignment_id: UUID) -> HttpResponse:
    """End an assignment on a day."""
    scope = _writer(request)
    row = _account(scope, user_id)
    held = next(
        (a for a in list_assignments(scope=scope, user_ids=[user_id], on=scope.on) if a.id == assignment_id), None
    )
    if held is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"on": scope.on})
    if request.method == "POST" and form.is_valid():
        try:
            end_assignment(scope=scope, assignment_id=assignment_id, on=form.cleaned_data["on"])
        except AssignmentError as error:
            form.add_error("on", error.sentence)
        else:
            messages.success(request, "Đã kết thúc phân công.")
            return redirect("accounts:account", user_id=user_id)
    context = {"account": row, "assignment": held, "form": form}
    return render(request, "accounts/end_assignment.html", context, status=422 if form.errors else 200)


@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """What each role may do with each class of records; for everyone signed in."""
    scope = _scope(request)
    mine = {grant.role for grant in scope.grants}
    return render(request, "accounts/rights.html", {"table": rights_table(mine)})


def _assign(scope: Scope, user_id: UUID, role: Role, typed: dict[str, Any], commune_id: UUID | None) -> None:
    level = ROLE_LEVELS[role]
    if level == "province":
        places = [province(on=scope.on).id]
    elif level == "commune":
        places = [commune_id] if commune_id else []
    else:
        places = [UUID(key) for key in typed["hamlets"]]
    if not places:
        raise AssignmentError("Chọn ít nhất một xóm, tổ." if level == "hamlet" else "Chọn xã, phường.")
    last = typed["end"]
    for place_id in places:
        assign(
            scope=scope, user_id=user_id, role=role, place_id=place_id, start=typed["start"],
            end=last + timedelta(days=1) if last else None,
            facility_id=typed["facility"] if role in HELD_AT_A_BODY else None,
        )  # fmt: skip


def _facilities(role: Role | None, commune_id: UUID | None) -> dict[UUID, str]:
    """Return what a role is held at, beside its place: schools of the commune, or outside bodies."""
    with as_service():
        if role is Role.PARTNER_BODY:
            return body_names()
        return facilities_of(commune_id) if commune_id and role is Role.SCHOOL else {}


def _told(request: HttpRequest, user_id: UUID, password: str, full_name: str) -> HttpResponse:
    context = {"user_id": user_id, "password": password, "full_name": full_name}
    return render(request, "accounts/told.html", context)


def _ask(request: HttpRequest, row: queries.AccountRow, title: str, confirm: str, what: str) -> HttpResponse:
    return render(request, "accounts/ask.html", {"account": row, "title": title, "confirm": confirm, "what": what})


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined, no-any-return]


def _writer(request: HttpRequest) -> Scope:
    scope = _scope(request)
    if not scope.may(Action.WRITE, RecordClass.ACCOUNTS):
        raise NotYoursError("Chỉ quản trị hệ thống được mở và đổi tài khoản.")
    return scope


def _account(scope: Scope, user_id: UUID) -> queries.AccountRow:
    row = queries.get_account(scope=scope, user_id=user_id)
    if row is None:
        raise Http404
    return row


def _filters(asked: QueryDict) -> queries.AccountFilters:
    role = asked.get("vaitro", "")
    return queries.AccountFilters(
        words=asked.get("tim", "").replace("\0", "").strip()[:60],
        role=Role(role) if role in set(Role) else None,
        active={"dang": True, "ngung": False}.get(asked.get("trangthai", "")),
    )


def _role_options(chosen: Role | None, empty: str = "Chọn vai trò") -> list[Option]:
    named = [Option(value=r.value, label=name, chosen=r is chosen) for r, name in ROLE_NAMES.items()]
    return [Option(value="", label=empty), *named]


def _state_options(chosen: str) -> list[Option]:
    states = (("", "Mọi tài khoản"), ("dang", "Đang dùng"), ("ngung", "Đã ngừng"))
    return [Option(value=value, label=label, chosen=value == chosen) for value, label in states]


def _pages(request: HttpRequest, page: int, total: int) -> Pages | None:
    last = (total + queries.PAGE - 1) // queries.PAGE
    if last < 2:
        return None
    query = request.GET.copy()
    query.pop("trang", None)
    address = f"{reverse('accounts:list')}?{query.urlencode().replace('{', '').replace('}', '')}&trang={{page}}"
    return Pages(
        first=(page - 1) * queries.PAGE + 1, last=min(total, page * queries.PAGE), total=total,
        links=page_links(page=page, pages=last, url=address),
        previous_url=address.format(page=page - 1) if page > 1 else "",
        next_url=address.format(page=page + 1) if page < last else "",
    )  # fmt: skip
