"""Twelve leads from one dipole, with fibrillation, compressions, wander and noise on top."""

from typing import Any

import numpy as np

from simrunner.domain.chance import Stream
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.patient.chest import Press
from simrunner.patient.ecg.dipole import (
    LEAD_IN_MS,
    P_BEFORE_R_MS,
    TAIL_MS,
    complex_samples,
    shape_of,
)
from simrunner.patient.rhythm.beat import AtrialWave, ScheduledBeat, Spike
from simrunner.patient.rhythm.beats import LOOKAHEAD_MS
from simrunner.patient.rhythm.rhythm import Rhythm
from simrunner.patient.trace.ahead import Ahead
from simrunner.patient.trace.grid import SAMPLE_MS, Floats
from simrunner.patient.trace.noise import generator, low_pass, narrow_band

# Dower's matrix (Dower et al. 1980, as printed on the MIT page of G. Clifford): I, II, V1 to V6
# from X to the left, Y to the feet, Z to the back.
_LEADS_FROM_DIPOLE = np.array(
    [
        [0.632, -0.235, 0.059],
        [0.235, 1.066, -0.132],
        [-0.515, 0.157, -0.917],
        [0.044, 0.164, -1.387],
        [0.882, 0.098, -1.277],
        [1.213, 0.127, -0.601],
        [1.125, 0.127, -0.086],
        [0.831, 0.076, 0.230],
    ]
)
_CHANNELS = len(_LEADS_FROM_DIPOLE)

# A compression moves the electrodes: weights per lead I, II, V1 to V6, in mV at 50 mm. The size is
# the middle of the 0.3 to 2 mV that references give; which lead moves most is a teaching choice.
_COMPRESSION_MV = np.array([0.20, 0.62, -0.35, -0.45, 0.50, 0.70, 0.62, 0.45])
_COMPRESSION_MS = 640

_NOISE_MV = 0.006
_NOISE_CUT_HZ = 45.0
_WANDER_MV = 0.012
_WANDER_CUT_HZ = 0.25
_BREATH_WANDER_MV = 0.04

# Ventricular fibrillation: 4 to 7 Hz with most power near 5 (reference table A4).
_FIBRILLATION_HZ = ((4.3, 1.6), (6.2, 2.4))
_FIBRILLATION_AXES = np.array([0.75, 0.85, 0.80])
_FIBRILLATION_WAIT_MS = 180
_FIBRILLATION_STEP = 0.2
_AMPLITUDE_STEP_MS = 600
_FLUTTER_SHARE = 0.3
_SPIKE_MV = 1.0
_SKIN_SAMPLES = 8

# Atrial f waves: 4 to 9 Hz, best seen in V1 and II (reference table A4).
_F_WAVE_HZ = (6.2, 1.4)
_F_WAVE_AXES = np.array([0.25, 0.85, -0.85])


