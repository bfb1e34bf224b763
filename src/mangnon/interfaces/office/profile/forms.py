"""The forms of a child's profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from mangnon.core.content import content_root
from mangnon.core.content.exchange import load_exchange_content
from mangnon.domain.children.households import HouseholdTold
from mangnon.domain.children.records import CaregiverRecord
from mangnon.domain.children.terms import CaregiverRelation, ConsentPurpose, EndReason, Poverty
from mangnon.interfaces.office.profile.fields import (
    Birth,
    BirthField,
    BirthYearField,
    NameField,
    NumberField,
    PastDateField,
)
from mangnon.vocab.identifiers import (
    check_personal_id,
    read_birth_certificate_no,
    read_carer_id,
    read_insurance_no,
    read_personal_id,
    read_phone,
)

Choices = Sequence[tuple[str, Any]]
ENDS = [each for each in EndReason.choices if each[0] != EndReason.MERGED]
_PERSONAL_ID = {"reader": read_personal_id, "refused": "Số định danh có 12 chữ số.", "required": False}
_PHONE = {"reader": read_phone, "refused": "Số điện thoại chưa đúng, ví dụ 0912 345 678.", "required": False}
_DOUBTS = {
    "personal_id_place": "Ba số đầu của số định danh không phải mã tỉnh nào.",
    "personal_id_sex": "Số định danh không khớp giới tính hoặc thế kỷ sinh.",
    "personal_id_year": "Số định danh không khớp năm sinh.",
}


def ethnic_choices() -> list[tuple[str, str]]:
    """Return the ethnic groups by code, after "not known"."""
    groups = load_exchange_content(content_root() / "exchange").ethnic.groups
    return [("", "Chưa rõ"), *((code, names[0]) for code, names in groups)]


class ProfileForm(forms.Form):
    """What is written of the child itself; ``questions`` holds doubts to be confirmed, which never block."""

    ho_ten = NameField(label="Họ và tên", required=False, max_length=120)
    ten_tam = forms.BooleanField(label="Trẻ sơ sinh chưa đặt tên", required=False)
    ngay_sinh = BirthField(
        label="Ngày sinh", required=False, help_text="05/03/2024; chỉ biết tháng: 3/2024; chỉ biết năm: 2024",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12}),
    )  # fmt: skip
    gioi = forms.ChoiceField(label="Giới tính", required=False, choices=[("", "Chưa rõ"), ("f", "Nữ"), ("m", "Nam")])
    dan_toc = forms.ChoiceField(label="Dân tộc", required=False)
    so_dinh_danh = NumberField(label="Số định danh cá nhân", help_text="12 chữ số", **_PERSONAL_ID)  # type: ignore[arg-type]
    giay_khai_sinh = NumberField(
        label="Số giấy khai sinh", required=False, max_length=40, reader=read_birth_certificate_no,
        refused="Gõ số ghi trên giấy khai sinh, ví dụ 35/2019.",
    )  # fmt: skip
    the_bhyt = NumberField(
        label="Số thẻ bảo hiểm y tế", required=False, reader=read_insurance_no,
        refused="Số thẻ có 10 chữ số, hoặc 15 ký tự của thẻ cũ.",
    )  # fmt: skip
    dia_chi = forms.CharField(label="Địa chỉ", required=False, max_length=200, help_text="Số nhà, đường, ngõ")
    sinh_doi = forms.BooleanField(label="Sinh đôi, sinh ba", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.questions: list[str] = []
        self.fields["dan_toc"].choices = ethnic_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a name, unless the child has none yet, and gather what is doubtful."""
        told = super().clean() or {}
        if not told.get("ho_ten") and not told.get("ten_tam") and "ho_ten" not in self.errors:
            self.add_error("ho_ten", "Gõ tên của trẻ, hoặc đánh dấu trẻ chưa đặt tên.")
        if len(told.get("the_bhyt", "")) > 15:
            self.add_error("the_bhyt", "Số thẻ dài quá 15 ký tự.")
        if len(told.get("giay_khai_sinh", "")) > 40:
            self.add_error("giay_khai_sinh", "Số giấy khai sinh dài quá 40 ký tự.")
        birth: Birth = told.get("ngay_sinh") or Birth()
        content = load_exchange_content(content_root() / "exchange")
        sex: Any = told.get("gioi") or None
        doubts = check_personal_id(
            told.get("so_dinh_danh", ""), sex=sex, birth_year=birth.on.year if birth.on else None,
            places=content.personal_number_places,
        )  # fmt: skip
        self.questions += [_DOUBTS[doubt] for doubt in doubts]
        return told

    def profile(self) -> dict[str, Any]:
        """Return the values by the names of a child's fields."""
        told = self.cleaned_data
        birth: Birth = told["ngay_sinh"]
        return {
            "full_name": told["ho_ten"],
            "placeholder_name": told["ten_tam"],
            "birth_date": birth.on,
            "birth_precision": birth.stored,
            "sex": told["gioi"],
            "ethnic_code": told["dan_toc"],
            "personal_id": told["so_dinh_danh"],
            "birth_certificate_no": told["giay_khai_sinh"],
            "insurance_no": told["the_bhyt"],
            "address": told["dia_chi"],
            "multiple_birth": told["sinh_doi"],
        }


