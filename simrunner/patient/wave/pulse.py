"""Arterial pressure and plethysmogram: one pulse per beat that ejects, numbers read back exactly.

Samples are scalar Python: 25 of them per step cost less than the numpy calls would.
"""

import functools
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simrunner.patient.trace.grid import SAMPLE_MS

ART_DELAY_MS = 120
"""R to the foot of the arterial pulse, measured on an intensive-care recording at 104/min."""

PLETH_DELAY_MS = 316
"""R to the foot of the finger's pulse, measured on the same recording."""

_FINE = 256
_ARREST_TAU_MS = 3000.0
_EXCESS_TAU_MS = 300.0  # of what is still there when an early pulse begins
_PEAK_AT = 0.36  # of systole: where both shapes have their top
_LATE = 1.12  # of the usual interval: a pulse that comes later is a pause
_STEEPEST_RUN_OFF = 0.025  # of the pulse's height per sample; a regular beat stays below it
_LOW_TAU_MS = 6000.0  # of a trace that is lower than the pressures say, until a pulse lifts it
_FILLING_PRESSURE_MMHG = 8.0  # what is left in arrest where the file still states a pressure

_Knot = tuple[float, float, float]


def _curve(knots: Sequence[_Knot]) -> tuple[float, ...]:
    """Return a cubic Hermite curve through (x, y, slope) knots at _FINE + 1 points of 0 to 1."""
    points: list[float] = []
    left = 0
    for index in range(_FINE + 1):
        x = index / _FINE
        while left < len(knots) - 2 and x > knots[left + 1][0]:
            left += 1
        (x0, y0, d0), (x1, y1, d1) = knots[left], knots[left + 1]
        width = x1 - x0
        u = (x - x0) / width
        points.append(
            (1 + 2 * u) * (1 - u) ** 2 * y0
            + u * (1 - u) ** 2 * width * d0
            + u * u * (3 - 2 * u) * y1
            + u * u * (u - 1) * width * d1
        )
    return tuple(points)


class PulseShape:
    """The systolic part of a pulse, from foot (0) to peak (1) to the start of the run-off."""

    def __init__(self, slim: Sequence[_Knot], full: Sequence[_Knot]) -> None:
        """Tabulate two curves from (0, 0) to x = 1; ``fullness`` 0 to 1 blends them."""
        self._slim = _curve(slim)
        self._more = tuple(b - a for a, b in zip(self._slim, _curve(full), strict=True))

    def at(self, x: float, fullness: float) -> float:
        """Return the curve at 0 <= x < 1."""
        place = x * _FINE
        index = int(place)
        low = self._slim[index] + fullness * self._more[index]
        high = self._slim[index + 1] + fullness * self._more[index + 1]
        return low + (high - low) * (place - index)

    def end(self, fullness: float) -> float:
        """Return where the run-off begins."""
        return self._slim[-1] + fullness * self._more[-1]

    def mean(self, fullness: float) -> float:
        """Return the mean over the systolic part."""
        return (sum(self._slim) + fullness * sum(self._more)) / (_FINE + 1)


# Peak about 108 ms after the foot at 104/min (measured: 0.228 - 0.120 s), the notch where the
# valve closes.
ART_SHAPE = PulseShape(
    slim=(
        (0.0, 0.0, 0.0), (0.36, 1.0, 0.0), (0.55, 0.74, -2.1), (0.78, 0.35, -0.6),
        (0.88, 0.39, 0.35), (1.0, 0.37, -0.55),
    ),
    full=(
        (0.0, 0.0, 0.0), (0.36, 1.0, 0.0), (0.55, 0.86, -1.3), (0.78, 0.60, -0.7),
        (0.88, 0.64, 0.35), (1.0, 0.63, -0.45),
    ),
)  # fmt: skip
_NOTCH = 0.80
_USUAL_CURVATURE = 1.6
_TONE_FULLNESS = 0.45  # a teaching choice

_PLETH_KNOTS: tuple[_Knot, ...] = (
    (0.0, 0.0, 0.0), (0.36, 1.0, 0.0), (0.62, 0.62, -1.5), (0.80, 0.42, -0.5), (1.0, 0.33, -0.6),
)  # fmt: skip
PLETH_SHAPE = PulseShape(slim=_PLETH_KNOTS, full=_PLETH_KNOTS)


def ejection_ms(interval_ms: float) -> float:
    """Return the left ventricular ejection time: 413 - 1.7 x rate (Weissler 1968, unverified)."""
    return max(120.0, 413.0 - 1.7 * 60_000.0 / interval_ms)


def art_systole_ms(interval_ms: float) -> float:
    """Return how long ART_SHAPE lasts, so that its notch falls on the end of ejection.

    At fast rates it keeps a fixed share, which leaves diastole a slope instead of a flat floor.
    """
    return min(0.50 * interval_ms, ejection_ms(interval_ms) / _NOTCH)


