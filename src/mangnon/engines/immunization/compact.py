"""A compiled schedule as one compact JSON document, and back.

Records become lists of their fields in order; the types of the model say how to read them again.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any

from mangnon.engines.immunization.schedule import Schedule


class CompactError(ValueError):
    """The document is not a compiled schedule of this version of the model."""


def to_compact(schedule: Schedule) -> bytes:
    """Write a schedule as JSON."""
    return json.dumps(_plain(schedule), ensure_ascii=False, separators=(",", ":")).encode()


def from_compact(document: bytes) -> Schedule:
    """Read a schedule written by `to_compact`.

    Raises:
        CompactError: the document is anything else.
    """
    try:
        found = _reader(Schedule)(json.loads(document))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise CompactError(str(error)) from error
    if not isinstance(found, Schedule):
        raise CompactError("not a schedule")
    return found


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _same(value: Any) -> Any:
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """The function that reads a value of a type from plain JSON."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        readers = [_reader(hints[field.name]) for field in dataclasses.fields(kind)]

        def record(values: list[Any]) -> Any:
            if len(values) != len(readers):
                raise ValueError(kind)
            return kind(*[read(value) for read, value in zip(readers, values, strict=True)])  # type: ignore[operator]

        return record
    if isinstance(kind, type) and issubclass(kind, tuple):
        return lambda values: kind(*values)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and inner and inner[-1] is Ellipsis:
        each = _reader(inner[0])
        return lambda values: tuple(each(value) for value in values)
    if origin is tuple:
        parts = [_reader(one) for one in inner]
        return lambda values: tuple(part(value) for part, value in zip(parts, values, strict=True))
    if origin in {typing.Union, types.UnionType}:
        some = _reader(next(one for one in inner if one is not type(None)))
        return lambda value: None if value is None else some(value)
    return _same
