"""What disturbs the displayed ECG and nothing else: no beat, no pulse, no other wave."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.patient.ecg.leads import CHEST_LEADS, INDEPENDENT
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.trace.noise import BlockFilter, Noise, low_pass, narrow_band

Electrode = Literal["RA", "LA", "LL", "RL", "V1", "V2", "V3", "V4", "V5", "V6"]

Swap = Literal["arms", "left-arm-and-leg"]
"""Two limb electrodes in each other's place."""

ARTEFACTS = ("mains", "shiver", "diathermy", "motion", "peeled", "swapped")
"""The closed list of what can be switched; compressions are drawn from their own events."""

_OVERLOAD_MV = 5.0

# How much each of I, II and V1 to V6 is disturbed: limbs shiver and move more than the chest. A
# teaching choice.
_MAINS = np.array([0.8, 1.0, 0.6, 0.7, 0.6, 0.5, 0.6, 0.8])
_SHIVER = np.array([1.0, 0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
_MOTION = np.array([1.0, 0.8, 0.4, 0.4, 0.5, 0.6, 0.6, 0.7])

# Which leads need an electrode: a limb lead its two, every chest lead its own and the three limbs
# (Wilson's terminal); without the right leg's there is no reference for any.
_NEEDS_ALL_LIMBS = ("aVR", "aVL", "aVF", *CHEST_LEADS)
_LOST = {
    "RA": ("I", "II", *_NEEDS_ALL_LIMBS),
    "LA": ("I", "III", *_NEEDS_ALL_LIMBS),
    "LL": ("II", "III", *_NEEDS_ALL_LIMBS),
    "RL": ECG_LEADS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefacts:
    """Every disturbance at one moment; 0 and None are a clean trace.

    ``mains_mv`` is the amplitude of a sine of ``mains_hz``; ``shiver_mv`` and ``motion_mv`` are
    deviations of muscle noise and of a swaying baseline; ``diathermy_mv`` that of the cutter's
    noise, which drowns everything. ``peeled`` is an electrode that has come off.
    """

    mains_mv: float = 0.0
    mains_hz: Literal[50, 60] = 50
    shiver_mv: float = 0.0
    diathermy_mv: float = 0.0
    motion_mv: float = 0.0
    peeled: Electrode | None = None
    swapped: Swap | None = None


CLEAN = Artefacts()


def lost_leads(electrode: Electrode | None) -> tuple[str, ...]:
    """Return the leads that a monitor shows as a flat dashed line without ``electrode``."""
    if electrode is None:
        return ()
    return _LOST.get(electrode, (electrode,))


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


def misplaced(leads: Floats, artefacts: Artefacts) -> Floats:
    """Return the twelve leads as the electrodes lie: exchanged, or flat where one came off.

    Arms exchanged: I is upside down, II and III change places, aVR and aVL too. Left arm and leg
    exchanged: III is upside down, I and II change places, aVL and aVF too. Exact, by algebra.
    """
    order = list(range(len(ECG_LEADS)))
    if artefacts.swapped == "arms":
        order[:6] = [0, 2, 1, 4, 3, 5]
        leads = leads[order]
        leads[0] = -leads[0]
    elif artefacts.swapped == "left-arm-and-leg":
        order[:6] = [1, 0, 2, 3, 5, 4]
        leads = leads[order]
        leads[2] = -leads[2]
    for name in lost_leads(artefacts.peeled):
        leads[ECG_LEADS.index(name)] = 0.0
    return leads
