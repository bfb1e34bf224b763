from __future__ import annotations

import pytest

from mangnon.core.content.immunization import load_vietnam
from mangnon.engines.immunization.compact import CompactError, from_compact, to_compact


def test_compact_when_written_and_read_then_the_same_schedule() -> None:
    for schedule in load_vietnam().versions:
        assert from_compact(to_compact(schedule)) == schedule


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b"[1,2]", b'"x"', b"null", b'[["a"],2,3,4,5,6,7,8]'])
def test_from_compact_when_the_document_is_anything_else_then_refused(document: bytes) -> None:
    with pytest.raises(CompactError):
        from_compact(document)
