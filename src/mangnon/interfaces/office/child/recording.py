"""Recording a fact of one child, and correcting or withdrawing one; what is doubtful is asked twice, never blocked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.content.immunization import load_vietnam
from mangnon.core.scope.rights import Action
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import age_words, date_words, read_date
from mangnon.domain.children.queries import may_do
from mangnon.domain.growth.queries import list_measurements
from mangnon.domain.growth.rules import Body, ask, ask_without_age, score
from mangnon.domain.growth.services import correct_weight, record_weight
from mangnon.domain.growth.standards import practice, standards
from mangnon.domain.immunization.queries import list_doses, observations_of
from mangnon.domain.immunization.rules import GivenDose, vaccination_card
from mangnon.domain.immunization.services import (
    Given,
    Observed,
    correct_dose,
    record_dose,
    record_observation,
    withdraw_observation,
)
from mangnon.domain.immunization.terms import product_words
from mangnon.domain.nutrition.services import Taken, record_supplement, withdraw_supplement
from mangnon.domain.nutrition.terms import SupplementKind
from mangnon.domain.outreach.services import Visited, record_visit, withdraw_visit
from mangnon.domain.outreach.terms import VisitPurpose
from mangnon.interfaces.office.child.cautions import barred_question, condition_options, read_observed
from mangnon.interfaces.office.child.growth import bodies_of
from mangnon.interfaces.office.child.page import CLASS_OF_KIND, RECORD_WORDS, get_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.sessions.quantities import Quantity, read_arm, read_length, read_weight
from mangnon.vocab.errors import MangnonError

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child

_EXAMINED = {"da": True, "chua": False}
_WITHDRAW = {"luu-y": withdraw_observation, "uong": withdraw_supplement, "tham": withdraw_visit}


@dataclass
class Typed:
    """What a form said: values to keep, errors by field, and questions to be confirmed."""

    on: date | None = None
    errors: dict[str, str] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    body: Body | None = None
    given: Given | None = None
    observed: Observed | None = None

    def confirmation(self) -> str:
        """Return the word that confirms what was typed under just these questions: other numbers are asked anew."""
        told = repr((self.on, self.body, self.given, self.observed, self.questions))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@require_http_methods(["GET", "POST"])
def record_fact(request: HttpRequest, child_id: UUID, kind: str) -> HttpResponse:
    """``/tre/<uuid>/ghi/<kind>/``: record one fact; a screening has pages of its own."""
    if kind == "sang-loc":
        return redirect("office:screenings", child_id)
    child = _writable(request, child_id, kind)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    typed = Typed()
    if request.method == "POST":
        typed = _read(scope, child, kind, request.POST)
        if not typed.errors and (not typed.questions or request.POST.get("confirmed") == typed.confirmation()):
            try:
                _keep(scope, child, kind, request.POST, typed)
            except MangnonError as refused:
                typed.errors["form"] = refused.sentence
            else:
                messages.success(request, f"Đã ghi: {RECORD_WORDS[kind].lower()} ngày {date_words(typed.on)}.")
                return redirect("office:child", child_id)
    return _form(request, child, kind, typed, values=request.POST)


@require_http_methods(["GET", "POST"])
def correct_fact(request: HttpRequest, child_id: UUID, kind: str, fact_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/ghi/<kind>/<uuid>/``: correct or withdraw a fact with the reason; the old one stays to be seen."""
    child = _writable(request, child_id, kind)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    standing = _standing(scope, child, kind, fact_id)
    if kind == "sang-loc":
        return redirect("office:screen_fact", child_id, standing.kind, fact_id)
    typed = Typed()
    if request.method == "POST":
        reason = " ".join(request.POST.get("ly_do", "").split())[:200]
        withdrawing = "rut" in request.POST
        typed = Typed() if withdrawing else _read(scope, child, kind, request.POST, without=fact_id)
        if len(reason) < 3:
            typed.errors["ly_do"] = "Hãy ghi lý do sửa, để người xem sau hiểu."
        if not typed.errors and (not typed.questions or request.POST.get("confirmed") == typed.confirmation()):
            try:
                _correct(scope, kind, fact_id, None if withdrawing else typed, reason)
            except MangnonError as refused:
                typed.errors["form"] = refused.sentence
            else:
                messages.success(
                    request, "Đã rút điều ghi nhầm." if withdrawing else "Đã sửa; điều cũ vẫn còn trong sổ."
                )
                return redirect("office:child", child_id)
    values = request.POST if request.method == "POST" else _values_of(kind, standing)
    return _form(request, child, kind, typed, values=values, standing=standing)


