"""Events once each and in order, however often the device repeats them."""

from enum import Enum, auto

from devices.protocol.message import Event


class Verdict(Enum):
    """What to do with an event that arrived."""

    FRESH = auto()
    REPEATED = auto()
    TOO_EARLY = auto()


class EventOrder:
    """Knows the last event accepted since the device booted."""

    def __init__(self) -> None:
        """Begin before the first event."""
        self._last: int | None = None

    def judge(self, event: Event) -> Verdict:
        """Return the verdict; a fresh event counts as accepted.

        An event behind a lost one is TOO_EARLY: unacknowledged, it comes again in its turn. The
        device names the oldest it still keeps, so a gap that it can never fill is no obstacle.
        """
        if self._last is not None and event.event <= self._last:
            return Verdict.REPEATED
        # Without a last one (a fresh link to a device that runs) its oldest comes next.
        expected = event.event if event.oldest is None else event.oldest
        if self._last is not None and event.oldest is not None:
            expected = max(self._last + 1, event.oldest)
        if event.event > expected:
            return Verdict.TOO_EARLY
        self._last = event.event
        return Verdict.FRESH
