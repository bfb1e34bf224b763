"""The child's page: who, what is owed and why, what was recorded, growth, vaccinations, family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from mangnon.core.accounts.services import account_names
from mangnon.core.audit.services import record
from mangnon.core.content.children import circumstance_names
from mangnon.core.content.immunization import load_vietnam
from mangnon.core.places.queries import names_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.roles import reading_as_service
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import age_words, birth_words
from mangnon.domain.children.access import list_questions
from mangnon.domain.children.history import list_changes
from mangnon.domain.children.queries import find_child, may_do, place_words, survivor_of
from mangnon.domain.children.surroundings import ChildRecords, read_records
from mangnon.domain.immunization.rules import GivenDose, vaccination_card
from mangnon.domain.screening.queries import list_screenings
from mangnon.domain.screening.terms import class_of_kind
from mangnon.domain.worklist.queries import ChildDues, list_dues
from mangnon.interfaces.office.child.cautions import caution_lines, seen_of
from mangnon.interfaces.office.child.growth import growth_charts, score_measurements
from mangnon.interfaces.office.child.growth_course import growth_course
from mangnon.interfaces.office.child.support import support_of
from mangnon.interfaces.office.child.timeline import KINDS, read_facts, timeline
from mangnon.interfaces.office.child.vaccines import vaccine_rows
from mangnon.interfaces.office.due_lines import NAMELESS, due_line, last_facts
from mangnon.interfaces.office.profile.consents import consent_lines
from mangnon.interfaces.office.referrals.section import child_section
from mangnon.interfaces.office.safety.of_child import safety_section
from mangnon.interfaces.office.screening.paths import PathLine, path_lines

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child

SEX_WORDS = {"m": "Nam", "f": "Nữ"}
CLASS_OF_KIND = {
    "can": RecordClass.HEALTH,
    "tiem": RecordClass.HEALTH,
    "uong": RecordClass.HEALTH,
    "luu-y": RecordClass.HEALTH,
    "sang-loc": RecordClass.HEALTH,
    "tham": RecordClass.ORDINARY,
}
RECORD_WORDS = {
    "can": "Cân đo",
    "tiem": "Mũi tiêm",
    "uong": "Vitamin A, tẩy giun",
    "luu-y": "Chống chỉ định, hoãn tiêm",
    "sang-loc": "Sàng lọc",
    "tham": "Lần thăm",
}
# Addresses of the profile's forms, each with the word of its button.
_FORMS = (
    ("edit_child", "Sửa thông tin"),
    ("caregivers", "Người chăm sóc"),
    ("household", "Hộ gia đình"),
    ("circumstances", "Hoàn cảnh"),
    ("move_child", "Chuyển nơi ở"),
    ("end_child", "Kết thúc theo dõi"),
    ("consents", "Sự đồng ý"),
    ("photo", "Ảnh"),
)


def get_child(request: HttpRequest, child_id: UUID) -> Child:
    """Return a child within the reader's scope, or answer 404; whether it exists elsewhere is not told."""
    child = find_child(scope=request.scope, child_id=child_id)  # type: ignore[attr-defined]
    if child is None:
        raise Http404
    return child


@require_GET
def child_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/``; that it was read is in the log."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    into = survivor_of(child_id)
    if into is not None and find_child(scope=scope, child_id=into):
        return redirect("office:child", into)
    child = get_child(request, child_id)
    records = read_records(scope=scope, child=child)
    health = may_do(scope=scope, action=Action.SEE, record_class=RecordClass.HEALTH, child=child)
    record(
        scope=scope, action="children.open_child", subjects=[child_id], place_id=child.commune_id,
        record_class=RecordClass.SENSITIVE if records.sees_sensitive else RecordClass.ORDINARY,
        request_id=getattr(request, "request_id", None),
    )  # fmt: skip
    context = {
        "child": child,
        "name": child.full_name or NAMELESS,
        "dues": _dues(scope, child),
        "health": health,
        "questions": list_questions(scope=scope, child_id=child_id),
        **_head(scope, child, records),
        **_facts(request, scope, child, records),
        **_paths(scope, child),
        **child_section(scope=scope, child=child),
        **safety_section(scope=scope, child=child, health=health),
        **_around(scope, child, records),
        **_actions(scope, child),
        "support": support_of(scope=scope, child_id=child_id),
    }
    return render(request, "office/child/page.html", context)


