"""A checked scenario as JSON and back: every distinct value once, whatever holds it.

A chart says the same ramps, texts and conditions many times; told once each, they are also made
once each when read back, and frozen values may be shared.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType, ModuleType
from typing import Any

from simrunner.domain import body_order, chart, condition, quantity, text
from simrunner.domain.chart import Scenario
from simrunner.domain.vital import Vital
from simrunner.scenario.source import problem
from simrunner.scenario.source.problem import Problem


class CodecError(ValueError):
    """The rows are not those of a scenario."""


def _dataclasses_of(module: ModuleType) -> dict[str, type]:
    return {
        name: kind
        for name, kind in vars(module).items()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    }


_KINDS: Mapping[str, type] = MappingProxyType(
    {
        name: kind
        for module in (body_order, chart, condition, quantity, text, problem)
        for name, kind in _dataclasses_of(module).items()
    }
)
_DEFAULTS: Mapping[type, Mapping[str, object]] = MappingProxyType(
    {
        kind: {
            each.name: each.default
            for each in dataclasses.fields(kind)
            if each.default is not dataclasses.MISSING
        }
        for kind in _KINDS.values()
    }
)


def scenario_rows(scenario: Scenario, warnings: tuple[Problem, ...]) -> dict[str, Any]:
    """Return a scenario and its warnings as plain JSON values: ``shapes`` and ``rows``.

    A shape is a kind and the names of the fields that its rows give; a row is the number of its
    shape and its values, the last row the whole. A value is itself, or in a list a row's number.
    """
    writer = _Writer()
    writer.value((scenario, warnings))
    return {"shapes": list(writer.shapes), "rows": writer.rows}


def scenario_from_rows(kept: Any) -> tuple[Scenario, tuple[Problem, ...]]:
    """Return the scenario and its warnings; CodecError when the rows do not make one."""
    try:
        shapes = [_reader(*shape.split(" ")) for shape in kept["shapes"]]
        made: list[Any] = []
        keep = made.append
        for row in kept["rows"]:
            values = [made[inner[0]] if type(inner) is list else inner for inner in row]
            keep(shapes[row[0]](values))
        scenario, warnings = made[-1]
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as fault:
        raise CodecError(str(fault)) from fault
    if not isinstance(scenario, Scenario):
        raise CodecError("the rows end in something else")
    return scenario, warnings


class _Writer:
    """Gives every distinct value a row of its own."""

    def __init__(self) -> None:
        self.shapes: dict[str, int] = {}
        self.rows: list[Any] = []
        self._numbers: dict[str, int] = {}

    def value(self, value: Any) -> Any:
        """Return a plain value itself, anything else as a list of its row's number."""
        if value is None or type(value) in (str, int, float, bool):
            return value
        row = self._row(value)
        key = json.dumps(row, ensure_ascii=False)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.rows)
            self.rows.append(row)
        return [number]

    def _row(self, value: Any) -> list[Any]:
        if isinstance(value, Vital):
            return [self._shape("vital"), value.value]
        if isinstance(value, Decimal):
            return [self._shape("decimal"), format(value, "f")]
        if isinstance(value, tuple):
            return [self._shape("tuple"), *map(self.value, value)]
        if isinstance(value, Mapping):
            return [self._shape("map"), *map(self.value, value), *map(self.value, value.values())]
        kind = type(value)
        if _KINDS.get(kind.__name__) is not kind:
            raise CodecError(f"{kind.__name__} has no row")
        defaults = _DEFAULTS[kind]
        fields = {
            each.name: getattr(value, each.name)
            for each in dataclasses.fields(value)
            if each.name not in defaults or getattr(value, each.name) != defaults[each.name]
        }
        return [self._shape(" ".join([kind.__name__, *fields])), *map(self.value, fields.values())]

    def _shape(self, shape: str) -> int:
        return self.shapes.setdefault(shape, len(self.shapes))


def _reader(kind: str, *names: str) -> Callable[[list[Any]], Any]:
    """Return what makes a value of a row; its first item is the shape's number."""
    if kind in _BUILT_IN:
        return _BUILT_IN[kind]
    make = _KINDS[kind]
    keys = ("", *names)

    def read(values: list[Any]) -> Any:
        fields = dict(zip(keys, values, strict=True))
        del fields[""]
        return make(**fields)

    return read


def _map(values: list[Any]) -> dict[Any, Any]:
    half = len(values) // 2 + 1
    return dict(zip(values[1:half], values[half:], strict=True))


_BUILT_IN: Mapping[str, Callable[[list[Any]], Any]] = MappingProxyType(
    {
        "vital": lambda values: Vital(values[1]),
        "decimal": lambda values: Decimal(values[1]),
        "tuple": lambda values: tuple(values[1:]),
        "map": _map,
    }
)
