"""Form fields of a profile that take what people type: names, birth dates known in part, numbers, phones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mangnon.core.clock import today
from mangnon.core.web.forms import TypedDateField
from mangnon.vocab.dates import Precision, read_date
from mangnon.vocab.identifiers import NumberReading
from mangnon.vocab.text import nfc_name


@dataclass(frozen=True)
class Birth:
    """A birth date as far as it is known; ``on`` is the first day of the month or year otherwise."""

    on: date | None = None
    precision: Precision | None = None

    @property
    def stored(self) -> str:
        """The word a record keeps for how much is known."""
        return self.precision or "unknown"


def birth_typed(on: date | None, precision: str) -> str:
    """Return a birth date as somebody would type it: 05/03/2024, 3/2024 or 2024."""
    if on is None:
        return ""
    return {"month": f"{on.month}/{on.year}", "year": str(on.year)}.get(precision, f"{on:%d/%m/%Y}")


class NameField(forms.CharField):
    """A person's name, stored composed and with single spaces."""

    def to_python(self, value: Any) -> str:
        """Return the name as it is stored; empty when nothing was typed."""
        return nfc_name(str(value or ""))


class BirthField(forms.CharField):
    """A birth date typed as 05/03/2024, 3/2024 or 2024."""

    def clean(self, value: Any) -> Any:
        """Return a ``Birth``.

        Raises:
            ValidationError: it is no date of the calendar, or lies ahead.
        """
        reading = read_date(str(value or ""), today=today())
        if reading.problem:
            raise ValidationError("Không đọc được ngày sinh. Gõ 05/03/2024, hoặc 3/2024, hoặc 2024.", code="birth")
        if reading.on and reading.on > today():
            raise ValidationError("Ngày sinh ở sau hôm nay.", code="birth_ahead")
        return Birth(reading.on, reading.precision)


class PastDateField(TypedDateField):
    """A day not after today."""

    default_error_messages = {"required": "Gõ ngày."}

    def to_python(self, value: Any) -> date | None:
        """Return the day.

        Raises:
            ValidationError: it is no date of the calendar, or lies ahead.
        """
        day = super().to_python(value)
        if day and day > today():
            raise ValidationError("Ngày này ở sau hôm nay.", code="date_ahead")
        return day


class NumberField(forms.CharField):
    """A number read by the house's reader; one that cannot be read at all is refused."""

    def __init__(self, *, reader: Callable[[Any], NumberReading], refused: str, **more: Any) -> None:
        super().__init__(**more)
        self._reader, self._refused = reader, refused
        self.widget.attrs |= {"autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """Return the number as it is stored.

        Raises:
            ValidationError: something was typed of which no number can be made.
        """
        reading = self._reader(str(value or "").strip())
        if reading.number is None and reading.warnings:
            raise ValidationError(self._refused, code="number")
        return reading.number or ""


class BirthYearField(forms.IntegerField):
    """The year an adult was born in."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            required=False, min_value=1900, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5}),
            error_messages={"invalid": "Gõ năm sinh bốn số, ví dụ 1992.", "min_value": "Năm sinh quá xa."}, **more,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        """Return the year.

        Raises:
            ValidationError: it lies ahead.
        """
        year = super().clean(value)
        if year and year > today().year:
            raise ValidationError("Năm sinh ở sau năm nay.", code="year_ahead")
        return year
