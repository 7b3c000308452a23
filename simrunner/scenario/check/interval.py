"""Intervals of numbers, with ends that may be left out."""

from collections.abc import Iterable
from dataclasses import dataclass

INFINITE = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Every number from ``low`` to ``high``; an open end does not belong to it."""

    low: float = -INFINITE
    high: float = INFINITE
    is_low_open: bool = False
    is_high_open: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether no number lies in it."""
        if self.low == self.high:
            return self.is_low_open or self.is_high_open
        return self.low > self.high

    def holds(self, other: "Interval") -> bool:
        """Return whether every number of the other lies in this one: nothing new is made then."""
        if self.low > other.low or self.high < other.high:
            return False
        if self.low == other.low and self.is_low_open and not other.is_low_open:
            return False
        return self.high != other.high or other.is_high_open or not self.is_high_open

    def meet(self, other: "Interval") -> "Interval":
        """Return the numbers that lie in both."""
        if other.holds(self):
            return self
        low, is_low_open = max((self.low, self.is_low_open), (other.low, other.is_low_open))
        high, is_high_closed = min(
            (self.high, not self.is_high_open), (other.high, not other.is_high_open)
        )
        return Interval(
            low=low, high=high, is_low_open=is_low_open, is_high_open=not is_high_closed
        )

    def around(self, number: float) -> "Interval":
        """Return the smallest interval around this one and a number."""
        if self.low < number < self.high:
            return self
        return self.hull(point(number))

    def hull(self, other: "Interval") -> "Interval":
        """Return the smallest interval around both."""
        if self.holds(other):
            return self
        low, is_low_open = min((self.low, self.is_low_open), (other.low, other.is_low_open))
        high, is_high_closed = max(
            (self.high, not self.is_high_open), (other.high, not other.is_high_open)
        )
        return Interval(
            low=low, high=high, is_low_open=is_low_open, is_high_open=not is_high_closed
        )


def point(number: float) -> Interval:
    """Return the interval of one number."""
    return Interval(low=number, high=number)


def hull_of(intervals: Iterable[Interval]) -> Interval | None:
    """Return the smallest interval around all, None around none."""
    found: Interval | None = None
    for each in intervals:
        found = each if found is None else found.hull(each)
    return found
