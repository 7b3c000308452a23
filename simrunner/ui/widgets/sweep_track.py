"""One channel of the sweep: its samples, where its head is, and what one tick adds."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor

SAMPLE_RATE_HZ = 250
"""Every wave of a frame has this rate."""

DELAY_SAMPLES = 25
"""The trace is drawn 100 ms behind the newest sample, so that a late frame does not stop it."""

CATCH_UP_SAMPLES = 250
"""A backlog beyond one second (a stalled window, a fast run) is taken in at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepChannel:
    """What one row shows: ``low`` and ``high`` lie at the row's lower and upper plot edge.

    With ``px_per_unit`` the gain is calibrated instead, and the middle of low and high stays in
    the middle of the row. ``scale_lines`` are values with a dashed line and a number at the right.
    """

    wave: str
    label: str
    colour: QColor
    px_per_second: float
    low: float
    high: float
    note: str = ""
    px_per_unit: float | None = None
    scale_lines: tuple[float, ...] = ()
    has_mv_mark: bool = False
    reason: str = ""
    column: int = 0
    stretch: float = 1.0


class SweepTrack:
    """The ring of one channel, its head in px, and the samples that wait to be drawn."""

    def __init__(self, channel: SweepChannel, capacity: int = 4096) -> None:
        """Start empty at the left edge; ``plot`` is set by the panel's layout."""
        self.channel = channel
        self.row = QRect()
        self.plot = QRect()
        self._waiting: deque[float] = deque()
        self._ring = np.full(capacity, np.nan, dtype=np.float32)
        self._drawn = 0
        self._share = 0.0

    @property
    def px_per_sample(self) -> float:
        """How far the head moves with each sample."""
        return self.channel.px_per_second / SAMPLE_RATE_HZ

    @property
    def head_px(self) -> float:
        """The head's way since the start, over all laps."""
        return self._drawn * self.px_per_sample

    @property
    def backlog(self) -> int:
        """Samples that wait to be drawn."""
        return len(self._waiting)

    @property
    def is_started(self) -> bool:
        """Whether anything was drawn yet."""
        return self._drawn > 0

    def append(self, samples: memoryview) -> None:
        """Queue float32 samples."""
        self._waiting.extend(np.frombuffer(samples, dtype=np.float32).tolist())

    def break_line(self) -> None:
        """Leave a gap: samples are missing here."""
        self._waiting.append(float("nan"))

    def due(self, elapsed_ms: float) -> int:
        """Return how many samples to draw after ``elapsed_ms``, holding the backlog at 100 ms.

        The rate bends by at most a half, so the sweep moves evenly; a backlog beyond one second
        is cut to the delay at once.
        """
        if self.backlog > CATCH_UP_SAMPLES:
            return self.backlog - DELAY_SAMPLES
        bend = (self.backlog - DELAY_SAMPLES) / DELAY_SAMPLES
        rate = SAMPLE_RATE_HZ * (1.0 + max(-0.5, min(1.0, 0.5 * bend)))
        self._share += elapsed_ms * rate / 1000.0
        whole = min(int(self._share), self.backlog)
        self._share = min(self._share - whole, 1.0)
        return whole

    def take(self, count: int) -> list[QPointF]:
        """Move the head over ``count`` samples; return the last point and the new ones, unwrapped.

        x counts px over all laps from the plot's left edge, y is in the panel's px; NaN samples
        come as points whose y is NaN.
        """
        first = max(0, self._drawn - 1)
        self.pass_over(count)
        return self.points(first, self._drawn)

    def pass_over(self, count: int) -> None:
        """Move the head over ``count`` samples whose points nobody draws now."""
        capacity = self._ring.size
        for _ in range(count):
            self._ring[self._drawn % capacity] = self._waiting.popleft()
            self._drawn += 1

    def points(self, first: int, last: int) -> list[QPointF]:
        """Return the samples from ``first`` up to ``last`` as unwrapped points."""
        capacity = self._ring.size
        step = self.px_per_sample
        return [
            QPointF(index * step, self.y_of(float(self._ring[index % capacity])))
            for index in range(first, last)
        ]

    def lap_points(self) -> list[QPointF]:
        """Return what is visible: one plot width up to the head, the erase gap left out."""
        visible = int(self.plot.width() / self.px_per_sample) if self.plot.width() > 0 else 0
        first = max(0, self._drawn - min(visible, self._ring.size))
        return self.points(first, self._drawn)

    def resize_ring(self) -> None:
        """Make room for one plot width and keep what is there."""
        wanted = int(self.plot.width() / self.px_per_sample) + 64
        if wanted <= self._ring.size:
            return
        old, capacity = self._ring, self._ring.size
        grown = np.full(wanted, np.nan, dtype=np.float32)
        for index in range(max(0, self._drawn - capacity), self._drawn):
            grown[index % wanted] = old[index % capacity]
        self._ring = grown

    def y_of(self, value: float) -> float:
        """Return a value's height in the panel's px, kept inside the row."""
        channel, plot = self.channel, self.plot
        if channel.px_per_unit is not None:
            middle = (channel.low + channel.high) / 2
            y = plot.center().y() - (value - middle) * channel.px_per_unit
        else:
            share = (value - channel.low) / (channel.high - channel.low)
            y = plot.bottom() - share * plot.height()
        if y != y:  # noqa: PLR0124 - NaN marks missing samples
            return y
        return min(float(self.row.bottom() - 2), max(float(self.row.top() + 2), y))

    def head_point(self) -> QPointF | None:
        """Return where the head dot sits, None before the first sample or in a gap."""
        if not self._drawn or self.plot.width() <= 0:
            return None
        newest = float(self._ring[(self._drawn - 1) % self._ring.size])
        y = self.y_of(newest)
        if y != y:  # noqa: PLR0124 - NaN marks missing samples
            return None
        x = ((self._drawn - 1) * self.px_per_sample) % self.plot.width()
        return QPointF(self.plot.left() + x, y)