def _writable(request: HttpRequest, child_id: UUID, kind: str) -> Child:
    child = get_child(request, child_id)
    record_class = CLASS_OF_KIND.get(kind)
    if record_class is None or not may_do(
        scope=request.scope,  # type: ignore[attr-defined]
        action=Action.WRITE,
        record_class=record_class,
        child=child,
    ):
        raise Http404
    return child


def _standing(scope: Scope, child: Child, kind: str, fact_id: UUID) -> Any:
    from mangnon.interfaces.office.child.timeline import read_facts

    facts = read_facts(scope=scope, child_id=child.pk)
    lists: dict[str, Any] = {
        "can": facts.weighings, "tiem": facts.doses, "uong": facts.supplements, "sang-loc": facts.screenings,
        "tham": facts.visits, "luu-y": facts.observations,
    }  # fmt: skip
    found = next((each for each in lists[kind] if each.pk == fact_id and each.superseded_at is None), None)
    if found is None:
        raise Http404
    return found


def _read(scope: Scope, child: Child, kind: str, posted: QueryDict, without: UUID | None = None) -> Typed:
    typed = Typed(on=read_date(posted.get("ngay", "")))
    if typed.on is None:
        typed.errors["ngay"] = "Chưa đọc được ngày; hãy gõ như 24/11/2026."
    elif typed.on > scope.on:
        typed.errors["ngay"] = "Ngày ở tương lai; hãy gõ ngày đã làm."
    elif child.birth_date and child.birth_precision == "day" and typed.on < child.birth_date:
        typed.errors["ngay"] = f"Ngày này trước ngày sinh ({date_words(child.birth_date)}); hãy xem lại."
    if kind == "can":
        _read_body(scope, child, posted, typed, without)
    elif kind == "tiem":
        _read_dose(scope, child, posted, typed, without)
    elif kind == "luu-y":
        typed.observed, wrong = read_observed(posted, typed.on)
        typed.errors |= wrong
    elif kind == "uong" and posted.get("loai") not in SupplementKind.values:
        typed.errors["loai"] = "Hãy chọn loại."
    elif kind == "tham" and posted.get("loai") not in VisitPurpose.values:
        typed.errors["loai"] = "Hãy chọn mục đích thăm."
    return typed


def _read_body(scope: Scope, child: Child, posted: QueryDict, typed: Typed, without: UUID | None) -> None:
    told: dict[str, Quantity] = {
        "can_nang": read_weight(posted.get("can_nang", "")),
        "chieu_cao": read_length(posted.get("chieu_cao", "")),
        "vong_dau": read_length(posted.get("vong_dau", "")),
        "vong_tay": read_arm(posted.get("vong_tay", "")),
    }
    typed.errors |= {name: quantity.problem for name, quantity in told.items() if quantity.problem}
    typed.questions += [quantity.question for quantity in told.values() if quantity.question]
    if not any(quantity.value or quantity.problem for quantity in told.values()):
        typed.errors["can_nang"] = "Chưa có số đo nào; hãy ghi cân nặng hoặc chiều cao."
    if typed.errors or typed.on is None:
        return
    typed.body = Body(
        on=typed.on,
        weight_g=told["can_nang"].value,
        length_mm=told["chieu_cao"].value,
        position=posted.get("tu_the", "") if posted.get("tu_the") in {"l", "h"} else "",
        head_mm=told["vong_dau"].value,
        arm_mm=told["vong_tay"].value,
        oedema=bool(posted.get("phu")),
    )
    known = [each for each in list_measurements(scope=scope, child_id=child.pk) if each.pk != without]
    before = [body for body in bodies_of(known) if body.on < typed.on]
    typed.questions += [question.sentence for question in _questions(scope, child, typed.body, before)]


