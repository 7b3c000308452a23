"""From beats and compressions to the arterial line and the plethysmogram."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.patient.chest import Press
from simrunner.patient.rhythm.beat import ScheduledBeat
from simrunner.patient.trace.ahead import Ahead
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.wave.catheter import PressureLine
from simrunner.patient.wave.conditions import NEUTRAL, WaveConditions
from simrunner.patient.wave.pulse import (
    ART_DELAY_MS,
    ART_SHAPE,
    PLETH_DELAY_MS,
    PLETH_SHAPE,
    PulseTrace,
    Range,
    art_pulse,
    pleth_pulse,
    pleth_swing,
    resting_pressure_mmhg,
)

# What a compression of 50 mm does in arrest: 60/20 mmHg at the arterial line and a bump at the
# finger. A teaching choice in the range that is seen in people under compressions.
_COMPRESSION_PULSE_MMHG = 40.0
_COMPRESSION_BASE_MMHG = 20.0
_COMPRESSION_PLETH = 0.28
_PULSE_WIDTH_MS = 560
_PULSE_DELAY_MS = 30
_PLETH_LATER_MS = 180
_BEATING_SHARE = 0.35  # on a beating heart a compression only disturbs the pressure
_BASE_UP = 0.03
_BASE_DOWN = 0.06

_PLETH_FLOOR = 0.10
_PLETH_SWAY = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressures:
    """What the pulses of a step aim at.

    ``next_beat_ms`` is the next beat with a pulse that has not happened yet, None when none is
    to be expected.
    """

    systolic_mmhg: float
    diastolic_mmhg: float
    next_beat_ms: float | None


class Circulation:
    """The pressure and pulse-volume traces of one patient."""

    def __init__(self, diastolic_mmhg: float) -> None:
        """Begin in diastole."""
        self._art = PulseTrace(ART_SHAPE, diastolic_mmhg)
        self._pleth = PulseTrace(PLETH_SHAPE, _PLETH_FLOOR)
        self._pressed = Ahead(2, 3 * _PULSE_WIDTH_MS)
        self._base_mmhg = 0.0
        self._strength = 0.0
        self._line = PressureLine()

    def eject(self, beat: ScheduledBeat, fraction: float, tone: float = 0.0) -> None:
        """Take note of a beat that has just happened; without a pulse nothing follows."""
        if fraction <= 0.0:
            return
        self._art.expect(art_pulse(beat.at_ms, fraction, beat.interval_ms, tone))
        self._pleth.expect(pleth_pulse(beat.at_ms, fraction, beat.interval_ms))

    def press(self, presses: list[Press], *, is_beating: bool) -> None:
        """Take note of compressions; on a beating heart they count for less."""
        share = _BEATING_SHARE if is_beating else 1.0
        for press in presses:
            self._strength = press.strength
            for row, delay_ms, height in (
                (0, _PULSE_DELAY_MS, _COMPRESSION_PULSE_MMHG),
                (1, _PULSE_DELAY_MS + _PLETH_LATER_MS, _COMPRESSION_PLETH),
            ):
                first_ms, bump = _bump(press.at_ms + delay_ms)
                shape = np.zeros((2, len(bump)))
                shape[row] = share * height * press.strength * bump
                self._pressed.add(first_ms, shape)

    def samples(
        self,
        times_ms: range,
        pressures: Pressures,
        *,
        sway: float,
        is_compressed: bool,
        conditions: WaveConditions = NEUTRAL,
    ) -> tuple[Floats, Floats]:
        """Return ART in mmHg and PLETH in 0 to 1.

        ``sway`` is -1 to 1 over a breath. New pressures show from the next pulse on, and the
        run-off bends towards them at once.
        """
        low, high = pressures.diastolic_mmhg, pressures.systolic_mmhg
        next_beat_ms = pressures.next_beat_ms
        pressure = Range(low=low, high=high, rest=resting_pressure_mmhg(low))
        swing = pleth_swing(high - low) * (1.0 + _PLETH_SWAY * sway) * conditions.perfusion
        floor = _PLETH_FLOOR + 0.5 * _PLETH_SWAY * sway * swing
        volume = Range(low=floor, high=floor + swing, rest=_PLETH_FLOOR)
        art_foot_ms = None if next_beat_ms is None else next_beat_ms + ART_DELAY_MS
        pleth_foot_ms = None if next_beat_ms is None else next_beat_ms + PLETH_DELAY_MS
        art = np.array(self._art.samples(times_ms, pressure, art_foot_ms))
        pleth = np.array(self._pleth.samples(times_ms, volume, pleth_foot_ms))
        pressed = self._pressed.take()
        is_stopped = next_beat_ms is None
        art += pressed[0] + self._base(is_raised=is_compressed and is_stopped)
        if conditions.catheter is not None or conditions.flush_at_ms is not None:
            seen = self._line.samples(
                times_ms, art.tolist(), conditions.catheter, conditions.flush_at_ms
            )
            art = np.array(seen)
        else:
            self._line.let_go()
        return art, np.clip(pleth + pressed[1], 0.0, 1.0)

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "art": self._art.saved(), "pleth": self._pleth.saved(),
            "pressed": self._pressed.saved(), "base": self._base_mmhg,
            "strength": self._strength, "line": self._line.saved(),
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._art.resume(saved["art"])
        self._pleth.resume(saved["pleth"])
        self._pressed.resume(saved["pressed"])
        self._line.resume(saved["line"])
        self._base_mmhg, self._strength = saved["base"], saved["strength"]

    def _base(self, *, is_raised: bool) -> Floats:
        """Return the diastolic pressure that compressions build up, and lose when they stop."""
        before = self._base_mmhg
        goal = _COMPRESSION_BASE_MMHG * self._strength if is_raised else 0.0
        self._base_mmhg += (_BASE_UP if goal > before else _BASE_DOWN) * (goal - before)
        ramp = np.arange(1, SAMPLES_PER_STEP + 1) / SAMPLES_PER_STEP
        base: Floats = before + (self._base_mmhg - before) * ramp
        return base


def _bump(at_ms: int) -> tuple[int, Floats]:
    """Return a smooth pulse of height 1 that rises faster than it falls, from ``at_ms`` on."""
    first_ms = -(-at_ms // SAMPLE_MS) * SAMPLE_MS
    x = np.arange(first_ms - at_ms, _PULSE_WIDTH_MS, SAMPLE_MS) / _PULSE_WIDTH_MS
    return first_ms, np.sin(np.pi * x**0.62) ** 2