def _head(scope: Scope, child: Child, records: ChildRecords) -> dict[str, Any]:
    names = circumstance_names(scope.on)
    matters = [
        " ".join(part for part in (names.group(each.group_code), names.subtype(each.group_code, each.subtype)) if part)
        for each in records.circumstances_on(scope.on)
    ]
    matters += [names.risk(each.code) for each in records.risks_on(scope.on)]
    if child.multiple_birth:
        matters.append("sinh đôi, sinh ba")
    carer = records.caregivers[0] if records.caregivers else None
    keys = {key for key in (child.commune_id, child.hamlet_id) if key}
    precision: Any = child.birth_precision
    return {
        "age": age_words(child.birth_date, on=scope.on, precision=precision),
        "born": birth_words(child.birth_date, precision=precision),
        "sex": SEX_WORDS.get(child.sex, "chưa rõ giới tính"),
        "place": place_words(child, names_of(keys, on=scope.on)),
        "carer": f"{carer.full_name} ({carer.get_relation_display()})" if carer else "",
        "matters": "; ".join(dict.fromkeys(matters)),
        "ended": f"{child.get_end_reason_display()} ngày {child.ended_on:%d/%m/%Y}" if child.end_reason else "",
    }


def _dues(scope: Scope, child: Child) -> list[Any]:
    dues = list_dues(scope=scope, child_id=child.pk)
    facts = last_facts(scope=scope, dues=dues)
    owner = ChildDues(
        child_id=child.pk,
        full_name=child.full_name,
        birth_date=child.birth_date,
        birth_precision=child.birth_precision,
        synthetic=False,  # the head of the page says so already
        dues=tuple(dues),
    )
    return [due_line(due=due, child=owner, today=scope.on, facts=facts) for due in dues]


def _facts(request: HttpRequest, scope: Scope, child: Child, records: ChildRecords) -> dict[str, Any]:
    facts = read_facts(scope=scope, child_id=child.pk)
    scored = score_measurements(
        sex=child.sex,
        birth=child.birth_date,
        precision=child.birth_precision,
        measurements=facts.standing_weighings(),
        on=scope.on,
    )
    exact = child.birth_precision == "day"
    given = [GivenDose(dose.on, dose.product, dose.maker, dose.examined) for dose in facts.standing_doses()]
    observed = facts.standing_observations()
    card = vaccination_card(
        sex=child.sex, birth=child.birth_date if exact else None, doses=given, on=scope.on, schedule=load_vietnam(),
        seen=seen_of(observed),
    )  # fmt: skip
    kind = request.GET.get("loai", "")
    writers = facts.writers() | {event.recorded_by for event in records.life_events if event.recorded_by}

    def may_write(what: str) -> bool:
        record_class = CLASS_OF_KIND.get(what)
        return record_class is not None and may_do(
            scope=scope, action=Action.WRITE, record_class=record_class, child=child
        )

    return {
        "charts": growth_charts(sex=child.sex, scored=scored),
        "course": growth_course(
            sex=child.sex, birth=child.birth_date, gestation_weeks=child.gestation_weeks, scored=scored, on=scope.on
        ),
        "vaccines": vaccine_rows(card=card, today=scope.on) if card else (),
        "cautions": caution_lines(observations=observed, on=scope.on),
        "doses_unjudged": bool(given) and card is None,
        "timeline": timeline(
            child=child,
            facts=facts,
            life_events=records.life_events,
            scored=scored,
            names=_names(writers),
            may_write=may_write,
            kind=kind if kind in KINDS else "",
        ),
        "kinds": [(word, label, word == kind) for word, (_, label) in KINDS.items()],
        "kind": kind,
    }


