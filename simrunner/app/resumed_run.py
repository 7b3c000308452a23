"""A run cut short that goes on in the window: what its screens would have shown by now."""

from collections import deque
from collections.abc import Mapping

from simrunner.domain.event import Event
from simrunner.domain.frame import Frame, TrendPoint
from simrunner.ui.bridge import FrameBatch

WAVES_KEPT = 120
"""Frames of waves that the screens draw again: twelve seconds, a sweep and a bit."""


class Past:
    """Listens while a run is told again, and hands its screens everything at once."""

    def __init__(self) -> None:
        """Begin without frames."""
        self._events: list[Event] = []
        self._trends: list[TrendPoint] = []
        self._waves: deque[tuple[int, Mapping[str, memoryview]]] = deque(maxlen=WAVES_KEPT)
        self._latest: Frame | None = None

    def __call__(self, frame: Frame) -> None:
        """Keep what a frame says."""
        self._events += frame.events
        if frame.trend is not None:
            self._trends.append(frame.trend)
        self._waves.append((frame.at_ms, frame.waves))
        self._latest = frame

    def batch(self) -> FrameBatch:
        """Return it as if a window had stood still all the time; there is a frame at least."""
        assert self._latest is not None
        return FrameBatch(
            latest=self._latest, events=tuple(self._events), waves=tuple(self._waves),
            trends=tuple(self._trends), beeps_at_ms=(),
        )  # fmt: skip
