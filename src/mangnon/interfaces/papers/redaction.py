"""Covers in a form what its reader may not read: whole fields by their group, and names wherever they were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from mangnon.core.content.papers import load_readers
from mangnon.interfaces.papers.errors import NoSuchReaderError
from mangnon.interfaces.papers.forms import Form, Group, IncomingReport, Issue, Reporter
from mangnon.interfaces.papers.names import spans_of
from mangnon.interfaces.papers.values import HIDDEN, Hidden, Masked, plain

RECEIVING_OFFICE = "receiving_office"


def redacted(form: Form, recipient: str) -> Form:
    """Return the form as one reader may read it.

    Args:
        form: as the office has it.
        recipient: the reader's code in ``content/protection/redaction.yaml``, such as ``school``.

    Returns:
        The same form, HIDDEN in every field the reader may not read, and with the names, numbers and places of
        those fields covered in all other fields too.

    Raises:
        NoSuchReaderError: content knows no such reader.
    """
    return redacted_together((form,), recipient)[0]


def redacted_together(forms: tuple[Form, ...], recipient: str) -> tuple[Form, ...]:
    """Return several forms of one case as one reader may read them: a name covered in one is covered in all.

    Args:
        forms: as the office has them.
        recipient: the reader's code.

    Raises:
        NoSuchReaderError: content knows no such reader.
    """
    covered = [_covered(form, recipient) for form in forms]
    names = tuple(sorted({name for _, names in covered for name in names}))
    return tuple(_masked(form, names) for form, _ in covered)


def _covered(form: Form, recipient: str) -> tuple[Form, list[str]]:
    readers = load_readers(on=form.issue.on)
    if recipient not in readers:
        raise NoSuchReaderError("Chưa có quy định che thông tin cho nơi nhận này; hãy chọn nơi nhận trong danh sách.")
    names: list[str] = []
    made: Any = _cover(form, reads=readers[recipient].reads, names=names)
    if isinstance(made, IncomingReport):
        made = replace(made, receiving_offices_copy=recipient == RECEIVING_OFFICE)
        names.extend(_unnamed(made))
        made = _without_reporter(made)
    return made, names


def guarded(form: Form) -> Form:
    """Return the form without its reporter, unless they agreed and this is the receiving office's copy."""
    if not isinstance(form, IncomingReport):
        return form
    names = tuple(_unnamed(form))
    made: Form = _masked(_without_reporter(form), names)
    return made


def _unnamed(form: IncomingReport) -> Iterable[str]:
    reporter = form.reporter
    return () if reporter is None or isinstance(reporter, Hidden) or _is_named(form) else _identities(reporter)


def _without_reporter(form: IncomingReport) -> IncomingReport:
    if form.reporter is None or isinstance(form.reporter, Hidden) or _is_named(form):
        return form
    return replace(form, reporter=Reporter(agreed=False) if form.receiving_offices_copy else HIDDEN)


def _is_named(form: IncomingReport) -> bool:
    return isinstance(form.reporter, Reporter) and form.reporter.agreed and form.receiving_offices_copy


def _cover(value: Any, *, reads: frozenset[str], names: list[str]) -> Any:
    changed: dict[str, Any] = {}
    for each in fields(value):
        group = groups_of(type(value)).get(each.name)
        told = getattr(value, each.name)
        if group is not None and group.name not in reads:
            names.extend(_identities(told, named=group.identity))
            changed[each.name] = HIDDEN
        elif is_part(told):
            changed[each.name] = _cover(told, reads=reads, names=names)
        elif isinstance(told, tuple):
            changed[each.name] = tuple(_cover(one, reads=reads, names=names) if is_part(one) else one for one in told)
    return replace(value, **changed)


def _identities(told: Any, *, named: bool = False) -> Iterable[str]:
    """Yield what names or finds a person in a value that is covered."""
    if isinstance(told, str):
        if named and told.strip():
            yield told
    elif isinstance(told, tuple):
        for one in told:
            yield from _identities(one, named=named)
    elif is_part(told):
        for each in fields(told):
            group = groups_of(type(told)).get(each.name)
            yield from _identities(getattr(told, each.name), named=group is not None and group.identity)


def is_part(told: object) -> bool:
    """Tell whether a value is a part of a form with fields of its own."""
    return is_dataclass(told) and not isinstance(told, Hidden | Masked | type)


def groups_of(kind: type) -> dict[str, Group]:
    """Return the group of each field of a form or of a part of one; fields that only hold parts have none."""
    return {name: group for name, (group, _) in _described(kind).items() if group is not None}


@cache
def _described(kind: type) -> dict[str, tuple[Group | None, bool]]:
    """Return each field's group, and whether it holds somebody's words or parts that do: no codes, days, numbers."""
    found = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        told = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        group = next((each for each in told if isinstance(each, Group)), None)
        found[name] = (group, _holds_words(hint))
    return found


def _holds_words(hint: Any) -> bool:
    if isinstance(hint, type) and is_dataclass(hint):
        return hint is not Hidden
    return any(_holds_words(each) for each in get_args(hint))


def _masked(value: Any, names: tuple[str, ...]) -> Any:
    """Return the value with these names covered inside its words too; who issues a paper stays readable."""
    if isinstance(value, str):
        return _mask(value, names)
    if isinstance(value, Masked):
        parts = [_mask(each, names) if isinstance(each, str) else each for each in value.parts]
        return Masked(tuple(one for each in parts for one in (each.parts if isinstance(each, Masked) else (each,))))
    if isinstance(value, tuple):
        return tuple(_masked(each, names) for each in value)
    if isinstance(value, Issue):
        return replace(value, recipients=_masked(value.recipients, names))
    if is_part(value):
        kind: type = type(value)
        held = [name for name, (_, words) in _described(kind).items() if words]
        return replace(value, **{name: _masked(getattr(value, name), names) for name in held})
    return value


def _mask(text: str, names: tuple[str, ...]) -> str | Masked:
    shown = plain(text)
    parts: list[str | Hidden] = []
    at = 0
    for start, end in spans_of(names, text=shown):
        if end <= at:
            continue
        if start > at:
            parts.append(shown[at:start])
        if not (parts and isinstance(parts[-1], Hidden)):
            parts.append(HIDDEN)
        at = end
    if not parts:
        return text
    return Masked((*parts, shown[at:]) if at < len(shown) else tuple(parts))
