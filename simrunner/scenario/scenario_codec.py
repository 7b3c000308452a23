"""A checked scenario as JSON and back: every distinct value once, whatever holds it.

A chart says the same ramps, texts and conditions many times; told once each, they are also made
once each when read back, and frozen values may be shared. Values of one shape stand together,
part by part, so that one part of all of them is read in one go.
"""

import dataclasses
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, repeat
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

from simrunner.domain import body_order, chart, condition, quantity, text
from simrunner.domain.chart import Region, Scenario
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
_FIELDS: Mapping[type, Mapping[str, object]] = MappingProxyType(
    {
        kind: {each.name: each.default for each in dataclasses.fields(kind)}
        for kind in _KINDS.values()
    }
)
"""The fields of each kind with their defaults, MISSING where there is none to be shared."""

SHAPES = repr([(kind.__name__, *fields) for kind, fields in _FIELDS.items()])
"""The kinds and their fields: rows written for other ones are of no use."""


def scenario_rows(scenario: Scenario, warnings: tuple[Problem, ...]) -> dict[str, Any]:
    """Return a scenario without canonical text and regions, and its warnings, as JSON values."""
    return _rows((replace(scenario, regions=()), warnings), scenario.canonical)


def region_rows(regions: Sequence[Region]) -> dict[str, Any]:
    """Return the regions of a scenario as plain JSON values."""
    return _rows(tuple(regions), None)


def _rows(value: Any, canonical: str | None) -> dict[str, Any]:
    """Return a value as plain JSON values.

    Values are numbered as they are made: 0 is the canonical text, then come the ``plain`` ones,
    then those of ``groups``, made of values with lower numbers; the last is the whole. A group is
    a shape (a kind and its fields, or a number of parts), how many values follow, and a column for
    each part: a list of plain values, ``{"at": numbers}``, or ``{"all": number}`` for all alike.
    The parts of a tuple that is alone in its group make one column, and are what is counted.
    """
    writer = _Writer(canonical)
    writer.part(value)
    return writer.rows()


def scenario_from_rows(kept: Any, canonical: str) -> tuple[Scenario, tuple[Problem, ...]]:
    """Return the scenario, without regions, and its warnings; CodecError when there is none."""
    made = _from_rows(kept, canonical)
    match made:
        case (Scenario() as scenario, tuple() as warnings):
            return scenario, warnings
        case _:
            raise CodecError("the rows end in something else")


def regions_from_rows(kept: Any) -> tuple[Region, ...]:
    """Return the regions; CodecError when the rows do not make them."""
    made = _from_rows(kept, None)
    if not isinstance(made, tuple) or not all(isinstance(each, Region) for each in made):
        raise CodecError("the rows end in something else")
    return made


def _from_rows(kept: Any, canonical: str | None) -> Any:
    try:
        made: list[Any] = [canonical, *kept["plain"]]
        for shape, count, *columns in kept["groups"]:
            cells = [_cells(column, count, made) for column in columns]
            made.extend(_values(shape, count, cells))
        return made[-1]
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError, AttributeError) as fault:
        raise CodecError(str(fault)) from fault


class _At(NamedTuple):
    """A part that is a value with a row, by the row's place."""

    place: int


class _Row(NamedTuple):
    """One distinct value.

    ``depth`` is 0 for a plain one, else one more than that of the deepest part.
    """

    depth: int
    shape: str
    parts: tuple[Any, ...]


