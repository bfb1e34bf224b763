"""What a referral may tell of a child, as text: each field of the content, read within the sender's own scope."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mangnon.core.content.screening import screening_tests
from mangnon.core.places.queries import names_of
from mangnon.core.scope.scope import Scope
from mangnon.core.web.words import birth_words, date_words, length_words, weight_words
from mangnon.domain.children.surroundings import read_records
from mangnon.domain.growth.queries import list_measurements
from mangnon.domain.referrals.records import SharedField, ToSend
from mangnon.domain.screening.queries import list_screenings
from mangnon.interfaces.office.due_lines import NAMELESS
from mangnon.interfaces.office.screening.words import KIND_WORDS, STATE_WORDS, finding_words, slip_words
from mangnon.vocab.referral import ReferralContent, ReferralKind

if TYPE_CHECKING:
    from mangnon.domain.children.models import Child
    from mangnon.domain.screening.models import Screening

NOT_KNOWN = "chưa có"
SEXES = {"m": "Nam", "f": "Nữ"}


@dataclass(frozen=True)
class Offered:
    """One field on the form: always told, or only when ticked with a reason."""

    code: str
    words: str
    text: str
    needed: bool
    chosen: bool = False
    why: str = ""
    error: str = ""


def find_step(*, scope: Scope, child_id: UUID, step_id: UUID | None) -> Screening | None:
    """Return the step of a screening that a referral starts from, within the sender's scope."""
    steps = list_screenings(scope=scope, child_id=child_id) if step_id else []
    return next((step for step in steps if step.pk == step_id), None)


def read_fields(*, scope: Scope, child: Child, kind: ReferralKind, step: Screening | None) -> dict[str, str]:
    """Return the text of every field that this kind may tell; those not known are left out."""
    wanted = {*kind.minimum, *kind.may_add}
    found = {code: text for code, text in _of_child(scope, child).items() if code in wanted}
    if "screening" in wanted:
        found["screening"] = _screening(scope, child, kind, step)
    if "measurement" in wanted:
        found["measurement"] = _measurement(scope, child)
    return {code: text for code, text in found.items() if text}


def _of_child(scope: Scope, child: Child) -> dict[str, str]:
    precision: Any = child.birth_precision
    places = names_of({key for key in (child.commune_id, child.hamlet_id) if key}, on=scope.on)
    hamlet = places[child.hamlet_id].full if child.hamlet_id in places else child.hamlet_text
    carers = read_records(scope=scope, child=child).caregivers
    carer = carers[0] if carers else None
    return {
        "full_name": child.full_name or NAMELESS,
        "birth_date": birth_words(child.birth_date, precision=precision) if child.birth_date else "",
        "sex": SEXES.get(child.sex, ""),
        "commune": places[child.commune_id].full if child.commune_id in places else "",
        "address": ", ".join(word for word in (child.address, hamlet) if word),
        "carer": f"{carer.full_name} ({carer.get_relation_display()})" if carer else "",
        "carer_phone": carer.phone if carer else "",
        "personal_id": child.personal_id,
        "birth_certificate_no": child.birth_certificate_no,
        "insurance_no": child.insurance_no,
        "gestation": f"{child.gestation_weeks} tuần" if child.gestation_weeks else "",
    }


def _screening(scope: Scope, child: Child, kind: ReferralKind, step: Screening | None) -> str:
    """Return what was found, of the step it starts from or else of the newest suspicion this kind is for."""
    if step is None:
        of_kind = [
            each for each in list_screenings(scope=scope, child_id=child.pk)
            if each.kind in kind.screenings and each.state in {"positive", "confirmed"}
        ]  # fmt: skip
        step = of_kind[-1] if of_kind else None
    if step is None:
        return ""
    test = screening_tests(step.on).get(step.kind)
    found = (slip_words(test, step) or finding_words(test, step.findings)) if test else ""
    found = found or STATE_WORDS["positive" if step.state == "referred" else step.state]
    told = f"{KIND_WORDS[step.kind]} ngày {date_words(step.on)}"
    return f"{told}: {found}"


def _measurement(scope: Scope, child: Child) -> str:
    newest = [each for each in list_measurements(scope=scope, child_id=child.pk) if each.weight_g or each.length_mm]
    if not newest:
        return ""
    last = newest[-1]
    parts = (
        weight_words(last.weight_g) if last.weight_g else "",
        length_words(last.length_mm) if last.length_mm else "",
    )
    return f"{', '.join(part for part in parts if part)} ngày {date_words(last.on)}"


def offer(
    *, kind: ReferralKind, content: ReferralContent, texts: Mapping[str, str], ticked: Mapping[str, str] | None = None
) -> tuple[Offered, ...]:
    """Return the fields as the form shows them: what is needed, known or not, then what may be added and is known.

    Args:
        ticked: reasons by the codes that the sender ticked.
    """
    chosen = ticked or {}
    needed = [Offered(code, content.fields[code], texts.get(code, NOT_KNOWN), needed=True) for code in kind.minimum]
    added = [
        Offered(
            code, content.fields[code], texts[code], needed=False, chosen=code in chosen, why=chosen.get(code, "")
        )
        for code in kind.may_add if code in texts
    ]  # fmt: skip
    return (*needed, *added)


def chosen_fields(offered: tuple[Offered, ...]) -> tuple[SharedField, ...]:
    """Return what is told: what is needed, and what was ticked."""
    return tuple(
        SharedField(each.code, each.words, each.text, "" if each.needed else each.why)
        for each in offered
        if each.needed or each.chosen
    )


def digest_of(told: ToSend) -> str:
    """Return a mark of exactly what was shown before sending, so that nothing else is sent than what was seen."""
    whole = json.dumps(asdict(told), default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
