"""A simulated rescuer: how deep the chest is pressed at any moment.

Only additions and multiplications, so the depth has the same bits on every machine.
"""

from dataclasses import dataclass

from simrunner.domain.chance import Stream

_SPREAD_LIMIT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RescuerStyle:
    """What varies between compressions: deviations, shape, tiring and leaning.

    ``active_share`` is the part of an interval in which the chest moves. A rescuer who leans does
    so in ``lean_share`` of the compressions and keeps ``lean_mm`` of depth after them.
    """

    depth_sd_mm: float = 0.4
    interval_sd_share: float = 0.01
    active_share: float = 0.9
    fatigue_mm_per_min: float = 0.0
    lean_share: float = 0.0
    lean_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compression:
    begin_us: int
    interval_us: int
    depth_mm: float
    lean_before_mm: float
    lean_after_mm: float


class Rescuer:
    """Compresses when told to; ``depth_mm`` must be asked for in order of time."""

    def __init__(self, *, seed: int, style: RescuerStyle | None = None) -> None:
        """Stand by, with chance of one's own under the device's seed."""
        self._style = style or RescuerStyle()
        self._depths = Stream(seed, "rescuer.depth")
        self._intervals = Stream(seed, "rescuer.interval")
        self._leans = Stream(seed, "rescuer.lean")
        self._began_us = self._end_us = 0
        self._rate_per_min = 110.0
        self._mean_depth_mm = 0.0
        self._now: _Compression | None = None

    def compress(
        self, *, from_us: int, duration_ms: int, rate_per_min: float, depth_mm: float
    ) -> None:
        """Compress for ``duration_ms``; 0 stops after the compression under way."""
        self._began_us, self._end_us = from_us, from_us + duration_ms * 1000
        self._rate_per_min, self._mean_depth_mm = rate_per_min, depth_mm
        if self._now is None and duration_ms > 0:
            self._now = self._next(from_us, 0.0)

    def depth_mm(self, t_us: int) -> float:
        """Return the depth of the sternum below its place at rest."""
        while self._now is not None and t_us >= self._now.begin_us + self._now.interval_us:
            end_us = self._now.begin_us + self._now.interval_us
            is_over = end_us >= self._end_us
            self._now = None if is_over else self._next(end_us, self._now.lean_after_mm)
        return 0.0 if self._now is None else _depth_within(self._now, t_us, self._style)

    def _next(self, begin_us: int, lean_before_mm: float) -> _Compression:
        style = self._style
        stretch = 1.0 + style.interval_sd_share * _limited(self._intervals.bell())
        tired_mm = style.fatigue_mm_per_min * (begin_us - self._began_us) / 60e6
        does_lean = self._leans.unit() < style.lean_share
        return _Compression(
            begin_us=begin_us,
            interval_us=round(60e6 / self._rate_per_min * stretch),
            depth_mm=self._mean_depth_mm - tired_mm
            + style.depth_sd_mm * _limited(self._depths.bell()),
            lean_before_mm=lean_before_mm,
            lean_after_mm=style.lean_mm if does_lean else 0.0,
        )  # fmt: skip


def _limited(deviation: float) -> float:
    return max(-_SPREAD_LIMIT, min(_SPREAD_LIMIT, deviation))


def _depth_within(compression: _Compression, t_us: int, style: RescuerStyle) -> float:
    """Return the depth: a bump 16 u²(1-u)², flat at both ends, over the leaning before and after.

    The bump has the outline of a raised cosine (within 6.5 % of its height) without a cosine.
    """
    u = (t_us - compression.begin_us) / (compression.interval_us * style.active_share)
    if u >= 1.0:
        return compression.lean_after_mm
    rest_mm = compression.lean_before_mm if u < 0.5 else compression.lean_after_mm
    rise = u * (1.0 - u)
    bump = 16.0 * rise * rise
    return rest_mm + (compression.depth_mm - rest_mm) * bump
