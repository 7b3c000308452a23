"""A hand on the chest of the simulated manikin, led point by point from a control page."""

from collections import deque
from collections.abc import Iterable

LET_GO_US = 1_000_000
"""A hand of which nothing was heard for this long is taken off: its page may have gone."""

DEEPEST_MM = 90.0


class Hand:
    """Goes straight from point to point; ``depth_mm`` must be asked for in order of time."""

    def __init__(self) -> None:
        """Begin off the chest."""
        self._to_come: deque[tuple[int, float]] = deque()
        self._here: tuple[int, float] = (0, 0.0)

    @property
    def is_on(self) -> bool:
        """Whether it presses, or is about to."""
        return bool(self._to_come) or self._here[1] > 0.0

    def lead(self, points: Iterable[tuple[int, float]]) -> None:
        """Go through these moments and depths; one that is not later than the last is left out."""
        last_us = self._to_come[-1][0] if self._to_come else self._here[0]
        for t_us, depth_mm in points:
            if t_us > last_us:
                self._to_come.append((t_us, min(DEEPEST_MM, max(0.0, depth_mm))))
                last_us = t_us

    def depth_mm(self, t_us: int) -> float:
        """Return how deep the hand holds the chest."""
        while self._to_come and self._to_come[0][0] <= t_us:
            self._here = self._to_come.popleft()
        here_us, here_mm = self._here
        if not self._to_come:
            if here_mm > 0.0 and t_us - here_us >= LET_GO_US:
                self._here = (t_us, 0.0)
            return self._here[1]
        next_us, next_mm = self._to_come[0]
        if next_us - here_us >= LET_GO_US:
            return 0.0
        return here_mm + (next_mm - here_mm) * (t_us - here_us) / (next_us - here_us)
