"""The processed EEG's wave: a mixture of bands that follows BIS, broken into bursts when deep."""

import math
from itertools import pairwise
from typing import Any

import numpy as np

from simrunner.domain.chance import Stream
from simrunner.domain.vital import Vital
from simrunner.patient.trace.grid import Floats
from simrunner.patient.wave.moment import Moment

_BANDS_HZ = ((0.6, 3.5), (4.0, 7.5), (8.5, 12.0), (14.0, 28.0), (30.0, 46.0))
_TONES = 9

# RMS in microvolt of delta, theta, alpha, beta and EMG with gamma, by BIS. What moves which way
# follows Purdon, Anesthesiology 2015;123:937 (light: beta; general: alpha with delta; deep:
# bursts); the sizes are teaching choices.
_MIXTURES = (
    (0.0, (20.0, 8.0, 4.0, 1.5, 0.1)),
    (30.0, (26.0, 9.0, 7.0, 2.0, 0.1)),
    (45.0, (20.0, 8.0, 15.0, 3.0, 0.2)),
    (60.0, (11.0, 6.0, 13.0, 6.0, 0.6)),
    (80.0, (6.0, 4.0, 4.0, 9.0, 3.0)),
    (100.0, (5.0, 3.0, 6.0, 5.0, 6.0)),
)
_FIRST_SUPPRESSED = 40.0
_LINEAR_BELOW = 30.0
_CYCLE_MS = 7000
_EDGE_MS = 180.0
_QUIET = 0.03


def suppressed_share(bis: float) -> float:
    """Return the share of time that is suppressed, 0 to 1.

    Above 40 % BIS = 50 - suppression ratio / 2 (Bruhn, Anesthesiology 2000;93:981); between BIS 40
    and 30 a straight line joins that to none.
    """
    if bis >= _FIRST_SUPPRESSED:
        return 0.0
    if bis > _LINEAR_BELOW:
        return 0.4 * (_FIRST_SUPPRESSED - bis) / (_FIRST_SUPPRESSED - _LINEAR_BELOW)
    return min(1.0, (100.0 - 2.0 * bis) / 100.0)


def mixture_uv(bis: float) -> tuple[float, ...]:
    """Return the RMS of delta, theta, alpha, beta and gamma in microvolt."""
    for (low, less), (high, more) in pairwise(_MIXTURES):
        if bis <= high:
            x = max(0.0, (bis - low) / (high - low))
            return tuple(a + (b - a) * x for a, b in zip(less, more, strict=True))
    return _MIXTURES[-1][1]


class Eeg:
    """One frontal channel. Every sample follows from its time and the seed: nothing to save."""

    def __init__(self, seed: int) -> None:
        """Draw tones, phases and bursts under ``seed``."""
        chance = Stream(seed, "wave.eeg")
        tones = [
            (math.tau * chance.between(*band) / 1000.0, math.tau * chance.unit())
            for band in _BANDS_HZ
            for _ in range(_TONES)
        ]
        self._rates = np.array([tone[0] for tone in tones])[:, None]
        self._phases = np.array([tone[1] for tone in tones])[:, None]
        self._shifts = np.array([chance.unit() for _ in range(61)])

    def samples(self, moment: Moment) -> Floats:
        """Return microvolts."""
        times_ms, bis = moment.times_ms, moment.vitals[Vital.BIS]
        at_ms = np.arange(times_ms.start, times_ms.stop, times_ms.step, dtype=np.float64)
        tones = np.sin(self._rates * at_ms + self._phases)
        scale = math.sqrt(2.0 / _TONES)
        weights = np.repeat(np.array(mixture_uv(bis)) * scale, _TONES)
        line: Floats = weights @ tones
        suppressed = suppressed_share(bis)
        return line if suppressed <= 0.0 else line * self._bursts(at_ms, suppressed)

    def saved(self) -> dict[str, Any]:
        """Return an empty state."""
        return {}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on: there is nothing to take up."""

    def _bursts(self, at_ms: Floats, suppressed: float) -> Floats:
        """Return 1 in a burst and almost 0 between bursts; one burst in each cycle."""
        cycles = at_ms // _CYCLE_MS
        length_ms = (1.0 - suppressed) * _CYCLE_MS
        shifts = self._shifts[cycles.astype(np.intp) % len(self._shifts)]
        begin_ms = cycles * _CYCLE_MS + shifts * (_CYCLE_MS - length_ms)
        inside_ms = np.minimum(at_ms - begin_ms, begin_ms + length_ms - at_ms)
        x = np.clip(inside_ms / _EDGE_MS + 0.5, 0.0, 1.0)
        envelope: Floats = _QUIET + (1.0 - _QUIET) * x * x * (3.0 - 2.0 * x)
        if suppressed >= 1.0:
            envelope = np.full(len(at_ms), _QUIET)
        return envelope
