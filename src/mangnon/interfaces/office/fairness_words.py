"""The comparison of groups in words: what each group is called, how it stands, and what that means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mangnon.core.content import content_root
from mangnon.core.content.exchange import load_exchange_content
from mangnon.core.web.parts import Tone
from mangnon.core.web.words import number_words
from mangnon.engines.priority import SMALL, Fairness, FairnessTerms, GroupFigures

AXIS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ethnic": "Dân tộc",
        "place_kind": "Xã, phường",
        "reach": "Xóm lâu không ai đến (theo xã)",
        "sex": "Giới tính",
        "poverty": "Hộ nghèo, cận nghèo (được cộng điểm)",
        "age": "Tuổi (được tính điểm)",
    }
)
# Differences here are what the weights are for: shown, and no finding.
_INTENDED = frozenset({"poverty", "age"})
_GROUP_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "place_kind": {"xã": "Xã", "phường": "Phường", "": "Chưa rõ xã"},
        "reach": {
            "all_reached": "Xóm nào cũng có người đến",
            "few_quiet": "Dưới một phần tư số xóm không ai đến",
            "many_quiet": "Từ một phần tư số xóm không ai đến",
            "": "Xã chưa ghi xóm của trẻ",
        },
        "poverty": {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "none": "Không nghèo", "": "Không ghi"},
        "sex": {"m": "Nam", "f": "Nữ", "": "Chưa rõ"},
        "age": {
            "below_12": "Dưới 12 tháng",
            "below_24": "Từ 12 đến dưới 24 tháng",
            "below_60": "Từ 24 đến dưới 60 tháng",
            "older": "Từ 5 tuổi",
            "": "Chưa rõ ngày sinh",
        },
    }
)
VERDICT_WORDS: Mapping[str, str] = MappingProxyType(
    {"level": "ngang nhau", "lower": "đứng thấp hơn", "higher": "đứng cao hơn", "few": "ít trẻ, chưa kết luận"}
)
_TONES: Mapping[str, Tone] = MappingProxyType({"lower": "late", "higher": "soon", "level": "done", "few": "calm"})
METHOD = (
    "Mỗi nhóm được so với trẻ ngoài nhóm có cùng việc cần làm và trễ như nhau. Dân tộc, giới tính, nơi ở không được "
    "tính điểm; chênh lệch nếu có là do tuổi, hoàn cảnh, hoặc do lần gặp gần nhất xa hay gần."
)


@dataclass(frozen=True)
class GroupRow:
    """One group as a row of the report shows it, all cells in words."""

    group: str
    children: str
    mean: str
    top: str
    ratio: str
    same_need: str
    interval: str
    days: str
    never: str
    verdict: str
    tone: Tone


@dataclass(frozen=True)
class AxisTable:
    """The groups of one axis."""

    axis: str
    rows: tuple[GroupRow, ...]


def axis_tables(found: Fairness) -> tuple[AxisTable, ...]:
    """Put the groups into tables, an axis each."""
    names = group_names()
    tables = []
    for axis, title in AXIS_WORDS.items():
        rows = tuple(_row(each, names) for each in found.groups if each.axis == axis)
        if len(rows) > 1:  # alone, a group has nobody to be compared with
            tables.append(AxisTable(title, rows))
    return tuple(tables)


def verdicts(found: Fairness) -> tuple[str, ...]:
    """Say in a sentence each where a group with the same need stands lower, and why; nothing where none does."""
    names = group_names()
    return tuple(
        _verdict(each, names) for each in found.groups if each.verdict == "lower" and each.axis not in _INTENDED
    )


def whole_words(found: Fairness, terms: FairnessTerms) -> str:
    """Say in one sentence what was compared and where the top begins."""
    top = (
        f"Nhóm đứng đầu ({_percent(found.top_percent)} số trẻ) có từ {found.top_from} điểm"
        if found.top_from is not None
        else "Chưa trẻ nào có điểm"
    )
    return (
        f"{number_words(found.children)} trẻ, trung bình {_decimal(found.mean_points)} điểm. {top}. Chênh dưới "
        f"{number_words(terms.same_within_percent)} % coi là ngang nhau; nhóm dưới {terms.hidden_below} trẻ không nêu "
        "riêng."
    )


def group_names() -> dict[str, Mapping[str, str]]:
    """Return what the groups of each axis are called."""
    ethnic = {code: names[0] for code, names in load_exchange_content(content_root() / "exchange").ethnic.groups}
    return {**_GROUP_WORDS, "ethnic": {**ethnic, "": "Chưa ghi dân tộc"}}


def group_words(figures: GroupFigures, names: Mapping[str, Mapping[str, str]]) -> str:
    """Return what a group is called."""
    if figures.group == SMALL:
        return "Các nhóm ít trẻ, gộp"
    return names[figures.axis].get(figures.group, figures.group)


def _row(each: GroupFigures, names: Mapping[str, Mapping[str, str]]) -> GroupRow:
    told = each.verdict != "few"
    return GroupRow(
        group=group_words(each, names),
        children=number_words(each.children),
        mean=_decimal(each.mean_points),
        top=f"{_percent(each.top_percent)} ({_decimal(each.top_low)}–{_decimal(each.top_high)})",
        ratio=f"{_decimal(each.top_ratio, 2)} lần",
        same_need=_signed(each.same_need_percent) if told else "–",
        interval=f"{_signed(each.low)} đến {_signed(each.high)}" if told else "chưa đủ trẻ để so",
        days=f"{number_words(each.median_days)} ngày" if each.median_days is not None else "–",
        never=_percent(each.never_percent),
        verdict=VERDICT_WORDS[each.verdict],
        tone="calm" if each.axis in _INTENDED else _TONES[each.verdict],
    )


def _verdict(each: GroupFigures, names: Mapping[str, Mapping[str, str]]) -> str:
    whole, contact = each.same_need_percent or 0.0, each.by_contact_percent or 0.0
    days = f" (một nửa số trẻ được gặp trong {each.median_days} ngày gần đây)" if each.median_days is not None else ""
    by_contact = f"mới được gặp gần hơn{days}"
    by_child = "ít trẻ nhỏ, ít hoàn cảnh khó khăn được ghi hơn"
    why = by_contact if contact <= whole / 2 else by_child
    return (
        f"{AXIS_WORDS[each.axis]}: {group_words(each, names)} đứng thấp hơn {_decimal(-whole)} % so với trẻ khác có "
        f"cùng việc, chủ yếu vì {why}."
    )


def _decimal(value: float | None, places: int = 1) -> str:
    return number_words(value, decimals=places)


def _percent(value: float) -> str:
    return f"{_decimal(value)} %"


def _signed(value: float | None) -> str:
    return f"{'+' if value and value > 0 else ''}{_decimal(value)} %"
