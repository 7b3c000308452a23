"""The axis of time and the ranges of the curves, as plain numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

SHORTEST_MS = 20_000
"""The closest look at a run."""

_STEPS_MS = tuple(
    seconds * 1000 for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
)
_TICK_PX = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeScale:
    """Where a time stands: ``from_ms`` at ``left_px``, ``to_ms`` at ``left_px + width_px``."""

    from_ms: int
    to_ms: int
    left_px: float
    width_px: float

    def x_px(self, at_ms: float) -> float:
        """Return where a time stands, also outside of what is in view."""
        return self.left_px + (at_ms - self.from_ms) * self.width_px / self._span_ms

    def at_ms(self, x_px: float) -> int:
        """Return the time at a place, kept inside of what is in view."""
        at_ms = self.from_ms + (x_px - self.left_px) * self._span_ms / max(1.0, self.width_px)
        return round(min(max(at_ms, self.from_ms), self.to_ms))

    def shows(self, at_ms: int) -> bool:
        """Return whether a time is in view."""
        return self.from_ms <= at_ms <= self.to_ms

    def ticks_ms(self) -> tuple[int, ...]:
        """Return round times in view, at least 80 px apart."""
        step_ms = next(
            (step for step in _STEPS_MS if step * self.width_px / self._span_ms >= _TICK_PX),
            _STEPS_MS[-1],
        )
        first = ceil(self.from_ms / step_ms)
        return tuple(number * step_ms for number in range(first, floor(self.to_ms / step_ms) + 1))

    @property
    def _span_ms(self) -> int:
        return max(1, self.to_ms - self.from_ms)


def zoomed(view: tuple[int, int], around_ms: int, factor: float, end_ms: int) -> tuple[int, int]:
    """Return what is in view after coming ``factor`` times closer; ``around_ms`` stays in place.

    ``view`` is from and to. Never beyond the run, never closer than SHORTEST_MS.
    """
    span_ms = view[1] - view[0]
    wanted_ms = round(min(end_ms, max(min(SHORTEST_MS, end_ms), span_ms / factor)))
    share = (around_ms - view[0]) / max(1, span_ms)
    from_ms = round(around_ms - share * wanted_ms)
    return moved((from_ms, from_ms + wanted_ms), 0, end_ms)


def moved(view: tuple[int, int], by_ms: int, end_ms: int) -> tuple[int, int]:
    """Return what is in view after a shift, kept inside of the run."""
    span_ms = min(view[1] - view[0], end_ms)
    from_ms = min(max(view[0] + by_ms, 0), end_ms - span_ms)
    return from_ms, from_ms + span_ms


def followed(view: tuple[int, int], at_ms: int, end_ms: int) -> tuple[int, int]:
    """Return what is in view once ``at_ms`` has to be; the same when it already is."""
    if view[0] <= at_ms <= view[1]:
        return view
    return moved(view, at_ms - (view[0] + view[1]) // 2, end_ms)


def nice_range(
    numbers: Iterable[float], *, least: float, ceiling: float | None = None
) -> tuple[float, float]:
    """Return a range in tens around ``numbers``, at least ``least`` wide; (0, least) for none."""
    known = list(numbers)
    if not known:
        return 0.0, least
    low = floor(min(known) / 10) * 10.0
    high = ceil(max(known) / 10) * 10.0
    if ceiling is not None:
        high = min(high, ceiling)
    while high - low < least:
        low = max(0.0, low - 10)
        if high - low < least and (ceiling is None or high + 10 <= ceiling):
            high += 10
        elif low == 0.0:
            break
    return low, high