def _questions(scope: Scope, child: Child, new: Body, before: list[Body]) -> list[Any]:
    held = practice(scope.on)
    last = before[-1] if before else None
    if not (child.birth_date and child.birth_precision == "day"):
        return ask_without_age(new=new, last=last, practice=held)
    scored = score(
        sex=child.sex,
        birth=child.birth_date,
        bodies=[*([last] if last else []), new],
        standards=standards(),
        practice=held,
    )
    return ask(new=scored[-1], last=scored[-2] if len(scored) > 1 else None, practice=held)


def _read_dose(scope: Scope, child: Child, posted: QueryDict, typed: Typed, without: UUID | None) -> None:
    product = posted.get("loai", "")
    if product not in {option.value for option in _products()}:
        typed.errors["loai"] = "Hãy chọn vắc xin."
    if typed.errors or typed.on is None:
        return
    known = list_doses(scope=scope, child_id=child.pk)
    typed.given = Given(
        on=typed.on,
        product=product,
        maker=posted.get("hang", "").strip()[:40],
        lot=posted.get("lo", "").strip()[:40],
        site=posted.get("noi", "").strip()[:120],
        stated_number=next((each.stated_number for each in known if each.pk == without), None),
        examined=_EXAMINED.get(posted.get("kham", "")),
    )
    observed = observations_of(scope=scope, child_ids=[child.pk]).get(child.pk, [])
    if barred := barred_question(observations=observed, product=product, on=typed.on):
        typed.questions.append(barred)
    if not (child.birth_date and child.birth_precision == "day"):
        return
    doses = [GivenDose(each.on, each.product, each.maker) for each in known if each.pk != without]
    card = vaccination_card(
        sex=child.sex,
        birth=child.birth_date,
        doses=[*doses, GivenDose(typed.on, product)],
        on=scope.on,
        schedule=load_vietnam(),
    )
    judged = [each for row in card.rows for each in row.given] + list(card.uncounted) if card else []
    mine = [each for each in judged if each.on == typed.on and each.product == product]
    if mine and not any(each.valid for each in mine):
        reasons = " ".join(dict.fromkeys(reason for each in mine for reason in each.reasons))
        typed.questions.append(f"Mũi này sẽ không được tính. {reasons}")


def _keep(scope: Scope, child: Child, kind: str, posted: QueryDict, typed: Typed) -> None:
    assert typed.on is not None
    if kind == "can" and typed.body:
        record_weight(scope=scope, child_id=child.pk, measured=_measured(typed.body))
    elif kind == "tiem" and typed.given:
        record_dose(scope=scope, child_id=child.pk, given=typed.given)
    elif kind == "luu-y" and typed.observed:
        record_observation(scope=scope, child_id=child.pk, observed=typed.observed)
    elif kind == "uong":
        record_supplement(scope=scope, child_id=child.pk, told=Taken(on=typed.on, kind=posted["loai"]))
    else:
        note = posted.get("ghi_chu", "").strip()[:500]
        record_visit(scope=scope, child_id=child.pk, told=Visited(on=typed.on, purpose=posted["loai"], note=note))


def _correct(scope: Scope, kind: str, fact_id: UUID, typed: Typed | None, reason: str) -> None:
    if kind == "can":
        measured = _measured(typed.body) if typed and typed.body else None
        correct_weight(scope=scope, fact_id=fact_id, measured=measured, reason=reason)
    elif kind == "tiem":
        correct_dose(scope=scope, fact_id=fact_id, given=typed.given if typed else None, reason=reason)
    else:
        _WITHDRAW[kind](scope=scope, fact_id=fact_id, reason=reason)


