"""Form fields that take what people type."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mangnon.core.web.words import date_words, read_date


class TypedDateInput(forms.TextInput):
    """A text box for a date: a number pad on phones, the pattern told beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        typing = {"inputmode": "numeric", "autocomplete": "off", "data-date": True, "maxlength": 10, "size": 10}
        super().__init__({**typing, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a date as dd/mm/yyyy, and what could not be read as it was typed."""
        return date_words(value) if isinstance(value, date) else value


class TypedDateField(forms.Field):
    """A date typed as 5/3/2024, 05032024 or 2024-03-05."""

    widget = TypedDateInput

    def to_python(self, value: Any) -> date | None:
        """Turn what was typed into a date.

        Args:
            value: the text of the box, a date, or nothing.

        Returns:
            The date, or None for an empty box.

        Raises:
            ValidationError: the text is no date of the calendar.
        """
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        day = read_date(str(value))
        if day is None:
            raise ValidationError("Ngày này không có trong lịch. Gõ ngày/tháng/năm, ví dụ 05/03/2024.", code="date")
        return day
