"""Chest compressions in a stream of depth samples, found while it runs.

Pure Python on purpose: what it finds decides what happens in a run, so it must have the same bits
on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MIN_RISE_MM = 8.0
MIN_PEAK_MM = 12.0
MIN_FALL_MM = 8.0
"""A compression rises by MIN_RISE_MM from the running trough to a peak of MIN_PEAK_MM or more and
falls by MIN_FALL_MM. Thresholds of this project, above breathing and handling, far below the
shallowest useful compression; `unverified` against a published detector."""

BAND_MM = 1.0
"""A turning point within this distance of the trough is still the bottom, not noise on a slope."""

SETTLE_US = 300_000
"""Without a deeper sample for this long a release has ended."""

MAX_GAP_US = 200_000
"""Across a longer hole in the samples a compression that was under way is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compression:
    """One compression, told as soon as it has fallen again by MIN_FALL_MM.

    ``depth_mm`` is above the calibrated zero, from a parabola through the three highest samples;
    ``lean_mm`` is the least depth since the compression before, from which this one began.
    """

    onset_us: int
    peak_us: int
    depth_mm: float
    lean_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The end of the compression with this peak; ``residual_mm`` is the lean that stayed.

    ``force_n`` is what still pressed, None without a load cell.
    """

    peak_us: int
    release_us: int
    residual_mm: float
    force_n: float | None = None


class CompressionDetector:
    """Feed it samples in order; a sample rate of 100 Hz or more keeps the peak within 0.05 mm."""

    def __init__(self, *, zero_mm: float = 0.0) -> None:
        """Begin with a chest at rest; ``zero_mm`` is the reading of a second without load."""
        self._zero_mm = zero_mm
        self._releases: list[Release] = []
        self._open: tuple[int, int, float] | None = None
        self._last_us: int | None = None
        self._restart()

    def _restart(self) -> None:
        self._before = self._here = (0, 0.0)
        self._samples = 0
        self._trough_mm = 0.0
        self._onset_us = 0
        self._peak: tuple[int, float] | None = None
        self._sides: tuple[float, float | None] = (0.0, None)
        self._spacing_us = 0
        self._open = None
        self._residual_mm = 0.0
        self._lowest_us = 0

    def feed(self, t0_us: int, period_us: int, depths_mm: Sequence[float]) -> list[Compression]:
        """Return the compressions that ended within these evenly spaced samples."""
        found = []
        for index, reading_mm in enumerate(depths_mm):
            t_us = t0_us + index * period_us
            if self._last_us is not None and t_us - self._last_us > MAX_GAP_US:
                self._settle_release()
                self._restart()
            self._last_us = t_us
            compression = self._step(t_us, reading_mm - self._zero_mm)
            if compression is not None:
                found.append(compression)
        return found

    def take_releases(self) -> tuple[Release, ...]:
        """Return the releases that have settled since the last call."""
        taken, self._releases = tuple(self._releases), []
        return taken

    def _step(self, t_us: int, depth_mm: float) -> Compression | None:
        before, here = self._before, self._here
        self._before, self._here = here, (t_us, depth_mm)
        self._samples += 1
        if self._samples == 1:
            self._trough_mm, self._onset_us = depth_mm, t_us
            return None
        turns_up = here[1] < depth_mm and (self._samples == 2 or here[1] <= before[1])
        self._follow_release(t_us, depth_mm, here if turns_up else None)
        if self._peak is None:
            self._follow_trough(t_us, depth_mm, here if turns_up else None)
            return None
        return self._follow_peak(t_us, depth_mm)

    def _follow_trough(self, t_us: int, depth_mm: float, turn: tuple[int, float] | None) -> None:
        """Look for a rise; the onset is the last minimum at the bottom before it."""
        if depth_mm < self._trough_mm:
            self._trough_mm, self._onset_us = depth_mm, t_us
        if turn is not None and turn[1] <= self._trough_mm + BAND_MM:
            self._onset_us = turn[0]
        if depth_mm >= self._trough_mm + MIN_RISE_MM and depth_mm >= MIN_PEAK_MM:
            self._begin_peak(t_us, depth_mm)

    def _begin_peak(self, t_us: int, depth_mm: float) -> None:
        before_us, before_mm = self._before
        self._peak = (t_us, depth_mm)
        self._spacing_us = t_us - before_us
        self._sides = (before_mm, None)

    def _follow_peak(self, t_us: int, depth_mm: float) -> Compression | None:
        assert self._peak is not None
        peak_us, peak_mm = self._peak
        if depth_mm > peak_mm:
            self._begin_peak(t_us, depth_mm)
            return None
        if t_us - peak_us == self._spacing_us:
            self._sides = (self._sides[0], depth_mm)
        if depth_mm > peak_mm - MIN_FALL_MM:
            return None
        left, right = self._sides
        shift, height_mm = (0.0, peak_mm) if right is None else _vertex(left, peak_mm, right)
        compression = Compression(
            onset_us=self._onset_us,
            peak_us=peak_us + round(shift * self._spacing_us),
            depth_mm=height_mm,
            lean_mm=self._trough_mm,
        )
        self._settle_release()
        self._peak = None
        self._trough_mm, self._onset_us = depth_mm, t_us
        self._open = (compression.peak_us, t_us, depth_mm)
        self._residual_mm, self._lowest_us = depth_mm, t_us
        return compression

    def _follow_release(self, t_us: int, depth_mm: float, turn: tuple[int, float] | None) -> None:
        """Look for the end of the last compression: its first minimum at the bottom."""
        if self._open is None:
            return
        peak_us, release_us, release_mm = self._open
        if turn is not None and turn[1] < release_mm - BAND_MM:
            self._open = (peak_us, *turn)
        if depth_mm < self._residual_mm:
            self._residual_mm, self._lowest_us = depth_mm, t_us
            return
        has_risen = depth_mm >= self._residual_mm + MIN_RISE_MM
        if has_risen or t_us - max(self._lowest_us, release_us) >= SETTLE_US:
            self._settle_release()

    def _settle_release(self) -> None:
        if self._open is None:
            return
        peak_us, release_us, release_mm = self._open
        if release_mm > self._residual_mm + BAND_MM:
            release_us = self._lowest_us
        self._releases.append(
            Release(peak_us=peak_us, release_us=release_us, residual_mm=self._residual_mm)
        )
        self._open = None


def _vertex(left: float, middle: float, right: float) -> tuple[float, float]:
    """Return the shift in samples and the height of the parabola through three samples."""
    bend = left - 2.0 * middle + right
    if bend >= 0.0:
        return 0.0, middle
    shift = (left - right) / (2.0 * bend)
    return shift, middle - (left - right) * shift / 4.0
