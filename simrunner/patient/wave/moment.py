"""What the waves of one step are drawn from."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.domain.vital import Vital
from simrunner.patient.chest import Press
from simrunner.patient.trace.grid import Floats
from simrunner.patient.wave.breath import Breath
from simrunner.patient.wave.conditions import WaveConditions


class Throb(NamedTuple):
    """A ventricle that contracts: R peak, what it ejects (1 usual, 0 nothing), usual RR."""

    at_ms: int
    fraction: float
    interval_ms: float


class Moment(NamedTuple):
    """One step of SAMPLES_PER_STEP samples, and what happened in it.

    ``throbs``, ``atria_at_ms`` (peaks of P waves), ``breaths`` and ``presses`` lie in the step, in
    order of time. ``next_r_ms`` is the next R peak, if known, ``next_pulse_ms`` the next that will
    eject. ``filling`` is the chest's volume, 0 at the end of expiration and 1 at the top, one per
    sample; ``chest_mmhg`` is what breathing adds to pressures in the chest (see ChestPressure).
    """

    times_ms: range
    vitals: Mapping[Vital, float]
    conditions: WaveConditions
    throbs: Sequence[Throb]
    atria_at_ms: Sequence[int]
    next_r_ms: float | None
    next_pulse_ms: float | None
    breaths: Sequence[Breath]
    presses: Sequence[Press]
    filling: Sequence[float]
    chest_mmhg: Floats


_SWING_MMHG = 2.0
_OBSTRUCTED_SWING_MMHG = 8.0
_PASSED_ON = 0.6  # of the pleura's swing to the vessels in the chest: a teaching choice
_MOST_MMHG = 15.0
_NEARER_PER_STEP = 0.12
_RAMP = np.arange(1, SAMPLES_PER_STEP + 1) / SAMPLES_PER_STEP


class ChestPressure:
    """What breathing does to pressures in the chest.

    Down 2 mmHg in a spontaneous inspiration, up 2 mmHg in a ventilated one. Against an obstructed
    airway the chest pulls four times as hard: a teaching choice.
    """

    def __init__(self) -> None:
        """Begin with quiet spontaneous breaths."""
        self._swing_mmhg = -_SWING_MMHG

    def samples(self, filling: Sequence[float], conditions: WaveConditions) -> Floats:
        """Return one step in mmHg; another kind of breath takes a second to show."""
        goal = _SWING_MMHG
        if conditions.pleural_swing_mmhg is not None:
            goal = max(-_MOST_MMHG, min(_MOST_MMHG, _PASSED_ON * conditions.pleural_swing_mmhg))
        elif conditions.ventilator is None:
            is_shut = conditions.airway == "obstructed"
            goal = -_OBSTRUCTED_SWING_MMHG if is_shut else -_SWING_MMHG
        before = self._swing_mmhg
        self._swing_mmhg += _NEARER_PER_STEP * (goal - before)
        line: Floats = np.asarray(filling) * (before + (self._swing_mmhg - before) * _RAMP)
        return line

    def saved(self) -> float:
        """Return the state as plain JSON."""
        return self._swing_mmhg

    def resume(self, saved: float) -> None:
        """Go on from a saved state."""
        self._swing_mmhg = saved
