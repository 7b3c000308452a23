"""Pressure and pulse volume: the waves give back the file's numbers, and no pulse means none."""

from itertools import pairwise

import numpy as np
import pytest
from support.patients import body_of, by_step, compression, record

from simrunner.domain.vital import Vital, mean_arterial_mmhg


def arterial(rhythm, rate, systolic, diastolic):
    vitals = {Vital.HR: float(rate), Vital.SBP: float(systolic), Vital.DBP: float(diastolic)}
    return record(body_of(vitals, rhythm), 45)


@pytest.mark.parametrize(
    ("rhythm", "rate", "systolic", "diastolic"),
    [
        ("sinus", 75, 120, 75), ("sinus", 60, 200, 110), ("sinus-bradycardia", 32, 90, 40),
        ("sinus-tachycardia", 142, 66, 45), ("vt", 180, 80, 50), ("sinus", 100, 50, 46),
        ("svt", 220, 85, 60),
    ],
)  # fmt: skip
def test_that_the_arterial_line_reads_back_systolic_diastolic_and_mean(
    rhythm, rate, systolic, diastolic
):
    recording = arterial(rhythm, rate, systolic, diastolic)
    wave = recording.waves["ART"].astype(float)
    beats = [beat.at_ms for beat in recording.beats if beat.at_ms > 10_000][:-2]
    feet = [(at + 120) // 4 for at in beats]
    read = [(w.max(), w.min(), w.mean()) for w in (wave[a:b] for a, b in pairwise(feet))]
    assert len(read) > 10
    mean = mean_arterial_mmhg(systolic, diastolic)
    assert np.max(np.abs(np.array(read) - (systolic, diastolic, mean))) < 2.0


def test_that_pressure_and_finger_follow_the_r_peak_by_the_measured_delays():
    recording = arterial("sinus", 75, 120, 75)
    for wave_id, delay_ms in (("ART", 120), ("PLETH", 316)):
        wave = recording.waves[wave_id].astype(float)
        late = []
        for beat in recording.beats[8:-2]:
            start = (beat.at_ms + delay_ms - 100) // 4
            part = wave[start : start + 60]
            late.append((start + int(part.argmin()) + 1) * 4 - beat.at_ms)
        assert np.mean(late) == pytest.approx(delay_ms, abs=12)


def test_that_the_pressure_pulse_has_a_dicrotic_notch():
    recording = arterial("sinus", 75, 120, 75)
    start = (recording.beats[10].at_ms + 120) // 4
    beat = recording.waves["ART"][start : start + 180].astype(float)
    falling = np.flatnonzero(np.diff(beat) < 0)
    rises_again = [i for i in falling if 40 < i < 120 and beat[i + 6] > beat[i] + 0.3]
    assert rises_again


def test_that_the_finger_pulse_fades_with_pulse_pressure_and_stays_in_range():
    def swing(systolic, diastolic):
        wave = arterial("sinus", 75, systolic, diastolic).after(20_000, "PLETH")
        assert 0.0 <= wave.min() < wave.max() <= 1.0
        return np.ptp(wave)

    assert swing(120, 75) > 1.3 * swing(80, 60) > 1.3 * 1.3 * swing(60, 50)


@pytest.mark.parametrize("rhythm", ["pea", "vt-pulseless", "vf", "vf-fine", "asystole", "agonal"])
def test_that_a_heart_without_a_pulse_makes_none_whatever_pressure_the_file_says(rhythm):
    recording = record(body_of({Vital.HR: 60.0}, rhythm), 40)
    assert {0.0} >= {beat.pulse_fraction for beat in recording.beats}
    assert np.ptp(recording.after(30_000, "ART")) < 0.5
    assert recording.after(30_000, "ART").max() < 12.0
    assert np.ptp(recording.after(5000, "PLETH")) < 0.01


def test_that_pulseless_electrical_activity_keeps_its_heart_rate():
    recording = record(body_of({Vital.HR: 60.0}, "pea"), 60)
    assert len(recording.beats) == pytest.approx(60, abs=1)


def test_that_sinus_rhythm_without_pressure_has_no_pulse():
    recording = record(body_of({Vital.HR: 60.0, Vital.SBP: 0.0}), 20)
    assert {0.0} == {beat.pulse_fraction for beat in recording.beats}
    assert recording.waves["ART"].max() == 0.0


def test_that_fast_atrial_fibrillation_loses_some_pulses_and_a_slow_one_hardly_any():
    def weak(rate):
        recording = record(body_of({Vital.HR: float(rate)}, "af"), 60)
        return sum(beat.pulse_fraction < 0.3 for beat in recording.beats)

    assert weak(150) >= 10
    assert weak(80) <= 3


def test_that_compressions_in_arrest_give_pressure_pulses_scaled_by_depth():
    def pressures(depth_mm):
        presses = by_step(compression(at, depth_mm) for at in range(3000, 33_000, 545))
        recording = record(body_of({Vital.SBP: 0.0}, "asystole"), 33, presses)
        part = recording.after(25_000, "ART")
        assert np.ptp(recording.after(25_000, "PLETH")) > 0.1
        assert recording.waves["ART"][: 2900 // 4].max() == 0.0
        return part.max(), part.min()

    deep, shallow = pressures(50), pressures(25)
    assert deep == pytest.approx((60.0, 20.0), abs=7.0)
    assert shallow[0] == pytest.approx(deep[0] / 2, rel=0.15)


def test_that_the_pressure_falls_again_when_compressions_stop():
    presses = by_step(compression(at) for at in range(1000, 21_000, 545))
    recording = record(body_of({Vital.SBP: 0.0}, "vf"), 35, presses)
    assert recording.after(32_000, "ART").max() < 2.0
