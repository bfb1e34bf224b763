"""Every value of the content of child protection with its source, as tables a reader can check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mangnon.core.content.protection import (
    harm_rows,
    load_forms,
    load_holidays,
    load_protection,
    load_risk,
    service_rows,
)
from mangnon.vocab.protection import Actor, CountFrom, Dated, DeadlineRule, ItemLevel, ItemTable, SightClass, SpanUnit
from mangnon.vocab.protection_forms import RiskCondition, RiskRule

_GRADES: Final = {True: "bản gốc", "secondary": "bản dẫn lại", False: "CHƯA ĐỐI CHIẾU"}
_UNITS: Final = {
    SpanUnit.HOURS: "giờ",
    SpanUnit.WORKING_DAYS: "ngày làm việc",
    SpanUnit.CALENDAR_DAYS: "ngày",
}
_FROM: Final = {
    CountFrom.SELF: "từ bước trước",
    CountFrom.RECEIPT: "từ lúc nhận tin",
    CountFrom.PLAN_END: "từ ngày cuối của kế hoạch",
    CountFrom.SEPARATION_END: "lúc hết hạn cách ly",
}
_ACTORS: Final = {Actor.OFFICER: "cán bộ", Actor.CHAIR: "chủ tịch"}
_TABLES: Final = {ItemTable.HARM: "a. tổn hại", ItemTable.ABILITY: "b. khả năng"}
_TABLES_IN_A_RULE: Final = {ItemTable.HARM: "tổn hại", ItemTable.ABILITY: "khả năng"}
_LEVELS: Final = {ItemLevel.HIGH: "cao", ItemLevel.MEDIUM: "trung bình", ItemLevel.LOW: "thấp"}
_SIGHTS: Final = {SightClass.OPEN: "thấy là đang được hỗ trợ", SightClass.CLOSED: "không thấy gì"}


def review_table() -> str:
    """Write the shipped content as Markdown tables, one line for each value with its source."""
    parts = (_deadlines(), _steps(), _holidays(), _items(), _fields(), _risk(), _closing(), _kinds())
    return "\n\n".join("\n".join(part) for part in parts)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[tuple[str, ...], Dated]]) -> list[str]:
    names = (*heads, "căn cứ", "nguồn", "mức chắc chắn", "từ ngày", "đến trước ngày")
    lines = [f"| {' | '.join(names)} |", "|" + " --- |" * len(names)]
    for cells, told in rows:
        until = str(told.valid_to) if told.valid_to else ""
        about = (told.basis, told.source, _GRADES[told.verified], str(told.valid_from), until)
        lines.append(f"| {' | '.join((*cells, *about))} |")
    return lines


def _deadlines() -> list[str]:
    rows = []
    for version in load_protection().procedures:
        rows += [((rule.code, rule.words, _span(rule), _fixed(rule)), rule.told) for rule in version.deadlines]
        longest = f"{version.separation_days} ngày"
        rows.append((("separation_days", "Cách ly tất cả", longest, "theo văn bản"), version.separation))
    return _table(("mã", "hạn", "bao lâu", "ai định"), rows)


def _span(rule: DeadlineRule) -> str:
    if not rule.within.count:
        return _FROM[rule.counts_from]
    return f"{rule.within.count} {_UNITS[rule.within.unit]} {_FROM[rule.counts_from]}"


def _fixed(rule: DeadlineRule) -> str:
    return "theo văn bản" if rule.by_law else "tự định"


def _steps() -> list[str]:
    rows = []
    for version in load_protection().procedures:
        for rule in version.steps.values():
            who = ", ".join(_ACTORS[each] for each in sorted(rule.who))
            skipped = "có thể, chủ tịch đồng ý" if rule.skipped_as else ""
            rows.append(((rule.step.value, rule.words, rule.form, who, skipped), rule.told))
    return _table(("bước", "là", "mẫu", "ai làm", "bỏ qua"), rows)


def _holidays() -> list[str]:
    rows = []
    for year in load_holidays():
        for row in year.rows:
            days = str(row.first) if row.first == row.last else f"{row.first} – {row.last}"
            rows.append(((days, "làm việc" if row.working else "nghỉ", row.words), row.told))
    return _table(("ngày", "nghỉ hay làm", "là"), rows)


def _items() -> list[str]:
    rows = []
    for version in load_forms():
        for form in version.forms:
            for item in form.items:
                levels = "; ".join(f"{_LEVELS[level]}: {words}" for level, words in item.levels.items())
                rows.append(((form.code, item.code, _TABLES[item.table], item.words, levels), item.told))
    return _table(("mẫu", "mục", "bảng", "câu hỏi", "mức"), rows)


def _fields() -> list[str]:
    rows = []
    for version in load_forms():
        for form in version.forms:
            for field in form.fields:
                needed = "bắt buộc" if field.required else ""
                rows.append(((form.code, field.code, field.words, needed), field.told))
    return _table(("mẫu", "mã", "mục", "bắt buộc"), rows)


def _risk() -> list[str]:
    rows = []
    for version in load_risk():
        for rule in version.rules:
            when = " và ".join(_condition(each) for each in rule.when) or "còn lại"
            rows.append(((rule.code, when, _level(rule)), rule.told))
    return _table(("mã", "khi", "gợi ý nguy cơ"), rows)


def _condition(condition: RiskCondition) -> str:
    wanted = []
    if condition.at_least:
        wanted.append(f"từ {condition.at_least} mục")
    if condition.at_least_percent:
        wanted.append(f"từ {condition.at_least_percent}% số mục")
    return f"{_TABLES_IN_A_RULE[condition.table]} mức {_LEVELS[condition.level]}: {', '.join(wanted)}"


def _level(rule: RiskRule) -> str:
    level = {"high": "cao", "medium": "trung bình", "low": "thấp"}[rule.level.value]
    return f"{level}, khẩn cấp" if rule.emergency else level


def _closing() -> list[str]:
    rows = []
    for version in load_protection().closings:
        rows += [
            (("lý do kết thúc", each.code, each.words, ", ".join(each.criteria)), each.told) for each in version.grounds
        ]
        rows += [(("tiêu chí kết thúc", each.code, each.words, ""), each.told) for each in version.criteria]
        rows += [(("kiểm tra chất lượng", each.code, each.words, ""), each.told) for each in version.quality]
    return _table(("loại", "mã", "là", "cần trả lời"), rows)


def _kinds() -> list[str]:
    harms = [(("tổn hại", each.code, each.words, _SIGHTS[each.sight]), each.told) for each in harm_rows()]
    services = [(("dịch vụ", each.code, each.words, ", ".join(each.providers)), each.told) for each in service_rows()]
    return _table(("loại", "mã", "là", "người khác thấy / nơi cung cấp"), [*harms, *services])
