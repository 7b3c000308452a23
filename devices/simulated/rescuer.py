"""A simulated rescuer: how deep the chest is pressed, where the hands are, what is breathed in.

Only additions and multiplications, so the depth has the same bits on every machine.
"""

from dataclasses import dataclass

from devices.simulated.breaths import Breaths
from devices.simulated.hand import Hand
from simrunner.domain.chance import Stream

_SPREAD_LIMIT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RescuerStyle:
    """What varies between compressions: deviations, shape, tiring, leaning, pauses, breaths.

    ``active_share`` is the part of an interval in which the chest moves. A rescuer who leans does
    so in ``lean_share`` of the compressions and keeps ``lean_mm`` of depth after them.
    ``cycle`` is the number of compressions between two breaths, 0 for compressions without end;
    ``airway_breaths_per_min`` are breaths during compressions, through a tube.
    A pulse is felt for every ``pulse_check_every_s`` (0: never) for ``pulse_check_s``; hands are
    off for ``shock_before_s`` before a shock and for ``shock_after_s`` after it.
    """

    depth_sd_mm: float = 0.4
    interval_sd_share: float = 0.01
    active_share: float = 0.9
    fatigue_mm_per_min: float = 0.0
    lean_share: float = 0.0
    lean_mm: float = 0.0
    hand_x_mm: float = 0.0
    hand_y_mm: float = 0.0
    hand_sd_mm: float = 2.0
    cycle: int = 0
    breath_ml: float = 500.0
    breath_sd_ml: float = 40.0
    inspiratory_s: float = 1.0
    airway_breaths_per_min: float = 0.0
    pulse_check_every_s: float = 0.0
    pulse_check_s: float = 5.0
    shock_before_s: float = 0.0
    shock_after_s: float = 0.0


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
        self._hands = Stream(seed, "rescuer.hand")
        self.hand = Hand()
        self.breaths = Breaths(
            seed=seed, volume_ml=self._style.breath_ml, volume_sd_ml=self._style.breath_sd_ml,
            inspiratory_s=self._style.inspiratory_s,
        )  # fmt: skip
        self._began_us = self._end_us = 0
        self._rate_per_min = 110.0
        self._mean_depth_mm = 0.0
        self._in_cycle = 0
        self._checked_us = 0
        self._hands_off_us = self._breathe_at_us = 0
        self._now: _Compression | None = None
        self.hand_mm = (self._style.hand_x_mm, self._style.hand_y_mm)

    @property
    def is_compressing(self) -> bool:
        """Whether compressions are under way, pauses included."""
        return self._now is not None

    def compress(
        self, *, from_us: int, duration_ms: int, rate_per_min: float, depth_mm: float
    ) -> None:
        """Compress for ``duration_ms``; 0 stops after the compression under way."""
        self._began_us, self._end_us = from_us, from_us + duration_ms * 1000
        self._rate_per_min, self._mean_depth_mm = rate_per_min, depth_mm
        if self._now is None and duration_ms > 0:
            self._in_cycle, self._checked_us, self._breathe_at_us = 0, from_us, from_us
            self._now = self._next(from_us, 0.0)

    def press_once(self, *, from_us: int, depth_mm: float, lasts_ms: int) -> bool:
        """Compress once, as a hand at a control page does; False while compressions go on."""
        if self._now is not None:
            return False
        interval_us = round(lasts_ms * 1000 / self._style.active_share)
        self._end_us = from_us
        self._now = _Compression(
            begin_us=from_us, interval_us=interval_us, depth_mm=depth_mm, lean_before_mm=0.0,
            lean_after_mm=0.0,
        )  # fmt: skip
        return True

    def hands_off(self, until_us: int) -> None:
        """Begin no compression before ``until_us``; the one under way is finished."""
        self._hands_off_us = max(self._hands_off_us, until_us)

    def depth_mm(self, t_us: int) -> float:
        """Return the depth of the sternum below its place at rest, by whoever presses deeper."""
        while self._now is not None and t_us >= self._now.begin_us + self._now.interval_us:
            end_us = self._now.begin_us + self._now.interval_us
            is_over = end_us >= self._end_us
            self._now = None if is_over else self._next(end_us, self._now.lean_after_mm)
        self._breathe_through_tube(t_us)
        own_mm = 0.0 if self._now is None else _depth_within(self._now, t_us, self._style)
        return max(own_mm, self.hand.depth_mm(t_us)) if self.hand.is_on else own_mm

    def _next(self, end_us: int, lean_before_mm: float) -> _Compression:
        style = self._style
        begin_us = self._begin_after(end_us)
        stretch = 1.0 + style.interval_sd_share * _limited(self._intervals.bell())
        tired_mm = style.fatigue_mm_per_min * (begin_us - self._began_us) / 60e6
        does_lean = self._leans.unit() < style.lean_share
        self.hand_mm = (
            style.hand_x_mm + style.hand_sd_mm * _limited(self._hands.bell()),
            style.hand_y_mm + style.hand_sd_mm * _limited(self._hands.bell()),
        )
        return _Compression(
            begin_us=begin_us,
            interval_us=round(60e6 / self._rate_per_min * stretch),
            depth_mm=self._mean_depth_mm - tired_mm
            + style.depth_sd_mm * _limited(self._depths.bell()),
            lean_before_mm=lean_before_mm if begin_us == end_us else 0.0,
            lean_after_mm=style.lean_mm if does_lean else 0.0,
        )  # fmt: skip

    def _begin_after(self, end_us: int) -> int:
        """Return when the next compression begins: at once, or after breaths, a check, a shock."""
        style, begin_us = self._style, end_us
        if style.cycle and self._in_cycle == style.cycle:
            self._in_cycle = 0
            begin_us = self.breaths.give_two(begin_us)
        self._in_cycle += 1
        every_us = round(style.pulse_check_every_s * 1e6)
        if every_us and begin_us - self._checked_us >= every_us:
            begin_us += round(style.pulse_check_s * 1e6)
            self._checked_us = begin_us
        return max(begin_us, self._hands_off_us)

    def _breathe_through_tube(self, t_us: int) -> None:
        per_min = self._style.airway_breaths_per_min
        if self._now is not None and per_min > 0 and t_us >= self._breathe_at_us:
            self.breaths.give(self._breathe_at_us)
            self._breathe_at_us += round(60e6 / per_min)


def _limited(deviation: float) -> float:
    return max(-_SPREAD_LIMIT, min(_SPREAD_LIMIT, deviation))


def _depth_within(compression: _Compression, t_us: int, style: RescuerStyle) -> float:
    """Return the depth: a bump 16 u²(1-u)², flat at both ends, over the leaning before and after.

    The bump has the outline of a raised cosine (within 6.5 % of its height) without a cosine.
    """
    u = (t_us - compression.begin_us) / (compression.interval_us * style.active_share)
    if u < 0.0:
        return 0.0
    if u >= 1.0:
        return compression.lean_after_mm
    rest_mm = compression.lean_before_mm if u < 0.5 else compression.lean_after_mm
    rise = u * (1.0 - u)
    bump = 16.0 * rise * rise
    return rest_mm + (compression.depth_mm - rest_mm) * bump