def _paths(scope: Scope, child: Child) -> dict[str, tuple[PathLine, ...]]:
    def may_write(kind: str) -> bool:
        record_class = class_of_kind(kind)
        return not child.end_reason and may_do(scope=scope, action=Action.WRITE, record_class=record_class, child=child)

    paths = path_lines(
        child=child,
        steps=list_screenings(scope=scope, child_id=child.pk),
        dues=list_dues(scope=scope, child_id=child.pk),
        on=scope.on,
        may_write=may_write,
        may_refer=not child.end_reason
        and may_do(scope=scope, action=Action.WRITE, record_class=RecordClass.REFERRAL, child=child),
    )
    return {
        "paths": paths,
        "open_paths": tuple(line for line in paths if line.next_step or line.tone != "done"),
        "done_paths": tuple(line for line in paths if not line.next_step and line.tone == "done"),
    }


def _names(keys: set[UUID]) -> dict[UUID, str]:
    with reading_as_service():
        return account_names(list(keys))


def _around(scope: Scope, child: Child, records: ChildRecords) -> dict[str, Any]:
    names = circumstance_names(scope.on)
    homes = names_of(
        {key for home in records.residences for key in (home.commune_id, home.hamlet_id) if key}, on=scope.on
    )
    changes = list_changes(scope=scope, child=child, sees_sensitive=records.sees_sensitive, limit=30)
    writers = _names({change.user_id for change in changes if change.user_id})
    return {
        "records": records,
        "groups": [
            (names.group(each.group_code), names.subtype(each.group_code, each.subtype), each)
            for each in records.circumstances
        ],
        "risks": [(names.risk(each.code), each) for each in records.risks],
        "homes": [
            (", ".join(homes[key].full for key in (home.hamlet_id, home.commune_id) if key in homes), home)
            for home in records.residences
        ],
        "consents": consent_lines(scope, child, records.consents),
        "siblings": [(each, age_words(each.birth_date, on=scope.on)) for each in records.siblings],
        "changes": [
            (change, writers.get(change.user_id, "hệ thống") if change.user_id else "hệ thống") for change in changes
        ],
    }


def _actions(scope: Scope, child: Child) -> dict[str, Any]:
    may = {
        record_class: may_do(scope=scope, action=Action.WRITE, record_class=record_class, child=child)
        for record_class in (RecordClass.ORDINARY, RecordClass.HEALTH)
    }
    recording = [] if child.end_reason else [
        (reverse("office:record", args=[child.pk, kind]), words, kind)
        for kind, words in RECORD_WORDS.items()
        if may[CLASS_OF_KIND[kind]]
    ]  # fmt: skip
    if not child.end_reason and (
        may[RecordClass.HEALTH]
        or may_do(scope=scope, action=Action.HAND_IN, record_class=RecordClass.SENSITIVE, child=child)
    ):
        recording.append((reverse("office:child_questionnaires", args=[child.pk]), "Bảng hỏi", "bang-hoi"))
    if may[RecordClass.HEALTH]:  # of a child who is no longer followed too: that is how a death is told
        recording.append((reverse("office:child_incident", args=[child.pk]), "Tai nạn", "tai-nan"))
    if may[RecordClass.ORDINARY] and not child.end_reason:
        recording.append((reverse("office:home_check", args=[child.pk]), "Ngôi nhà an toàn", "nha-an-toan"))
    worry = scope.may(Action.HAND_IN, RecordClass.CASE) and reverse("office:report_child", args=[child.pk])
    return {"recording": recording, "worry": worry, "forms": _form_links(child) if may[RecordClass.ORDINARY] else []}


def _form_links(child: Child) -> list[tuple[str, str]]:
    found = []
    for name, words in _FORMS:
        try:
            found.append((reverse(f"office:{name}", args=[child.pk]), words))
        except NoReverseMatch:
            continue
    return found
