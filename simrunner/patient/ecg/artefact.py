"""What disturbs the displayed ECG and nothing else: no beat, no pulse, no other wave."""

import math
from typing import Any

import numpy as np

from simrunner.domain.body_order import Swap
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.patient.ecg.electrodes import Artefacts, lost_leads
from simrunner.patient.ecg.leads import INDEPENDENT
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.trace.noise import BlockFilter, Noise, low_pass, narrow_band

ARTEFACTS = ("mains", "shiver", "diathermy", "motion", "cpr", "peeled", "swapped")
"""The closed list of what can be switched; real compressions are drawn from their own events."""

_OVERLOAD_MV = 5.0

# How much each of I, II and V1 to V6 is disturbed: limbs shiver and move more than the chest. A
# teaching choice.
_MAINS = np.array([0.8, 1.0, 0.6, 0.7, 0.6, 0.5, 0.6, 0.8])
_SHIVER = np.array([1.0, 0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
_MOTION = np.array([1.0, 0.8, 0.4, 0.4, 0.5, 0.6, 0.6, 0.7])


class Disturbance:
    """Adds artefacts to the leads; each kind has its own noise, drawn only while it lasts."""

    def __init__(self, seed: int) -> None:
        """Draw from streams of ``seed`` named after the artefacts."""
        self._noises = {
            # Muscle: most power between 20 and 80 Hz.
            "shiver": _noise(seed, "ecg-shiver", narrow_band(42.0, 30.0, INDEPENDENT)),
            "diathermy": _noise(seed, "ecg-diathermy", low_pass(110.0, INDEPENDENT)),
            "motion": _noise(seed, "ecg-motion", low_pass(0.7, INDEPENDENT)),
        }  # fmt: skip

    def add(self, leads: Floats, now_ms: int, artefacts: Artefacts) -> None:
        """Disturb I, II and V1 to V6 of the step that ends at ``now_ms`` in place."""
        if artefacts.mains_mv:
            first_ms = now_ms - (SAMPLES_PER_STEP - 1) * SAMPLE_MS
            # Whole cycles are left out before the sine, so an hour in is as exact as the start.
            cycles = (
                np.array(
                    [
                        (first_ms + n * SAMPLE_MS) * artefacts.mains_hz % 1000
                        for n in range(SAMPLES_PER_STEP)
                    ]
                )
                / 1000.0
            )
            leads += artefacts.mains_mv * np.outer(_MAINS, np.sin(math.tau * cycles))
        if artefacts.shiver_mv:
            leads += artefacts.shiver_mv * _SHIVER[:, None] * self._noises["shiver"].samples()[0]
        if artefacts.motion_mv:
            leads += artefacts.motion_mv * _MOTION[:, None] * self._noises["motion"].samples()[0]
        if artefacts.diathermy_mv:
            leads += artefacts.diathermy_mv * self._noises["diathermy"].samples()[0]
            np.clip(leads, -_OVERLOAD_MV, _OVERLOAD_MV, out=leads)

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {name: noise.saved() for name, noise in self._noises.items()}

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        for name, noise in self._noises.items():
            noise.resume(saved[name])


def _noise(seed: int, purpose: str, spectrum: BlockFilter) -> Noise:
    return Noise(seed, purpose, ((spectrum, INDEPENDENT),))


_IN_PLACE_OF: dict[Swap, tuple[tuple[int, ...], tuple[float, ...]]] = {
    "RA-LA": ((0, 2, 1, 4, 3, 5), (-1.0, 1.0, 1.0, 1.0, 1.0, 1.0)),
    "LA-LL": ((1, 0, 2, 3, 5, 4), (1.0, 1.0, -1.0, 1.0, 1.0, 1.0)),
    "RA-LL": ((2, 1, 0, 5, 4, 3), (-1.0, -1.0, -1.0, 1.0, 1.0, 1.0)),
}
"""Which limb lead shows which, and its sign, in the order I, II, III, aVR, aVL, aVF."""


def misplaced(leads: Floats, artefacts: Artefacts) -> Floats:
    """Return the twelve leads as the electrodes lie: exchanged, or flat where one came off.

    Arms exchanged: I is upside down, II and III change places, aVR and aVL too. Left arm and leg
    exchanged: III is upside down, I and II change places, aVL and aVF too. Right arm and left leg
    exchanged: all three are upside down, I and III change places, aVR and aVF too. Exact.
    """
    if artefacts.swapped is not None:
        order, signs = _IN_PLACE_OF[artefacts.swapped]
        leads[:6] = leads[list(order)] * np.array(signs)[:, None]
    for name in lost_leads(artefacts.peeled):
        leads[ECG_LEADS.index(name)] = 0.0
    return leads
