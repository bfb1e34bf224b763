"""Lessons in keeping safe: which were held, who came, and what each child could do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mangnon.core.audit.services import record
from mangnon.core.content.safety import lesson_kinds
from mangnon.core.places.queries import list_communes, list_hamlets, names_of
from mangnon.core.scope.errors import NotYoursError
from mangnon.core.scope.pupils import facilities_of, facility_names, pupils_of
from mangnon.core.scope.rights import Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.core.web.parts import Option
from mangnon.core.web.words import age_words, date_words
from mangnon.domain.children.queries import list_followed
from mangnon.domain.safety.lessons import hold_lesson, record_skills
from mangnon.domain.safety.queries import find_lesson, levels_of, list_lessons
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.ground import read_ground
from mangnon.interfaces.office.safety.forms import LessonForm
from mangnon.interfaces.office.safety.grounds import Grounds, own_grounds
from mangnon.interfaces.office.safety.words import capital
from mangnon.interfaces.office.sessions.asked import months_before
from mangnon.vocab.errors import MangnonError
from mangnon.vocab.ids import uuid7

if TYPE_CHECKING:
    from mangnon.domain.safety.models import Lesson

HEALTH = RecordClass.HEALTH
FROM_MONTHS, BELOW_MONTHS, MOST = 36, 192, 400


@require_GET
def lessons(request: HttpRequest) -> HttpResponse:
    """``/an-toan/lop/``: lessons of one's places and school, newest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.reach(Action.SEE, HEALTH).nowhere:
        raise Http404
    ground = read_ground(scope=scope, commune_code=request.GET.get("xa", ""), record_class=HEALTH)
    chosen = ground.commune if ground.everywhere else None
    rows = list_lessons(scope=scope, commune_id=chosen.id if chosen else None)
    places = names_of({row.commune_id for row, _ in rows}, on=scope.on)
    context = {
        "lines": [
            {
                "url": reverse("office:lesson", args=[row.pk]),
                "what": _taught(row),
                "on": date_words(row.on),
                "where": ", ".join(part for part in (row.spot, places[row.commune_id].full) if part)
                if row.commune_id in places else row.spot,
                "teacher": row.teacher,
                "came": came,
                "ahead": row.on > scope.on,
                "synthetic": row.synthetic,
            }
            for row, came in rows
        ],
        "communes": (
            Option(value="", label="Toàn tỉnh"),
            *(Option(value=c.code, label=c.full, chosen=chosen is not None and c.id == chosen.id)
              for c in list_communes(on=scope.on)),
        ) if ground.everywhere else (),
        "may_write": not scope.reach(Action.WRITE, HEALTH).nowhere,
    }  # fmt: skip
    return render(request, "office/safety/lessons.html", context)


