"""Papers of a case: looked at as drafts, given a number, and put together for a court or another reader."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from mangnon.core.audit.services import record
from mangnon.core.clock import VIETNAM, now
from mangnon.core.content.papers import load_papers, load_readers
from mangnon.core.content.protection import forms_on, service_kinds_on
from mangnon.core.places.queries import names_of
from mangnon.core.scope.queries import holders_of_role
from mangnon.core.scope.rights import Action, RecordClass, Role
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import find_child
from mangnon.domain.protection.case_queries import CaseHead
from mangnon.domain.protection.queries import CaseView, first_channel, view_case
from mangnon.domain.protection.report_queries import receives_reports_of, reporter_of_case
from mangnon.interfaces.office.protection.case_access import case_of, people_names, refusal_of
from mangnon.interfaces.office.protection.paper_drafts import Draft, Office, drafts
from mangnon.interfaces.papers import forms as papers
from mangnon.interfaces.papers.casefile import Export
from mangnon.interfaces.papers.queries import list_printed_for_case
from mangnon.interfaces.papers.render import pdf
from mangnon.interfaces.papers.services import ExportedFile, Printed, export_case_file, print_paper

PDF = "application/pdf"
REPORT = "01"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Reader:
    """Somebody the whole file may be made for."""

    code: str
    name: str
    chosen: bool


@require_GET
def case_papers(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/giay-to/``: the papers that the case can have, those printed, and the file as a whole."""
    scope, head = case_of(request, case_id)
    view = view_case(scope=scope, case_id=case_id)
    return _page(request, scope, head, view)


@require_GET
def draft(request: HttpRequest, case_id: UUID, code: str) -> HttpResponse:
    """``/bao-ve/<uuid>/giay-to/<code>/xem/``: one paper without a number, as PDF."""
    scope, head = case_of(request, case_id)
    found = _draft(scope, head, code)
    record(
        scope=scope,
        action="papers.look_at_draft",
        record_class=RecordClass.CASE,
        subjects=[case_id],
        place_id=head.commune_id,
    )
    return _file(pdf(found.form), PDF, f"du-thao-{code}.pdf")


@require_POST
def print_one(request: HttpRequest, case_id: UUID, code: str) -> HttpResponse:
    """``/bao-ve/<uuid>/giay-to/<code>/``: take the next number and return the file, as Word or PDF."""
    scope, head = case_of(request, case_id)
    found = _draft(scope, head, code)
    printed: list[Printed] = []
    refused = refusal_of(
        lambda: printed.append(
            print_paper(scope=scope, commune_id=head.commune_id, form=found.form, case_id=case_id, child_ids=[case_id])
        )
    )
    if refused:
        messages.error(request, refused)
        return redirect("office:case_papers", case_id)
    made = printed[0]
    as_word = request.POST.get("dang") == "word"
    name = f"{made.number:02d}-{code}.{'docx' if as_word else 'pdf'}"
    return _file(made.word, WORD, name) if as_word else _file(made.pdf, PDF, name)


