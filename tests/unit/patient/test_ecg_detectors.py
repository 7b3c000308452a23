"""Detectors written by others find the beats of every organised rhythm as a body draws it.

One strip per rhythm goes the whole way: Heart decides, Ecg draws with its noise. wfdb's xqrs reads
the leads II and V5 as a monitor shows them, but for the stimuli of pacemakers, which monitors take
out before. It may read bigeminy as half (then Pan and Tompkins judge too) and sees nothing in a
sine wave: there the beat list is all there is. Fibrillation over an accessory pathway has beats
200 ms apart, which is as long as xqrs is blind after each: it may miss one in ten.
"""

import warnings

import numpy as np
import pytest
from support.ecg_strips import ORGANISED, STILL, strip

from simrunner.app.assets import read_heart_tables
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.sim_time import STEP_MS
from simrunner.patient.ecg.electrocardiogram import Ecg
from simrunner.patient.rhythm.beat import ScheduledBeat

SECONDS = 30
LEARNT_S = 9
"""A detector learns its thresholds in the first seconds."""
FS = 250


def xqrs(wave):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the judge's own imports
        from wfdb import processing

        return processing.xqrs_detect(wave, FS, verbose=False)


def pan_tompkins(wave):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ecgdetectors import Detectors

        return np.array(Detectors(FS).pan_tompkins_detector(wave))


def missed_per_min(found, told):
    """Return by how many beats per minute a detector is wrong, after it has learnt.

    Beats of the list are counted from the first that was found to the last.
    """
    times_s = [each / FS for each in found if LEARNT_S < each / FS < SECONDS - 0.6]
    first_s, last_s = times_s[0], times_s[-1]
    assert first_s < LEARNT_S + 3.5
    assert last_s > SECONDS - 4.1
    listed = sum(first_s - 0.18 < beat.at_ms / 1000 < last_s + 0.18 for beat in told.beats)
    return 60.0 * (len(times_s) - listed) / (last_s - first_s)


@pytest.fixture(scope="module", name="strips")
def _strips():
    """Every organised rhythm, drawn once."""
    return {name: strip(name, SECONDS, has_spikes=False) for name in ORGANISED}


@pytest.mark.slow
@pytest.mark.parametrize("lead", ["II", "V5"])
def test_that_xqrs_reads_the_rate_of_every_organised_rhythm(strips, lead):
    wrong = {
        name: missed_per_min(xqrs(each.lead(lead)), each.told) for name, each in strips.items()
    }
    assert len(wrong) > 60
    assert {name: off for name, off in wrong.items() if abs(off) > 1.0} == {}


@pytest.mark.slow
@pytest.mark.parametrize("lead", ["II", "V5"])
def test_that_pan_and_tompkins_read_all_beats_of_bigeminy(strips, lead):
    each = strips["bigeminy"]
    assert abs(missed_per_min(pan_tompkins(each.lead(lead)), each.told)) <= 1.0


@pytest.mark.slow
def test_that_limb_leads_add_up_in_every_rhythm(strips):
    for name, each in strips.items():
        one, two, three, right, left, foot = (
            each.lead(lead) for lead in ("I", "II", "III", "aVR", "aVL", "aVF")
        )
        assert np.abs(one + three - two).max() <= 1e-12, name
        assert np.abs(right + left + foot).max() <= 1e-12, name


def test_that_a_sine_wave_has_the_period_of_its_beat_list():
    ecg, rr_ms = Ecg(7, read_heart_tables().shapes), 1000
    rows = []
    for now_ms in range(STEP_MS, 20_001, STEP_MS):
        if now_ms % rr_ms == 0:
            ecg.expect([
                ScheduledBeat(
                    at_ms=now_ms + 500, complex="hyperkalaemia-severe", pulse_fraction=1.0,
                    interval_ms=float(rr_ms), preceding_ms=rr_ms,
                )
            ])  # fmt: skip
        rows.append(ecg.samples(now_ms, None, now_ms // rr_ms * rr_ms + 500, STILL))
    wave = np.concatenate(rows, axis=1)[ECG_LEADS.index("II")][5 * FS : 19 * FS]
    wave -= wave.mean()
    spectrum = np.abs(np.fft.rfft(wave))
    assert np.fft.rfftfreq(len(wave), 1 / FS)[spectrum.argmax()] == pytest.approx(1.0, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("detect", [xqrs, pan_tompkins], ids=["xqrs", "pan-tompkins"])
@pytest.mark.parametrize("rhythm", ["vf", "vf-fine", "asystole"])
def test_that_no_detector_finds_a_steady_rate_where_nothing_is_organised(rhythm, detect):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = detect(strip(rhythm, SECONDS).lead("II"))
    found = found[found > 5 * FS]
    if len(found) < 20:
        return
    intervals = np.diff(found)
    assert intervals.std() > 0.08 * intervals.mean()
