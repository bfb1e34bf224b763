"""Reads the paths of screening tests from ``content/screening``; names the cell that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from mangnon.core.content.dated import ContentError, read_versions
from mangnon.vocab.dated import Version, in_force
from mangnon.vocab.screening import (
    Afterwards,
    Deadline,
    FieldType,
    FirstTime,
    Named,
    ScreeningPaths,
    ScreeningTest,
    Step,
    ValueField,
    Yearly,
)

FILES = ("screening/newborn.yaml", "screening/yearly.yaml", "screening/answered.yaml")
REASONS = "screening/reasons.yaml"
STATES = (
    "ordered", "sampled", "sent", "normal", "recheck", "positive", "referred", "seen", "confirmed", "excluded",
    "in_treatment", "treated", "refused", "lost",
)  # fmt: skip
RESULTS = ("normal", "recheck", "positive")
# What a verdict's rule reads beside the values.
VERDICTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "diseases": frozenset({"not_before_hours", "second_sample_paths"}),
        "ears": frozenset(),
        "oximetry": frozenset({"pass_at", "gap_at_most", "fail_below", "measurements"}),
        "acuity": frozenset({"at_least_tenths", "gap_at_most"}),
        "teeth": frozenset(),
        "findings": frozenset(),
    }
)


class ScreeningContentError(ContentError):
    """The paths of screening tests cannot be used."""

    code = "screening.content"


@cache
def load_screening() -> tuple[ScreeningPaths, ...]:
    """Return all versions of all tests, read once a process.

    Raises:
        ScreeningContentError: a cell is wrong or missing; the sentence names it.
    """
    return tuple(compile_paths(version, file=file) for file in FILES for version in read_versions(file))


def screening_tests(on: date) -> dict[str, ScreeningTest]:
    """Return the tests in force on a day, by kind; before the first version that one, so that old steps keep words."""
    found: dict[str, ScreeningTest] = {}
    for paths in sorted(load_screening(), key=lambda each: (each.holds(on), each.valid_from)):
        found |= {test.kind: test for test in paths.tests}
    return found


@cache
def reasons_on(on: date) -> Mapping[str, tuple[Named, ...]]:
    """Return why a family may have refused or a child been lost, by state."""
    versions = read_versions(REASONS)
    version = in_force(versions, on=on) or versions[0]
    return {
        state: tuple(Named(str(each["code"]), str(each["words"])) for each in listed)
        for state, listed in version.values["reasons"].items()
    }


def compile_paths(version: Version, *, file: str) -> ScreeningPaths:
    """Check one version and put it into its form.

    Args:
        version: as written.
        file: where, for the sentence of an error.

    Raises:
        ScreeningContentError: a cell is wrong or missing.
    """
    place = f"{file}, bản {version.name}"
    tests = _cell(version.values, "tests", list, place)
    compiled = tuple(_test(each, place) for each in tests)
    kinds = [test.kind for test in compiled]
    if len(set(kinds)) < len(kinds):
        raise _wrong(place, "có loại sàng lọc ghi hai lần")
    return ScreeningPaths(
        name=version.name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        basis=_cell(version.values, "basis", str, place),
        tests=compiled,
    )


def _test(told: Mapping[str, Any], place: str) -> ScreeningTest:
    kind = _cell(told, "kind", str, place)
    at = f"{place}, {kind}"
    steps = {state: _step(state, each, f"{at}, bước {state}") for state, each in _cell(told, "steps", dict, at).items()}
    starts = tuple(_cell(told, "starts", list, at))
    for state in {*starts, *(state for step in steps.values() for state in step.next)} - steps.keys():
        raise _wrong(at, f"bước «{state}» được nhắc đến nhưng không có trong «steps»")
    fields = tuple(_field(each, at) for each in told.get("fields", []))
    _once((each.code for each in fields), f"{at}, fields")
    findings = tuple(_named(each, f"{at}, findings") for each in told.get("findings", []))
    _once((each.code for each in findings), f"{at}, findings")
    return ScreeningTest(
        kind=kind,
        who=_cell(told, "who", str, at),
        fields=fields,
        findings=findings,
        starts=starts,
        steps=MappingProxyType(steps),
        verdict=_verdict(told.get("verdict", {}), f"{at}, verdict"),
        first=_first(told["owed"], f"{at}, owed") if "owed" in told else None,
        yearly=_yearly(told["yearly"], f"{at}, yearly") if "yearly" in told else None,
        after=_after(told["after"], f"{at}, after") if "after" in told else None,
    )


def _step(state: str, told: Mapping[str, Any], place: str) -> Step:
    if state not in STATES:
        raise _wrong(place, "tên bước không có trong danh sách")
    following = tuple(_cell(told, "next", list, place))
    due = _cell(told, "due", dict, place) if "due" in told else None
    return Step(state, following, _deadline(due, told.get("paths", {}), f"{place}, due") if due else None)


def _deadline(told: Mapping[str, Any], paths: Mapping[str, Any], place: str) -> Deadline:
    start, end = told.get("from_days", 0), _cell(told, "to_days", int, place)
    spans = {"": (start, end), **{name: tuple(span) for name, span in paths.items()}}
    for name, span in spans.items():
        if len(span) != 2 or not 0 <= span[0] <= span[1]:
            raise _wrong(f"{place} {name}".strip(), f"khoảng ngày {list(span)} không đúng")
    return Deadline(
        what=_cell(told, "what", str, place),
        who=_cell(told, "who", str, place),
        why=_cell(told, "why", str, place),
        from_days=start,
        to_days=end,
        age_days=told.get("age_days"),
        below_day=told.get("below_day"),
        paths=MappingProxyType({name: span for name, span in spans.items() if name}),
    )


def _field(told: Mapping[str, Any], place: str) -> ValueField:
    code = _cell(told, "code", str, f"{place}, fields")
    at = f"{place}, số đo {code}"
    kind = _cell(told, "type", str, at)
    if kind not in get_args(FieldType):
        raise _wrong(at, f"«type: {kind}» không có")
    choices = tuple(Named(str(value), str(words)) for value, words in told.get("choices", {}).items())
    if (kind == "choice") != bool(choices):
        raise _wrong(at, "«choices» phải có ở số đo chọn, và chỉ ở đó")
    low, high = told.get("low", 0), told.get("high", 0)
    if kind == "whole" and not low < high:
        raise _wrong(at, f"khoảng {low} đến {high} không đúng")
    states = frozenset(_cell(told, "in", list, at))
    if not states <= set(STATES):
        raise _wrong(at, f"«in» có bước không có: {sorted(states - set(STATES))}")
    return ValueField(
        code=code,
        words=_cell(told, "words", str, at),
        type=kind,  # type: ignore[arg-type]
        unit=str(told.get("unit", "")),
        low=low,
        high=high,
        at_most=int(told.get("at_most", 40)),
        choices=choices,
        states=states,
    )


def _verdict(told: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    if not told:
        return MappingProxyType({})
    rule = _cell(told, "rule", str, place)
    if rule not in VERDICTS:
        raise _wrong(place, f"không có quy tắc «{rule}»")
    if set(told) - {"rule"} != VERDICTS[rule]:
        raise _wrong(place, f"quy tắc «{rule}» cần đúng các ô {sorted(VERDICTS[rule])}")
    return MappingProxyType(dict(told))


def _first(told: Mapping[str, Any], place: str) -> FirstTime:
    start, end, until = (_cell(told, name, int, place) for name in ("from_day", "to_day", "until_day"))
    if not 0 <= start <= end <= until:
        raise _wrong(place, f"các ngày {start}, {end}, {until} không theo thứ tự")
    return FirstTime(start, end, until, _cell(told, "why", str, place))


def _yearly(told: Mapping[str, Any], place: str) -> Yearly:
    names = ("from_month", "below_month", "to_days", "until_days", "counts_days")
    start, below, to_days, until, counts = (_cell(told, name, int, place) for name in names)
    # A round that is asked longer than until the next one is in sight would stand twice.
    if not (0 <= start < below and 0 < to_days <= until < 365 - 45 and 0 <= counts < 365):
        raise _wrong(place, "các tháng, ngày không theo thứ tự")
    return Yearly(start, below, to_days, until, counts, _cell(told, "why", str, place), str(told.get("with", "")))


def _after(told: Mapping[str, Any], place: str) -> Afterwards:
    return Afterwards(
        frozenset(_cell(told, "states", list, place)),
        _cell(told, "to_days", int, place),
        _cell(told, "what", str, place),
        _cell(told, "why", str, place),
    )


def _named(told: Mapping[str, Any], place: str) -> Named:
    return Named(_cell(told, "code", str, place), _cell(told, "words", str, place), bool(told.get("inherited", False)))


def _once(codes: Iterable[str], place: str) -> None:
    listed = list(codes)
    twice = {code for code in listed if listed.count(code) > 1}
    if twice:
        raise _wrong(place, f"mã ghi hai lần: {sorted(twice)}")


def _cell(told: Mapping[str, Any], name: str, kind: type, place: str) -> Any:
    held = told.get(name) if isinstance(told, Mapping) else None
    if not isinstance(held, kind) or isinstance(held, bool) or held == "":
        raise _wrong(place, f"ô «{name}» thiếu hoặc sai kiểu")
    return held


def _wrong(place: str, problem: str) -> ScreeningContentError:
    return ScreeningContentError(f"Đường sàng lọc trong {place}: {problem}; hãy sửa tệp này.")