class _Writer:
    """Gives every distinct value a row of its own."""

    def __init__(self, canonical: str | None) -> None:
        self._canonical = canonical
        self._rows: list[_Row] = [_Row(0, "", (canonical,))]
        self._places: dict[str, int] = {}

    def part(self, value: Any) -> Any:
        """Return a plain value itself, anything else as the place of its row."""
        if value is not None and value == self._canonical:
            return _At(0)
        if value is None or type(value) in (str, int, float, bool):
            return value
        shape, inner = _taken_apart(value)
        parts = tuple(self.part(each) for each in inner)
        depths = (self._rows[each.place].depth for each in parts if isinstance(each, _At))
        return self._place(_Row(1 + max(depths, default=0), shape, parts))

    def rows(self) -> dict[str, Any]:
        """Return all rows, the shallow first and those of one shape together."""
        places = sorted(range(1, len(self._rows)), key=self._group)
        groups = [self._together(shape, [*members])
                  for (_, shape), members in groupby(places, self._group)]  # fmt: skip
        plain = range(len(places) + 1, len(self._rows))  # what the columns needed besides
        numbers = {old: new for new, old in enumerate((0, *plain, *places))}
        return {
            "plain": [self._rows[place].parts[0] for place in plain],
            "groups": [
                [*head, *(_numbered(each, numbers) for each in found)] for head, found in groups
            ],
        }

    def _group(self, place: int) -> tuple[int, str]:
        row = self._rows[place]
        return row.depth, row.shape

    def _together(self, shape: str, members: Sequence[int]) -> tuple[list[Any], list[Any]]:
        """Return how a group begins and its columns, still with places for numbers."""
        parts = [self._rows[place].parts for place in members]
        if len(members) == 1 and shape.startswith("tuple"):
            return ["alone", len(parts[0])], [self._column(parts[0])]
        columns = [self._column(column) for column in zip(*parts, strict=True)]
        return [shape, len(members)], columns

    def _column(self, parts: Sequence[Any]) -> Any:
        if len(parts) > 1 and len({_key(each) for each in parts}) == 1:
            return {"all": self._at(parts[0])}
        if any(isinstance(each, _At) for each in parts):
            return {"at": [self._at(each) for each in parts]}
        return list(parts)

    def _at(self, part: Any) -> _At:
        return part if isinstance(part, _At) else self._place(_Row(0, "", (part,)))

    def _place(self, row: _Row) -> _At:
        place = self._places.setdefault(_key(row), len(self._rows))
        if place == len(self._rows):
            self._rows.append(row)
        return _At(place)


def _key(part: Any) -> str:
    """Return what only equal parts or rows have: 1 is neither 1.0 nor True here."""
    return repr(part)


def _taken_apart(value: Any) -> tuple[str, Iterable[Any]]:
    """Return the shape of a value and its parts."""
    if isinstance(value, Vital):
        return "vital", (value.value,)
    if isinstance(value, Decimal):
        return "decimal", (format(value, "f"),)
    if isinstance(value, tuple):
        return f"tuple {len(value)}", value
    if isinstance(value, Mapping):
        return f"map {len(value)}", (*value, *value.values())
    kind = type(value)
    if _KINDS.get(kind.__name__) is not kind:
        raise CodecError(f"{kind.__name__} has no row")
    parts = {
        name: getattr(value, name)
        for name, default in _FIELDS[kind].items()
        if default is dataclasses.MISSING or getattr(value, name) != default
    }
    return " ".join([kind.__name__, *parts]), parts.values()


def _numbered(column: Any, numbers: Mapping[int, int]) -> Any:
    match column:
        case {"all": at}:
            return {"all": numbers[at.place]}
        case {"at": places}:
            return {"at": [numbers[at.place] for at in places]}
        case _:
            return column


def _cells(column: Any, count: int, made: Sequence[Any]) -> Iterable[Any]:
    """Return one part of ``count`` values."""
    if type(column) is dict and "all" in column:
        return repeat(made[column["all"]], count)
    cells = column if type(column) is list else column["at"]
    if len(cells) != count:
        raise CodecError("a column is too short or too long")
    return column if cells is column else map(made.__getitem__, cells)


def _values(shape: str, count: int, cells: Sequence[Iterable[Any]]) -> Iterable[Any]:
    """Return the values of a group."""
    kind, *names = shape.split(" ")
    match kind:
        case "vital":
            return map(Vital, *cells)
        case "decimal":
            return map(Decimal, *cells)
        case "alone":
            return [tuple(*cells)]
        case "tuple":
            return zip(*cells, strict=True) if cells else [()] * count
        case "map":
            half = len(cells) // 2
            keys = _values("tuple", count, cells[:half])
            pairs = zip(keys, _values("tuple", count, cells[half:]), strict=True)
            return [dict(zip(*pair, strict=True)) for pair in pairs]
        case _:
            return _filled(_KINDS[kind], dict(zip(names, cells, strict=True)), count)


def _filled(kind: type, given: Mapping[str, Iterable[Any]], count: int) -> list[Any]:
    """Return ``count`` values of a dataclass, each field filled in for all of them at once.

    They are frozen: only their slots can still be filled, as their constructor does, too.
    """
    made: list[Any] = [object.__new__(kind) for _ in range(count)]
    fields = _FIELDS[kind]
    if not fields.keys() >= given.keys():
        raise CodecError(f"{kind.__name__} has no {', '.join(given.keys() - fields.keys())}")
    for name, default in fields.items():
        if name not in given and default is dataclasses.MISSING:
            raise CodecError(f"{kind.__name__} lacks {name}")
        fill = getattr(kind, name).__set__
        deque(map(fill, made, given.get(name, repeat(default, count))), maxlen=0)
    return made
