"""What the waves of one step are drawn from."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from simrunner.domain.vital import Vital
from simrunner.patient.chest import Press
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
    sample.
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
