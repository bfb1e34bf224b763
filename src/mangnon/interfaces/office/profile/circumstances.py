"""The groups of special circumstances a child is in, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mangnon.core.audit.services import record
from mangnon.core.content.children import circumstance_names
from mangnon.core.scope.rights import SENSITIVE_GROUPS, Action, RecordClass
from mangnon.core.scope.scope import Scope
from mangnon.domain.children.queries import may_do
from mangnon.domain.children.services import close_circumstance, open_circumstance
from mangnon.domain.children.surroundings import ChildRecords, read_records
from mangnon.interfaces.office.asked import read_key
from mangnon.interfaces.office.profile.forms import CloseCircumstanceForm, OpenCircumstanceForm
from mangnon.interfaces.office.profile.writable import head, writable_child

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child, Circumstance

OVERLAPS = "Trẻ đã ở nhóm này một thời gian sau ngày đó; hãy chọn ngày muộn hơn."


@require_http_methods(["GET", "POST"])
def circumstances(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """``/tre/<uuid>/hoan-canh/``; sensitive groups are shown to, and offered to, those who may know of them only."""
    scope, child = writable_child(request, child_id)
    records = read_records(scope=scope, child=child)
    sensitive = may_do(scope=scope, action=Action.WRITE, record_class=RecordClass.SENSITIVE, child=child)
    groups = _groups(scope, sensitive=sensitive)
    opening = OpenCircumstanceForm(groups=groups, initial={"ngay": scope.on})
    closing: dict[UUID, CloseCircumstanceForm] = {}
    if request.method == "POST":
        if "dong" in request.POST:
            held = _held(records, request.POST, sensitive=sensitive)
            closing[held.pk] = CloseCircumstanceForm(request.POST)
            if closing[held.pk].is_valid():
                on = closing[held.pk].cleaned_data["ngay"]
                close_circumstance(scope=scope, circumstance_id=held.pk, on=on)
                messages.success(request, "Đã ghi trẻ ra khỏi nhóm này.")
                return redirect("office:circumstances", child_id)
        else:
            opening = OpenCircumstanceForm(request.POST, groups=groups)
            if opening.is_valid() and _opened(scope, child, records, opening):
                messages.success(request, "Đã ghi hoàn cảnh của trẻ.")
                return redirect("office:circumstances", child_id)
    if records.sees_sensitive:
        record(
            scope=scope, action="children.open_child", record_class=RecordClass.SENSITIVE, subjects=[child_id],
            place_id=child.commune_id,
        )  # fmt: skip
    return render(
        request,
        "office/profile/circumstances.html",
        {**head(scope, child), "form": opening, **_lists(scope, records, closing, sensitive=sensitive)},
    )


def _groups(scope: Scope, *, sensitive: bool) -> list[tuple[str, Any]]:
    """Return the groups as choices, each with its sub-types beneath it."""
    names = circumstance_names(scope.on)
    return [
        (
            f"{code} {group.name}",
            [
                (code, f"{group.name}, chưa rõ phân nhóm"),
                *((f"{code}:{key}", f"{group.name}: {words}") for key, words in group.subtypes.items()),
            ],
        )
        for code, group in names.groups.items()
        if sensitive or code not in SENSITIVE_GROUPS
    ]


def _held(records: ChildRecords, typed: QueryDict, *, sensitive: bool) -> Circumstance:
    """Return the open membership that is to be closed.

    Raises:
        Http404: there is none such that is theirs to write.
    """
    key = read_key(typed.get("dong", ""))
    for each in records.circumstances:
        if each.pk == key and each.valid.upper is None and (sensitive or not each.sensitive):
            return each
    raise Http404


def _opened(scope: Scope, child: Child, records: ChildRecords, form: OpenCircumstanceForm) -> bool:
    told = form.cleaned_data
    group, _, subtype = told["nhom"].partition(":")
    before = [each for each in records.circumstances if each.group_code == group]
    standing = any(each.valid.upper is None for each in before)
    if not standing and any(each.valid.upper > told["ngay"] for each in before):
        form.add_error("ngay", OVERLAPS)
        return False
    open_circumstance(
        scope=scope, child_id=child.pk, group_code=group, subtype=subtype, document=told["van_ban"], on=told["ngay"]
    )
    return True


def _lists(
    scope: Scope, records: ChildRecords, closing: dict[UUID, CloseCircumstanceForm], *, sensitive: bool
) -> dict[str, Any]:
    names = circumstance_names(scope.on)
    rows: list[dict[str, Any]] = [
        {
            "held": each,
            "name": names.group(each.group_code),
            "subtype": names.subtype(each.group_code, each.subtype),
            "form": (closing.get(each.pk) or CloseCircumstanceForm(initial={"ngay": scope.on}, auto_id=f"{each.pk}_%s"))
            if each.valid.upper is None and (sensitive or not each.sensitive)
            else None,
        }
        for each in records.circumstances
    ]
    return {
        "now": [row for row in rows if row["held"].valid.upper is None],
        "before": [row for row in rows if row["held"].valid.upper is not None],
        "sensitive": sensitive,
    }
