"""Two records side by side, and what a person decides: one child, two children, or later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from mangnon.core.audit.services import record
from mangnon.core.content import content_root
from mangnon.core.content.exchange import load_exchange_content
from mangnon.core.content.matching import load_matching_parameters
from mangnon.core.places.queries import find_commune, names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.comparing import Comparison, compare_children
from mangnon.domain.children.errors import ChildNotFoundError
from mangnon.domain.children.pairs import decide_different, merge_children, put_off_pair
from mangnon.domain.children.suspects import (
    Suspect,
    carers_of_pair,
    count_facts,
    find_suspect,
    next_suspect,
    was_decided,
)
from mangnon.interfaces.office.asked import Asked, read_asked
from mangnon.interfaces.office.duplicates.compared import compared_fields
from mangnon.interfaces.office.duplicates.proposal import CARERS, LABELS, Question, better_record, questions
from mangnon.interfaces.office.duplicates.suspects import reader
from mangnon.interfaces.office.duplicates.words import count_words, sure_words

if TYPE_CHECKING:
    from mangnon.domain.children.models import Caregiver

FIRST, SECOND = "first", "second"


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Show a pair, or carry out what was decided and go on to the next."""
    scope = reader(request)
    asked = read_asked(request.GET)
    suspect = find_suspect(scope=scope, pair_id=pair_id)
    if suspect is None:
        if not was_decided(scope=scope, pair_id=pair_id):
            raise Http404
        messages.info(request, "Cặp này đã có người quyết định.")
        return _onward(scope, pair_id, asked)
    if request.method == "POST":
        return _decided(request, scope, suspect, asked)
    return _shown(request, scope, suspect, asked, refused="")


def _decided(request: HttpRequest, scope: Scope, suspect: Suspect, asked: Asked) -> HttpResponse:
    verb = request.POST.get("quyet", "")
    try:
        if verb == "sau":
            put_off_pair(scope=scope, pair_id=suspect.pair_id)
            messages.info(request, "Đã để lại xem sau; cặp này nằm cuối danh sách.")
        elif verb == "khac":
            decide_different(scope=scope, pair_id=suspect.pair_id)
            messages.success(request, "Đã ghi là hai trẻ khác nhau; sẽ không hỏi lại cặp này.")
        elif verb == "gop":
            missing = _merge(request, scope, suspect)
            if missing:
                return _shown(request, scope, suspect, asked, refused=missing)
            messages.success(request, "Đã gộp hai hồ sơ. Nếu nhầm, vào mục Đã gộp để tách lại.")
        else:
            return redirect(request.get_full_path())
    except ChildNotFoundError as problem:
        raise Http404 from problem
    return _onward(scope, suspect.pair_id, asked)


def _merge(request: HttpRequest, scope: Scope, suspect: Suspect) -> str:
    """Merge as chosen; returns what is still to be said, empty when it is done."""
    keys = {FIRST: suspect.first.child_id, SECOND: suspect.second.child_id}
    stays = request.POST.get("giu", "")
    if stays not in keys:
        return "Anh chị chọn hồ sơ được giữ lại."
    goes = SECOND if stays == FIRST else FIRST
    chosen = {name: request.POST.get(name, "") for name in LABELS}
    open_ = [each.label for each in _questions(scope, suspect, keep=keys[stays]) if chosen[each.name] not in keys]
    if open_:
        return f"Anh chị còn phải chọn: {', '.join(open_)}."
    taken = {name for name, side in chosen.items() if side == goes}
    merge_children(
        scope=scope,
        survivor_id=keys[stays],
        absorbed_id=keys[goes],
        take=taken - set(CARERS),
        carers={CARERS[name] for name in taken & set(CARERS)},
    )
    return ""


def _onward(scope: Scope, pair_id: UUID, asked: Asked) -> HttpResponse:
    commune = find_commune(asked.commune, on=scope.on) if asked.commune else None
    following = next_suspect(
        scope=scope, after=pair_id, commune_id=commune.id if commune else None, hamlet_id=asked.hamlet
    )
    query = asked.query() if asked.commune or asked.hamlet else ""
    if following is None:
        return redirect(reverse("office:duplicates") + query)
    return redirect(reverse("office:pair", kwargs={"pair_id": following}) + query)


