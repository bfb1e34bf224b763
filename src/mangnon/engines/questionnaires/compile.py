"""Makes a questionnaire of an XLSForm's sheets, or says which cell is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from mangnon.engines.questionnaires.definition import (
    ACTION_KINDS,
    ANSWERED_TYPES,
    GIVEN_NAMES,
    SEVERITIES,
    Action,
    ActionKind,
    Band,
    Choice,
    Item,
    ItemType,
    Questionnaire,
    Score,
    Severity,
    Words,
)
from mangnon.engines.questionnaires.expression import ExpressionError, Literal, Node, parse, refs
from mangnon.engines.questionnaires.order import working_order
from mangnon.engines.questionnaires.sheets import CellError, Row, Sheets
from mangnon.engines.questionnaires.types import NUMBER, Typed, kinds_of, type_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_CHOICE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TYPES: dict[str, ItemType] = {
    "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date", "text": "text", "string": "text",
    "note": "note", "calculate": "calculate", "hidden": "given",
}  # fmt: skip
_YES, _NO = frozenset({"yes", "true", "true()", "có"}), frozenset({"", "no", "false", "false()", "không"})
MOST_ITEMS = 500


def compile_sheets(sheets: Sheets) -> Questionnaire:
    """Make a questionnaire.

    Args:
        sheets: as read; columns as docs/questionnaires.md lists them.

    Raises:
        CellError: a cell is wrong; the first one found is named.
    """
    if not sheets.survey:
        raise CellError("chưa có câu hỏi nào", sheet="survey")
    if len(sheets.survey) > MOST_ITEMS:
        raise CellError(f"có hơn {MOST_ITEMS} dòng; hãy chia thành nhiều bảng hỏi", sheet="survey")
    lists = _lists(sheets.choices)
    drafts = _items(sheets.survey, lists)
    kinds = kinds_of(tuple(item for item, _ in drafts), lists)
    items = tuple(_with_expressions(item, row, kinds) for item, row in drafts)
    order = working_order(items, {item.name: row for item, row in drafts})
    scores = _scores(sheets, kinds, items)
    kinds = {**kinds, **{score.name: NUMBER for score in scores}}
    settings = sheets.settings[0] if sheets.settings else Row("settings", 2, {})
    used = {item.list for item in items if item.list}
    return replace(
        _settings(settings),
        items=items,
        lists={name: choices for name, choices in lists.items() if name in used},
        scores=scores,
        actions=_actions(sheets.actions, kinds),
        order=order,
    )


def expression(row: Row, column: str, kinds: Mapping[str, Typed], wanted: str, own: Typed | None = None) -> Node | None:
    """Read and check a cell's expression; None where the cell is empty.

    Args:
        row: whose cell.
        column: which cell.
        kinds: of the names it may use.
        wanted: ``bool``, ``number`` or ``any``.
        own: of the answer that ``.`` means.

    Raises:
        CellError: it cannot be read or yields something else.
    """
    text = row.text(column)
    if not text:
        return None
    try:
        node = parse(text)
        typed = type_of(node, kinds, own)
    except ExpressionError as error:
        raise row.error(error.sentence, column) from error
    if wanted == "bool" and typed.kind != "bool":
        raise row.error("cần một điều kiện đúng/sai, như ${cau_1} = 'co'", column)
    if wanted == "number" and not typed.countable:
        raise row.error("cần một phép tính ra số", column)
    return node


def _lists(rows: tuple[Row, ...]) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, list[Choice]] = {}
    for row in rows:
        name, code = row.text("list_name"), row.text("name")
        if not name:
            raise row.error("thiếu tên danh sách lựa chọn", "list_name")
        if not _CHOICE.fullmatch(code):
            raise row.error(f"mã lựa chọn «{code}» chỉ được gồm chữ không dấu, chữ số, dấu gạch", "name")
        choices = lists.setdefault(name, [])
        if any(choice.name == code for choice in choices):
            raise row.error(f"lựa chọn «{code}» ghi hai lần trong danh sách «{name}»", "name")
        choices.append(Choice(code, Words(*row.words("label")), number_cell(row, "points")))
    return {name: tuple(choices) for name, choices in lists.items()}


def _items(rows: tuple[Row, ...], lists: Mapping[str, object]) -> list[tuple[Item, Row]]:
    found: list[tuple[Item, Row]] = []
    groups: list[str] = []
    names: set[str] = set()
    for row in rows:
        told = " ".join(row.text("type").split())
        if told in {"end group", "end_group"}:
            if not groups:
                raise row.error("nhóm này chưa được mở bằng «begin group»", "type")
            groups.pop()
            continue
        type_, list_ = _type(row, told, lists)
        name = row.text("name")
        if not _NAME.fullmatch(name):
            raise row.error(f"tên câu hỏi «{name}» chỉ được gồm chữ không dấu, chữ số, dấu gạch dưới", "name")
        if name in names:
            raise row.error(f"tên «{name}» đã dùng ở dòng trên", "name")
        if (type_ == "given") != (name in GIVEN_NAMES):
            raise row.error(f"kiểu hidden chỉ dùng cho {' và '.join(GIVEN_NAMES)}, và ngược lại", "name")
        names.add(name)
        found.append(
            (
                Item(
                    name=name,
                    type=type_,
                    label=Words(*row.words("label")),
                    hint=Words(*row.words("hint")),
                    group=groups[-1] if groups else "",
                    list=list_,
                    constraint_message=Words(*row.words("constraint_message")),
                    appearance=row.text("appearance"),
                ),
                row,
            )
        )
        if type_ == "group":
            groups.append(name)
    if groups:
        raise found[-1][1].error(f"nhóm «{groups[-1]}» chưa được đóng bằng «end group»", "type")
    return found


def _type(row: Row, told: str, lists: Mapping[str, object]) -> tuple[ItemType, str]:
    head, _, tail = told.partition(" ")
    if "repeat" in told:
        raise row.error("chưa dùng được nhóm lặp (repeat); hãy ghi từng lần thành câu riêng", "type")
    if told in {"begin group", "begin_group"}:
        return "group", ""
    if head in {"select_one", "select_multiple"}:
        if tail not in lists:
            raise row.error(f"không có danh sách «{tail}» ở trang choices (từ «or_other» cũng chưa dùng được)", "type")
        if row.text("choice_filter"):
            raise row.error("chưa lọc được lựa chọn theo câu khác; hãy tách thành các câu có relevant", "choice_filter")
        return cast(ItemType, head), tail
    if told not in _TYPES:
        usable = ", ".join(["select_one", "select_multiple", *_TYPES, "begin group"])
        raise row.error(f"chưa dùng được kiểu «{told}»; các kiểu dùng được: {usable}", "type")
    return _TYPES[told], ""


def _with_expressions(item: Item, row: Row, kinds: dict[str, Typed]) -> Item:
    """Return the item with its expressions; a calculation's kind joins ``kinds`` for the rows below it."""
    if item.type == "calculate":
        calculation = expression(row, "calculation", kinds, "any")
        if calculation is None:
            raise row.error("thiếu phép tính", "calculation")
        kinds[item.name] = type_of(calculation, kinds)
    else:
        calculation = None
    required = row.text("required")
    always = Literal(True) if required.lower() in _YES else None
    plain = required.lower() in _YES | _NO
    return replace(
        item,
        relevant=expression(row, "relevant", kinds, "bool"),
        constraint=expression(row, "constraint", kinds, "bool", kinds.get(item.name))
        if item.type in ANSWERED_TYPES
        else None,
        required=always if plain else expression(row, "required", kinds, "bool"),
        calculation=calculation,
    )


