from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mangnon.core.content import content_root
from mangnon.core.content.attachments import ATTACHMENTS, attachment_limits
from mangnon.core.content.dated import ContentError


def test_limits_when_read_then_twenty_megabytes() -> None:
    assert attachment_limits(date(2026, 11, 24)).most_bytes == 20_000_000


@pytest.mark.parametrize("value", ["0", "true", "nhiều", "1.5", ""])
def test_limits_when_one_is_no_number_then_the_sentence_names_it(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (content_root() / ATTACHMENTS).read_text("utf-8")
    (tmp_path / "vault").mkdir()
    (tmp_path / ATTACHMENTS).write_text(text.replace("most_pages: 500 ", f"most_pages: {value} "), "utf-8")
    monkeypatch.setenv("MANGNON_CONTENT", str(tmp_path))
    with pytest.raises(ContentError, match="most_pages"):
        attachment_limits(date(2026, 11, 24))
