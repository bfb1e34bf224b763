"""Sending a referral about a child: choose what is asked, fill in, see exactly what the body will read, send."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.content.referrals import referral_content
from mangnon.core.content.screening import screening_tests
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import age_words
from mangnon.domain.children.queries import may_do
from mangnon.domain.referrals.queries import BodyRow, list_bodies, list_of_child, may_refer
from mangnon.domain.referrals.records import ToSend
from mangnon.domain.referrals.rules import SHORTEST_REASON
from mangnon.domain.referrals.services import LONGEST_TEXT, send_referral
from mangnon.domain.referrals.upward import cases_in_sight, works_on
from mangnon.domain.screening.records import Reached
from mangnon.domain.screening.rules import next_states
from mangnon.domain.screening.services import record_screening
from mangnon.domain.screening.terms import class_of_kind
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.child.page import get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.frame import scope_place, scope_roles
from mangnon.interfaces.office.referrals.section import referral_lines
from mangnon.interfaces.office.referrals.shared import (
    Offered,
    chosen_fields,
    digest_of,
    find_step,
    offer,
    read_fields,
)
from mangnon.vocab.errors import MangnonError
from mangnon.vocab.referral import ReferralKind

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child
    from mangnon.domain.screening.models import Screening


@dataclass(frozen=True)
class Start:
    """What a referral starts from: a child, and the step of a screening or the case it belongs to."""

    scope: Scope
    child: Child
    step: Screening | None
    case_id: UUID | None

    @property
    def query(self) -> str:
        """The same start in an address."""
        words = {"buoc": self.step.pk if self.step else "", "truong_hop": self.case_id or ""}
        told = {key: str(value) for key, value in words.items() if value}
        return f"?{urlencode(told)}" if told else ""

    def kinds(self) -> list[ReferralKind]:
        """What this sender may ask about this child: of a case only what belongs to cases, else the rest."""
        listed = referral_content(self.scope.on).kinds.values()
        if self.case_id:
            return [kind for kind in listed if kind.record_class == RecordClass.CASE]
        seen = {
            record_class: may_refer(scope=self.scope, child_id=self.child.pk, record_class=record_class)
            for record_class in (RecordClass.ORDINARY, RecordClass.HEALTH, RecordClass.SENSITIVE)
        }
        found = [kind for kind in listed if seen.get(RecordClass(kind.record_class), False)]
        if self.step is not None:
            found = [kind for kind in found if self.step.kind in kind.screenings]
        return found


def read_start(request: HttpRequest, child_id: UUID) -> Start:
    """Read what a referral starts from; 404 where the child, the step or the case is not the sender's."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child = get_child(request, child_id)
    if not may_do(scope=scope, action=Action.WRITE, record_class=RecordClass.REFERRAL, child=child):
        raise Http404
    step_id, case_id = read_key(request.GET.get("buoc", "")), read_key(request.GET.get("truong_hop", ""))
    step = find_step(scope=scope, child_id=child_id, step_id=step_id)
    if (step_id and step is None) or (case_id and cases_in_sight(scope=scope).get(case_id) != child_id):
        raise Http404
    if case_id and not works_on(scope=scope, case_id=case_id):
        raise Http404
    return Start(scope, child, step, case_id)


