"""Breaths in a stream of volume: found while it runs, told when they have begun to leave.

Plain arithmetic on purpose: what it finds decides what happens in a run.
"""

from collections.abc import Sequence
from dataclasses import dataclass

RISE_ML = 20.0
"""A breath rises by this much from the running trough; less is the chest being compressed, or
noise (a choice of this project, `unverified`)."""

SMALLEST_ML = 50.0
"""A smaller rise is told to nobody; up to 100 mL it is told, but counts as no breath."""

FALL_SHARE = 0.2
"""A breath is told once it has fallen by this share of its height, at least by RISE_ML."""

LONGEST_US = 5_000_000
"""A rise that lasts longer is a drift of the sensor and no breath."""

MAX_GAP_US = 200_000
"""Across a longer hole in the samples a breath that was under way is not told."""

_BOTTOM_ML = 5.0
_REST_ML_PER_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltBreath:
    """One breath: what went in from the trough to the peak, and how long that took."""

    begin_us: int
    peak_us: int
    volume_ml: float

    @property
    def inspiration_ms(self) -> int:
        """From the last moment at the bottom to the peak."""
        return (self.peak_us - self.begin_us) // 1000


class BreathSense:
    """Feed it samples in order."""

    def __init__(self) -> None:
        """Begin with empty lungs."""
        self._last_us: int | None = None
        self._trough = (0, 0.0)
        self._peak: tuple[int, float] | None = None
        self._flow_volume_ml = 0.0

    def feed(self, t0_us: int, period_us: int, volumes_ml: Sequence[float]) -> list[FeltBreath]:
        """Return the breaths that began to leave within these evenly spaced samples."""
        found = []
        for place, volume_ml in enumerate(volumes_ml):
            t_us = t0_us + place * period_us
            if self._last_us is None or not 0 <= t_us - self._last_us <= MAX_GAP_US:
                self._trough, self._peak = (t_us, volume_ml), None
            self._last_us = t_us
            breath = self._step(t_us, volume_ml)
            if breath is not None:
                found.append(breath)
        return found

    def feed_flow(
        self, t0_us: int, period_us: int, flows_ml_per_s: Sequence[float]
    ) -> list[FeltBreath]:
        """Return the breaths in a stream of flow, into the lungs above zero.

        While next to nothing flows the volume is forgotten, so that an offset does not add up.
        """
        volumes_ml = []
        for flow in flows_ml_per_s:
            is_still = abs(flow) < _REST_ML_PER_S
            added_ml = 0.0 if is_still else flow * period_us / 1e6
            self._flow_volume_ml = max(0.0, self._flow_volume_ml + added_ml)
            volumes_ml.append(self._flow_volume_ml)
        return self.feed(t0_us, period_us, volumes_ml)

    def _step(self, t_us: int, volume_ml: float) -> FeltBreath | None:
        trough_us, trough_ml = self._trough
        if self._peak is None:
            if volume_ml <= trough_ml + _BOTTOM_ML:
                self._trough = (t_us, min(trough_ml, volume_ml))
            elif volume_ml >= trough_ml + RISE_ML:
                self._peak = (t_us, volume_ml)
            return None
        peak_us, peak_ml = self._peak
        if volume_ml > peak_ml:
            self._peak = (t_us, volume_ml)
            return None
        height_ml = peak_ml - trough_ml
        if volume_ml > peak_ml - max(RISE_ML, FALL_SHARE * height_ml):
            return None
        self._trough, self._peak = (t_us, volume_ml), None
        if height_ml < SMALLEST_ML or peak_us - trough_us > LONGEST_US:
            return None
        return FeltBreath(begin_us=trough_us, peak_us=peak_us, volume_ml=height_ml)
