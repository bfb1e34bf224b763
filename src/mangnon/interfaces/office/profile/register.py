"""Registering a child that a clerk types, after asking whether it is one already known."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mangnon.core.audit.services import record
from mangnon.core.content.matching import load_matching_parameters
from mangnon.core.places.queries import list_communes, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import birth_words
from mangnon.domain.children.lookalikes import Lookalike, find_lookalikes
from mangnon.domain.children.pairs import PairFound, note_pairs
from mangnon.domain.children.records import ChildRecord
from mangnon.domain.children.services import register_child
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.duplicates.words import sure_words
from mangnon.interfaces.office.ground import Ground, read_ground
from mangnon.interfaces.office.profile.forms import RegisterForm
from mangnon.interfaces.office.profile.writable import writer

REASONS_SHOWN = 3


@require_http_methods(["GET", "POST"])
def new_child(request: HttpRequest) -> HttpResponse:
    """``/tre/moi/``: the commune first where there are several, then the child, then whether it is known."""
    scope = writer(request)
    ground = read_ground(scope=scope, commune_code=request.GET.get("xa", ""), action=Action.WRITE)
    if ground.commune is None and (ground.everywhere or len(ground.communes) > 1):
        return render(request, "office/profile/choose_commune.html", {"communes": _communes(scope)})
    hamlets = [(str(place.id), place.full) for place in ground.hamlets]
    typed = request.POST if request.method == "POST" else None
    form = RegisterForm(typed, hamlets=hamlets, hamlet_needed=ground.commune is None)
    alike: list[Lookalike] = []
    seen = ""
    if request.method == "POST" and form.is_valid():
        told = _told(form, ground)
        alike = find_lookalikes(scope=scope, told=told)
        seen = _digest(form.questions, alike)
        if not seen or request.POST.get("van") == seen:
            return _registered(request, scope, told, alike)
        if alike:
            record(
                scope=scope, action="children.find_lookalikes", record_class=RecordClass.ORDINARY,
                subjects=[each.child_id for each in alike], place_id=told.commune_id,
            )  # fmt: skip
    return render(
        request,
        "office/profile/register.html",
        {
            "form": form,
            "place": ground.commune.full if ground.commune else "",
            "alike": [_shown(each) for each in alike],
            "questions": form.questions,
            "seen": seen,
        },
    )


def _communes(scope: Scope) -> list[Option]:
    reach = scope.reach(Action.WRITE, RecordClass.ORDINARY)
    mine = list_communes(on=scope.on) if reach.everywhere else names_of(reach.communes, on=scope.on).values()
    return [Option(value=place.code, label=place.full) for place in mine]


def _told(form: RegisterForm, ground: Ground) -> ChildRecord:
    chosen = form.cleaned_data["xom"]
    hamlet = next((place for place in ground.hamlets if str(place.id) == chosen), None)
    commune = ground.commune.id if ground.commune else hamlet.parent_id if hamlet else None
    return ChildRecord(
        commune_id=commune,
        hamlet_id=hamlet.id if hamlet else None,
        household_head=form.cleaned_data["chu_ho"],
        caregivers=form.parents(),
        synthetic=bool(hamlet and hamlet.synthetic),
        **form.profile(),
    )


def _digest(questions: list[str], alike: list[Lookalike]) -> str:
    """Return a word for what was asked, so that an answer counts only for the question it was given to."""
    asked = [*questions, *sorted(str(each.child_id) for each in alike)]
    return sha256("\n".join(asked).encode()).hexdigest()[:16] if asked else ""


def _registered(request: HttpRequest, scope: Scope, told: ChildRecord, alike: list[Lookalike]) -> HttpResponse:
    child_id = register_child(scope=scope, told=told)
    note_pairs(
        pairs=[
            PairFound(
                one=child_id,
                other=each.child_id,
                weight=each.comparison.weight or 0.0,
                codes=tuple(rule.level for rule in each.comparison.rules),
            )
            for each in alike
        ]
    )
    messages.success(request, "Đã đăng ký trẻ." + (" Cặp hồ sơ giống nhau nằm ở mục Rà trùng." if alike else ""))
    return redirect("office:child", child_id)


def _shown(found: Lookalike) -> dict[str, Any]:
    precision: Any = found.birth_precision
    comparison = found.comparison
    sentences = [each.sentence for each in (*comparison.rules, *comparison.speaking_for)]
    return {
        "url": reverse("office:child", args=[found.child_id]) if found.own else "",
        "ask_url": "" if found.own else reverse("office:ask_access", args=[found.child_id]),
        "name": found.name or NAMELESS,
        "born": birth_words(found.birth_date, precision=precision),
        "place": found.place,
        "sure": sure_words(
            weight=comparison.weight, parameters=load_matching_parameters(), same=comparison.verdict == "same"
        ),
        "why": list(dict.fromkeys(sentences))[:REASONS_SHOWN],
        "against": [each.sentence for each in comparison.speaking_against][:REASONS_SHOWN],
    }
