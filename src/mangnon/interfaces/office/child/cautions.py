"""Contraindications, postponements and evidence of immunity of one child: told, shown, and asked for by a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from mangnon.core.content.immunization import load_conditions
from mangnon.core.web.words import date_words, read_date
from mangnon.domain.immunization.errors import ObservationError
from mangnon.domain.immunization.records import StandingObservation
from mangnon.domain.immunization.rules import Seen, barred_by, check_observed, condition_words, ends_on
from mangnon.domain.immunization.services import Observed
from mangnon.domain.immunization.terms import product_words

KIND_WORDS = {"contraindication": "Chống chỉ định", "postponement": "Hoãn tiêm", "immunity": "Đã có miễn dịch"}


@dataclass(frozen=True)
class Caution:
    """One line above the vaccination card: what was observed, what follows, and since when."""

    title: str
    detail: str
    tone: str = "soon"


def seen_of(observations: Iterable[StandingObservation]) -> list[Seen]:
    """Return observations as the rules read them."""
    return [Seen(one.on, one.code, one.until) for one in observations]


def caution_lines(*, observations: Iterable[StandingObservation], on: date) -> list[Caution]:
    """Say the observations that hold on a day."""
    lines = []
    known = {one.code: one for one in load_conditions()}
    for one in observations:
        seen = Seen(one.on, one.code, one.until)
        condition = known.get(one.code.partition("@")[0])
        end = ends_on(seen, condition) if condition else one.until
        if end is not None and end <= on:
            continue
        kind = KIND_WORDS[condition.kind] if condition else "Lưu ý"
        if condition and condition.kind == "immunity":
            effect = "không cần tiêm nữa"
        else:
            products = (condition.products.get(one.code, ()) if condition else ()) or ()
            effect = f"không tiêm {_listed(products)}" if products else ""
            if condition and condition.kind == "postponement":
                effect = (
                    f"hoãn {_listed(products)}{f' đến ngày {date_words(end)}' if end else ' đến khi có ghi hết hoãn'}"
                )
        detail = "; ".join(part for part in (effect, f"ghi nhận ngày {date_words(one.on)}") if part)
        tone = "late" if condition and condition.kind == "contraindication" else "soon"
        lines.append(Caution(f"{kind}: {observation_words(one.code)}", detail, tone))
    return lines


def observation_words(code: str) -> str:
    """Say an observation by its code: the condition, and the vaccine it followed."""
    words = condition_words(conditions=load_conditions(), code=code)
    product = code.partition("@")[2]
    return f"{words} ({product_words(product)})" if product else words


def _listed(products: Iterable[str]) -> str:
    return ", ".join(product_words(product) for product in products)


def condition_options() -> list[tuple[str, str]]:
    """Return what may be recorded, as the form lists it."""
    return [(one.code, f"{KIND_WORDS[one.kind]}: {one.label}") for one in load_conditions()]


def read_observed(posted: QueryDict, on: date | None) -> tuple[Observed | None, dict[str, str]]:
    """Read the form.

    Returns:
        What was told, None where something is wrong; and what is wrong by field.
    """
    ends = posted.get("het_hoan", "").strip()
    until = read_date(ends) if ends else None
    if ends and until is None:
        return None, {"het_hoan": "Chưa đọc được ngày; hãy gõ như 24/11/2026."}
    if on is None:
        return None, {}
    told = Observed(on=on, code=posted.get("loai", ""), product=posted.get("vac_xin", ""), until=until)
    try:
        check_observed(conditions=load_conditions(), code=told.code, product=told.product, on=told.on, until=told.until)
    except ObservationError as wrong:
        return None, {"loai": wrong.sentence}
    return told, {}


def barred_question(*, observations: Iterable[StandingObservation], product: str, on: date) -> str:
    """Ask about a dose that must not be given, or had to wait, on its day; empty where nothing speaks against it."""
    words = barred_by(seen=seen_of(observations), conditions=load_conditions(), on=on).get(product)
    return f"Trẻ có lưu ý với vắc xin {product_words(product)}: {words}. Vẫn ghi mũi này?" if words else ""
