"""How much one device may say: so much at once, and so much a second after that."""

ACTIONS_AT_ONCE = 64
ACTIONS_PER_S = 10
"""Twice the 32 events that a device keeps while its link is down, and thrice the compressions of
the fastest rescuer (limits of this project)."""

REMARKS_AT_ONCE = 30
REMARKS_PER_S = 1
"""A link that comes and goes as fast as it can changes its state less than once a second."""


class Allowance:
    """A bucket of permissions that refills with time; what finds it empty is counted."""

    def __init__(self, *, at_once: int, per_s: int) -> None:
        """Begin full."""
        self._per_s = per_s
        self._full = at_once * 1000
        self._level = self._full
        self._last_ms: int | None = None
        self.refused = 0

    def takes(self, now_ms: int) -> bool:
        """Whether one more may pass at ``now_ms``, a clock that never goes back."""
        elapsed_ms = 0 if self._last_ms is None else max(0, now_ms - self._last_ms)
        self._last_ms = now_ms
        self._level = min(self._full, self._level + elapsed_ms * self._per_s)
        if self._level < 1000:
            self.refused += 1
            return False
        self._level -= 1000
        return True
