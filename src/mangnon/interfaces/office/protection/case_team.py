"""Who belongs to a case's team, and who is named in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.accounts.queries import Colleague, find_colleagues
from mangnon.core.places.queries import list_hamlets, province
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.domain.protection.case_queries import CaseHead, head_of
from mangnon.domain.protection.errors import CaseNotFoundError
from mangnon.domain.protection.kinds import MemberRole, PersonRole
from mangnon.domain.protection.queries import view_case
from mangnon.domain.protection.team import add_member, end_member
from mangnon.domain.protection.work import remove_person, save_person
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.protection import case_shown
from mangnon.interfaces.office.protection.case_access import case_of, people_names, refusal_of
from mangnon.interfaces.office.protection.case_steps import not_now

_PERSON = (("name", "ten"), ("age", "tuoi"), ("relation", "quan_he"), ("where", "o_dau"))


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/nhom/``: find a colleague and take them in, or take somebody out."""
    scope, head = case_of(request, case_id)
    if not head.roles:
        return not_now(request, head)
    refused = ""
    if request.method == "POST":
        refused = _changed(request, scope, head)
        if not refused:
            return _after(scope, case_id)
    view = view_case(scope=scope, case_id=case_id)
    names = people_names([each.user_id for each in view.members])
    inside = {each.user_id for each in view.members if each.until is None}
    words = request.GET.get("ten", request.POST.get("ten", "")).strip()
    context = {
        "head": head,
        "members": case_shown.members(view, names=names),
        "words": words,
        "asked": "ten" in request.GET or bool(refused),
        "found": [each for each in _colleagues(scope, head, words) if each.id not in inside],
        "roles": [
            Option(value=value, label=label, chosen=value == MemberRole.HELPER) for value, label in MemberRole.choices
        ],
        "refused": refused,
    }
    return render(request, "office/protection/team.html", context, status=422 if refused else 200)


def _changed(request: HttpRequest, scope: Scope, head: CaseHead) -> str:
    if (member_id := read_key(request.POST.get("cho_ra", ""))) is not None:
        refused = refusal_of(lambda: end_member(scope=scope, case_id=head.id, member_id=member_id))
        if not refused:
            messages.success(request, "Người này không còn xem được trường hợp.")
        return refused
    user_id, role = read_key(request.POST.get("nguoi", "")), request.POST.get("vai_tro", "")
    if user_id is None or role not in MemberRole.values:
        return "Hãy chọn người và vai trò."
    if user_id not in {each.id for each in _colleagues(scope, head, "")}:
        return "Hãy chọn người trong danh sách."
    refused = refusal_of(lambda: add_member(scope=scope, case_id=head.id, user_id=user_id, role=MemberRole(role)))
    if not refused:
        messages.success(request, "Đã thêm vào nhóm; từ bây giờ người này xem được trường hợp.")
    return refused


def _after(scope: Scope, case_id: UUID) -> HttpResponse:
    try:
        head_of(scope=scope, case_id=case_id)
    except CaseNotFoundError:  # who took themselves out sees it no longer
        return redirect("office:cases")
    return redirect("office:case_team", case_id)


def _colleagues(scope: Scope, head: CaseHead, words: str) -> list[Colleague]:
    hamlets = [each.id for each in list_hamlets([head.commune_id], on=scope.on)]
    places = [head.commune_id, *hamlets, province(on=scope.on).id]
    return find_colleagues(scope=scope, words=words, place_ids=places, most=200)


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/nguoi/``: name somebody in a case, or take somebody off it; all of it is kept sealed."""
    scope, head = case_of(request, case_id)
    if not head.roles:
        return not_now(request, head)
    refused = ""
    if request.method == "POST":
        if (person_id := read_key(request.POST.get("bo", ""))) is not None:
            refused = refusal_of(lambda: remove_person(scope=scope, case_id=case_id, person_id=person_id))
        else:
            refused = _named(request, scope, case_id)
        if not refused:
            messages.success(request, "Đã lưu.")
            return redirect("office:case_people", case_id)
    view = view_case(scope=scope, case_id=case_id)
    chosen = request.POST.get("la", "")
    context = {
        "head": head,
        "people": case_shown.people(view),
        "roles": [Option(value=value, label=label, chosen=value == chosen) for value, label in PersonRole.choices],
        "values": {box: request.POST.get(box, "") for _, box in _PERSON},
        "refused": refused,
    }
    return render(request, "office/protection/people.html", context, status=422 if refused else 200)


def _named(request: HttpRequest, scope: Scope, case_id: UUID) -> str:
    role = request.POST.get("la", "")
    words = {name: request.POST.get(box, "").strip() for name, box in _PERSON}
    if role not in PersonRole.values:
        raise Http404
    if not (words["name"] or words["where"] or words["relation"]):
        return "Hãy ghi tên, hoặc ít nhất quan hệ hay nơi ở của người này."
    return refusal_of(lambda: save_person(scope=scope, case_id=case_id, role=PersonRole(role), words=words))
