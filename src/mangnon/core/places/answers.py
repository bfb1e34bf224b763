"""What the resolution of an address is asked and answers: columns, candidates, warnings.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mangnon.core.places.gazetteer import PlaceVersion, Share

Status = Literal["resolved", "split", "ambiguous", "unknown"]

WARNINGS: dict[str, str] = {
    "place.empty": "Không ghi địa chỉ.",
    "place.unknown": "Không nhận ra xã, phường nào trong địa chỉ này.",
    "place.ambiguous": "Tên này chỉ nhiều xã, phường; cần chọn một.",
    "place.split": "Xã cũ này đã được chia về nhiều xã, phường; cần chọn một.",
    "place.old_name": "Địa chỉ ghi tên cũ; đã chuyển sang đơn vị hiện nay.",
    "place.name_reused": "Tên này còn là tên cũ của một nơi khác; đã hiểu là đơn vị hiện nay.",
    "place.code_reused": "Mã này trước đây thuộc một đơn vị khác; đã hiểu là đơn vị hiện nay.",
    "place.name_later": "Tên này chỉ có sau ngày của giấy tờ.",
    "place.name_was_district": "Tên xã này cũng là tên huyện cũ; đã hiểu là xã hiện nay.",
    "place.only_district": "Chỉ ghi huyện hoặc tỉnh, không ghi xã, phường.",
    "place.district_differs": "Xã này không thuộc huyện đã ghi.",
    "place.district_unknown": "Không nhận ra huyện đã ghi.",
    "place.province_differs": "Xã này không thuộc tỉnh đã ghi.",
    "place.province_unknown": "Không nhận ra tỉnh đã ghi.",
    "place.other_province": "Địa chỉ ở tỉnh khác.",
    "place.kind_differs": "Loại đơn vị (xã, phường, thị trấn) ghi khác với danh mục.",
    "place.spelling": "Dấu trong tên ghi khác với danh mục.",
    "place.from_file": "Không ghi xã, phường; lấy theo xã của cả tệp.",
    "place.decided_by_file": "Tên chỉ nhiều nơi; đã chọn theo địa bàn của cả tệp.",
    "place.outside_file": "Địa chỉ nằm ngoài địa bàn của cả tệp.",
}


@dataclass(frozen=True, slots=True)
class PlaceParts:
    """An address in columns; each may be empty, and the commune's may hold more than the commune."""

    commune: str = ""
    district: str = ""
    province: str = ""
    hamlet: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commune of today that the text may mean, and the unit as written through which it may."""

    code: str
    full_name: str
    via: PlaceVersion
    share: Share


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A commune of today whose present or former name is near to what was written."""

    code: str
    full_name: str
    near_name: str
    distance: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an address means today.

    Args:
        status: "resolved" with ``code``; "split" (one old unit went to several) or "ambiguous" (one name,
            several units) with ``candidates``; "unknown", perhaps with ``suggestions``.
        code: the one commune of today.
        candidates: every commune the text may mean; one for "resolved", none for "unknown".
        district: code of the old district written.
        province: code of the province written.
        hamlet: the hamlet as spelled, ``None`` when none is written.
        rest: what stands before the hamlet (house number, street).
        warnings: codes of :data:`WARNINGS`, each once.
        suggestions: near names, nearest first, when nothing bears the name written.
    """

    status: Status
    code: str | None = None
    candidates: tuple[Candidate, ...] = ()
    district: str | None = None
    province: str | None = None
    hamlet: str | None = None
    rest: str = ""
    warnings: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