@require_http_methods(["GET", "POST"])
def new_lesson(request: HttpRequest) -> HttpResponse:
    """``/an-toan/lop/moi/``: a lesson that was held, or will be."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    grounds, schools = _grounds(scope, request)
    if not grounds.communes:
        raise Http404
    own_school = not own_grounds(scope=scope).communes
    initial: dict[str, Any] = {"ma": uuid7(), "ngay": scope.on}
    if grounds.hamlet_needed:
        initial["xom"] = str(grounds.hamlets[0].id)
    form = LessonForm(
        request.POST or None, initial=initial, on=scope.on, grounds=grounds, schools=schools, own_school=own_school
    )
    if request.method == "POST" and form.is_valid():
        synthetic = any(each.synthetic for each in grounds.hamlets)
        try:
            kept = hold_lesson(scope=scope, told=form.told(synthetic=synthetic), key=form.cleaned_data.get("ma"))
        except (MangnonError, NotYoursError) as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("office:lesson", kept)
    context = {"form": form, "choosing": grounds.commune is None, "own_school": own_school}
    return render(request, "office/safety/lesson_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def lesson(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """``/an-toan/lop/<uuid>/``: who came, and the level of each; children are ticked from those nearby."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = find_lesson(scope=scope, lesson_id=lesson_id)
    if found is None:
        raise Http404
    reach = scope.reach(Action.WRITE, HEALTH)
    own = frozenset({found.facility_id} if found.facility_id else ())
    writes = reach.covers(commune_id=found.commune_id, hamlet_id=found.hamlet_id, facility_ids=own)
    taught = lesson_kinds(found.on)[found.kind]
    standing = levels_of(scope=scope, lesson_id=lesson_id)
    if request.method == "POST":
        if not writes:
            raise Http404
        told = {
            key: request.POST[name]
            for name in request.POST
            if name.startswith("muc-") and (key := read_key(name[4:])) is not None
        }
        changed = {key: level for key, level in told.items() if level != standing.get(key, "")}
        try:
            count = record_skills(scope=scope, lesson_id=lesson_id, levels=changed)
        except MangnonError as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"Đã lưu {count} trẻ." if count else "Không có gì thay đổi.")
        return redirect(request.get_full_path())
    record(
        scope=scope, action="safety.open_lesson", record_class=HEALTH, place_id=found.commune_id,
        subjects=list(standing)[:50],
    )  # fmt: skip
    everybody = request.GET.get("ai") == "tat-ca" or not standing
    people = _people(scope, found, came=standing) if writes else []
    listed = [each for each in people if everybody or each.child_id in standing]
    places = names_of({key for key in (found.commune_id, found.hamlet_id) if key}, on=scope.on)
    lived = [places[key].full for key in (found.hamlet_id, found.commune_id) if key in places]
    context = {
        "found": found,
        "what": capital(taught.name),
        "where": ", ".join(part for part in (found.spot, *lived) if part),
        "school": facility_names(own).get(found.facility_id, "") if found.facility_id else "",
        "ahead": found.on > scope.on,
        "rows": [_row(scope, each, standing.get(each.child_id, ""), taught) for each in listed[:MOST]],
        "cut": len(listed) > MOST,
        "came": len(standing),
        "levels": [
            (level.name, sum(held == level.code for held in standing.values())) for level in taught.levels
        ],
        "writes": writes,
        "everybody": everybody,
    }  # fmt: skip
    return render(request, "office/safety/lesson.html", context)


def _people(scope: Scope, found: Lesson, *, came: dict[UUID, str]) -> list[Any]:
    """Return those who came, from wherever, then the other children of the school, else those who live there."""
    there = list_followed(scope=scope, record_class=HEALTH, child_ids=came)
    return [*there, *(each for each in _nearby(scope, found) if each.child_id not in came)]


def _nearby(scope: Scope, found: Lesson) -> list[Any]:
    born = {"born_after": months_before(scope.on, BELOW_MONTHS), "born_until": months_before(scope.on, FROM_MONTHS)}
    if found.facility_id is not None:
        keys = list(pupils_of([found.facility_id]))
        return list_followed(scope=scope, record_class=HEALTH, child_ids=keys)
    where = {"hamlet_ids": [found.hamlet_id]} if found.hamlet_id else {"commune_ids": [found.commune_id]}
    return list_followed(scope=scope, record_class=HEALTH, **where, **born)  # type: ignore[arg-type]


def _row(scope: Scope, child: Any, level: str, taught: Any) -> dict[str, Any]:
    return {
        "key": child.child_id,
        "url": reverse("office:child", args=[child.child_id]),
        "name": child.full_name or NAMELESS,
        "age": age_words(child.birth_date, on=scope.on, precision=child.birth_precision),
        "synthetic": child.synthetic,
        "options": (
            Option(value="", label="không đến"),
            *(Option(value=each.code, label=each.name, chosen=each.code == level) for each in taught.levels),
        ),
    }


def _grounds(scope: Scope, request: HttpRequest) -> tuple[Grounds, dict[UUID, str]]:
    """Return where a lesson may be held and the schools that may hold it; a school finds itself."""
    reach = scope.reach(Action.WRITE, HEALTH)
    grounds = own_grounds(scope=scope, asked=request)
    if grounds.communes:
        return grounds, facilities_of(grounds.commune.id) if grounds.commune else {}
    held = [grant for grant in scope.grants if grant.facility_id in reach.facilities]
    communes = tuple(names_of([grant.place_id for grant in held], on=scope.on).values())
    hamlets = tuple(list_hamlets([each.id for each in communes], on=scope.on))
    return Grounds(communes, hamlets, communes[0] if len(communes) == 1 else None), facility_names(reach.facilities)


def _taught(row: Lesson) -> str:
    found = lesson_kinds(row.on).get(row.kind)
    return capital(found.name) if found else row.kind
