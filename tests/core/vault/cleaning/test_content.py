"""Spoiled files of every kind: cleaned, or an error that the process around turns into a refusal."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.vault import samples
from tests.core.vault.samples import SECRET

from mangnon.core.content.attachments import attachment_limits
from mangnon.core.vault.cleaning.content import clean_content
from mangnon.core.vault.kinds import kind_of

LIMITS = attachment_limits(date(2026, 11, 24))
MADE = {name: make() for name, make in samples.FILES.items()}


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=300)
@given(data=st.data())
def test_content_when_bytes_are_changed_then_cleaned_to_the_same_kind_or_an_error(data: st.DataObject) -> None:
    """What comes out still begins as its kind, and no error quotes the file."""
    sent = bytearray(MADE[data.draw(st.sampled_from(sorted(MADE)))])
    for place in data.draw(st.lists(st.integers(12, len(sent) - 1), min_size=1, max_size=6)):
        sent[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del sent[data.draw(st.integers(12, len(sent))) :]
    told, kind, cleaned = "", None, b""
    try:
        kind = kind_of(bytes(sent))
        cleaned = clean_content(bytes(sent), kind=kind, limits=LIMITS)
    except Exception as problem:  # the process around calls it broken
        told = str(problem)
    assert SECRET.decode() not in told
    assert not cleaned or kind_of(cleaned) is kind
