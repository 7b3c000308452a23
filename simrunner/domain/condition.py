"""Conditions as trees: what `if`, `cue` and `detect` say (clinscn/1 section 6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from simrunner.domain.quantity import Quantity
from simrunner.domain.vital import Vital

Comparison: TypeAlias = Literal["<", "<=", ">", ">=", "=", "!="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of the past counts: the last ``within_ms``, since entry, or since the cue."""

    kind: Literal["within", "since entry", "since cue"]
    within_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doses:
    """A number of doses, whatever their amount."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """True when every term is: ``a and b``. Two terms or more."""

    terms: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True when some term is: ``a or b``. Two terms or more."""

    terms: tuple["Condition", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """True when the term is not."""

    term: "Condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """True when the term was true at every look for at least ``for_ms``."""

    term: "Condition"
    for_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalCompared:
    """A vital against a quantity; = and != compare as displayed in the quantity's unit."""

    vital: Vital
    op: Comparison
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalBetween:
    """A vital between two quantities, both ends included."""

    vital: Vital
    low: Quantity
    high: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The sum of a drug in a window against an amount; any dose at all when ``op`` is None."""

    drug: str
    op: Comparison | None = None
    amount: Quantity | Doses | None = None
    route: str | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An infusion's present rate against a rate; above 0 when ``op`` is None."""

    drug: str
    op: Comparison | None = None
    rate: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An action of the file was performed in the window."""

    action: str
    window: Window | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InState:
    """The state ``region.state`` (its full path in the region) is active."""

    region: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRaised:
    """A flag of the file was raised."""

    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmCompared:
    """The rhythm is, or is not, the named one."""

    rhythm: str
    is_equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorAttached:
    """The sensor is on the patient."""

    sensor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWithin:
    """The event, named as in `event:` of a rule, happened at most ``within_ms`` ago."""

    event: str
    within_ms: int


Atom: TypeAlias = (
    VitalCompared
    | VitalBetween
    | Given
    | Running
    | Done
    | InState
    | FlagRaised
    | RhythmCompared
    | SensorAttached
    | EventWithin
)
Condition: TypeAlias = All | AnyOf | Not | Held | Atom


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """Yield every atom of a condition, in the order in which it is written."""
    match condition:
        case All() | AnyOf():
            for term in condition.terms:
                yield from atoms_of(term)
        case Not() | Held():
            yield from atoms_of(condition.term)
        case _:
            yield condition
