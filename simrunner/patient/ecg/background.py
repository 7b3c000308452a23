"""What never stops under the complexes or in their place: fibrillation and flutter."""

import math
from typing import Any

import numpy as np

from simrunner.domain.chance import Stream
from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.patient.ecg.leads import DOWER
from simrunner.patient.rhythm.beat import Background
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.trace.noise import Noise, narrow_band

# Ventricular fibrillation: 4 to 7 Hz with most power near 5 (reference table A4).
_VF_HZ = ((4.3, 1.6), (6.2, 2.4))
_VF_SHARES = (0.8, 0.6)
_VF_WAIT_MS = 180
_VF_FULL_MV = 0.26
_AMPLITUDE_STEP_MS = 600
_RAMP_STEP = 0.2

# Atrial f waves: 4 to 9 Hz, best seen in V1 and II (reference table A4).
_F_WAVE_HZ = (6.2, 1.4)
_ATRIAL_FULL_MV = 0.05
_FLUTTER_FULL_MV = 0.2

# A flutter wave falls slowly and rises sharply in II and is a small upright wave in V1; the first
# harmonics of a saw-tooth, damped (Lanczos) so that no sample rings.
_HARMONICS = 4
_SAW_SWING = 2.3192  # from the lowest to the highest point of the sum below
_R_AT_PHASE = 0.62
_LOCK_SHARE = 0.1


def _lead_two(axes: tuple[float, float, float]) -> Floats:
    """Return axes of one source so long that its lead II has size 1."""
    direction = np.array(axes)
    scaled: Floats = direction / abs(float(DOWER[1] @ direction))
    return scaled


_F_WAVE_AXES = _lead_two((-0.10, 0.80, -1.00))
_FLUTTER_AXES = _lead_two((-0.05, 1.00, 0.45))
# Three independent sources: their squares add up in lead II.
_VF_SIZES = np.array([0.75, 0.85, 0.80])
_VF_AXES = _VF_SIZES / math.sqrt(float(((DOWER[1] * _VF_SIZES) ** 2).sum()))


def saw_tooth(phase: Floats) -> Floats:
    """Return a flutter wave over phases in turns: from -1 to 0, its sharp rise at phase 0."""
    wave = np.zeros_like(phase)
    for k in range(1, _HARMONICS + 1):
        damping = math.sin(math.pi * k / (_HARMONICS + 1)) / (math.pi * k / (_HARMONICS + 1))
        wave += damping * np.sin(math.tau * k * phase) / k
    scaled: Floats = wave / _SAW_SWING - 0.5
    return scaled


class Continuous:
    """Draws a background, growing and shrinking smoothly as it changes."""

    def __init__(self, seed: int) -> None:
        """Draw from streams of ``seed`` whose names begin with ``fibrillation``."""
        bands = tuple((narrow_band(hz, width, 3), 3) for hz, width in _VF_HZ)
        self._noise = Noise(seed, "fibrillation", (*bands, (narrow_band(*_F_WAVE_HZ, 1), 1)))
        self._chance = Stream(seed, "patient.fibrillation-amplitude")
        self._sizes_mv = {"vf": 0.0, "af": 0.0, "flutter": 0.0}
        self._walk = 1.0
        self._walk_to = 1.0
        self._phase = 0.0

    def samples(
        self, now_ms: int, background: Background | None, last_beat_ms: int
    ) -> Floats | None:
        """Return 3 rows of the dipole in mV, None while nothing moves.

        Ventricular fibrillation swells and ebbs over half a second, and never before the last
        decided complex is over. Flutter waves keep their phase to the beats.
        """
        before = dict(self._sizes_mv)
        before["vf"] *= self._walk
        self._move_on(now_ms, background, last_beat_ms)
        after = dict(self._sizes_mv)
        after["vf"] *= self._walk
        if not any(before.values()) and not any(after.values()):
            return None
        ramp = np.arange(1, SAMPLES_PER_STEP + 1) / SAMPLES_PER_STEP
        size = {key: before[key] + (after[key] - before[key]) * ramp for key in before}
        slow, quick, f_waves = self._noise.samples()
        dipole: Floats = (
            (_VF_SHARES[0] * slow + _VF_SHARES[1] * quick) * _VF_AXES[:, None] * size["vf"]
        )
        dipole += np.outer(_F_WAVE_AXES, f_waves[0] * size["af"])
        if before["flutter"] or after["flutter"]:
            saw = saw_tooth(self._phases(now_ms, background, last_beat_ms))
            dipole += np.outer(_FLUTTER_AXES, saw * size["flutter"])
        return dipole

    def _move_on(self, now_ms: int, background: Background | None, last_beat_ms: int) -> None:
        kind, goal_mv = (
            ("", 0.0) if background is None else (background.kind, background.amplitude_mv)
        )
        is_early = now_ms < last_beat_ms + _VF_WAIT_MS
        goals = {
            "vf": goal_mv if kind in ("vf", "vf-fine") and not is_early else 0.0,
            "af": goal_mv if kind == "af" else 0.0,
            "flutter": goal_mv if kind == "flutter" else 0.0,
        }
        full = {"vf": _VF_FULL_MV, "af": _ATRIAL_FULL_MV, "flutter": _FLUTTER_FULL_MV}
        for key, goal in goals.items():
            step = _RAMP_STEP * full[key]
            self._sizes_mv[key] += max(-step, min(step, goal - self._sizes_mv[key]))
        if now_ms % _AMPLITUDE_STEP_MS == 0:
            self._walk_to = self._chance.between(0.6, 1.3)
        self._walk += 0.25 * (self._walk_to - self._walk)

    def _phases(self, now_ms: int, background: Background | None, last_beat_ms: int) -> Floats:
        """Return the phase at each sample, drawn gently to where the decided beat wants it."""
        per_min = background.rate_per_min if background is not None else 300.0
        per_ms = per_min / 60_000.0
        begin_ms = now_ms - SAMPLES_PER_STEP * SAMPLE_MS
        if last_beat_ms:
            error = _R_AT_PHASE - (self._phase + (last_beat_ms - begin_ms) * per_ms)
            error -= math.floor(error + 0.5)
            # Never more than a tenth faster or slower, so a saw-tooth is never torn.
            most = _LOCK_SHARE * per_ms * SAMPLES_PER_STEP * SAMPLE_MS
            per_ms += max(-most, min(most, error)) / (SAMPLES_PER_STEP * SAMPLE_MS)
        after_ms: Floats = np.arange(1, SAMPLES_PER_STEP + 1, dtype=np.float64) * SAMPLE_MS
        phases: Floats = self._phase + per_ms * after_ms
        self._phase = float(phases[-1]) % 1.0
        return phases

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "noise": self._noise.saved(), "draws": self._chance.index,
            "sizes_mv": dict(self._sizes_mv), "walk": self._walk, "walk_to": self._walk_to,
            "phase": self._phase,
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._noise.resume(saved["noise"])
        self._chance.index = saved["draws"]
        self._sizes_mv = dict(saved["sizes_mv"])
        self._walk, self._walk_to = saved["walk"], saved["walk_to"]
        self._phase = saved["phase"]
