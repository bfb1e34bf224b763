"""The referral slip: on A5 or A4, says no more of the child than the specialist needs."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mangnon.core.audit.services import record
from mangnon.core.content.screening import screening_tests
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import birth_words, date_words
from mangnon.domain.children.queries import find_child, hits_of
from mangnon.domain.screening.queries import list_screenings
from mangnon.domain.screening.terms import class_of_kind
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.frame import scope_place
from mangnon.interfaces.office.screening.words import KIND_WORDS, slip_words
from mangnon.vocab.screening import NEED_TO_KNOW

SIZES = {"a5": "A5", "a4": "A4"}
WHY = "Kết quả cần chuyên khoa khám thêm; chưa phải chẩn đoán."
ASK = "Đề nghị chuyên khoa gặp và tư vấn."
SEXES = {"m": "Nam", "f": "Nữ"}


@require_GET
def referral_slip(request: HttpRequest, child_id: UUID, fact_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/sang-loc/giay-chuyen/<uuid>/``; that it was opened is in the log."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    child = find_child(scope=scope, child_id=child_id)
    steps = list_screenings(scope=scope, child_id=child_id) if child else []
    referral = next((step for step in steps if step.pk == fact_id), None)
    if child is None or referral is None:
        raise Http404
    test = screening_tests(referral.on)[referral.kind]
    # A slip written on the day of the referral tells what was measured when the suspicion arose.
    found = [
        step for step in steps if step.kind == referral.kind and step.state == "positive" and step.on <= referral.on
    ]
    reason = found[-1] if found else referral
    hit = hits_of([child], on=scope.on)[0]
    record(
        scope=scope, action="screening.open_slip", place_id=child.commune_id, subjects=[child_id],
        record_class=class_of_kind(referral.kind),
    )  # fmt: skip
    asked = request.GET.get("kho", "a5")
    size = asked if asked in SIZES else "a5"
    close = referral.kind in NEED_TO_KNOW
    context = {
        "child_id": child_id,
        "name": child.full_name or NAMELESS,
        "born": birth_words(child.birth_date, precision=child.birth_precision),  # type: ignore[arg-type]
        "sex": SEXES.get(child.sex, ""),
        "place": hit.place,
        "carer": hit.carer,
        "insurance": child.insurance_no,
        "synthetic": child.synthetic,
        "test": "" if close else KIND_WORDS[referral.kind],
        "tested_on": date_words(reason.on),
        "why": ASK if close else WHY,
        "measured": "" if close else slip_words(test, reason),
        "to": referral.referred_to,
        "by": date_words(referral.refer_by) if referral.refer_by else "",
        "sender": scope_place(scope),
        "day": scope.on,
        "size": size,
        "sizes": [(key, label, key == size) for key, label in SIZES.items()],
    }
    return render(request, "office/screening/slip.html", context)
