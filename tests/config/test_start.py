"""What a person reads when the database cannot be brought to this release."""

from __future__ import annotations

from mangnon.config.start import _reason

TOLD = """
Traceback (most recent call last):
  File "release.py", line 60, in bring_up
django.db.utils.ProgrammingError: permission denied to grant role "mangnon_app"
DETAIL:  Only roles with the ADMIN option may grant it.
CONTEXT:  SQL statement "GRANT mangnon_app TO mangnon_web"
PL/pgSQL function inline_code_block line 20 at EXECUTE
"""


def test_reason_when_the_database_remarks_after_the_error_then_the_error_is_told() -> None:
    assert _reason(TOLD) == 'django.db.utils.ProgrammingError: permission denied to grant role "mangnon_app"'


def test_reason_when_nothing_was_told_then_says_so() -> None:
    assert _reason("\n") == "không rõ nguyên nhân"
