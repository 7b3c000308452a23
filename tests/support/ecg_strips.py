"""Strips of every rhythm as a body draws them: Heart decides, Ecg draws."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from simrunner.app.assets import read_heart_tables
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.patient.ecg.electrocardiogram import Ecg
from simrunner.patient.ecg.milieu import NORMAL
from simrunner.patient.rhythm.heart import Heart
from support.heart_beats import RHYTHMS, Told, wanted_of

STILL = np.full(SAMPLES_PER_STEP, 0.5)


@dataclass(frozen=True)
class Strip:
    """Samples by lead, a row per lead of ECG_LEADS, and everything that was decided."""

    leads: np.ndarray
    told: Told

    def lead(self, name):
        """Return one lead in mV."""
        return self.leads[ECG_LEADS.index(name)]


class Drawn:
    """A heart with its electrocardiogram, a step at a time, in whatever rhythm is wanted."""

    def __init__(self, seed=7, *, has_spikes=True):
        self._heart = Heart(seed)
        self._ecg = Ecg(seed, _shapes())
        self._now_ms = 0
        self.told = Told()
        self._has_spikes = has_spikes

    def seconds(self, wanted, seconds):
        """Return the samples of some seconds."""
        rows, ecg = [], self._ecg
        for _ in range(round(seconds * 1000 / STEP_MS)):
            self._now_ms += STEP_MS
            decided = self._heart.decide(self._now_ms, wanted)
            ecg.expect(decided.beats)
            ecg.expect_atrial(decided.waves)
            if self._has_spikes:
                ecg.expect_spikes(decided.spikes)
            self.told.beats += decided.beats
            self.told.waves += decided.waves
            self.told.spikes += decided.spikes
            background = wanted.rhythm.background
            rows.append(
                ecg.samples(self._now_ms, background, self._heart.last_at_ms, STILL, NORMAL)
            )
        return np.concatenate(rows, axis=1)


def strip(rhythm_id, seconds, rate=None, seed=7, *, has_spikes=True):
    """Return a strip of one rhythm at its usual rate or another."""
    wanted = wanted_of(rhythm_id, rate)
    rhythm = wanted.rhythm.at_rate(wanted.rate_per_min)
    drawn = Drawn(seed, has_spikes=has_spikes)
    leads = drawn.seconds(wanted._replace(rhythm=rhythm), seconds)
    return Strip(leads, drawn.told)


@cache
def _shapes():
    return read_heart_tables().shapes


ORGANISED = sorted(
    name for name, rhythm in RHYTHMS.items()
    if rhythm.ordinary.complex and name not in {"agonal", "vt-polymorphic", "torsades"}
)  # fmt: skip
"""Rhythms with a QRS that can be told apart: not an agonal one, not one that is never the same."""
