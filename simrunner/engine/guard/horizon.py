"""How long a condition keeps its answer by itself: no look before then can differ.

Only time passes in between: no action, no effect. Where an exact answer would be hard the earlier
tick is returned, which costs a look and changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from simrunner.domain.condition import (
    All,
    AnyOf,
    Atom,
    Condition,
    Done,
    EventWithin,
    Given,
    Held,
    Not,
    VitalBetween,
    VitalCompared,
)
from simrunner.domain.quantity import Quantity
from simrunner.domain.sim_time import STEP_MS
from simrunner.domain.vital import VITALS, Vital
from simrunner.engine.facts import Facts, Scope
from simrunner.engine.guard.comparison import in_vital_unit, rounded_half_up
from simrunner.engine.guard.condition import Hold, counted_by

FOREVER_MS = 2**53
"""Later than any run: nothing but an action changes the answer."""

NEAR = 1e-9
"""Closer than this part to a threshold every tick is looked at, so that rounding cannot matter."""

Horizon: TypeAlias = Callable[[], int]
"""Returns the first tick, after the present one, at which the answer may differ."""


def tick_from(at_ms: int) -> int:
    """Return the first tick at or after ``at_ms``."""
    return -(-at_ms // STEP_MS) * STEP_MS


class Outlook:
    """When a condition with its holds may next answer otherwise, if only time passes."""

    __slots__ = ("_facts", "_holds", "_horizons")

    def __init__(
        self, condition: Condition, holds: Sequence[Hold], facts: Facts, scope: Scope
    ) -> None:
        """Look ahead from the present of ``facts``."""
        self._facts = facts
        self._holds = holds
        found = (_horizon(atom, facts, scope) for atom in _atoms(condition))
        self._horizons = tuple(horizon for horizon in found if horizon is not None)

    @property
    def is_timely(self) -> bool:
        """Whether time alone can change the answer at all."""
        return bool(self._holds or self._horizons)

    def stirs_at_ms(self) -> int:
        """Return the first tick to look at; FOREVER_MS when none."""
        soonest_ms = FOREVER_MS
        for hold in self._holds:
            if hold.since_ms is not None:
                ripe_ms = tick_from(hold.since_ms + hold.for_ms)
                if self._facts.now_ms < ripe_ms < soonest_ms:
                    soonest_ms = ripe_ms
        for horizon in self._horizons:
            at_ms = horizon()
            soonest_ms = min(soonest_ms, at_ms)
        return soonest_ms


def _atoms(condition: Condition) -> Iterator[Atom]:
    match condition:
        case All() | AnyOf():
            for term in condition.terms:
                yield from _atoms(term)
        case Not() | Held():
            yield from _atoms(condition.term)
        case _:
            yield condition


def _horizon(atom: Atom, facts: Facts, scope: Scope) -> Horizon | None:
    match atom:
        case VitalCompared() | VitalBetween() if not facts.tracks.is_foreseeable:
            return lambda: facts.now_ms + STEP_MS
        case VitalCompared():
            return _vital(atom.vital, _compared_edges(atom), facts)
        case VitalBetween():
            edges = (in_vital_unit(atom.vital, atom.low), in_vital_unit(atom.vital, atom.high))
            return _vital(atom.vital, edges, facts)
        case Given() | Done():
            return _window(atom, facts, scope)
        case EventWithin():
            return _event(atom, facts)
        case _:
            return None


def _compared_edges(atom: VitalCompared) -> tuple[float, ...]:
    """Return the values at which the answer changes."""
    if atom.op not in ("=", "!="):
        return (in_vital_unit(atom.vital, atom.quantity),)
    decimals = VITALS[atom.vital].decimals_in(atom.quantity.unit)
    shown, half = rounded_half_up(atom.quantity.number, decimals), Decimal(5).scaleb(-decimals - 1)
    return tuple(
        in_vital_unit(atom.vital, Quantity(number=edge, unit=atom.quantity.unit))
        for edge in (shown - half, shown + half)
    )


def _vital(vital: Vital, edges: tuple[float, ...], facts: Facts) -> Horizon:
    tracks = facts.tracks
    bands = tuple((edge - _near(edge), edge + _near(edge)) for edge in edges)
    known_version, known_ms = -1, 0

    def horizon() -> int:
        nonlocal known_version, known_ms
        if known_version != tracks.version or known_ms <= facts.now_ms:
            known_version, known_ms = tracks.version, search()
        return known_ms

    def search() -> int:
        now_ms, begins = facts.now_ms, facts.readings[vital]
        is_one_way = tracks.goes_one_way(vital)

        def touches(tick: int) -> bool:
            if is_one_way:
                low, high = begins, tracks.read(vital, now_ms + tick * STEP_MS)
                if low > high:
                    low, high = high, low
            else:
                low, high = tracks.bounds(vital, now_ms, now_ms + tick * STEP_MS)
            return low != high and _meets(bands, low, high)

        first, last = 1, -(-(tracks.rest_at_ms(vital) - now_ms) // STEP_MS)
        if last <= 0 or not touches(last):
            return FOREVER_MS
        # The values reached up to a tick only grow in number, so the first to touch is found by
        # halving. Where a straight ramp touches and the tick before it are tried first.
        straight = _straight(bands, begins, tracks.read(vital, now_ms + last * STEP_MS), last)
        tried = iter((straight, straight - 1))
        while first < last:
            middle = min(last - 1, max(first, next(tried, (first + last) // 2)))
            if touches(middle):
                last = middle
            else:
                first = middle + 1
        return now_ms + last * STEP_MS

    return horizon


def _straight(bands: Sequence[tuple[float, float]], begins: float, ends: float, ticks: int) -> int:
    """Return at which of ``ticks`` a straight way from one value to another enters a band."""
    way = ends - begins
    nearest = 1.0
    for below, above in bands:
        part = ((below if way > 0.0 else above) - begins) / way if way else 1.0
        if 0.0 < part < nearest:
            nearest = part
    return -int(-nearest * ticks // 1)


def _meets(bands: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    for below, above in bands:  # noqa: SIM110 - any() of a generator takes twice as long
        if low <= above and high >= below:
            return True
    return False


def _near(edge: float) -> float:
    return NEAR * max(1.0, abs(edge))


def _window(atom: Given | Done, facts: Facts, scope: Scope) -> Horizon | None:
    window = atom.window
    if window is None or window.within_ms is None:
        return None
    within_ms = window.within_ms
    counted = counted_by(atom, facts, scope)

    def horizon() -> int:
        leaves = (entry.performed_at_ms + within_ms + 1 for entry in counted())
        return tick_from(min(leaves, default=FOREVER_MS))

    return horizon


def _event(atom: EventWithin, facts: Facts) -> Horizon:
    event = facts.names.hear(atom.event)

    def horizon() -> int:
        at_ms = facts.happened_at_ms.get(event)
        if at_ms is None or facts.now_ms - at_ms > atom.within_ms:
            return FOREVER_MS
        return tick_from(at_ms + atom.within_ms + 1)

    return horizon
