"""``/bao-tin/``: anybody tells of a worry without an account, and asks or adds later with the receipt's code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mangnon.core.clock import VIETNAM, today
from mangnon.domain.protection.errors import ReceiptUnknownError, ReportEmptyError
from mangnon.domain.protection.kinds import Channel
from mangnon.domain.protection.reporting import Worry, add_to_report, ask_receipt, receive_public_report
from mangnon.interfaces.public.address import client_address
from mangnon.interfaces.public.form01 import LONGEST, TOO_LONG, Typed, form_context, read_typed
from mangnon.interfaces.public.services import CODES, REPORTS, Pace, knock
from mangnon.interfaces.public.tokens import from_another_site, new_token, read_token

STATES = {
    "waiting": "Đã nhận. Cán bộ bảo vệ trẻ em đang xem.",
    "taken_up": "Đã nhận. Đang có người giúp.",
    "dealt_with": "Đã nhận và đã giải quyết xong.",
}
_STALE = "Trang này đã mở quá lâu. Những gì đã viết vẫn còn dưới đây: hãy xem lại rồi gửi một lần nữa."
_ELSEWHERE = "Lần gửi này đến từ một trang khác. Nếu chính bạn muốn gửi, hãy bấm gửi một lần nữa."
_TOO_LONG = "Có phần viết dài quá, nên tin chưa gửi được. Hãy rút ngắn phần có dấu đỏ."


@dataclass(frozen=True)
class Refused:
    """Why something was not taken: the sentence, the status, and after how many seconds it may be tried again."""

    sentence: str
    status: int = 422
    after_s: int = 0


View = Callable[[HttpRequest], HttpResponse]


def _without_account(view: View) -> View:
    # No cookie is read here (middleware.py), so there is no signed-in browser to protect; tokens.py tells the rest.
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wraps(view)(view)))  # type: ignore[no-any-return]


@_without_account
def tell(request: HttpRequest) -> HttpResponse:
    """``/bao-tin/``: form 01, everything optional; the answer to sending it is the receipt."""
    return _told(request, "public/tell.html")


@_without_account
def tell_as_child(request: HttpRequest) -> HttpResponse:
    """``/bao-tin/cho-em/``: three questions for a child."""
    return _told(request, "public/tell_as_child.html")


@_without_account
def receipt(request: HttpRequest) -> HttpResponse:
    """``/bao-tin/ma/``: how far a report has come, or something more to it, for who holds its code."""
    if request.method != "POST":
        return _page(request, "public/code.html", {"code": "", "more": ""})
    posted = _posted(request)
    code, more = posted.get("ma", "")[:LONGEST], posted.get("them", "").replace("\0", "")
    context: dict[str, Any] = {"code": code, "more": more}
    refused = _refusal(request, posted, CODES)
    if refused is None and len(more) > LONGEST:
        refused = Refused(TOO_LONG.format(most="4.000"))
    if refused is None:
        try:
            if "gui" in posted:
                add_to_report(code=code, text=more)
                context |= {"added": True, "more": ""}
            found = ask_receipt(code=code)
            context |= {"state": STATES[found.state], "additions": found.additions}
            context["received_at"] = found.received_at.astimezone(VIETNAM)
        except ReceiptUnknownError as unknown:
            refused = Refused(unknown.sentence, status=404)
        except ReportEmptyError:
            refused = Refused("Hãy viết điều bạn muốn nói thêm.")
    return _page(request, "public/code.html", context, refused)


def _told(request: HttpRequest, template: str) -> HttpResponse:
    on = today()
    if request.method != "POST":
        return _page(request, template, form_context(Typed(), on=on))
    posted = _posted(request)
    typed = read_typed(posted, on=on)
    refused = _refusal(request, posted, REPORTS)
    if refused is None and typed.errors:
        refused = Refused(_TOO_LONG)
    if refused is None:
        worry = Worry(
            told=typed.told, channel=Channel("public_page"), commune_id=typed.commune_id(on=on), urgent=typed.urgent,
            harms=typed.harms, told_by=typed.told_by, once=f"{read_token(posted.get('phieu', ''))}:{_digest(typed)}",
        )  # fmt: skip
        try:
            kept = receive_public_report(worry=worry)
        except ReportEmptyError as empty:
            refused = Refused(empty.sentence)
        else:
            # Who told is known only when they agreed; the page says what was kept, not what was typed.
            known = worry.told_by is not None and worry.told_by.given
            context = {"code": kept.code, "urgent": typed.urgent, "known": known, "child": "cho-em" in request.path}
            return _page(request, "public/receipt.html", context)
    return _page(request, template, form_context(typed, on=on), refused)


def _refusal(request: HttpRequest, posted: QueryDict, pace: Pace) -> Refused | None:
    """Tell why this may not be taken now; None where it may. Counts it first, whatever it is."""
    address = client_address(request.META, proxies=settings.TRUSTED_PROXIES)
    wait_s = knock(address=address, pace=pace)
    if wait_s:
        minutes = -(-wait_s // 60)
        words = f"Nơi này vừa gửi rất nhiều lần. Hãy chờ {minutes} phút rồi bấm gửi lại; điều đã viết vẫn còn ở đây."
        return Refused(f"{words} Nếu gấp, gọi ngay 111.", status=429, after_s=wait_s)
    if from_another_site(request):
        return Refused(_ELSEWHERE, status=403)
    if read_token(posted.get("phieu", "")) is None:
        return Refused(_STALE)
    return None


def _digest(typed: Typed) -> str:
    """Return a digest of all that was typed: a page sent again is the same report, one that was changed is another."""
    return hashlib.sha256(repr(typed).encode()).hexdigest()


def _posted(request: HttpRequest) -> QueryDict:
    """Return what was sent; a file has no place here and is not looked at."""
    return request.POST


def _page(
    request: HttpRequest, template: str, context: Mapping[str, Any], refused: Refused | None = None
) -> HttpResponse:
    """Answer with a page that carries a new form token; a refusal stands at its head."""
    told = {**context, "token": new_token(), "refused": refused, "exit_url": settings.PUBLIC_EXIT_URL}
    response = render(request, template, told, status=refused.status if refused else 200)
    if refused and refused.after_s:
        response.headers["Retry-After"] = str(refused.after_s)
    return response
