"""What is typed about a change of places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from mangnon.core.places.changes import Merge, NewUnit, PlaceAction, Rename, Reparent, Split
from mangnon.core.places.queries import PlaceName
from mangnon.core.web.forms import TypedDateField

MOST_PARTS = 4
KINDS = {"commune": ("xã", "phường"), "hamlet": ("xóm", "tổ dân phố", "thôn", "bản", "tổ")}


class ChangeForm(forms.Form):
    """What every change needs: from when, and on what ground."""

    on = TypedDateField(label="Từ ngày")
    source = forms.CharField(
        label="Căn cứ", max_length=200, help_text="Số và ngày văn bản, ví dụ Nghị quyết 12/NQ-HĐND ngày 05/11/2026"
    )


class RenameForm(ChangeForm):
    """Another name or kind."""

    kind = forms.CharField(label="Loại", max_length=20)
    name = forms.CharField(label="Tên mới", max_length=80, help_text="Không ghi loại: chỉ “Đại Từ”")

    def action(self, place: PlaceName) -> PlaceAction:
        """Return the change that was typed."""
        return Rename(place.code, self.cleaned_data["name"].strip(), self.cleaned_data["kind"].strip())


class MergeForm(ChangeForm):
    """Whole units put together into one."""

    others = forms.TypedMultipleChoiceField(label="Nhập với", coerce=str)
    code = forms.CharField(label="Mã của đơn vị mới", max_length=12)
    kind = forms.CharField(label="Loại", max_length=20)
    name = forms.CharField(label="Tên của đơn vị mới", max_length=80)

    def action(self, place: PlaceName, *, parent: str) -> PlaceAction:
        """Return the change that was typed."""
        told = self.cleaned_data
        into = NewUnit(told["code"].strip(), told["name"].strip(), told["kind"].strip(), parent)
        return Merge((place.code, *told["others"]), into)


class SplitForm(ChangeForm):
    """A unit divided; the parts and where each hamlet goes are read from the names ``code_1``, ``to_<code>``."""

    def action(self, place: PlaceName, *, parent: str, told: Mapping[str, Any]) -> PlaceAction:
        """Return the change that was typed."""
        parts = []
        for number in range(1, MOST_PARTS + 1):
            code, kind, name = (str(told.get(f"{word}_{number}", "")).strip() for word in ("code", "kind", "name"))
            if code or name:
                parts.append(NewUnit(code, name, kind, parent))
        goes = {
            key.removeprefix("to_"): parts[int(value) - 1].code
            for key, value in told.items()
            if key.startswith("to_") and str(value).isdigit() and 0 < int(value) <= len(parts)
        }
        return Split(place.code, tuple(parts), goes)


class ReparentForm(ChangeForm):
    """Another unit above."""

    parent = forms.CharField(label="Chuyển về", max_length=12)

    def action(self, place: PlaceName) -> PlaceAction:
        """Return the change that was typed."""
        return Reparent(place.code, self.cleaned_data["parent"])


class FoundForm(forms.Form):
    """A new hamlet."""

    kind = forms.CharField(label="Loại", max_length=20, initial="xóm")
    name = forms.CharField(label="Tên", max_length=80, help_text="Không ghi loại: chỉ “Đồng Tiến”")
    on = TypedDateField(label="Từ ngày")
