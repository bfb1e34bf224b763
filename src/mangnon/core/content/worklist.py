"""Reads the order of lists from ``content/worklist``."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, get_args

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.urgency import WHENS, DueMark, Step, UrgencyClass, UrgencyOrder, When

URGENCY = "worklist/urgency.yaml"


class UrgencyContentError(ContentError):
    """The order of lists cannot be used."""

    code = "worklist.content"


@lru_cache(maxsize=8)
def urgency_order(on: date) -> UrgencyOrder:
    """Return the order in force on a day, or the oldest where none was yet.

    Raises:
        UrgencyContentError: a version is damaged, or leaves out a class or a time; the sentence says which.
    """
    versions = read_versions(URGENCY)
    return compile_order(in_force(versions, on=on) or versions[0])


def compile_order(version: Version) -> UrgencyOrder:
    """Check one version of the order and put it into its form.

    Raises:
        UrgencyContentError: a cell is wrong or something is left out.
    """
    try:
        order = UrgencyOrder(
            version=version.name,
            classes=tuple(_class(each) for each in version.values["classes"]),
            steps=tuple(_step(each) for each in version.values["steps"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(version.name, f"thiếu hoặc sai mục {error}") from error
    problem = _problem(order)
    if problem:
        raise _wrong(version.name, problem)
    return order


def _class(told: dict[str, Any]) -> UrgencyClass:
    return UrgencyClass(code=str(told["code"]), marks=tuple(_mark(**each) for each in told["dues"]))


def _mark(kind: str, name: str = "", detail: str = "", late_days_at_most: int | None = None) -> DueMark:
    if not kind or ":" in f"{kind}{name}{detail}":
        raise ValueError(f"«{kind} {name} {detail}»")
    if late_days_at_most is not None and (type(late_days_at_most) is not int or late_days_at_most < 0):
        raise ValueError(f"late_days_at_most của «{kind} {name}»")
    return DueMark(kind, name, detail, late_days_at_most)


def _step(told: dict[str, Any]) -> Step:
    whens: tuple[When, ...] = tuple(told["when"])
    unknown = set(whens) - set(get_args(When))
    if unknown:
        raise ValueError(f"when: «{', '.join(map(str, unknown))}»")
    return Step(
        code=str(told["code"]),
        title=str(told["title"]),
        lead=str(told.get("lead") or ""),
        classes=tuple(str(code) for code in told["classes"]),
        when=whens,
    )


def _problem(order: UrgencyOrder) -> str:
    codes = [each.code for each in order.classes]
    names = [step.code for step in order.steps]
    if len(set(codes)) < len(codes) or len(set(names)) < len(names):
        return "có mã nhóm hoặc mã bước ghi hai lần"
    unknown = {code for step in order.steps for code in step.classes} - set(codes)
    if unknown:
        return f"bước dùng nhóm chưa có: «{', '.join(sorted(unknown))}»"
    for code in codes:
        for when in WHENS:
            count = sum(code in step.classes and when in step.when for step in order.steps)
            if count != 1:
                return f"nhóm «{code}» khi «{when}» phải thuộc đúng một bước, nay thuộc {count}"
    marks = [mark for each in order.classes for mark in each.marks]
    open_kinds = {mark.kind for mark in marks if mark == DueMark(mark.kind)}
    narrow = {mark.kind for mark in marks} - open_kinds
    return f"loại việc «{', '.join(sorted(narrow))}» chưa có nhóm cho mọi mã" if narrow else ""


def _wrong(version: str, problem: str) -> UrgencyContentError:
    return UrgencyContentError(f"Thứ tự việc cần làm «{version}» trong {URGENCY}: {problem}; hãy sửa tệp này.")
