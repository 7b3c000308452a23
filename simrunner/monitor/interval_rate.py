"""A rate from the times of repeated happenings: heart beats, pulses, breaths."""

from collections import deque


class IntervalRate:
    """Averages the last intervals, as the counters of bedside monitors do."""

    def __init__(
        self, *, keep: int, longest_ms: int, slow_interval_ms: int | None = None, slow_keep: int = 4
    ) -> None:
        """Average ``keep`` intervals; a gap above ``longest_ms`` forgets what was before it.

        After three consecutive intervals above ``slow_interval_ms`` only the last ``slow_keep``
        count, so that a sudden bradycardia is shown in time.
        """
        self._intervals_ms: deque[int] = deque(maxlen=keep)
        self._longest_ms = longest_ms
        self._slow_interval_ms = slow_interval_ms
        self._slow_keep = slow_keep
        self._last_at_ms: int | None = None

    @property
    def intervals(self) -> int:
        """How many intervals are known now."""
        return len(self._intervals_ms)

    def add(self, at_ms: int) -> None:
        """Count a happening at ``at_ms``, later than the one before."""
        if self._last_at_ms is not None:
            gap_ms = at_ms - self._last_at_ms
            if gap_ms > self._longest_ms:
                self._intervals_ms.clear()
            elif gap_ms > 0:
                self._intervals_ms.append(gap_ms)
        self._last_at_ms = at_ms

    def forget(self) -> None:
        """Start again, as when the sensor was taken off."""
        self._intervals_ms.clear()
        self._last_at_ms = None

    def silence_ms(self, now_ms: int) -> int | None:
        """Return the time since the last happening, None when there was none."""
        return None if self._last_at_ms is None else now_ms - self._last_at_ms

    def per_min(self) -> float | None:
        """Return the averaged rate; None before the first interval."""
        intervals = list(self._intervals_ms)
        if not intervals:
            return None
        slow_ms = self._slow_interval_ms
        if slow_ms is not None and len(intervals) >= 3 and min(intervals[-3:]) > slow_ms:
            intervals = intervals[-self._slow_keep :]
        return 60_000.0 * len(intervals) / sum(intervals)
