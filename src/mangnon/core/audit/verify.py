"""Walks the audit chain from its first entry and says where it breaks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True)
class Verdict:
    """What a walk over the chain found: how many entries hold, the last digest, and the first fault, if any."""

    entries: int
    head: str
    fault: str


def verify() -> Verdict:
    """Recompute every digest and compare; also find entries outside the chain.

    Returns:
        The verdict; ``fault`` is empty when all hold. The head digest, kept elsewhere (on paper, in another
        system), shows later whether the end of the chain was cut off.
    """
    walked, before = 0, b""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DECLARE chain CURSOR FOR SELECT s.sequence, s.digest, audit_words(e), s.entry_id"
            " FROM audit_auditseal s LEFT JOIN audit_auditentry e ON e.id = s.entry_id ORDER BY s.sequence"
        )
        while True:
            cursor.execute("FETCH 5000 FROM chain")
            rows = cursor.fetchall()
            if not rows:
                break
            for sequence, digest, words, entry_id in rows:
                if sequence != walked + 1:
                    return Verdict(walked, before.hex(), f"thiếu mắt xích số {walked + 1}")
                if words is None:
                    return Verdict(walked, before.hex(), f"mắt xích số {sequence}: dòng {entry_id} đã bị xóa")
                expected = hashlib.sha256(before + words.encode()).digest()
                if bytes(digest) != expected:
                    return Verdict(walked, before.hex(), f"mắt xích số {sequence}: dòng {entry_id} đã bị sửa")
                walked, before = sequence, expected
        cursor.execute(
            "SELECT e.id FROM audit_auditentry e LEFT JOIN audit_auditseal s ON s.entry_id = e.id"
            " WHERE s.sequence IS NULL LIMIT 1"
        )
        loose = cursor.fetchone()
    return Verdict(walked, before.hex(), f"dòng {loose[0]} nằm ngoài chuỗi" if loose else "")
