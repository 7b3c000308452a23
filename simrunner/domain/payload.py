"""Facts and annotations as plain JSON values and back, driven by their declared types."""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

from simrunner.domain.action import ACTIONS, Action
from simrunner.domain.annotation import ANNOTATIONS, Annotation
from simrunner.domain.event import EVENTS, Event
from simrunner.domain.quantity import Quantity

_ACTIONS = {kind.__name__: kind for kind in ACTIONS}
_AS_THEY_ARE = frozenset((str, int, bool, type(None)))
FLOAT_DECIMALS = 6
"""Floats enter the chain rounded to this, far below any precision that is shown."""


class PayloadError(ValueError):
    """A stored payload does not fit the type it claims to be."""


def event_payload(event: Event) -> dict[str, Any]:
    """Return the fields of a fact besides time and source, fit for canonical JSON."""
    return _fields(event, leave_out=("at_ms", "source"))


def annotation_payload(annotation: Annotation) -> dict[str, Any]:
    """Return the fields of an annotation besides its time."""
    return _fields(annotation, leave_out=("at_ms",))


def event_from_payload(code: int, at_ms: int, source: str, payload: Mapping[str, Any]) -> Event:
    """Return the fact of kind ``code``; PayloadError when the payload does not fit."""
    if code not in EVENTS:
        raise PayloadError(f"no event has the code {code}")
    fact = _object(EVENTS[code], {**payload, "at_ms": at_ms, "source": source})
    assert isinstance(fact, Event)
    return fact


def annotation_from_payload(kind: str, at_ms: int, payload: Mapping[str, Any]) -> Annotation:
    """Return the annotation of class ``kind``; PayloadError when the payload does not fit."""
    by_name = {annotation.__name__: annotation for annotation in ANNOTATIONS}
    if kind not in by_name:
        raise PayloadError(f"no annotation is called {kind}")
    annotation = _object(by_name[kind], {**payload, "at_ms": at_ms})
    assert isinstance(annotation, Annotation)
    return annotation


def _fields(value: Any, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    kind: type = type(value)
    always, added = _plan(kind, leave_out)
    found = {name: _plain(getattr(value, name)) for name in always}
    for name, unused in added:
        if (stored := getattr(value, name)) != unused:
            found[name] = _plain(stored)
    return found


@cache
def _plan(
    kind: type, leave_out: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, Any], ...]]:
    """Return the fields that are always stored, and with their defaults those of `ADDED`."""
    fields = [field for field in dataclasses.fields(kind) if field.name not in leave_out]
    return (
        tuple(field.name for field in fields if "is_added" not in field.metadata),
        tuple((field.name, field.default) for field in fields if "is_added" in field.metadata),
    )


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value reads best
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Action):
        return {"do": type(value).__name__, **_fields(value)}
    if isinstance(value, Quantity):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return round(value, FLOAT_DECIMALS)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value


Reader: TypeAlias = Callable[[Any], Any]


@cache
def _readers(kind: type) -> Mapping[str, Reader | None]:
    """Return how each field of a class is read; None where it is as JSON gives it."""
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}


def _object(kind: type, payload: Mapping[str, Any]) -> object:
    readers = _readers(kind)
    unknown = payload.keys() - readers.keys()
    if unknown:
        raise PayloadError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    try:
        return kind(
            **{
                name: value if (reader := readers[name]) is None else reader(value)
                for name, value in payload.items()
            }
        )
    except (TypeError, ValueError, KeyError) as problem:
        raise PayloadError(f"{kind.__name__}: {problem}") from problem


@cache
def _reader(hint: Any) -> Reader | None:
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = _reader(next(arg for arg in get_args(hint) if arg is not type(None)))
        return None if inner is None else lambda value: None if value is None else inner(value)
    if origin is tuple:
        each = _reader(get_args(hint)[0])
        return tuple if each is None else lambda values: tuple(each(value) for value in values)
    if hint is Action:
        return _action
    if hint is Quantity:
        return _quantity
    if isinstance(hint, type) and issubclass(hint, StrEnum | Decimal):
        return hint
    return None


def _action(value: Any) -> object:
    fields = dict(value)
    return _object(_ACTIONS[fields.pop("do")], fields)


def _quantity(value: Any) -> Quantity:
    number, _, unit = str(value).partition(" ")
    return Quantity(number=Decimal(number), unit=unit)
