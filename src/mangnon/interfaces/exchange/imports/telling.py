"""Turns a row of a list into what is told of a child."""

from __future__ import annotations

import hashlib

from mangnon.domain.children.records import CaregiverRecord, ChildRecord, CircumstanceRecord, SourceRecord
from mangnon.interfaces.exchange.imports.homes import Home
from mangnon.interfaces.exchange.workbook.children import ChildRow
from mangnon.interfaces.exchange.workbook.identity import Carer, Identity
from mangnon.vocab.text import search_key

_POVERTY_RISK = {"poor": "poor_household", "near_poor": "near_poor_household"}


def row_digest(*, sheet: str, row: int, words: object) -> bytes:
    """Return 16 bytes that tell a row apart: its sheet, number and everything read of it."""
    return hashlib.blake2b(repr((sheet, row, words)).encode(), digest_size=16).digest()


def child_record(*, row: ChildRow, home: Home, file: str, synthetic: bool = False) -> ChildRecord:
    """Return what a row tells.

    Args:
        row: as read.
        home: where the child lives.
        file: the file's bare name.
        synthetic: whether the file says that its children are made up.
    """
    who = row.identity
    risks = list(row.risks)
    if row.poverty in _POVERTY_RISK:
        risks.append(_POVERTY_RISK[row.poverty])
    return ChildRecord(
        commune_id=home.commune_id,
        open_communes=home.open_communes,
        full_name=who.full_name[:120],
        placeholder_name=who.placeholder,
        birth_date=who.birth_date,
        birth_precision=who.birth_precision or "unknown",
        sex=who.sex or "",
        ethnic_code=who.ethnic_code or "",
        personal_id=who.personal_id or "",
        birth_certificate_no=(who.birth_certificate_no or "")[:40],
        insurance_no=(who.insurance_no or "")[:15],
        hamlet_id=home.hamlet_id,
        hamlet_text=home.hamlet_text,
        address=home.address,
        household_code=household_code(who),
        household_head=household_head(who),
        poverty=row.poverty or "",
        multiple_birth=who.twin,
        synthetic=synthetic,
        caregivers=tuple(_carer(carer, who) for carer in who.carers),
        circumstances=tuple(
            CircumstanceRecord(group_code=each.code, subtype=(each.subtype or "")[:60]) for each in row.circumstances
        ),
        risks=tuple(risks),
        source=SourceRecord(
            file=file[:200],
            sheet=row.sheet[:80],
            row=row.row,
            digest=row_digest(sheet=row.sheet, row=row.row, words=row),
        ),
    )


def household_head(who: Identity) -> str:
    """Return whose household it is: the head if the list says, else father, mother, or who cares for the child."""
    if who.household_head:
        return who.household_head[:120]
    for relation in ("father", "mother", "guardian"):
        carer = who.carer(relation)
        if carer and carer.full_name:
            return carer.full_name[:120]
    return ""


def household_code(who: Identity) -> str:
    """Return the list's own household number, or one made of both parents' names: siblings share it."""
    if who.household_code:
        return who.household_code[:40]
    mother, father = who.carer("mother"), who.carer("father")
    if not (mother and father and mother.full_name and father.full_name):
        return ""
    words = "|".join((search_key(mother.full_name), search_key(father.full_name), search_key(who.place.hamlet)))
    return f"cha-me:{hashlib.blake2b(words.encode(), digest_size=8).hexdigest()}"


def _carer(carer: Carer, who: Identity) -> CaregiverRecord:
    alone = len(who.carers) == 1 or carer.relation == "mother"
    return CaregiverRecord(
        relation=carer.relation if carer.relation in {"mother", "father", "guardian"} else "other",
        full_name=carer.full_name[:120],
        birth_year=carer.birth_year,
        phone=(carer.phone or (who.phone if alone else "") or "")[:20],
        personal_id=(carer.personal_id or "")[:12],
    )