@require_GET
def choose(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/chuyen-gui/``: what may be asked about the child, and what was."""
    start = read_start(request, child_id)
    kinds = start.kinds()
    if start.step is not None and len(kinds) == 1:
        return redirect(reverse("office:refer", args=[child_id, kinds[0].code]) + start.query)
    context = {
        **_head(start),
        "kinds": kinds,
        "lines": referral_lines(
            rows=list_of_child(scope=start.scope, child_id=child_id), scope=start.scope, results={}
        ),
    }
    return render(request, "office/referrals/choose.html", context)


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, child_id: UUID, kind: str) -> HttpResponse:
    """``/tre/<uuid>/chuyen-gui/<kind>/``: fill in, look at what the body will read, then send just that."""
    start = read_start(request, child_id)
    asked = next((each for each in start.kinds() if each.code == kind), None)
    if asked is None:
        raise Http404
    form = _Form.read(request, start, asked)
    step = request.POST.get("viec", "")
    if request.method == "GET" or step == "sua":
        return _page(request, start, form, "form")
    form = form.checked()
    if form.errors:
        return _page(request, start, form, "form", status=422)
    told = form.told(start)
    if step != "gui":
        return _page(request, start, form, "preview", told=told)
    if request.POST.get("da_xem", "") != digest_of(told):
        messages.warning(request, "Thông tin của trẻ vừa thay đổi; hãy xem lại rồi gửi.")
        return _page(request, start, form, "preview", told=told, status=422)
    try:
        send_referral(scope=start.scope, child_id=child_id, told=told)
    except MangnonError as refused:
        return _page(request, start, replace(form, errors={"form": refused.sentence}), "form", status=422)
    _tell_path(start, form)
    messages.success(request, f"Đã gửi đến {form.body_name}. Nơi nhận chỉ đọc được những gì vừa xem.")
    return redirect(reverse("office:child", args=[child_id]) + "#chuyen-gui")


@dataclass(frozen=True)
class _Form:
    kind: ReferralKind
    bodies: tuple[BodyRow, ...]
    offered: tuple[Offered, ...]
    body_id: UUID | None
    asked: str
    errors: dict[str, str]

    @staticmethod
    def read(request: HttpRequest, start: Start, kind: ReferralKind) -> _Form:
        """Read what was typed, or what the form begins with."""
        posted = request.POST
        texts = read_fields(scope=start.scope, child=start.child, kind=kind, step=start.step)
        ticked = {
            code: " ".join(posted.get(f"vi_sao_{code}", "").split())[:200]
            for code in kind.may_add
            if posted.get(f"kem_{code}")
        }
        bodies = _bodies(start, kind)
        chosen = read_key(posted.get("co_quan", "")) if request.method == "POST" else None
        if chosen is None and len(bodies) == 1:
            chosen = bodies[0].id
        asked = posted.get("noi_dung", "").replace("\r\n", "\n") if request.method == "POST" else kind.asks
        content = referral_content(start.scope.on)
        return _Form(kind, bodies, offer(kind=kind, content=content, texts=texts, ticked=ticked), chosen, asked, {})

    def checked(self) -> _Form:
        """Return the form with what is wrong with it."""
        errors = {}
        if self.body_id not in {each.id for each in self.bodies}:
            errors["co_quan"] = "Hãy chọn cơ quan nhận."
        if not self.asked.strip():
            errors["noi_dung"] = "Hãy ghi điều cần nơi nhận giúp."
        elif len(self.asked) > LONGEST_TEXT:
            errors["noi_dung"] = f"Nội dung dài quá {LONGEST_TEXT} chữ; hãy viết ngắn hơn."
        offered = tuple(
            replace(each, error="Hãy ghi vì sao nơi nhận cần biết điều này.")
            if each.chosen and len(each.why) < SHORTEST_REASON
            else each
            for each in self.offered
        )
        if any(each.error for each in offered):
            errors["kem"] = "Mục kèm thêm cần có lý do."
        return replace(self, offered=offered, errors=errors)

    @property
    def body_name(self) -> str:
        """The chosen body."""
        return next((each.name for each in self.bodies if each.id == self.body_id), "")

    def told(self, start: Start) -> ToSend:
        """Return exactly what is shown before sending, and then sent."""
        assert self.body_id is not None
        return ToSend(
            kind=self.kind.code,
            body_id=self.body_id,
            asked=self.asked.strip(),
            fields=chosen_fields(self.offered),
            sender=f"{scope_roles(start.scope)}, {scope_place(start.scope)}",
            step_id=start.step.pk if start.step else None,
            case_id=start.case_id,
        )


def _bodies(start: Start, kind: ReferralKind) -> tuple[BodyRow, ...]:
    """Return the bodies it may go to: of the child's commune, then of the whole province; other communes for that."""
    home = start.child.commune_id
    found = [
        each
        for each in list_bodies(scope=start.scope, kinds=kind.bodies)
        if each.commune_id in (None, home) or each.kind == "other_commune"
    ]
    return tuple(sorted(found, key=lambda each: (each.commune_id is None, kind.bodies.index(each.kind), each.name)))


def _tell_path(start: Start, form: _Form) -> None:
    """Let the path of the screening say that the child was referred, where that follows and is the sender's to say."""
    step = start.step
    if step is None:
        return
    test = screening_tests(start.scope.on).get(step.kind)
    may_write = may_do(scope=start.scope, action=Action.WRITE, record_class=class_of_kind(step.kind), child=start.child)
    if test and may_write and "referred" in next_states(test, before=step.state):
        told = Reached(
            on=start.scope.on, kind=step.kind, state="referred", findings=tuple(step.findings),
            referred_to=form.body_name[:120],
        )  # fmt: skip
        record_screening(scope=start.scope, child_id=start.child.pk, told=told, source="chuyển gửi")


def _head(start: Start) -> dict[str, Any]:
    child = start.child
    precision: Any = child.birth_precision
    return {
        "child": child,
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=start.scope.on, precision=precision),
        "query": start.query,
    }


def _page(
    request: HttpRequest, start: Start, form: _Form, page: str, *, told: ToSend | None = None, status: int = 200
) -> HttpResponse:
    options = tuple(Option(value=str(each.id), label=each.name, chosen=each.id == form.body_id) for each in form.bodies)
    context = {
        **_head(start),
        "kind": form.kind,
        "form": form,
        "bodies": (Option(value="", label="Chọn cơ quan"), *options),
        "needed": [each for each in form.offered if each.needed],
        "added": [each for each in form.offered if not each.needed],
        "told": told,
        "already": [
            row for row in list_of_child(scope=start.scope, child_id=start.child.pk)
            if row.open and row.kind == form.kind.code
        ],
        "digest": digest_of(told) if told else "",
        "accept": span_words(form.kind.accept.hours, form.kind.accept.working_days),
        "done": span_words(form.kind.done.hours, form.kind.done.working_days),
    }  # fmt: skip
    return render(request, f"office/referrals/{page}.html", context, status=status)


def span_words(hours: int, working_days: int) -> str:
    """Return "3 ngày làm việc" or "24 giờ"."""
    return f"{working_days} ngày làm việc" if working_days else f"{hours} giờ"
