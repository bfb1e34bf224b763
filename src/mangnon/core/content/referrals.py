"""What one body may ask of another about a child, from ``content/referrals/kinds.yaml``."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.vocab.dated import in_force
from mangnon.vocab.referral import ReferralContent, ReferralKind, Span

FILE = "referrals/kinds.yaml"


@lru_cache(maxsize=8)
def referral_content(on: date) -> ReferralContent:
    """Return what may be asked on a day, or by the oldest version where none was yet in force.

    Raises:
        ContentError: a kind names a field that is not listed, or lacks a value.
    """
    versions = read_versions(FILE)
    version = in_force(versions, on=on) or versions[0]
    values = version.values
    try:
        fields = dict(values["fields"])
        kinds = {each["code"]: _kind(each) for each in values["kinds"]}
        content = ReferralContent(
            version=version.name, kinds=kinds, fields=fields, province_after=_span(values["province_after"]),
            body_reads_days=values["body_reads_days"], fewest=values["fewest"],
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise ContentError(f"Không đọc được quy định {FILE} ({error}); hãy khôi phục tệp này.") from error
    unknown = {code for kind in kinds.values() for code in (*kind.minimum, *kind.may_add)} - fields.keys()
    if unknown:
        raise ContentError(f"Quy định {FILE} nêu mục chưa có tên: {', '.join(sorted(unknown))}; hãy bổ sung.")
    return content


def _kind(each: dict[str, Any]) -> ReferralKind:
    return ReferralKind(
        code=each["code"],
        words=each["words"],
        asks=each["asks"],
        bodies=tuple(each["bodies"]),
        record_class=each["record_class"],
        screenings=tuple(each.get("screenings", ())),
        accept=_span(each["accept"]),
        done=_span(each["done"]),
        schedule=bool(each.get("schedule", False)),
        minimum=tuple(each["minimum"]),
        may_add=tuple(each.get("may_add", ())),
    )


def _span(told: dict[str, int]) -> Span:
    return Span(hours=told.get("hours", 0), working_days=told.get("working_days", 0))
