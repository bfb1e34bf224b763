"""Seals and unseals the frozen records of this room as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from mangnon.core.vault.services import seal, unseal
from mangnon.domain.protection.telling import Parent, Told


def seal_words(words: dict[str, Any] | str, *, key: UUID, about: str) -> bytes:
    """Seal text, or texts by name.

    Args:
        words: what is sealed.
        key: the vault's key.
        about: table, column and row, so that it opens nowhere else.
    """
    return seal(words if isinstance(words, str) else json.dumps(words, ensure_ascii=False), key=key, about=about)


def unseal_words(sealed: bytes, *, key: UUID, about: str) -> dict[str, Any]:
    """Return texts by name; none where nothing was sealed."""
    return dict(json.loads(unseal(bytes(sealed), key=key, about=about))) if sealed else {}


def unseal_text(sealed: bytes, *, key: UUID, about: str) -> str:
    """Return a text; empty where nothing was sealed."""
    return unseal(bytes(sealed), key=key, about=about) if sealed else ""


def told_sealed(told: Told, *, key: UUID, about: str) -> bytes:
    """Seal form 01."""
    return seal_words(asdict(told), key=key, about=about)


def told_of(sealed: bytes, *, key: UUID, about: str) -> Told:
    """Unseal form 01; a field of a later release is left out, one of an earlier stays empty."""
    words = unseal_words(sealed, key=key, about=about)
    known = {name: value for name, value in words.items() if name in Told.__dataclass_fields__}
    for parent in ("father", "mother"):
        if parent in known:
            known[parent] = Parent(**known[parent])
    return Told(**known)


def about_report(report_id: UUID) -> str:
    """Return what form 01 of a report is sealed about."""
    return f"protection_report.told:{report_id}"


def about_child(case_id: UUID) -> str:
    """Return what the description of a case's child is sealed about."""
    return f"protection_case.child:{case_id}"
