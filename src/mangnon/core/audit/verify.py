"""Walks the audit chain from its first entry and says where it breaks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True)
class Verdict:
    """What a walk over the chain found: how many entries hold, the last digest, the first fault, and whether it
    came to the end."""

    entries: int
    head: str
    fault: str
    ended: bool = True


def verify(*, after: int = 0, digest: bytes = b"", most: int | None = None) -> Verdict:
    """Recompute every digest and compare; at the end also find entries outside the chain.

    Args:
        after: the number of the last entry already walked, to go on from.
        digest: its digest.
        most: how many entries to walk at most; all when absent.

    Returns:
        The verdict; ``fault`` is empty when all hold. The head digest, kept elsewhere (on paper, in another
        system), shows later whether the end of the chain was cut off.
    """
    walked, before = after, digest
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DECLARE chain CURSOR FOR SELECT s.sequence, s.digest, audit_words(e), s.entry_id"
            " FROM audit_auditseal s LEFT JOIN audit_auditentry e ON e.id = s.entry_id"
            " WHERE s.sequence > %s ORDER BY s.sequence LIMIT %s",
            [after, most],
        )
        while True:
            cursor.execute("FETCH 5000 FROM chain")
            rows = cursor.fetchall()
            if not rows:
                break
            for sequence, stored, words, entry_id in rows:
                if sequence != walked + 1:
                    return Verdict(walked, before.hex(), f"thiếu mắt xích số {walked + 1}")
                if words is None:
                    return Verdict(walked, before.hex(), f"mắt xích số {sequence}: dòng {entry_id} đã bị xóa")
                expected = hashlib.sha256(before + words.encode()).digest()
                if bytes(stored) != expected:
                    return Verdict(walked, before.hex(), f"mắt xích số {sequence}: dòng {entry_id} đã bị sửa")
                walked, before = sequence, expected
        cursor.execute("CLOSE chain")
        if most is not None and walked - after == most:
            return Verdict(walked, before.hex(), "", ended=False)
        cursor.execute(
            "SELECT e.id FROM audit_auditentry e LEFT JOIN audit_auditseal s ON s.entry_id = e.id"
            " WHERE s.sequence IS NULL LIMIT 1"
        )
        loose = cursor.fetchone()
    return Verdict(walked, before.hex(), f"dòng {loose[0]} nằm ngoài chuỗi" if loose else "")
