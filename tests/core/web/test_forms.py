from datetime import date

import pytest
from django.core.exceptions import ValidationError

from mangnon.core.web.forms import TypedDateField, TypedDateInput


def test_typed_date_field_when_typed_loosely_then_a_date():
    assert TypedDateField().to_python("5/3/2024") == date(2024, 3, 5)
    assert TypedDateField().to_python("") is None


def test_typed_date_field_when_no_such_day_then_says_what_to_type():
    with pytest.raises(ValidationError, match="ví dụ 05/03/2024"):
        TypedDateField().to_python("31/02/2026")


def test_typed_date_input_when_shown_again_then_keeps_what_was_typed():
    assert TypedDateInput().format_value(date(2024, 3, 5)) == "05/03/2024"
    assert TypedDateInput().format_value("31/02/2026") == "31/02/2026"