class Fibrillation:
    """Noise in a narrow band along three axes, its amplitude walking slowly."""

    def __init__(self, seed: int) -> None:
        """Draw from streams of ``seed`` whose names begin with ``fibrillation``."""
        self._generator = generator(seed, "fibrillation")
        self._chance = Stream(seed, "patient.fibrillation-amplitude")
        self._bands = tuple(narrow_band(hz, width, 3) for hz, width in _FIBRILLATION_HZ)
        self._f_wave = narrow_band(*_F_WAVE_HZ, 1)
        self._ventricular_mv = 0.0
        self._atrial_mv = 0.0
        self._walk = 1.0
        self._walk_to = 1.0

    def samples(self, now_ms: int, rhythm: Rhythm, last_beat_ms: int) -> Floats | None:
        """Return 3 rows of the dipole in mV, None while nothing fibrillates.

        Ventricular fibrillation swells and ebbs over half a second, and never before the last
        decided complex is over.
        """
        background = rhythm.background
        kind, size_mv = (background.kind, background.amplitude_mv) if background else ("", 0.0)
        goal_mv = size_mv if kind in ("vf", "vf-fine") else 0.0
        f_wave_mv = size_mv if kind == "af" else _FLUTTER_SHARE * size_mv if kind else 0.0
        f_wave_mv = 0.0 if goal_mv else f_wave_mv
        if now_ms < last_beat_ms + _FIBRILLATION_WAIT_MS:
            goal_mv = 0.0
        ventricular = self._moved(self._ventricular_mv, goal_mv, 0.26)
        atrial = self._moved(self._atrial_mv, f_wave_mv, 0.05)
        before = (self._ventricular_mv * self._walk, self._atrial_mv)
        if now_ms % _AMPLITUDE_STEP_MS == 0:
            self._walk_to = self._chance.between(0.6, 1.3)
        self._walk += 0.25 * (self._walk_to - self._walk)
        self._ventricular_mv, self._atrial_mv = ventricular, atrial
        after = (ventricular * self._walk, atrial)
        if not any(before) and not any(after):
            return None
        return self._drawn(before, after)

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "generator": self._generator.bit_generator.state, "draws": self._chance.index,
            "bands": [band.saved() for band in self._bands], "f_wave": self._f_wave.saved(),
            "sizes_mv": [self._ventricular_mv, self._atrial_mv],
            "walk": [self._walk, self._walk_to],
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._generator.bit_generator.state = saved["generator"]
        self._chance.index = saved["draws"]
        for band, state in zip(self._bands, saved["bands"], strict=True):
            band.resume(state)
        self._f_wave.resume(saved["f_wave"])
        self._ventricular_mv, self._atrial_mv = saved["sizes_mv"]
        self._walk, self._walk_to = saved["walk"]

    @staticmethod
    def _moved(present_mv: float, goal_mv: float, full_mv: float) -> float:
        step = _FIBRILLATION_STEP * full_mv
        return present_mv + max(-step, min(step, goal_mv - present_mv))

    def _drawn(self, before: tuple[float, float], after: tuple[float, float]) -> Floats:
        ramp = np.arange(1, SAMPLES_PER_STEP + 1) / SAMPLES_PER_STEP
        white = self._generator.standard_normal((SAMPLES_PER_STEP, 7))
        noise = 0.8 * self._bands[0].samples(white[:, :3])
        noise += 0.6 * self._bands[1].samples(white[:, 3:6])
        envelope = before[0] + (after[0] - before[0]) * ramp
        dipole: Floats = (noise * _FIBRILLATION_AXES).T * envelope
        f_waves = self._f_wave.samples(white[:, 6:])[:, 0]
        dipole += np.outer(_F_WAVE_AXES, f_waves * (before[1] + (after[1] - before[1]) * ramp))
        return dipole