def _scores(sheets: Sheets, kinds: Mapping[str, Typed], items: tuple[Item, ...]) -> tuple[Score, ...]:
    found: dict[str, Score] = {}
    for row in sheets.scores:
        name = row.text("name")
        if not _NAME.fullmatch(name) or name in kinds or name in found or any(item.name == name for item in items):
            raise row.error(f"tên điểm «{name}» sai hoặc đã dùng", "name")
        node = expression(row, "expression", {**kinds, **dict.fromkeys(found, NUMBER)}, "number")
        if node is None:
            raise row.error("thiếu phép tính điểm", "expression")
        found[name] = Score(name, Words(*row.words("label")), node, _needs(node, items, found), ())
    for row in sheets.bands:
        score = found.get(row.text("score"))
        start = number_cell(row, "from")
        if score is None:
            raise row.error(f"không có điểm nào tên «{row.text('score')}» ở trang scores", "score")
        if start is None or (score.bands and score.bands[-1].start >= start):
            raise row.error("mỗi mức cần một số bắt đầu, tăng dần từ trên xuống", "from")
        if not _CHOICE.fullmatch(row.text("code")):
            raise row.error(f"mã mức «{row.text('code')}» chỉ được gồm chữ không dấu, chữ số, dấu gạch", "code")
        band = Band(row.text("code"), start, Words(*row.words("label")))
        found[score.name] = replace(score, bands=(*score.bands, band))
    return tuple(found.values())