def _shown(request: HttpRequest, scope: Scope, suspect: Suspect, asked: Asked, *, refused: str) -> HttpResponse:
    keys = (suspect.first.child_id, suspect.second.child_id)
    comparison = compare_children(first_id=keys[0], second_id=keys[1])
    carers = carers_of_pair(suspect=suspect)
    facts = _facts(scope, suspect)
    record(scope=scope, action="children.compare_pair", record_class=RecordClass.ORDINARY, subjects=list(carers))
    keep = _keep(suspect, facts)
    return render(
        request,
        "office/duplicates/pair.html",
        {
            "suspect": suspect,
            "fields": compared_fields(
                first=suspect.first,
                second=suspect.second,
                comparison=comparison,
                carers=carers,
                ethnic_names=_ethnic_names(),
                facts=facts,
            ),
            "verdict": _verdict(comparison),
            "rules": [each.sentence for each in comparison.rules],
            "questions": _answered(request, _questions(scope, suspect, keep=keep, carers=carers)) if keep else [],
            "keep": request.POST.get("giu") or (FIRST if keep == keys[0] else SECOND),
            "facts": {
                FIRST: count_words(facts.get(keys[0], {})) or "chưa ghi nhận gì",
                SECOND: count_words(facts.get(keys[1], {})) or "chưa ghi nhận gì",
            },
            "elsewhere": suspect.second if not suspect.second.writable else suspect.first,
            "apart": suspect.first.commune != suspect.second.commune,
            "since": localtime(suspect.found_at).date(),
            "refused": refused,
            "list_url": reverse("office:duplicates") + (asked.query() if asked.commune or asked.hamlet else ""),
        },
        status=422 if refused else 200,
    )


def _verdict(comparison: Comparison) -> str:
    sure = sure_words(
        weight=comparison.weight, parameters=load_matching_parameters(), same=comparison.verdict == "same"
    )
    return (
        f"{sure}: {len(comparison.speaking_for)} điều nói là một trẻ, "
        f"{len(comparison.speaking_against)} điều nói là hai trẻ."
    )


def _facts(scope: Scope, suspect: Suspect) -> dict[UUID, dict[str, int]]:
    reach = scope.reach(Action.SEE, RecordClass.HEALTH)
    keys = [
        side.child_id
        for side in (suspect.first, suspect.second)
        if side.child
        and reach.covers(
            commune_id=side.child.commune_id,
            hamlet_id=side.child.hamlet_id,
            open_communes=side.child.open_communes,
        )
    ]
    return count_facts(keys)


def _keep(suspect: Suspect, facts: dict[UUID, dict[str, int]]) -> UUID | None:
    first, second = suspect.first.child, suspect.second.child
    if not suspect.decidable or first is None or second is None:
        return None
    return better_record(first=first, second=second, facts=facts).id


def _questions(
    scope: Scope, suspect: Suspect, *, keep: UUID, carers: dict[UUID, list[Caregiver]] | None = None
) -> list[Question]:
    first, second = suspect.first.child, suspect.second.child
    if first is None or second is None:
        return []
    hamlets = {child.hamlet_id for child in (first, second) if child.hamlet_id}
    return questions(
        first=first,
        second=second,
        carers=carers if carers is not None else carers_of_pair(suspect=suspect),
        keep=keep,
        places=names_of(hamlets, on=scope.on),
        ethnic_names=_ethnic_names(),
    )


def _answered(request: HttpRequest, asked: list[Question]) -> list[dict[str, Any]]:
    """Return the questions with what a person has chosen so far, or else what is proposed."""
    return [
        {"about": each, "chosen": request.POST.get(each.name, "") or each.chosen, "key": f"chon-{each.name}"}
        for each in asked
    ]


def _ethnic_names() -> dict[str, str]:
    groups = load_exchange_content(content_root() / "exchange").ethnic.groups
    return {code: names[0] for code, names in groups}
