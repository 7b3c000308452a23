"""Twelve leads: exact algebra, the right rate, believable shapes."""

import numpy as np
import pytest
from support.patients import body_of, by_step, compression, record

from simrunner.app.assets import read_rhythms
from simrunner.domain.patient_state import ECG_LEADS
from simrunner.domain.vital import Vital
from simrunner.patient.ecg.leads import twelve


def r_peaks(wave, refractory_ms=180):
    """A detector of our own: highest points above half the usual height, with a blind time."""
    threshold = 0.55 * np.percentile(wave, 99.5)
    peaks = []
    for index in np.flatnonzero(wave > threshold):
        if not peaks or (index - peaks[-1]) * 4 > refractory_ms:
            peaks.append(int(index))
        elif wave[index] > wave[peaks[-1]]:
            peaks[-1] = int(index)
    return peaks


def test_that_the_six_limb_leads_are_exact_algebra_in_double_precision():
    generator = np.random.default_rng(1)
    leads = twelve(generator.standard_normal((8, 25)))
    i, ii, iii, avr, avl, avf = leads[:6]
    assert np.abs(i + iii - ii).max() <= 1e-12
    assert np.abs(avr + avl + avf).max() <= 1e-12


@pytest.mark.parametrize("rhythm", ["sinus", "vt", "vf", "pea", "af"])
def test_that_einthoven_and_goldberger_hold_on_the_wire_whatever_is_on_the_trace(rhythm):
    presses = by_step(compression(at) for at in range(4000, 9000, 545))
    recording = record(body_of({Vital.HR: 90.0}, rhythm), 10, presses)
    lead = {name: recording.after(0, name) for name in ECG_LEADS}
    assert np.abs(lead["I"] + lead["III"] - lead["II"]).max() < 1e-6
    assert np.abs(lead["aVR"] + lead["aVL"] + lead["aVF"]).max() < 1e-6


@pytest.mark.parametrize(
    ("rhythm", "rate", "lead"),
    [
        ("sinus", 75, "II"), ("sinus", 75, "V5"), ("sinus", 130, "II"),
        ("sinus-bradycardia", 42, "V5"), ("sinus-tachycardia", 142, "II"),
        ("sinus-tachycardia", 142, "V5"), ("vt", 180, "II"), ("vt-pulseless", 200, "II"),
        ("pea", 60, "II"), ("agonal", 18, "II"), ("svt", 190, "V5"), ("junctional", 50, "V5"),
        ("heart-block-3-wide", 35, "V2"), ("heart-block-1", 70, "V5"),
    ],
)  # fmt: skip
def test_that_a_detector_counts_the_heart_rate_of_the_file(rhythm, rate, lead):
    recording = record(body_of({Vital.HR: float(rate)}, rhythm), 62)
    peaks = r_peaks(recording.after(2000, lead))
    assert len(peaks) == pytest.approx(rate, abs=1)
    listed = sum(2000 < beat.at_ms <= 62_000 for beat in recording.beats)
    assert listed == pytest.approx(len(peaks), abs=1)  # one may straddle the edge


def test_that_the_r_peak_lies_on_the_beat():
    recording = record(body_of({Vital.HR: 75.0}), 30)
    peaks = [(peak + 1) * 4 for peak in r_peaks(recording.after(0, "V5"))]
    beats = [beat.at_ms for beat in recording.beats]
    assert peaks == pytest.approx(beats, abs=8)


@pytest.mark.parametrize("rhythm", ["vf", "vf-fine", "asystole"])
def test_that_no_beats_are_found_where_there_are_none(rhythm):
    assert record(body_of({Vital.HR: 75.0}, rhythm), 20).beats == []


def test_that_coarse_and_fine_fibrillation_and_asystole_differ_in_size():
    def swing(rhythm):
        wave = record(body_of({}, rhythm), 20).after(3000, "II").reshape(-1, 250)
        return np.median(np.ptp(wave, axis=1))

    assert 0.5 < swing("vf") < 1.5
    assert 0.06 < swing("vf-fine") < 0.25
    assert swing("asystole") < 0.06


def test_that_fibrillation_lives_between_four_and_seven_hertz():
    wave = record(body_of({}, "vf"), 63).after(3000, "II")
    power = np.abs(np.fft.rfft(wave * np.hanning(len(wave)))) ** 2
    hertz = np.fft.rfftfreq(len(wave), 1 / 250)
    assert 4.0 < hertz[power.argmax()] < 7.0
    assert power[(hertz > 3.0) & (hertz < 8.0)].sum() > 0.75 * power[hertz > 0.5].sum()


def test_that_the_normal_beat_has_the_shape_that_its_source_gives():
    # Reference figures of the dipole model through Dower's matrix: R 0.83 mV in II, 1.62 in V5.
    recording = record(body_of({Vital.HR: 60.0}), 20)
    assert recording.after(4000, "II").max() == pytest.approx(0.83, abs=0.08)
    assert recording.after(4000, "V5").max() == pytest.approx(1.62, abs=0.12)
    assert recording.after(4000, "aVR").min() < -0.6  # everything points away from aVR
    assert recording.after(4000, "V1").min() < -0.6  # rS in V1
    assert recording.after(4000, "V1").max() < 0.6


def test_that_a_p_wave_comes_before_the_r_of_sinus_rhythm_and_not_of_a_junctional_one():
    def p_height(rhythm):
        recording = record(body_of({Vital.HR: 60.0, Vital.RR: 0.0}, rhythm), 40)
        wave = recording.after(0, "II")
        heights = [
            wave[(beat.at_ms - 240) // 4 : (beat.at_ms - 100) // 4].max()
            - wave[(beat.at_ms - 300) // 4]
            for beat in recording.beats[2:]
        ]
        return float(np.mean(heights))

    assert 0.08 < p_height("sinus") < 0.25
    assert p_height("junctional") < 0.04


def test_that_compressions_move_every_lead():
    presses = by_step(compression(at) for at in range(5000, 15_000, 545))
    recording = record(body_of({Vital.SBP: 0.0}, "asystole"), 15, presses)
    for lead in ECG_LEADS:
        wave = recording.after(0, lead)
        assert np.ptp(wave[2000 // 4 : 5000 // 4]) < 0.1
        assert np.ptp(wave[7000 // 4 :]) > 0.15, lead


def test_that_every_drawn_rhythm_stays_within_a_plausible_size():
    for rhythm in read_rhythms():
        recording = record(body_of({Vital.HR: 90.0}, rhythm), 4)
        assert max(np.abs(recording.waves[lead]).max() for lead in ECG_LEADS) < 3.0, rhythm
