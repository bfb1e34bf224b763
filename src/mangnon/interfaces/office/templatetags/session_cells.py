"""The cells that stand in every row of a session's table, written here and not in a template.

A session shows up to 300 children with several boxes each. Django's template language spends about 50 µs on such a
box, and a page of 1,200 boxes spent two thirds of its time there.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from mangnon.core.web.parts import Option
from mangnon.interfaces.office.sessions.checking_rows import Cell, Row
from mangnon.interfaces.office.sessions.people import Person
from mangnon.interfaces.office.sessions.ticks import Tick, TickRow

register = template.Library()

_BOX = (
    '<div class="fast__tick"><label class="choice"><input type="checkbox" name="co-{key}" value="{code}"'
    ' data-column="{code}"{checked} form="session"><span{late}>{label}{due}'
    '<span class="unseen">, {words}, {name}</span></span></label>{day}{lots}</div>'
)
_LABEL = '<span class="fast__label">{words}: </span>'
_DAY = (
    '<input name="ng-{key}-{code}" value="{on}" placeholder="ngày khác" aria-label="Ngày khác của {words}, {name}"'
    ' data-column="ng-{code}" data-kind="date" data-date inputmode="numeric" maxlength="10" autocomplete="off"'
    ' form="session">'
)
_LOTS = (
    '<select name="lo-{key}-{code}" aria-label="Lô của {words}, {name}" data-column="lo-{code}" form="session">'
    "{options}</select>"
)
_PERSON = (
    '<th scope="row"><a href="{url}" tabindex="-1">{name}</a>{mark}<br><small class="quiet">{age}{carer}</small>'
    "{before}</th>"
)
_MARK = ' <span class="mark mark--synthetic">giả lập</span>'
_EXAMINED = (
    '<td><span class="fast__label" aria-hidden="true">Đã khám</span><label class="choice"><input type="checkbox"'
    ' name="kham-{key}" value="1" data-column="kham"{checked} form="session"><span class="unseen">Đã khám sàng lọc,'
    " {name}</span></label></td>"
)
_NUMBER = (
    '<td class="num"><span class="fast__label" aria-hidden="true">{label}</span><input name="{name}" value="{value}"'
    ' aria-label="{label}, {who}" data-column="{column}" inputmode="numeric" autocomplete="off" maxlength="3"'
    ' form="session"></td>'
)
_FLAG = (
    '<td><span class="fast__label" aria-hidden="true">{label}</span><label class="choice"><input type="checkbox"'
    ' name="{name}" value="1" data-column="{column}"{checked} form="session"><span class="unseen">{label}, {who}</span>'
    "</label></td>"
)
_CHOICE = (
    '<td><span class="fast__label" aria-hidden="true">{label}</span><select name="{name}" aria-label="{label}, {who}"'
    ' data-column="{column}" form="session">{options}</select></td>'
)
_NOT_YET = '<span class="fast__none quiet small">chưa đến lượt</span>'


@register.simple_tag
def person_cell(person: Person, before: str = "") -> SafeString:
    """Write the first cell of a row: who, how old, whose, and what was done before."""
    return mark_safe(
        _PERSON.format(
            url=escape(person.url),
            name=escape(person.name),
            mark=_MARK if person.synthetic else "",
            age=escape(person.age),
            carer=f" · {escape(person.carer)}" if person.carer else "",
            before=f'<br><small class="quiet num">{escape(before)}</small>' if before else "",
        )
    )


@register.simple_tag
def examined_cell(row: TickRow) -> SafeString:
    """Write the box that says a child was examined before the vaccination."""
    checked = " checked" if row.screened else ""
    return mark_safe(_EXAMINED.format(key=row.person.key, name=escape(row.person.name), checked=checked))


@register.simple_tag
def tick_cells(row: TickRow, *, days: bool = False, stacked: bool = False) -> SafeString:
    """Write the cells of a row's boxes.

    Args:
        row: of the table.
        days: whether a box has a day of its own beside it.
        stacked: all boxes in one cell, those that are offered only.
    """
    name = escape(row.person.name)
    boxes = [_box(tick, row.person.key, name, days=days) if tick.offered else "" for tick in row.ticks]
    if stacked:
        return mark_safe(f'<td class="fast__stack">{"".join(boxes)}</td>')
    return mark_safe("".join(f"<td>{box or _NOT_YET}</td>" for box in boxes))


@register.simple_tag
def check_cells(row: Row) -> SafeString:
    """Write the boxes of a row of a check-up session."""
    name = escape(row.person.name)
    return mark_safe("".join(_check_cell(cell, name) for cell in row.cells))


def _check_cell(cell: Cell, name: str) -> str:
    told = {
        "name": cell.name,
        "column": cell.box.name,
        "label": _safe(cell.box.label),
        "who": name,
        "value": escape(cell.value),
    }
    if cell.box.type == "flag":
        return _FLAG.format(**told, checked=" checked" if cell.value else "")
    if cell.box.type == "choice":
        listed = "".join(
            f'<option value="{_safe(value)}"{" selected" if value == cell.value else ""}>{_safe(words)}</option>'
            for value, words in (("", "–"), *cell.options)
        )
        return _CHOICE.format(**told, options=listed)
    return _NUMBER.format(**told)


def _box(tick: Tick, key: str, name: str, *, days: bool) -> str:
    told = {"key": key, "code": _safe(tick.code), "words": _safe(tick.words), "name": name}
    due = _safe(tick.due or "đã ghi") + (" · trễ" if tick.late else "")
    return _BOX.format(
        **told,
        checked=" checked" if tick.ticked else "",
        late=' class="tone--late"' if tick.late else "",
        due=due,
        label="" if tick.due == tick.words else _LABEL.format(**told),
        day=_DAY.format(**told, on=escape(tick.on)) if days else "",
        lots=_LOTS.format(**told, options="".join(map(_option, tick.vials))) if tick.vials else "",
    )


def _option(option: Option) -> str:
    chosen = " selected" if option.chosen else ""
    return f'<option value="{_safe(option.value)}"{chosen}>{_safe(option.label)}</option>'


@lru_cache(maxsize=2048)
def _safe(words: str) -> str:
    return str(escape(words))
