"""The auditor's page: who read and wrote what, whether the log still holds, and a workbook of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mangnon.core.audit import queries
from mangnon.core.audit.export import audit_workbook
from mangnon.core.audit.services import record
from mangnon.core.audit.verify import verify
from mangnon.core.audit.words import action_words
from mangnon.core.clock import VIETNAM, now
from mangnon.core.places.queries import list_communes
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.rights import CLASS_NAMES, Action, RecordClass
from mangnon.core.scope.roles import as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Column, Option
from mangnon.core.web.words import read_date

COLUMNS = tuple(Column(label=each) for each in ("Lúc", "Ai", "Việc", "Loại hồ sơ", "Mã trẻ", "Nơi", "Chi tiết"))
AT_ONCE = 50_000  # entries verified within one request; about half a second
MOST_EXPORTED = 100_000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The log, newest first, filtered."""
    scope = _scope(request)
    asked = request.GET
    filters, problems, people = _filters(scope, asked)
    rows = [] if problems else queries.list_entries(scope=scope, filters=filters, after=_mark(asked.get("sau", "")))
    more = rows[queries.PAGE :]
    rows = rows[: queries.PAGE]
    if not asked.get("sau"):
        record(scope=scope, action="audit.list", record_class=RecordClass.AUDIT, detail=_asked(filters))
    rest = asked.copy()
    rest.pop("sau", None)
    context = {
        "rows": rows, "columns": COLUMNS, "problems": problems, "people": people, "asked": asked,
        "actions": _options([(each, action_words(each)) for each in queries.list_actions(scope=scope)],
                            filters.action, "Mọi việc"),
        "classes": _options([(c.value, name) for c, name in CLASS_NAMES.items()],
                            filters.record_class.value if filters.record_class else "", "Mọi loại"),
        "places": _options([(str(each.id), each.full) for each in list_communes(on=scope.on)],
                           str(filters.place_id or ""), "Mọi nơi"),
        "next_mark": f"{rows[-1].at.isoformat()}~{rows[-1].id}" if more else "",
        "rest": rest.urlencode(), "sealed": queries.count_sealed(scope=scope),
        "may_export": scope.may(Action.EXPORT, RecordClass.AUDIT), "most": MOST_EXPORTED,
    }  # fmt: skip
    return render(request, "audit/entries.html", context)


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Verify the chain from where the last step stopped; answers the state, which asks for the next step itself."""
    scope = _scope(request)
    sealed = queries.count_sealed(scope=scope)
    after, digest = _step(request.GET.get("buoc", ""))
    with as_service():
        found = verify(after=after, digest=bytes.fromhex(digest), most=AT_ONCE)
    if found.fault or found.ended:
        record(
            scope=scope, action="audit.verify", record_class=RecordClass.AUDIT,
            detail={"entries": found.entries, "whole": not found.fault},
        )  # fmt: skip
    context = {
        "found": found, "sealed": max(sealed, found.entries), "at": now().astimezone(VIETNAM),
        "next_step": "" if found.ended or found.fault else signing.dumps([found.entries, found.head], salt="audit"),
    }  # fmt: skip
    part = bool(getattr(request, "htmx", False))
    return render(request, "audit/chain.html" if part else "audit/check.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The filtered log as a workbook; that it was exported is in the log."""
    scope = _scope(request)
    filters, problems, _ = _filters(scope, request.POST)
    if problems:
        return HttpResponse(" ".join(problems), status=422, content_type="text/plain; charset=utf-8")
    moment = now().astimezone(VIETNAM)
    title = f"Nhật ký truy cập Măng Non; {scope.user_name} xuất lúc {moment:%d/%m/%Y %H:%M}"
    body = audit_workbook(queries.all_entries(scope=scope, filters=filters, most=MOST_EXPORTED), title=title)
    record(scope=scope, action="audit.export", record_class=RecordClass.AUDIT, detail=_asked(filters))
    return HttpResponse(
        body,
        content_type=EXCEL,
        headers={"Content-Disposition": f'attachment; filename="nhat-ky-{moment:%Y%m%d}.xlsx"'},
    )


def _scope(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(Action.SEE, RecordClass.AUDIT):
        raise NotYoursError("Nhật ký truy cập chỉ dành cho người kiểm tra, giám sát.")
    return scope


def _filters(scope: Scope, asked: QueryDict) -> tuple[queries.AuditFilters, list[str], list[Option]]:
    """Return the filters, what could not be read, and the people that the typed name may mean."""
    problems: list[str] = []
    name, people, user_id = asked.get("nguoi", "").replace("\0", "").strip()[:60], [], _key(asked.get("ma", ""))
    if name and user_id is None:
        found = queries.find_users(scope=scope, words=name)
        if not found:
            problems.append(f"Không có tài khoản nào tên “{name}”.")
        elif len(found) == 1:
            user_id = found[0][0]
        else:
            people = [Option(value=str(key), label=label) for key, label in found]
            problems.append("Có nhiều người tên như vậy; chọn một.")
    child_id = _key(asked.get("tre", ""))
    if asked.get("tre", "").strip() and child_id is None:
        problems.append("Mã trẻ chưa đúng; chép cả mã trong địa chỉ trang của trẻ.")
    days = {}
    for word in ("tu", "den"):
        typed = asked.get(word, "").strip()
        days[word] = read_date(typed) if typed else None
        if typed and days[word] is None:
            problems.append(f"Ngày “{typed[:20]}” không có trong lịch; gõ ngày/tháng/năm.")
    wanted = asked.get("loai", "")
    filters = queries.AuditFilters(
        user_id=user_id, child_id=child_id, action=asked.get("viec", "").replace("\0", "")[:60],
        record_class=RecordClass(wanted) if wanted in set(RecordClass) else None,
        place_id=_key(asked.get("noi", "")), start=days["tu"], end=days["den"],
    )  # fmt: skip
    return filters, problems, people


def _asked(filters: queries.AuditFilters) -> dict[str, str]:
    named = {
        "user": filters.user_id, "child": filters.child_id, "action": filters.action,
        "class": filters.record_class.value if filters.record_class else "", "place": filters.place_id,
        "from": filters.start, "to": filters.end,
    }  # fmt: skip
    return {key: str(value) for key, value in named.items() if value}


def _options(pairs: list[tuple[str, str]], chosen: str, empty: str) -> list[Option]:
    return [Option(value="", label=empty), *(Option(value=v, label=w, chosen=v == chosen) for v, w in pairs)]


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed.strip())
    except ValueError:
        return None


def _mark(typed: str) -> queries.Mark | None:
    at, _, key = typed.partition("~")
    found = _key(key)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return queries.Mark(moment, found) if found and moment.tzinfo else None


def _step(typed: str) -> tuple[int, str]:
    try:
        after, digest = signing.loads(typed, salt="audit", max_age=3600)
    except (signing.BadSignature, ValueError, TypeError):
        return 0, ""
    return int(after), str(digest)