def _needs(node: Node, items: tuple[Item, ...], scores: Mapping[str, Score]) -> tuple[str, ...]:
    """Return the items to answer that an expression rests on, through calculations and scores."""
    by_name = {item.name: item for item in items}
    open_, seen = list(refs(node)), set[str]()
    while open_:
        name = open_.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in scores:
            open_.extend(scores[name].needs)
        elif by_name[name].calculation is not None:
            open_.extend(refs(cast(Node, by_name[name].calculation)))
    return tuple(item.name for item in items if item.name in seen and item.type in ANSWERED_TYPES)


def _actions(rows: tuple[Row, ...], kinds: Mapping[str, Typed]) -> tuple[Action, ...]:
    found: dict[str, Action] = {}
    for row in rows:
        code, kind, severity = row.text("code"), row.text("action"), row.text("severity")
        if not _CHOICE.fullmatch(code) or code in found:
            raise row.error(f"mã «{code}» sai hoặc đã dùng", "code")
        if kind not in ACTION_KINDS:
            raise row.error(f"việc «{kind}» phải là một trong: {', '.join(ACTION_KINDS)}", "action")
        if severity not in SEVERITIES:
            raise row.error(f"mức «{severity}» phải là một trong: {', '.join(SEVERITIES)}", "severity")
        when = expression(row, "when", kinds, "bool")
        if when is None:
            raise row.error("thiếu điều kiện", "when")
        words = Words(*row.words("words"))
        if not words.vi:
            raise row.error("thiếu lời dặn tiếng Việt", "words::vi")
        hours, days = whole_cell(row, "hours"), whole_cell(row, "days")
        found[code] = Action(code, cast(ActionKind, kind), cast(Severity, severity), when, words, hours, days)
    return tuple(found.values())


def _settings(row: Row) -> Questionnaire:
    code, version = row.text("form_id"), row.text("version")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{1,39}", code):
        raise row.error(f"mã bảng hỏi «{code}» phải là chữ thường không dấu, chữ số, gạch", "form_id")
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,20}", version):
        raise row.error(f"phiên bản «{version}» phải là chữ, số, dấu chấm, gạch", "version")
    vi, en = row.words("title")
    title = Words(vi or row.text("form_title"), en)
    if not title.vi:
        raise row.error("thiếu tên bảng hỏi", "form_title")
    if not row.text("source"):
        raise row.error("thiếu nguồn: số văn bản, điều, ngày; hoặc «own» nếu tự soạn", "source")
    valid_from = date_cell(row, "valid_from")
    first, until = whole_cell(row, "age_from_months"), whole_cell(row, "age_to_months")
    if valid_from is None:
        raise row.error("thiếu ngày bắt đầu dùng", "valid_from")
    if first is None or until is None or first >= until:
        raise row.error("cần tuổi từ … đến dưới … tháng", "age_from_months")
    return Questionnaire(
        code=code,
        version=version,
        title=title,
        valid_from=valid_from,
        valid_to=date_cell(row, "valid_to"),
        source=row.text("source"),
        verified=row.text("verified").lower() in _YES,
        licence=row.text("licence") or "own",
        restricted=row.text("restricted").lower() in _YES,
        age_from_months=first,
        age_to_months=until,
        record_class=_one_of(row, "record_class", ("health", "sensitive")),
        screening_kind=row.text("screening_kind"),
        answered_by=_answered_by(row),
        lead=Words(*row.words("lead")),
        items=(),
        lists={},
        scores=(),
        actions=(),
        order=(),
    )


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> str:
    told = row.text(column)
    if told not in allowed:
        raise row.error(f"«{told}» phải là một trong: {', '.join(allowed)}", column)
    return told


def _answered_by(row: Row) -> tuple[str, ...]:
    told = tuple(row.text("answered_by").split()) or ("carer",)
    if set(told) - {"carer", "child", "teacher"}:
        raise row.error("người trả lời phải là carer, child hoặc teacher, cách nhau bằng dấu cách", "answered_by")
    return told


def number_cell(row: Row, column: str) -> float | None:
    """Return a cell's number, None where empty."""
    text = row.text(column).replace(",", ".")
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", text):
        raise row.error(f"«{text}» không phải là số", column)
    return float(text)


def whole_cell(row: Row, column: str) -> int | None:
    """Return a cell's whole number of zero or above, None where empty."""
    found = number_cell(row, column)
    if found is not None and (found < 0 or found != int(found)):
        raise row.error(f"«{row.text(column)}» phải là số nguyên không âm", column)
    return None if found is None else int(found)


def date_cell(row: Row, column: str) -> date | None:
    """Return a cell's day, None where empty."""
    text = row.text(column)[:10]
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise row.error(f"«{text}» phải là ngày dạng 2026-11-24", column) from error
