"""What an administrator types about accounts and assignments."""

from __future__ import annotations

from django import forms

from mangnon.core.scope.rights import ROLE_NAMES
from mangnon.core.web.forms import TypedDateField


class RegisterForm(forms.Form):
    """A new account."""

    full_name = forms.CharField(label="Họ tên", max_length=120)
    username = forms.CharField(
        label="Tên đăng nhập", max_length=60, help_text="Chữ thường không dấu, ví dụ hoa.nt",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    phone = forms.CharField(label="Điện thoại", max_length=20, required=False)
    email = forms.EmailField(label="Thư điện tử", required=False)


class AssignmentForm(forms.Form):
    """A role at one or several places, from a day on."""

    role = forms.ChoiceField(label="Vai trò", choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    commune = forms.UUIDField(required=False)
    hamlets = forms.TypedMultipleChoiceField(label="Xóm, tổ", required=False, coerce=str)
    facility = forms.UUIDField(required=False)
    start = TypedDateField(label="Từ ngày")
    end = TypedDateField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa định ngày kết thúc")


class EndForm(forms.Form):
    """The first day without the assignment."""

    on = TypedDateField(label="Thôi từ ngày")
