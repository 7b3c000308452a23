"""Values of the domain as compact bytes and back, driven by their declared types.

The form is explicit: Zstandard around JSON in which every dataclass value is one row, its class and
its fields in their declared order. Values that are alike are one row, named by its number wherever
they stand; a row names only rows before it. Floats come back to the bit, mappings read-only.
"""

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args, get_origin, get_type_hints

from simrunner.domain.action import ACTIONS
from simrunner.domain.annotation import ANNOTATIONS
from simrunner.domain.event import EVENTS
from simrunner.record.block import compressed, opened

Plain: TypeAlias = Any
"""What JSON has: text, numbers, lists of them; a dataclass value is the number of its row."""

Built: TypeAlias = list[Any]
"""The values of the rows so far."""

_AS_THEY_ARE = (str, int, bool, float, type(None))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Form:
    """How values of one declared type become plain and come back."""

    encode: "Callable[[Any, _Rows], Plain]"
    decode: Callable[[Plain, Built], Any]


_SAME = _Form(encode=lambda value, _: value, decode=lambda plain, _: plain)
"""The form of what JSON has itself."""


class _Rows:
    """Rows of what is packed in one go; its values must be kept alive meanwhile."""

    def __init__(self, kinds: Mapping[str, type]) -> None:
        self.rows: list[Plain] = []
        self._kinds = kinds
        self._by_identity: dict[int, int] = {}
        self._by_content: dict[str, int] = {}

    def place(self, value: Any) -> int:
        """Return the number of the row of a dataclass value, adding what is new."""
        number = self._by_identity.get(id(value))
        if number is None:
            kind: type = type(value)
            if self._kinds.get(kind.__name__) is not kind:
                raise TypeError(f"a {kind.__name__} is nothing that can be here")
            forms = _fields(kind)
            row = [
                kind.__name__,
                *(form.encode(getattr(value, name), self) for name, form in forms),
            ]
            # Not the row itself: 1, 1.0 and True are equal, and -0.0 and 0.0.
            number = self._by_content.setdefault(repr(row), len(self.rows))
            if number == len(self.rows):
                self.rows.append(row)
            self._by_identity[id(value)] = number
        return number


def packed(kind: Any, value: object) -> bytes:
    """Return a value of the declared type ``kind`` as bytes; TypeError for a type not known."""
    rows = _Rows(_kinds(kind))
    plain = _form(kind).encode(value, rows)
    text = json.dumps([rows.rows, plain], separators=(",", ":"), ensure_ascii=False)
    return compressed(text.encode())


def unpacked(kind: Any, stored: bytes) -> Any:
    """Return what packed() was given with the same ``kind``."""
    rows, plain = json.loads(opened(stored))
    kinds = _kinds(kind)
    built: Built = []
    for name, *fields in rows:
        found = kinds[name]
        names, decodes = _decoding(found)
        for place, decode in decodes:
            fields[place] = decode(fields[place], built)
        built.append(found(**dict(zip(names, fields, strict=True))))
    return _form(kind).decode(plain, built)


@cache
def _kinds(root: Any) -> Mapping[str, type]:
    """Return every class that a value of a declared type can hold by name; there are no others."""
    found: dict[str, type] = {}
    waiting: list[Any] = [root, *EVENTS.values(), *ACTIONS, *ANNOTATIONS]
    while waiting:
        hint = waiting.pop()
        waiting += get_args(hint)
        if not dataclasses.is_dataclass(hint) or not isinstance(hint, type):
            continue
        if found.setdefault(hint.__name__, hint) is not hint:
            raise TypeError(f"two classes are called {hint.__name__}")
        waiting += (each for each in get_type_hints(hint).values() if each not in found.values())
    return MappingProxyType(found)


@cache
def _fields(kind: type) -> tuple[tuple[str, _Form], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, _form(hints[field.name])) for field in dataclasses.fields(kind))


@cache
def _decoding(
    kind: type,
) -> tuple[tuple[str, ...], tuple[tuple[int, Callable[[Plain, Built], Any]], ...]]:
    """Return the names of the fields, and the place of each that is not as JSON gives it."""
    fields = _fields(kind)
    decodes = ((place, form.decode) for place, (_, form) in enumerate(fields) if form is not _SAME)
    return tuple(name for name, _ in fields), tuple(decodes)


@cache
def _form(hint: Any) -> _Form:
    origin = get_origin(hint)
    if hint in _AS_THEY_ARE or origin is Literal:
        return _SAME
    if dataclasses.is_dataclass(hint):
        return _Form(encode=_place, decode=lambda plain, built: built[plain])
    if origin in (types.UnionType, typing.Union):
        return _union(get_args(hint))
    if origin in (tuple, frozenset):
        return _many(origin, _form(get_args(hint)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(*(_form(each) for each in get_args(hint)))
    return _single(hint)


def _place(value: Any, rows: _Rows) -> int:
    return rows.place(value)


def _single(hint: Any) -> _Form:
    if hint is bytes:
        return _Form(
            encode=lambda value, _: value.hex(), decode=lambda text, _: bytes.fromhex(text)
        )
    if hint is memoryview:
        return _Form(encode=_no_samples, decode=lambda _plain, _built: memoryview(b""))
    if isinstance(hint, type) and issubclass(hint, StrEnum | Decimal):
        return _Form(encode=lambda value, _: str(value), decode=lambda text, _: hint(text))
    raise TypeError(f"no form is known for {hint}")


def _no_samples(_value: Any, _rows: _Rows) -> Plain:
    raise TypeError("samples are packed by themselves, see packed_waves")


def _union(hints: tuple[Any, ...]) -> _Form:
    """Return the form of what may be None, of several that are as JSON has them, or of rows."""
    forms = [_form(hint) for hint in hints if hint is not type(None)]
    if all(form is _SAME for form in forms):
        return _SAME
    if len(forms) > 1 and not all(map(dataclasses.is_dataclass, hints)):
        raise TypeError(f"no form is known for a choice of {hints}")
    form = forms[0]
    return _Form(
        encode=lambda value, rows: None if value is None else form.encode(value, rows),
        decode=lambda plain, built: None if plain is None else form.decode(plain, built),
    )


def _many(kind: type, form: _Form) -> _Form:
    def encode(values: Any, rows: _Rows) -> Plain:
        in_order = sorted(values) if kind is frozenset else values
        return [form.encode(value, rows) for value in in_order]

    return _Form(
        encode=encode,
        decode=lambda plain, built: kind(form.decode(each, built) for each in plain),
    )


def _mapping(key: _Form, value: _Form) -> _Form:
    def encode(mapping: Any, rows: _Rows) -> Plain:
        keys = [key.encode(each, rows) for each in mapping]
        return [keys, [value.encode(each, rows) for each in mapping.values()]]

    def decode(plain: Plain, built: Built) -> Mapping[Any, Any]:
        keys, values = plain
        there = (value.decode(each, built) for each in values)
        return MappingProxyType({key.decode(k, built): v for k, v in zip(keys, there, strict=True)})

    return _Form(encode=encode, decode=decode)