class EditForm(ProfileForm):
    """The profile of a child already registered."""

    tuan_thai = forms.IntegerField(
        label="Tuần thai khi sinh", required=False, min_value=20, max_value=45,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
        error_messages={
            "invalid": "Gõ số tuần, ví dụ 38.", "min_value": "Số tuần quá nhỏ.", "max_value": "Số tuần quá lớn.",
        },
    )  # fmt: skip
    luc = forms.CharField(widget=forms.HiddenInput, required=False)

    def profile(self) -> dict[str, Any]:
        """Return the values by the names of a child's fields."""
        return {**super().profile(), "gestation_weeks": self.cleaned_data["tuan_thai"]}


class RegisterForm(ProfileForm):
    """A child typed anew, with its home and parents."""

    xom = forms.ChoiceField(label="Xóm, tổ", required=False)
    chu_ho = NameField(label="Chủ hộ", required=False, max_length=120, help_text="Để trẻ cùng hộ đi chung một lượt")
    me_ten = NameField(label="Họ tên mẹ", required=False, max_length=120)
    me_nam_sinh = BirthYearField(label="Năm sinh mẹ")
    me_dien_thoai = NumberField(label="Điện thoại mẹ", **_PHONE)  # type: ignore[arg-type]
    cha_ten = NameField(label="Họ tên cha", required=False, max_length=120)
    cha_nam_sinh = BirthYearField(label="Năm sinh cha")
    cha_dien_thoai = NumberField(label="Điện thoại cha", **_PHONE)  # type: ignore[arg-type]

    def __init__(self, *args: Any, hamlets: Choices, hamlet_needed: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        empty = [("", "Chọn xóm, tổ" if hamlet_needed else "Chưa rõ")]
        self.fields["xom"].choices = [*empty, *hamlets]  # type: ignore[attr-defined]
        self.fields["xom"].required = hamlet_needed
        self.fields["xom"].error_messages["required"] = "Chọn xóm nơi trẻ ở."

    def clean(self) -> dict[str, Any]:
        """Name a newborn without a name by its mother; a parent's phone or year needs the parent's name."""
        told = super().clean()
        if told.get("ten_tam") and not told.get("ho_ten"):
            if told.get("me_ten"):
                told["ho_ten"] = f"Con bà {told['me_ten']}"
            else:
                self.add_error("me_ten", "Trẻ chưa đặt tên thì cần tên mẹ.")
        for parent in ("me", "cha"):
            known = told.get(f"{parent}_nam_sinh") or told.get(f"{parent}_dien_thoai")
            if known and not told.get(f"{parent}_ten"):
                self.add_error(f"{parent}_ten", "Gõ họ tên.")
        return told

    def parents(self) -> tuple[CaregiverRecord, ...]:
        """Return mother and father, those of whom a name is known."""
        told = self.cleaned_data
        return tuple(
            CaregiverRecord(
                relation, told[f"{parent}_ten"], birth_year=told[f"{parent}_nam_sinh"],
                phone=told[f"{parent}_dien_thoai"],
            )
            for parent, relation in (("me", "mother"), ("cha", "father"))
            if told[f"{parent}_ten"]
        )  # fmt: skip


class CaregiverForm(forms.Form):
    """One carer, added or corrected."""

    quan_he = forms.ChoiceField(label="Quan hệ với trẻ", choices=CaregiverRelation.choices)
    ho_ten = NameField(label="Họ và tên", max_length=120, error_messages={"required": "Gõ họ tên."})
    nam_sinh = BirthYearField(label="Năm sinh")
    dien_thoai = NumberField(label="Điện thoại", **_PHONE)  # type: ignore[arg-type]
    so_dinh_danh = NumberField(
        label="Số định danh, căn cước", required=False, reader=read_carer_id, refused="Số có 12 hoặc 9 chữ số.",
    )  # fmt: skip

    def told(self) -> CaregiverRecord:
        """Return the carer as typed."""
        told = self.cleaned_data
        return CaregiverRecord(
            told["quan_he"], told["ho_ten"], birth_year=told["nam_sinh"], phone=told["dien_thoai"],
            personal_id=told["so_dinh_danh"],
        )  # fmt: skip


class EndCareForm(forms.Form):
    """Since when somebody no longer cares for the child."""

    ngay = PastDateField(label="Từ ngày")


class HouseholdForm(forms.Form):
    """A household: its head, and whether it is poor, since when and by which document."""

    chu_ho = NameField(label="Chủ hộ", max_length=120, error_messages={"required": "Gõ tên chủ hộ."})
    dia_chi = forms.CharField(label="Địa chỉ", required=False, max_length=200)
    dien = forms.ChoiceField(label="Hộ nghèo, cận nghèo", required=False, choices=[("", "Chưa rõ"), *Poverty.choices])
    tu_ngay = PastDateField(label="Từ ngày", required=False)
    van_ban = forms.CharField(
        label="Quyết định công nhận", required=False, max_length=120, help_text="Số, ngày, ví dụ QĐ 15, 20/12/2025"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the day and the document where the household becomes poor or near-poor."""
        told = super().clean() or {}
        if told.get("dien") in {Poverty.POOR, Poverty.NEAR_POOR} and "dien" in self.changed_data:
            if not told.get("tu_ngay") and "tu_ngay" not in self.errors:
                self.add_error("tu_ngay", "Gõ ngày được công nhận.")
            if not told.get("van_ban"):
                self.add_error("van_ban", "Gõ số, ngày của quyết định công nhận.")
        return told

    def told(self) -> HouseholdTold:
        """Return the household as typed."""
        told = self.cleaned_data
        return HouseholdTold(
            head_name=told["chu_ho"], poverty=told["dien"], since=told["tu_ngay"], document=told["van_ban"].strip(),
            address=told["dia_chi"].strip(),
        )  # fmt: skip


class NewHouseholdForm(forms.Form):
    """A household of its own for a child."""

    chu_ho_moi = NameField(label="Chủ hộ", max_length=120, error_messages={"required": "Gõ tên chủ hộ."})


class OpenCircumstanceForm(forms.Form):
    """A group the child is found to be in; ``nhom`` is "10d" or, with its sub-type, "10d:severe"."""

    nhom = forms.ChoiceField(
        label="Nhóm hoàn cảnh",
        error_messages={"required": "Chọn nhóm.", "invalid_choice": "Chọn một nhóm trong danh sách."},
    )
    van_ban = forms.CharField(
        label="Văn bản xác định", required=False, max_length=120, help_text="Số, ngày của quyết định hoặc giấy xác nhận"
    )
    ngay = PastDateField(label="Từ ngày")

    def __init__(self, *args: Any, groups: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["nhom"].choices = [("", "Chọn nhóm"), *groups]  # type: ignore[attr-defined]


class CloseCircumstanceForm(forms.Form):
    """The day a child left a group."""

    ngay = PastDateField(label="Ra khỏi nhóm từ ngày")


class MoveForm(forms.Form):
    """The hamlet moved to, and since when."""

    xom = forms.ChoiceField(label="Xóm, tổ", required=False)
    ngay = PastDateField(label="Ở nơi mới từ ngày")

    def __init__(self, *args: Any, hamlets: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["xom"].choices = [("", "Chưa rõ"), *hamlets]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why nothing more is owed, since when."""

    ly_do = forms.ChoiceField(
        label="Lý do", choices=ENDS, widget=forms.RadioSelect,
        error_messages={"required": "Chọn lý do."},
    )  # fmt: skip
    ngay = PastDateField(label="Ngày")
    ghi_chu = forms.CharField(
        label="Ghi chú", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip


class ReturnForm(forms.Form):
    """Since when the child is here again."""

    ngay = PastDateField(label="Theo dõi lại từ ngày")


class GivenForm(forms.Form):
    """Who agrees, and when."""

    nguoi = NameField(label="Người đồng ý", max_length=120, error_messages={"required": "Gõ tên người đồng ý."})
    quan_he = forms.ChoiceField(label="Quan hệ với trẻ", choices=CaregiverRelation.choices)
    tre_dong_y = forms.BooleanField(label="Trẻ cũng đã được hỏi và đồng ý", required=False)
    ngay = PastDateField(label="Ngày")


class WithdrawForm(forms.Form):
    """Since when an agreement is taken back."""

    ngay = PastDateField(label="Rút lại từ ngày")


class ConsentForm(GivenForm):
    """Who agrees to what."""

    muc_dich = forms.ChoiceField(
        label="Đồng ý cho việc",
        choices=[("", "Chọn việc"), *ConsentPurpose.choices],
        error_messages={"required": "Chọn việc được đồng ý."},
    )
    ghi_chu = forms.CharField(label="Ghi chú", required=False, max_length=300)