@require_POST
def export(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """``/bao-ve/<uuid>/giay-to/ho-so/``: the whole file for one reader, covered where it is not theirs, marked."""
    scope, head = case_of(request, case_id)
    scope.require(Action.WRITE, RecordClass.CASE, commune_id=head.commune_id)
    reader, given_to = request.POST.get("noi_nhan", ""), request.POST.get("cap_cho", "").strip()[:200]
    if reader not in load_readers(on=scope.on) or not given_to:
        messages.error(request, "Hãy chọn nơi nhận và ghi hồ sơ cấp cho ai; chưa có tệp nào được lập.")
        return redirect("office:case_papers", case_id)
    view = view_case(scope=scope, case_id=case_id)
    office = _office(scope, head, view, with_reporter=True)
    told = Export(
        number="",
        body=f"Ủy ban nhân dân {office.commune}",
        place=office.place,
        case_code=head.number,
        reader=reader,
        given_to=given_to,
        exported_by=scope.user_name,
        exported_at=now(),
    )
    made: list[ExportedFile] = []
    forms = tuple(each.form for each in drafts(view, office))
    refused = refusal_of(
        lambda: made.append(
            export_case_file(
                scope=scope,
                commune_id=head.commune_id,
                forms=forms,
                export=told,
                case_id=case_id,
                child_ids=[case_id],
            )
        )
    )
    if refused:
        messages.error(request, refused)
        return redirect("office:case_papers", case_id)
    return _file(made[0].pdf, PDF, f"ho-so-{head.number.replace('/', '-')}-ban-{made[0].number.replace('/', '-')}.pdf")


def _draft(scope: Scope, head: CaseHead, code: str) -> Draft:
    view = view_case(scope=scope, case_id=head.id)
    office = _office(scope, head, view, with_reporter=code == REPORT)
    found = next((each for each in drafts(view, office) if each.code == code), None)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, scope: Scope, head: CaseHead, view: CaseView) -> HttpResponse:
    may_print = scope.reach(Action.WRITE, RecordClass.CASE).covers(commune_id=head.commune_id, hamlet_id=None)
    printed = list_printed_for_case(scope=scope, commune_id=head.commune_id, case_id=head.id) if may_print else []
    names = people_names([each.by for each in printed])
    titles = {code: kind.abstract for code, kind in load_papers(on=scope.on).kinds.items()}
    return render(
        request,
        "office/protection/papers.html",
        {
            "head": head,
            "drafts": drafts(view, _office(scope, head, view)),
            "may_print": may_print,
            "printed": [
                (
                    each.number,
                    titles.get(each.paper, "Hồ sơ trường hợp").split("{")[0],
                    names.get(each.by, ""),
                    each.at.astimezone(VIETNAM),
                )
                for each in printed
            ],
            "readers": [
                Reader(code, reader.name, code == "court") for code, reader in load_readers(on=scope.on).items()
            ],
        },
    )


def _reporter(scope: Scope, case_id: UUID) -> papers.Reporter | None:
    """Return who told, for a reader of the receiving office; nobody where they did not agree to be named."""
    if not receives_reports_of(scope=scope, case_id=case_id):
        return None
    told_by = reporter_of_case(scope=scope, case_id=case_id)
    if told_by is None:
        return papers.Reporter(agreed=False)
    return papers.Reporter(
        agreed=True,
        full_name=told_by.name or None,
        phone=told_by.phone or None,
        address=told_by.address or None,
    )


def _office(scope: Scope, head: CaseHead, view: CaseView, *, with_reporter: bool = False) -> Office:
    """Return what papers need beside the case; ``with_reporter`` opens who told, which is logged on its own."""
    named = names_of([head.commune_id], on=scope.on).get(head.commune_id)
    days = {each.at.astimezone(VIETNAM).date() for each in view.assessments}
    chairs = holders_of_role(scope=scope, role=Role.COMMUNE_CHAIR, place_id=head.commune_id)
    keys: set[UUID | None] = {*chairs, *(each.by_id for each in view.steps), *(each.by_id for each in view.plans)}
    keys |= {each.by_id for each in view.assessments}
    people = people_names(keys)
    child = find_child(scope=scope, child_id=view.child_id) if view.child_id else None
    sex: papers.Sex | None = None
    if child is not None and child.sex:
        sex = "m" if child.sex == "m" else "f"
    return Office(
        commune=f"{named.kind} {named.name}" if named else "",
        place=named.name if named else "",
        chair=people.get(chairs[0], "") if chairs else "",
        people=people,
        child=None
        if child is None
        else papers.Child(
            full_name=child.full_name or None,
            birth_date=child.birth_date if child.birth_precision == "day" else None,
            estimated_age=str(child.birth_date.year) if child.birth_date and child.birth_precision != "day" else None,
            sex=sex,
            personal_id=child.personal_id or None,
        ),
        channel=first_channel(scope=scope, case_id=head.id),
        reporter=_reporter(scope, head.id) if with_reporter else None,
        forms={day: forms_on(day) for day in days},
        service_words={each.code: each.words for each in service_kinds_on(scope.on)},
        symbols={
            code: f"{kind.symbol_code}-UBND" if kind.symbol_code else "UBND"
            for code, kind in load_papers(on=scope.on).kinds.items()
        },
    )


def _file(content: bytes, media: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