def _measured(body: Body) -> Any:
    from mangnon.domain.growth.records import Measured

    return Measured(
        on=body.on,
        weight_g=body.weight_g,
        length_mm=body.length_mm,
        position=body.position,
        head_mm=body.head_mm,
        arm_mm=body.arm_mm,
        oedema=body.oedema,
    )


def _values_of(kind: str, standing: Any) -> dict[str, str]:
    values = {"ngay": date_words(standing.on)}
    if kind == "can":
        numbers = {
            "can_nang": (standing.weight_g, 1000), "chieu_cao": (standing.length_mm, 10),
            "vong_dau": (standing.head_mm, 10), "vong_tay": (standing.arm_mm, 10),
        }  # fmt: skip
        values |= {name: f"{value / unit:g}".replace(".", ",") for name, (value, unit) in numbers.items() if value}
        values |= {"tu_the": standing.position, "phu": "1" if standing.oedema else ""}
    if kind == "tiem":
        values |= {"loai": standing.product, "hang": standing.maker, "lo": standing.lot, "noi": standing.site}
        values |= {"kham": next((word for word, said in _EXAMINED.items() if said is standing.examined), "")}
    return values


def _products(chosen: Any = None) -> list[Option]:
    codes = [product.code for product in load_vietnam().versions[-1].products]
    words = {code: product_words(code)[:1].upper() + product_words(code)[1:] for code in codes}
    return [Option(value=code, label=label, chosen=code == chosen) for code, label in words.items()]


# Nothing stands chosen before someone chooses: a vaccine saved unread would be a wrong fact.
_CHOOSE = {"tiem": "Chọn vắc xin", "luu-y": "Chọn lưu ý", "uong": "Chọn loại", "tham": "Chọn mục đích"}


def _options(kind: str, chosen: Any) -> list[Option]:
    if kind == "tiem":
        listed = [(option.value, option.label) for option in _products()]
    elif kind == "luu-y":
        listed = condition_options()
    else:
        choices: dict[str, Any] = {"uong": SupplementKind, "tham": VisitPurpose}
        listed = (
            [(value, str(label)[:1].upper() + str(label)[1:]) for value, label in choices[kind].choices]
            if kind in choices
            else []
        )
    nothing_yet = [("", _CHOOSE[kind])] if kind in _CHOOSE and not chosen else []
    return [Option(value=value, label=label, chosen=value == chosen) for value, label in nothing_yet + listed]


def _form(
    request: HttpRequest, child: Child, kind: str, typed: Typed, *, values: Any, standing: Any = None
) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    default = "l" if child.birth_date and (scope.on - child.birth_date).days < 731 else "h"
    position = values.get("tu_the", default)
    context = {
        "child": child,
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=scope.on, precision=child.birth_precision),  # type: ignore[arg-type]
        "kind": kind,
        "title": RECORD_WORDS[kind],
        "typed": typed,
        "values": values,
        "day": values.get("ngay") or date_words(scope.on),
        "options": _options(kind, values.get("loai")),
        "positions": [
            Option(value="l", label="Nằm", chosen=position == "l"),
            Option(value="h", label="Đứng", chosen=position == "h"),
        ],
        "examined": [
            Option(value=value, label=label, chosen=value == values.get("kham", ""))
            for value, label in (("", "Không rõ"), ("da", "Đã khám"), ("chua", "Chưa khám"))
        ],
        "vaccines": [Option(value="", label="Không ghi"), *_products(values.get("vac_xin"))] if kind == "luu-y" else [],
        "standing": standing,
        "editable": kind in {"can", "tiem"},
    }
    refused = bool(typed.errors or typed.questions)
    return render(request, "office/child/record.html", context, status=422 if refused else 200)