def mean_of_run_off(k: float) -> float:
    """Return the mean of an exponential from 1 to 0 with curvature ``k`` > 0 (a line has 0.5)."""
    return 1.0 / k - 1.0 / math.expm1(k)


_CURVATURES = tuple((mean_of_run_off(k / 10.0), k / 10.0) for k in range(100, 1, -1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """One pulse that begins at ``foot_ms``; times are already those of this trace.

    ``interval_ms`` is the usual time until the next: a longer pause runs off further.
    """

    foot_ms: int
    fraction: float
    systole_ms: float
    fullness: float
    tau_ms: float
    interval_ms: float

    def saved(self) -> list[float]:
        """Return the fields in their order, as plain JSON."""
        return [
            self.foot_ms, self.fraction, self.systole_ms, self.fullness, self.tau_ms,
            self.interval_ms,
        ]  # fmt: skip

    @staticmethod
    def resumed(saved: list[float]) -> "Pulse":
        """Return the pulse that was saved."""
        foot_ms, fraction, systole_ms, fullness, tau_ms, interval_ms = saved
        return Pulse(
            foot_ms=int(foot_ms), fraction=fraction, systole_ms=systole_ms, fullness=fullness,
            tau_ms=tau_ms, interval_ms=interval_ms,
        )  # fmt: skip


@functools.lru_cache(maxsize=512)
def art_form(interval_ms: int, tone: float = 0.0) -> tuple[float, float, float]:
    """Return systole in ms, fullness and run-off time constant in ms of a beat.

    ``tone`` -1 to 1 lowers or lifts the notch (WaveConditions.vascular_tone), below that of the
    slimmest pulse, too; the run-off makes up for it as far as it can, so that the mean stays.

    The vitals table fixes the mean at DBP + (SBP - DBP) / 3. So the slower the heart, the fuller
    the pulse has to be; what the systolic part leaves over sets the curvature of the run-off.
    """
    systole_ms = art_systole_ms(interval_ms)
    rest_ms = interval_ms - systole_ms

    def mean_ms(fullness: float, run_off: float) -> float:
        shape = ART_SHAPE
        return shape.mean(fullness) * systole_ms + shape.end(fullness) * rest_ms * run_off

    usual = mean_of_run_off(_USUAL_CURVATURE)
    slim_ms = mean_ms(0.0, usual)
    fullness = (interval_ms / 3.0 - slim_ms) / (mean_ms(1.0, usual) - slim_ms)
    lift = _TONE_FULLNESS * tone
    fullness = min(1.0, max(min(0.0, lift), fullness + lift))
    wanted = interval_ms / 3.0 - ART_SHAPE.mean(fullness) * systole_ms
    wanted /= ART_SHAPE.end(fullness) * rest_ms
    curvature = next((k for mean, k in _CURVATURES if mean >= wanted), _CURVATURES[-1][1])
    return systole_ms, fullness, rest_ms / curvature


def art_pulse(at_ms: int, fraction: float, interval_ms: float, tone: float = 0.0) -> Pulse:
    """Return the arterial pulse of a beat whose R is at ``at_ms``."""
    systole_ms, fullness, tau_ms = art_form(round(interval_ms), round(tone, 1))
    return Pulse(
        foot_ms=at_ms + ART_DELAY_MS, fraction=fraction, systole_ms=systole_ms,
        fullness=fullness, tau_ms=tau_ms, interval_ms=interval_ms,
    )  # fmt: skip


def pleth_pulse(at_ms: int, fraction: float, interval_ms: float) -> Pulse:
    """Return the finger's pulse of a beat whose R is at ``at_ms``.

    Its peak is 160 ms after the foot at rest (measured); the run-off is by eye.
    """
    return Pulse(
        foot_ms=at_ms + PLETH_DELAY_MS, fraction=fraction,
        systole_ms=min(0.70 * interval_ms, 445.0), fullness=0.0, tau_ms=interval_ms / 3.0,
        interval_ms=interval_ms,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Where a trace moves between: ``low`` at the foot, ``high`` at the peak, ``rest`` without."""

    low: float
    high: float
    rest: float


class PulseTrace:
    """A trace made of pulses. It always continues from where it is, so it never tears."""

    def __init__(self, shape: PulseShape, level: float) -> None:
        """Begin at ``level``."""
        self._shape = shape
        self._level = level
        self._foot_level = level
        self._rise = 0.0
        self._excess = 0.0
        self._pulse: Pulse | None = None
        self._waiting: deque[Pulse] = deque()

    def expect(self, pulse: Pulse) -> None:
        """Take note of a pulse; they come in the order of their feet."""
        self._waiting.append(pulse)

    def samples(self, times_ms: range, span: Range, next_foot_ms: float | None) -> list[float]:
        """Return one sample per time; ``next_foot_ms`` is the first pulse not yet noted."""
        line: list[float] = []
        for at_ms in times_ms:
            if self._waiting and self._waiting[0].foot_ms <= at_ms:
                self._begin(self._waiting.popleft(), span)
            foot_ms = self._waiting[0].foot_ms if self._waiting else next_foot_ms
            self._level = self._next(at_ms, span, foot_ms)
            line.append(self._level)
        return line

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "level": self._level, "foot": self._foot_level, "rise": self._rise,
            "excess": self._excess,
            "pulse": self._pulse and self._pulse.saved(),
            "waiting": [pulse.saved() for pulse in self._waiting],
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._level, self._foot_level = saved["level"], saved["foot"]
        self._rise, self._excess = saved["rise"], saved["excess"]
        self._pulse = saved["pulse"] and Pulse.resumed(saved["pulse"])
        self._waiting = deque(Pulse.resumed(pulse) for pulse in saved["waiting"])

    def _begin(self, pulse: Pulse, span: Range) -> None:
        """Begin a pulse; what an early one finds above ``low`` goes on running off under it."""
        top = span.low + (span.high - span.low) * pulse.fraction
        self._pulse = pulse
        self._excess = max(0.0, self._level - span.low)
        self._foot_level = self._level - self._excess
        left = self._excess * math.exp(-_PEAK_AT * pulse.systole_ms / _EXCESS_TAU_MS)
        self._rise = max(0.0, top - self._foot_level - left)

    def _next(self, at_ms: int, span: Range, next_foot_ms: float | None) -> float:
        pulse = self._pulse
        if pulse is not None:
            since_ms = at_ms - pulse.foot_ms
            x = since_ms / pulse.systole_ms
            if x < 1.0:
                left = self._excess * math.exp(-since_ms / _EXCESS_TAU_MS) if self._excess else 0.0
                return self._foot_level + left + self._rise * self._shape.at(x, pulse.fullness)
        if next_foot_ms is None or pulse is None:
            goal, keep = span.rest, math.exp(-SAMPLE_MS / _ARREST_TAU_MS)
            if pulse is None and next_foot_ms is not None:
                goal = span.low
            return goal + (self._level - goal) * keep
        usual_ms = pulse.foot_ms + _LATE * pulse.interval_ms
        if next_foot_ms > usual_ms:
            return self._paused(at_ms, usual_ms, span, pulse)
        left_ms = max(float(SAMPLE_MS), next_foot_ms - (at_ms - SAMPLE_MS))
        return self._run_off(left_ms, span, pulse.tau_ms)

    def _paused(self, at_ms: int, usual_ms: float, span: Range, pulse: Pulse) -> float:
        """Move one sample on in a pause: past ``low`` when a pulse is overdue, towards ``rest``."""
        left_ms = max(usual_ms - (at_ms - SAMPLE_MS), pulse.tau_ms)
        drained = span.rest + (self._level - span.rest) * math.exp(-SAMPLE_MS / _ARREST_TAU_MS)
        if self._level <= span.low:
            return drained
        return min(drained, self._run_off(left_ms, span, pulse.tau_ms))

    def _run_off(self, left_ms: float, span: Range, tau_ms: float) -> float:
        """Move one sample along the exponential that reaches ``low`` exactly at the next foot.

        A beat that comes too early for that finds the trace still higher, as in the artery.
        """
        gone = math.expm1(-SAMPLE_MS / tau_ms) / math.expm1(-left_ms / tau_ms)
        step = (span.low - self._level) * gone
        if step > 0.0:  # nothing flows back into an artery: only the next pulse lifts it
            return span.rest + (self._level - span.rest) * math.exp(-SAMPLE_MS / _LOW_TAU_MS)
        return self._level + max(-_STEEPEST_RUN_OFF * max(span.high - span.low, self._rise), step)


def resting_pressure_mmhg(diastolic_mmhg: float) -> float:
    """Return where the arterial line settles without a pulse: 0 where the file says SBP 0.

    Else the mean filling pressure of a stopped circulation, about 8 mmHg: a teaching choice.
    """
    return min(diastolic_mmhg, _FILLING_PRESSURE_MMHG)


def pleth_swing(pulse_pressure_mmhg: float) -> float:
    """Return the plethysmogram's height, 0 to 0.78 of full scale, rising with pulse pressure.

    A teaching choice: no law links the two, but the finger's pulse fades in shock.
    """
    return 0.78 * (1.0 - math.exp(-max(0.0, pulse_pressure_mmhg) / 28.0))
