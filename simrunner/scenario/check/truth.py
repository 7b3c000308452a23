"""Can a condition ever be true? Decided by narrowing what each thing it reads may be.

A `Box` holds, for each thing that conditions read, an interval of numbers or a set of words. The
answer "never" is certain; "perhaps" is not, because things that depend on each other are taken
apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from simrunner.domain.chart import Scenario
from simrunner.domain.condition import (
    All,
    AnyOf,
    Comparison,
    Condition,
    Done,
    Doses,
    EventWithin,
    FlagRaised,
    Given,
    Held,
    InState,
    Not,
    RhythmCompared,
    Running,
    SensorAttached,
    VitalBetween,
    VitalCompared,
    Window,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.check.interval import Interval, point
from simrunner.scenario.check.places import rules_of
from simrunner.scenario.check.reach import (
    Values,
    file_values,
    may_lose_rate,
    reachable_leaves,
    rhythms_of,
)

Key: TypeAlias = tuple[str, ...]
Domain: TypeAlias = Interval | frozenset[str]
Box: TypeAlias = Mapping[Key, Domain]

_YES, _NO = frozenset({"yes"}), frozenset({"no"})
_EITHER = _YES | _NO
_AMOUNT = Interval(low=0.0)
RHYTHM: Key = ("rhythm",)


def vital_key(vital: Vital) -> Key:
    """Return the key of a vital in a box."""
    return ("vital", vital.value)


def state_key(region: str) -> Key:
    """Return the key of a region's active leaf in a box."""
    return ("state", region)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What one version of a file (a difficulty, a variant) makes possible."""

    scenario: Scenario
    values: Values
    rhythms: frozenset[str]
    flags: frozenset[str]
    leaves: Mapping[str, frozenset[str]]
    may_lose_rate: bool

    def box(self, values: Values | None = None) -> dict[Key, Domain]:
        """Return the box of the whole file, or of a state with its own ``values``."""
        chosen = values if values is not None else self.values
        box: dict[Key, Domain] = {vital_key(vital): chosen[vital] for vital in chosen}
        box[RHYTHM] = self.rhythms
        for region in self.scenario.regions:
            box[state_key(region.id)] = self.leaves[region.id]
        return box

    def can(self, condition: Condition, box: Box, *, is_true: bool = True) -> bool:
        """Return False when the condition can certainly never be true (or false) in the box."""
        return self.narrowed(condition, box, is_true=is_true) is not None

    def narrowed(self, condition: Condition, box: Box, *, is_true: bool = True) -> Box | None:
        """Return the part of the box where the condition may be so; None when there is none."""
        match condition:
            case All() | AnyOf():
                if isinstance(condition, All) is is_true:
                    return self._every(condition.terms, box, is_true=is_true)
                return self._some(condition.terms, box, is_true=is_true)
            case Not():
                return self.narrowed(condition.term, box, is_true=not is_true)
            case Held():
                # A hold that does not hold yet says nothing about the present.
                return self.narrowed(condition.term, box) if is_true else box
            case _:
                return self._atom(condition, box, is_true=is_true)

    def _every(self, terms: tuple[Condition, ...], box: Box, *, is_true: bool) -> Box | None:
        inside: Box | None = box
        for term in terms:
            inside = self.narrowed(term, inside, is_true=is_true) if inside is not None else None
        return inside

    def _some(self, terms: tuple[Condition, ...], box: Box, *, is_true: bool) -> Box | None:
        found = [self.narrowed(term, box, is_true=is_true) for term in terms]
        boxes = [each for each in found if each is not None]
        if not boxes:
            return None
        merged = dict(boxes[0])
        for other in boxes[1:]:
            merged = {key: _joined(merged[key], other[key]) for key in merged if key in other}
        return {**box, **merged}

    def _atom(self, atom: Condition, box: Box, *, is_true: bool) -> Box | None:
        if not is_true and isinstance(atom, VitalCompared) and atom.op in ("=", "!="):
            opposite: Comparison = "!=" if atom.op == "=" else "="
            return self._atom(replace(atom, op=opposite), box, is_true=True)
        key, choices = self._reading(atom)
        wanted = choices if is_true else _complement(choices)
        present = box.get(key, self._usual(key))
        inside = [_met(present, each) for each in wanted]
        possible = [each for each in inside if not _is_empty(each)]
        if not possible:
            return None
        joined = possible[0]
        for other in possible[1:]:
            joined = _joined(joined, other)
        return {**box, key: joined}

    def _reading(self, atom: Condition) -> tuple[Key, list[Domain]]:
        """Return what an atom reads and where it is true, as pieces that exclude each other."""
        match atom:
            case VitalCompared():
                return vital_key(atom.vital), _vital_pieces(atom)
            case VitalBetween():
                low, high = _own(atom.vital, atom.low), _own(atom.vital, atom.high)
                return vital_key(atom.vital), [Interval(low=low, high=high)]
            case Given() | Running():
                return self._drug_reading(atom)
            case _:
                return self._word_reading(atom)

    def _drug_reading(self, atom: Given | Running) -> tuple[Key, list[Domain]]:
        if isinstance(atom, Running):
            if atom.op is None or atom.rate is None:
                return ("rate", atom.drug, "any"), [Interval(low=0.0, is_low_open=True)]
            key = ("rate", atom.drug, atom.rate.dimension.value)
            return key, _pieces(atom.op, float(atom.rate.in_base))
        where = (atom.route or "", *window_key(atom.window))
        if atom.op is None or atom.amount is None:
            return ("given", atom.drug, "doses", *where), [Interval(low=1.0)]
        if isinstance(atom.amount, Doses):
            pieces = _pieces(atom.op, float(atom.amount.count))
            return ("given", atom.drug, "doses", *where), pieces
        measure, number = self._absolute(atom.amount)
        return ("given", atom.drug, measure, *where), _pieces(atom.op, number)

    def _absolute(self, amount: Quantity) -> tuple[str, float]:
        measure, per_kg, _ = amount.dimension.value.partition("/kg")
        weight_kg = self.scenario.patient.weight_kg if per_kg else 1.0
        return measure, float(amount.in_base) * weight_kg

    def _word_reading(self, atom: Condition) -> tuple[Key, list[Domain]]:
        match atom:
            case InState():
                leaves = self.leaves[atom.region]
                inside = frozenset(each for each in leaves if is_inside(each, atom.state))
                return state_key(atom.region), [inside]
            case RhythmCompared():
                one = frozenset({atom.rhythm})
                return RHYTHM, [one if atom.is_equal else self.rhythms - one]
            case FlagRaised():
                return ("flag", atom.flag), [_YES]
            case Done():
                return ("done", atom.action, *window_key(atom.window)), [_YES]
            case SensorAttached():
                return ("sensor", atom.sensor), [_YES]
            case EventWithin():
                return ("event", atom.event, str(atom.within_ms)), [_YES]
            case _:
                raise TypeError(f"{type(atom).__name__} is not an atom")

    def _usual(self, key: Key) -> Domain:
        """Return what a thing can be that the box does not know."""
        drug = self.scenario.drugs.get(key[1]) if key[0] in ("given", "rate") else None
        if key[0] in ("given", "rate"):
            is_rate = key[0] == "rate"
            measures = drug.measures if drug is not None else ()
            is_possible = any(("/time" in measure) is is_rate for measure in measures)
            return _AMOUNT if is_possible else point(0.0)
        if key[0] == "flag" and key[1] not in self.flags:
            return _NO
        return _EITHER


def world_of(scenario: Scenario) -> World:
    """Return what a scenario makes possible."""
    flags = [flag for rule in rules_of(scenario) for flag in rule.effects.flags]
    return World(
        scenario=scenario, values=file_values(scenario), rhythms=rhythms_of(scenario),
        flags=frozenset(flags), may_lose_rate=may_lose_rate(scenario),
        leaves={region.id: reachable_leaves(region, scenario) for region in scenario.regions},
    )  # fmt: skip


def is_inside(path: str, state: str) -> bool:
    """Return whether a state is ``state`` or stands in it."""
    return path == state or path.startswith(f"{state}.")


def window_key(window: Window | None) -> Key:
    """Return what tells windows apart."""
    return ("whole run", "") if window is None else (window.kind, str(window.within_ms or ""))


def _own(vital: Vital, quantity: Quantity) -> float:
    return float(quantity.in_unit(VITALS[vital].unit))


def _vital_pieces(atom: VitalCompared) -> list[Domain]:
    """Return where the atom is true; `=` and `!=` compare what a display shows (section 4)."""
    if atom.op not in ("=", "!="):
        return _pieces(atom.op, _own(atom.vital, atom.quantity))
    decimals = VITALS[atom.vital].decimals_in(atom.quantity.unit)
    step = Decimal(1).scaleb(-decimals)
    middle = atom.quantity.number.quantize(step, rounding=ROUND_HALF_UP)
    ends = [
        _own(atom.vital, Quantity(number=each, unit=atom.quantity.unit))
        for each in (middle - step / 2, middle + step / 2)
    ]
    if atom.op == "=":
        return [Interval(low=ends[0], high=ends[1])]
    shown = _own(atom.vital, Quantity(number=middle, unit=atom.quantity.unit))
    return _pieces("!=", shown)


def _pieces(op: Comparison, number: float) -> list[Domain]:
    below, above = Interval(high=number), Interval(low=number)
    below_only = Interval(high=number, is_high_open=True)
    above_only = Interval(low=number, is_low_open=True)
    pieces: dict[str, list[Domain]] = {
        "<": [below_only], "<=": [below], ">": [above_only], ">=": [above],
        "=": [point(number)], "!=": [below_only, above_only],
    }  # fmt: skip
    return pieces[op]


def _complement(pieces: list[Domain]) -> list[Domain]:
    """Return everything outside the pieces, which stand in order."""
    first = pieces[0]
    if isinstance(first, frozenset):
        return [_Everything(first)]
    outside: list[Domain] = []
    low, is_low_open = float("-inf"), False
    for piece in pieces:
        assert isinstance(piece, Interval)
        outside.append(
            Interval(
                low=low, is_low_open=is_low_open, high=piece.low,
                is_high_open=not piece.is_low_open,
            )
        )  # fmt: skip
        low, is_low_open = piece.high, not piece.is_high_open
    outside.append(Interval(low=low, is_low_open=is_low_open))
    return [
        each for each in outside
        if isinstance(each, Interval) and not each.is_empty
        and not (each.low == each.high and abs(each.low) == float("inf"))
    ]  # fmt: skip


class _Everything(frozenset[str]):
    """A set of words that stands for every other word."""


def _met(one: Domain, other: Domain) -> Domain:
    if isinstance(one, Interval) and isinstance(other, Interval):
        return one.meet(other)
    assert isinstance(one, frozenset)
    assert isinstance(other, frozenset)
    return one - frozenset(other) if isinstance(other, _Everything) else one & other


def _joined(one: Domain, other: Domain) -> Domain:
    if isinstance(one, Interval) and isinstance(other, Interval):
        return one.hull(other)
    assert isinstance(one, frozenset)
    assert isinstance(other, frozenset)
    return one | other


def _is_empty(domain: Domain) -> bool:
    return domain.is_empty if isinstance(domain, Interval) else not domain