class Ecg:
    """The leads of ECG_LEADS, in mV, one step at a time."""

    def __init__(self, seed: int) -> None:
        """Seed noise and fibrillation from ``seed``."""
        self._dipole = Ahead(3, LEAD_IN_MS + LOOKAHEAD_MS + TAIL_MS)
        self._chest = Ahead(1, 2 * _COMPRESSION_MS)
        self._fibrillation = Fibrillation(seed)
        self._generator = generator(seed, "ecg-noise")
        self._noise = low_pass(_NOISE_CUT_HZ, _CHANNELS)
        self._wander = low_pass(_WANDER_CUT_HZ, _CHANNELS)
        self._scale = Stream(seed, "patient.complex-size")
        self._shocked_at_ms: int | None = None

    def expect(self, beats: list[ScheduledBeat]) -> None:
        """Take note of decided complexes; each is a few per cent larger or smaller."""
        for beat in beats:
            scale = 1.0 + self._scale.between(-0.03, 0.03)
            first_ms, samples = complex_samples(
                shape_of(beat.complex), beat.at_ms, beat.interval_ms, scale * beat.scale
            )
            self._dipole.add(first_ms, samples)

    def expect_atrial(self, waves: list[AtrialWave]) -> None:
        """Take note of decided P waves."""
        for wave in waves:
            scale = -wave.scale if wave.shape == "retrograde" else wave.scale
            r_ms = wave.at_ms + P_BEFORE_R_MS
            first_ms, samples = complex_samples("p-wave", r_ms, wave.interval_ms, scale)
            self._dipole.add(first_ms, samples)

    def expect_spikes(self, spikes: list[Spike]) -> None:
        """Take note of stimuli: one sample each, wider through the skin."""
        for spike in spikes:
            count = _SKIN_SAMPLES if spike.chamber == "skin" else 1
            first_ms = -(-spike.at_ms // SAMPLE_MS) * SAMPLE_MS
            self._dipole.add(first_ms, np.full((3, count), _SPIKE_MV))

    def expect_shock(self, at_ms: int) -> None:
        """Take note of a discharge: until the next step nothing is left of what was to come."""
        self._shocked_at_ms = at_ms

    def press(self, presses: list[Press]) -> None:
        """Take note of compressions: every lead moves."""
        for press in presses:
            self._chest.add(*_compression_samples(press))

    def samples(
        self, now_ms: int, rhythm: Rhythm, last_beat_ms: int, chest_volume: list[float]
    ) -> Floats:
        """Return one row per lead of ECG_LEADS, in mV, in double precision.

        Limb leads III, aVR, aVL and aVF are algebra on I and II, so Einthoven's and Goldberger's
        sums hold to the last bits whatever is added.
        """
        dipole = self._dipole.take()
        fibrillation = self._fibrillation.samples(now_ms, rhythm, last_beat_ms)
        if fibrillation is not None:
            dipole += fibrillation
        leads: Floats = _LEADS_FROM_DIPOLE @ dipole
        leads += np.outer(_COMPRESSION_MV, self._chest.take()[0])
        white = self._generator.standard_normal((SAMPLES_PER_STEP, 2 * _CHANNELS))
        leads += _NOISE_MV * self._noise.samples(white[:, :_CHANNELS]).T
        leads += _WANDER_MV * self._wander.samples(white[:, _CHANNELS:]).T
        leads += _BREATH_WANDER_MV * (np.array(chest_volume) - 0.5)
        return twelve(leads)

    def saved(self) -> dict[str, Any]:
        """Return the state as plain JSON."""
        return {
            "dipole": self._dipole.saved(), "chest": self._chest.saved(),
            "fibrillation": self._fibrillation.saved(), "sizes": self._scale.index,
            "generator": self._generator.bit_generator.state,
            "noise": self._noise.saved(), "wander": self._wander.saved(),
            "shocked_at_ms": self._shocked_at_ms,
        }  # fmt: skip

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from what saved() gave: every later sample is the same, to the byte."""
        self._dipole.resume(saved["dipole"])
        self._chest.resume(saved["chest"])
        self._fibrillation.resume(saved["fibrillation"])
        self._scale.index = saved["sizes"]
        self._generator.bit_generator.state = saved["generator"]
        self._noise.resume(saved["noise"])
        self._wander.resume(saved["wander"])
        self._shocked_at_ms = saved["shocked_at_ms"]


def twelve(leads: Floats) -> Floats:
    """Return the twelve leads, in the order of ECG_LEADS, from I, II and V1 to V6."""
    first, second = leads[0], leads[1]
    out = np.empty((len(ECG_LEADS), leads.shape[1]))
    out[0] = first
    out[1] = second
    out[2] = second - first
    out[3] = -(first + second) / 2.0
    out[4] = first - second / 2.0
    out[5] = second - first / 2.0
    out[6:] = leads[2:]
    return out


def _compression_samples(press: Press) -> tuple[int, Floats]:
    """Return a compression's artefact at 50 mm: down with the chest, up past rest, and back."""
    first_ms = -(-press.at_ms // SAMPLE_MS) * SAMPLE_MS
    times_ms = np.arange(first_ms - press.at_ms, _COMPRESSION_MS, SAMPLE_MS)
    x = times_ms / _COMPRESSION_MS
    # Both factors vanish with their slope at the ends: no corner where an artefact begins.
    shape = np.sin(np.pi * x) ** 2 * np.sin(2.0 * np.pi * x**0.8)
    return first_ms, (1.3 * press.strength * shape)[None, :]
