"""The forms of the safety room: what is typed, read into what the services are told."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from mangnon.core.content.safety import hazard_content, incident_content, lesson_kinds
from mangnon.core.web.forms import TypedDateField
from mangnon.domain.safety.records import Happened, HazardTold, LessonTold, Spot
from mangnon.domain.safety.terms import Outcome, PartOfDay
from mangnon.interfaces.office.profile.fields import PastDateField
from mangnon.interfaces.office.safety.grounds import Grounds

_PAIR = re.compile(r"^\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*$")
_UNKNOWN = ("", "Chưa rõ")


class PairField(forms.CharField):
    """A pair of coordinates as maps give it: "21.630500, 105.640000"."""

    def __init__(self) -> None:
        super().__init__(
            label="Tọa độ", required=False, max_length=40,
            help_text="Không bắt buộc. Vĩ độ trước, kinh độ sau, ví dụ 21.6305, 105.6400",
            widget=forms.TextInput(attrs={"autocomplete": "off", "data-locate": True, "size": 24}),
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        """Return (latitude, longitude), or None.

        Raises:
            ValidationError: it is no pair.
        """
        text = super().clean(value)
        if not text:
            return None
        found = _PAIR.match(text)
        if found is None:
            raise ValidationError("Chưa đọc được tọa độ; ghi như 21.6305, 105.6400, hoặc để trống.", code="pair")
        return tuple(float(each.replace(",", ".")) for each in found.groups())


class SpotForm(forms.Form):
    """Where: commune, hamlet, the spot in words, and a pair of coordinates."""

    xa = forms.ChoiceField(label="Xã, phường", required=False)
    xom = forms.ChoiceField(label="Xóm, tổ", required=False)
    cho = forms.CharField(label="Chỗ nào", required=False, max_length=160)
    toa_do = PairField()
    ma = forms.UUIDField(required=False, widget=forms.HiddenInput)  # of the new row: a form sent twice tells once

    def __init__(self, *args: Any, grounds: Grounds, **more: Any) -> None:
        super().__init__(*args, **more)
        self.grounds = grounds
        self._choose("xa", grounds.commune_choices)
        self._choose("xom", grounds.hamlet_choices)
        self.fields["cho"].widget.attrs["autocomplete"] = "off"
        if grounds.commune and not self.is_bound:
            self.initial.setdefault("xa", str(grounds.commune.id))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def spot(self) -> Spot:
        """Return what was told of the place; the forms have been found valid."""
        told = self.cleaned_data
        pair = told.get("toa_do") or (None, None)
        commune = told.get("xa") or (str(self.grounds.commune.id) if self.grounds.commune else "")
        return Spot(
            commune_id=UUID(commune or str(UUID(int=0))),
            hamlet_id=UUID(told["xom"]) if told.get("xom") else None,
            words=" ".join(told.get("cho", "").split()),
            latitude=pair[0],
            longitude=pair[1],
        )


class IncidentForm(SpotForm):
    """One child's accident; of a child not on the register also sex and age."""

    ngay = PastDateField(label="Ngày xảy ra")
    luc = forms.ChoiceField(label="Lúc", required=False, choices=[_UNKNOWN, *PartOfDay.choices])
    loai = forms.ChoiceField(label="Loại tai nạn", error_messages={"required": "Hãy chọn loại tai nạn."})
    hau_qua = forms.ChoiceField(label="Hậu quả", error_messages={"required": "Hãy chọn hậu quả."})
    noi = forms.ChoiceField(label="Nơi xảy ra", required=False)
    hoan_canh = forms.MultipleChoiceField(label="Hoàn cảnh", required=False, widget=forms.CheckboxSelectMultiple)
    so_cuu = forms.ChoiceField(label="Ai sơ cứu", required=False)
    trong = forms.ChoiceField(label="Ai trông trẻ lúc đó", required=False)
    boi = forms.ChoiceField(label="Trẻ biết bơi không", required=False)
    ke = forms.CharField(
        label="Diễn biến", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ngắn gọn, không ghi lỗi của ai, không ghi tên người khác.",
    )  # fmt: skip
    gioi = forms.ChoiceField(label="Giới tính", required=False, choices=[_UNKNOWN, ("m", "Nam"), ("f", "Nữ")])
    tuoi = forms.IntegerField(
        label="Khoảng mấy tuổi", required=False, min_value=0, max_value=15,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
        error_messages={"invalid": "Gõ số tuổi, ví dụ 7.", "max_value": "Trẻ em là người dưới 16 tuổi."},
    )  # fmt: skip

    def __init__(self, *args: Any, on: date, known: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = known
        content = incident_content(on)
        self._choose(
            "loai", [("", "Chọn loại"), *((each.code, _capital(each.name)) for each in content.kinds.values())]
        )
        self._choose(
            "hau_qua", [("", "Chọn hậu quả"), *((code, _capital(str(name))) for code, name in Outcome.choices)]
        )
        self._choose("noi", _options(content.settings))
        self._choose("hoan_canh", [(each.code, _capital(each.name)) for each in content.circumstances.values()])
        self._choose("so_cuu", _options(content.first_aid))
        self._choose("trong", _options(content.supervision))
        self._choose("boi", _options(content.swim))
        if known:
            del self.fields["gioi"], self.fields["tuoi"]

    def told(self, *, event: UUID | None = None) -> Happened:
        """Return what was told."""
        told = self.cleaned_data
        return Happened(
            on=told["ngay"],
            kind=told["loai"],
            outcome=told["hau_qua"],
            spot=self.spot(),
            part=told["luc"],
            setting=told["noi"],
            circumstances=tuple(told["hoan_canh"]),
            first_aid=told["so_cuu"],
            supervised=told["trong"],
            swim=told["boi"],
            note=told["ke"],
            event=event,
            sex=told.get("gioi") or "",
            age_years=told.get("tuoi"),
        )


class HazardForm(SpotForm):
    """A hazard, as somebody standing before it tells."""

    loai = forms.ChoiceField(label="Loại nguy cơ", error_messages={"required": "Hãy chọn loại nguy cơ."})
    mo_ta = forms.CharField(
        label="Mô tả", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: ao sâu sát đường đi học, không có rào.",
    )  # fmt: skip
    cua_ai = forms.CharField(label="Của ai, do ai quản lý", required=False, max_length=120)
    anh = forms.FileField(
        label="Ảnh", required=False, help_text="Chụp nguy cơ, tránh chụp mặt người. JPG, PNG, WebP, nhỏ hơn 8 MB.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    ngay = PastDateField(label="Ngày thấy")

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = hazard_content(on).kinds.values()
        self._choose("loai", [("", "Chọn loại"), *((each.code, _capital(each.name)) for each in kinds)])
        self.fields["cua_ai"].widget.attrs["autocomplete"] = "off"

    def told(self, *, synthetic: bool) -> HazardTold:
        """Return what was told."""
        told = self.cleaned_data
        return HazardTold(
            on=told["ngay"],
            kind=told["loai"],
            spot=self.spot(),
            description=told["mo_ta"],
            owner=told["cua_ai"],
            photo=told["anh"].read() if told["anh"] else None,
            synthetic=synthetic,
        )


class StepForm(forms.Form):
    """The next step of a hazard's mending."""

    ngay = PastDateField(label="Ngày")
    ai = forms.CharField(label="Ai xử lý", required=False, max_length=120)
    han = TypedDateField(label="Hạn xử lý", required=False)
    ghi_chu = forms.CharField(label="Ghi chú", required=False, max_length=300)


class LessonForm(SpotForm):
    """A lesson: what, where, when, by whom."""

    ky_nang = forms.ChoiceField(label="Kỹ năng", error_messages={"required": "Hãy chọn kỹ năng."})
    ngay = TypedDateField(label="Ngày học", error_messages={"required": "Gõ ngày học."})
    nguoi_day = forms.CharField(
        label="Người dạy", max_length=120, error_messages={"required": "Hãy ghi người dạy."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    truong = forms.ChoiceField(label="Của trường", required=False)

    def __init__(self, *args: Any, on: date, schools: dict[UUID, str], own_school: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self._choose(
            "ky_nang", [("", "Chọn kỹ năng"), *((k.code, _capital(k.name)) for k in lesson_kinds(on).values())]
        )
        listed = [(str(key), name) for key, name in schools.items()]
        self.only_school = listed[0][0] if own_school and len(listed) == 1 else ""
        self._choose("truong", listed if own_school else [("", "Không phải lớp của trường"), *listed])
        del self.fields["toa_do"]

    def told(self, *, synthetic: bool) -> LessonTold:
        """Return what was told."""
        told = self.cleaned_data
        school = told["truong"] or self.only_school
        return LessonTold(
            on=told["ngay"],
            kind=told["ky_nang"],
            spot=self.spot(),
            teacher=told["nguoi_day"],
            facility_id=UUID(school) if school else None,
            synthetic=synthetic,
        )


def pair_words(latitude: Any, longitude: Any) -> str:
    """Return a pair of coordinates as the form takes it; empty where there is none."""
    return f"{latitude:.6f}, {longitude:.6f}" if latitude is not None and longitude is not None else ""


def _options(names: Any) -> list[tuple[str, str]]:
    return [_UNKNOWN, *((code, _capital(name)) for code, name in names.items())]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
