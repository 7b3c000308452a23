"""Electrocardiograms of hand-made beat lists at the rates of the reference table."""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from simrunner.app.assets import read_heart_tables
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.sim_time import SAMPLES_PER_STEP, STEP_MS
from simrunner.patient.ecg.electrocardiogram import Ecg
from simrunner.patient.ecg.leads import ROWS, independent_leads, twelve
from simrunner.patient.ecg.milieu import NORMAL
from simrunner.patient.ecg.pen import Mark, Pen
from simrunner.patient.rhythm.beat import AtrialWave, Background, ScheduledBeat

STILL = np.full(SAMPLES_PER_STEP, 0.5)
P_BEFORE_R_MS_AT_PR_0 = -10
"""The peak of a P is 50 ms after its onset, that of an R 40 ms after its own."""


@dataclass
class BeatList:
    """Beats as (R ms, complex, usual RR ms), P waves as (peak ms, shape), and a background."""

    beats: list
    waves: list = field(default_factory=list)
    background: Background | None = None


@cache
def shapes():
    """Return the shipped shapes."""
    return read_heart_tables().shapes


def regular(complex_, rate, *, p="sinus", pr_ms=160, seconds=62, background=None):
    """Return a rhythm whose beats are one like the other."""
    rr = 60_000 / rate
    at = [round(700 + n * rr) for n in range(int((seconds * 1000 - 700) / rr) + 1)]
    lead = pr_ms + P_BEFORE_R_MS_AT_PR_0
    return BeatList(
        [(each, complex_, rr) for each in at], [(each - lead, p) for each in at] if p else [],
        background,
    )  # fmt: skip


def scheduled(at_ms, complex_, rr_ms, **more):
    """Return one decided beat."""
    return ScheduledBeat(
        at_ms=at_ms, complex=complex_, pulse_fraction=1.0, interval_ms=rr_ms,
        preceding_ms=round(rr_ms), **more,
    )  # fmt: skip


def play(beat_list, seconds, *, seed=7, milieu=NORMAL, ecg=None, from_ms=0):
    """Return lead to samples of ``seconds``, each event decided 500 ms ahead."""
    ecg = ecg or Ecg(seed, shapes())
    steps, last_ms = [], 0
    for now_ms in range(from_ms + STEP_MS, from_ms + round(seconds * 1000) + 1, STEP_MS):
        due = (now_ms + 400, now_ms + 500)
        beats = [b for b in beat_list.beats if due[0] < b[0] <= due[1]]
        waves = [w for w in beat_list.waves if due[0] - 200 < w[0] <= due[1] - 200]
        ecg.expect([scheduled(*beat) for beat in beats])
        ecg.expect_atrial([AtrialWave(at_ms=w[0], shape=w[1], interval_ms=800.0) for w in waves])
        last_ms = beats[-1][0] if beats else last_ms
        steps.append(ecg.samples(now_ms, beat_list.background, last_ms, STILL, milieu))
    return dict(zip(ECG_LEADS, np.concatenate(steps, axis=1), strict=True))


def one(complex_, *, rr_ms=1000.0, milieu=NORMAL, turn_rad=0.0, rule="bazett", only=None):
    """Return ROWS rows of one complex without noise; R lies 400 ms after the first sample.

    ``only`` are the groups of waves to draw, all unless told.
    """
    return pen(complex_, only, rule).samples(
        Mark("complex", complex_, 400, rr_ms, 1.0, turn_rad, milieu)
    )[1]


@cache
def pen(complex_, only, rule):
    """Return a pen for one complex of some of its groups."""
    from dataclasses import replace

    if only is None:
        return Pen(shapes(), rule)
    shape = shapes().complexes[complex_]
    kept = {group: waves for group, waves in shape.groups.items() if group in only}
    return Pen(replace(shapes(), complexes={complex_: replace(shape, groups=kept)}), rule)


def leads_of(rows):
    """Return lead to samples of drawn rows."""
    assert len(rows) == ROWS
    return dict(zip(ECG_LEADS, twelve(independent_leads(rows)), strict=True))
