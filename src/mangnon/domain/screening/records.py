"""What is told of a screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Reached:
    """A step that a test has reached, and what became known with it.

    Args:
        on: the day of the step itself, not of writing it down.
        kind: a value of ``ScreeningKind``.
        state: a value of ``ScreeningState``.
        measured: values by the test's field codes, as its content lists them.
        findings: codes of the diseases or findings suspected or confirmed.
        referred_to: where the child was sent.
        refer_by: the last day on which the child should be seen there.
        result: what the specialist found, in their words.
        reason: code of why the family refused or the child was lost.
        note: anything else, and why a step stands that the path does not foresee.
    """

    on: date
    kind: str
    state: str
    measured: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[str, ...] = ()
    referred_to: str = ""
    refer_by: date | None = None
    result: str = ""
    reason: str = ""
    note: str = ""
