"""The log of merges: who joined what, when; each can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mangnon.core.web.parts import Column, Pages, page_links
from mangnon.domain.children.errors import ChildNotFoundError, UndoRefusedError
from mangnon.domain.children.pairs import undo_merge
from mangnon.domain.children.suspects import MergeDone, list_merges
from mangnon.interfaces.office.asked import Asked, read_asked
from mangnon.interfaces.office.duplicates.suspects import reader
from mangnon.interfaces.office.duplicates.words import count_words

MERGES_A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A merge as the log shows it."""

    done: MergeDone
    moved: str
    stayed: str
    undo_url: str


@require_GET
def merges(request: HttpRequest) -> HttpResponse:
    """Show merges, the newest first."""
    scope = reader(request)
    asked = read_asked(request.GET)
    start = (asked.page - 1) * MERGES_A_PAGE
    found, total = list_merges(scope=scope, limit=MERGES_A_PAGE, offset=start)
    if not found and start:
        return redirect(request.path)
    columns = (
        Column(label="Hồ sơ giữ lại"),
        Column(label="Hồ sơ được gộp vào"),
        Column(label="Ai gộp, khi nào"),
        Column(label="Đã chuyển sang"),
        Column(label="Tách lại"),
    )
    return render(
        request,
        "office/duplicates/merges.html",
        {"rows": [_row(each) for each in found], "columns": columns, "pages": _pages(asked, len(found), total)},
    )


@require_POST
def undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Part two records again."""
    scope = reader(request)
    try:
        undo_merge(scope=scope, merge_id=merge_id)
    except ChildNotFoundError as problem:
        raise Http404 from problem
    except UndoRefusedError as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "Đã tách lại thành hai hồ sơ; cặp này lại nằm trong danh sách chờ xem.")
    return redirect(reverse("office:merges"))


def _row(done: MergeDone) -> Row:
    may_undo = done.newest and done.undone_at is None and done.survivor.writable and done.absorbed.writable
    return Row(
        done=done,
        moved=count_words(done.moved),
        stayed=count_words(done.stayed),
        undo_url=reverse("office:undo_merge", kwargs={"merge_id": done.merge_id}) if may_undo else "",
    )


def _pages(asked: Asked, shown: int, total: int) -> Pages | None:
    last = -(-total // MERGES_A_PAGE)
    if last < 2:
        return None
    here = reverse("office:merges")
    start = (asked.page - 1) * MERGES_A_PAGE
    return Pages(
        first=start + 1,
        last=start + shown,
        total=total,
        links=page_links(page=asked.page, pages=last, url=f"{here}?trang={{page}}"),
        previous_url=f"{here}?trang={asked.page - 1}" if asked.page > 1 else "",
        next_url=f"{here}?trang={asked.page + 1}" if asked.page < last else "",
    )
