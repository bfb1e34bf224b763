"""Reads the procedure of child protection, its forms, its rules and the calendar from ``content/protection``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Protocol, TypeVar

from mangnon.core.content.protection_cells import ProtectionContentError, compile_file
from mangnon.core.content.protection_forms import (
    FormSet,
    HolidayYear,
    Kinds,
    compile_forms,
    compile_harms,
    compile_holidays,
    compile_risk,
    compile_services,
)
from mangnon.core.content.protection_procedure import compile_closing, compile_procedure
from mangnon.vocab.protection import ProtectionContent
from mangnon.vocab.protection_forms import Form, HarmKind, RiskRules, ServiceKind
from mangnon.vocab.working_days import WorkCalendar

PROCEDURE = "protection/procedure.yaml"
CLOSING = "protection/closing.yaml"
FORMS = "protection/forms.yaml"
RISK = "protection/risk.yaml"
CASE_CLASSES = "protection/case_classes.yaml"
SERVICES = "protection/services.yaml"
HOLIDAYS = "protection/holidays.yaml"

__all__ = ["ProtectionContentError"]


class _Version(Protocol):
    @property
    def valid_from(self) -> date: ...


_Found = TypeVar("_Found", bound=_Version)


@cache
def load_protection() -> ProtectionContent:
    """Return all versions of the procedure and of how cases end, read once a process.

    Raises:
        ProtectionContentError: a cell is wrong; the sentence names file, version and cell.
    """
    return ProtectionContent(
        procedures=compile_file(PROCEDURE, compile_procedure), closings=compile_file(CLOSING, compile_closing)
    )


@cache
def load_calendar() -> WorkCalendar:
    """Return the known holidays and worked Saturdays, read once a process.

    Raises:
        ProtectionContentError: a cell is wrong; the sentence names file, version and cell.
    """
    years = load_holidays()
    days = [(day, row.working) for year in years for row in year.rows for day in row.days]
    return WorkCalendar(
        closed=frozenset(day for day, working in days if not working and day.weekday() < 5),
        working=frozenset(day for day, working in days if working),
        years=frozenset(year.year for year in years),
    )


@cache
def load_holidays() -> tuple[HolidayYear, ...]:
    """Return the rows of the calendar with their sources, oldest year first."""
    years = compile_file(HOLIDAYS, compile_holidays)
    if len({each.year for each in years}) < len(years):
        raise ProtectionContentError(f"Lịch nghỉ lễ trong {HOLIDAYS} có năm ghi hai lần; hãy sửa tệp này.")
    return years


@cache
def load_forms() -> tuple[FormSet, ...]:
    """Return all versions of the forms with all their rows."""
    return compile_file(FORMS, compile_forms)


@cache
def forms_on(on: date) -> dict[str, Form]:
    """Return the forms of a day by their number, each with the fields and items then in force."""
    return {
        form.code: replace(
            form,
            fields=tuple(each for each in form.fields if each.told.holds(on)),
            items=tuple(each for each in form.items if each.told.holds(on)),
        )
        for form in _on(load_forms(), on).forms
    }


@cache
def load_risk() -> tuple[RiskRules, ...]:
    """Return all versions of the rule of risk."""
    return compile_file(RISK, compile_risk)


def risk_on(on: date) -> RiskRules:
    """Return the rule of risk of a day."""
    return _on(load_risk(), on)


@cache
def _harms() -> tuple[Kinds, ...]:
    return compile_file(CASE_CLASSES, compile_harms)


def harm_kinds_on(on: date) -> tuple[HarmKind, ...]:
    """Return the kinds of abuse and harm of a day, in the order of the content."""
    return _on(_harms(), on).harms


def harm_rows() -> tuple[HarmKind, ...]:
    """Return the kinds of harm of all versions, oldest version first."""
    return tuple(each for version in _harms() for each in version.harms)


def service_rows() -> tuple[ServiceKind, ...]:
    """Return the kinds of services of all versions, oldest version first."""
    return tuple(each for version in _services() for each in version.services)


@cache
def _services() -> tuple[Kinds, ...]:
    return compile_file(SERVICES, compile_services)


def service_kinds_on(on: date) -> tuple[ServiceKind, ...]:
    """Return the kinds of services of a plan on a day, in the order of the content."""
    return _on(_services(), on).services


def _on(versions: Sequence[_Found], on: date) -> _Found:
    """Return the newest version begun by a day; before the first version that one."""
    return next((each for each in reversed(versions) if each.valid_from <= on), versions[0])
