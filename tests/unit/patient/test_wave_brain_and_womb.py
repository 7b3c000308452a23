"""The EEG follows BIS; the cardiotocogram's patterns meet FIGO's definitions of 2015."""

import numpy as np
import pytest

from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.wave.conditions import Labour, WaveConditions
from simrunner.patient.wave.ctg import Ctg
from simrunner.patient.wave.eeg import Eeg
from simrunner.patient.wave.moment import Moment

QUIET = [0.0] * 25


def moment(now_ms, vitals, labour=None):
    conditions = WaveConditions(labour=labour or Labour())
    return Moment(
        times_ms=range(now_ms - 96, now_ms + 4, 4),
        vitals={vital: spec.adult_default for vital, spec in VITALS.items()} | vitals,
        conditions=conditions, throbs=(), atria_at_ms=(), next_r_ms=None, next_pulse_ms=None,
        breaths=(), presses=(), filling=QUIET, chest_mmhg=np.zeros(25),
    )  # fmt: skip


def eeg_at(bis, seconds=60):
    eeg = Eeg(3)
    return np.concatenate(
        [eeg.samples(moment(now, {Vital.BIS: bis})) for now in range(100, 1000 * seconds + 1, 100)]
    )


def power(line, low_hz, high_hz):
    hz = np.fft.rfftfreq(len(line), 0.004)
    energy = np.abs(np.fft.rfft(line)) ** 2
    return energy[(hz >= low_hz) & (hz < high_hz)].sum() / energy.sum()


def test_that_the_eeg_slows_and_grows_as_bis_falls():
    lines = [eeg_at(bis) for bis in (97.0, 80.0, 60.0, 45.0)]
    slow = [power(line, 0.5, 4.0) for line in lines]
    fast = [power(line, 29.0, 50.0) for line in lines]
    size = [line.std() for line in lines]
    assert slow == sorted(slow)
    assert fast == sorted(fast, reverse=True)
    assert size[3] > size[2] > size[1]
    assert power(lines[3], 8.0, 13.0) > 2.0 * power(lines[1], 8.0, 13.0)


@pytest.mark.parametrize("bis", [5.0, 10.0, 20.0, 30.0])
def test_that_bursts_leave_the_suppression_ratio_that_belongs_to_a_low_bis(bis):
    line = eeg_at(bis, 140)
    quiet = np.abs(line) < 5.0
    # Suppressed as monitors count it: below 5 microvolt for more than half a second.
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(int), [0]])))
    suppressed = sum(b - a for a, b in edges.reshape(-1, 2) if b - a > 125) / len(line)
    assert suppressed == pytest.approx((100.0 - 2.0 * bis) / 100.0, abs=0.08)


def test_that_a_bis_of_zero_is_a_flat_line_and_sixty_has_no_suppression():
    assert np.abs(eeg_at(0.0, 20)).max() < 5.0
    blocks = np.abs(eeg_at(60.0, 60)).reshape(-1, 125).max(axis=1)
    assert blocks.min() > 5.0


def traced(labour, minutes=30, fhr=140.0):
    """Return FHR and TOCO, four values a second."""
    ctg = Ctg(9, 0)
    rates, tones = [], []
    vitals = {Vital.FHR: fhr, Vital.UTERINE_TONE: 10.0}
    for now_ms in range(100, 60_000 * minutes + 1, 100):
        rate, tone = ctg.samples(moment(now_ms, vitals, labour))
        rates += rate
        tones += tone
    return np.array(rates[62::125] + rates[124::125]).reshape(2, -1).T.ravel(), np.array(
        tones[62::125] + tones[124::125]
    ).reshape(2, -1).T.ravel()


def spells(is_so):
    """Return (first, last + 1) of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_so.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def bandwidths(rates):
    return [np.ptp(rates[a : a + 240]) for a in range(0, len(rates) - 239, 240)]


def contractions(tones):
    return spells(tones > 12.0)


def decelerations(rates, baseline=140.0, band=5.0):
    """Return (onset, nadir, end) in s of each fall of more than 15/min for more than 15 s."""
    smooth = np.convolve(rates, np.ones(9) / 9.0, mode="same")
    found = []
    for a, b in spells(smooth[8:-8] < baseline - band):
        if (rates[a + 8 : b + 8] < baseline - 15.0).any() and b - a > 60:
            nadir = a + 8 + int(smooth[a + 8 : b + 8].argmin())
            found.append(((a + 8) / 4, nadir / 4, (b + 8) / 4))
    return found


STILL = {"accelerations_per_20_min": 0.0, "contractions_per_10_min": 3.0}


def test_that_the_baseline_and_variability_are_normal_unless_told_otherwise():
    rates, tones = traced(Labour(accelerations_per_20_min=0.0), minutes=20)
    assert np.mean(rates) == pytest.approx(140.0, abs=2.0)
    assert all(5.0 <= width <= 25.0 for width in bandwidths(rates))
    assert np.ptp(tones) == 0.0
    assert decelerations(rates) == []


@pytest.mark.parametrize(("variability", "low", "high"), [(4.0, 0.0, 5.0), (60.0, 25.0, 80.0)])
def test_that_variability_can_be_reduced_or_increased(variability, low, high):
    labour = Labour(variability_bpm=variability, accelerations_per_20_min=0.0)
    assert all(low < width < high for width in bandwidths(traced(labour, 20)[0]))


def test_that_a_sinusoidal_pattern_has_three_to_five_cycles_a_minute_of_five_to_fifteen():
    labour = Labour(is_sinusoidal=True, variability_bpm=20.0, accelerations_per_20_min=0.0)
    rates, _ = traced(labour, 20)
    spectrum = np.abs(np.fft.rfft(rates - rates.mean()))
    per_min = 240.0 * int(spectrum.argmax()) / len(rates)
    assert 3.0 <= per_min <= 5.0
    assert 5.0 <= np.ptp(rates) / 2.0 <= 15.0


def test_that_accelerations_rise_more_than_fifteen_for_more_than_fifteen_seconds():
    rates, _ = traced(Labour(accelerations_per_20_min=4.0), 40)
    found = [(b - a) / 4 for a, b in spells(rates > 155.0)]
    assert sum(15.0 < length < 600.0 for length in found) == pytest.approx(8, abs=1)


def test_that_contractions_come_as_often_as_asked_and_more_than_five_are_tachysystole():
    for rate in (3.0, 7.0):
        _, tones = traced(Labour(contractions_per_10_min=rate), 30)
        found = contractions(tones)
        assert len(found) == pytest.approx(3 * rate, abs=1.5)
        assert all(45 <= (b - a) / 4 <= 75 for a, b in found[:-1])
        assert tones.max() == pytest.approx(60.0, abs=8.0)
        in_10_min = [sum(t <= a / 4 < t + 600 for a, _ in found) for t in (0, 600, 1200)]
        assert (min(in_10_min[1:]) > 5) == (rate == 7.0)


def patterned(kind, depth=35.0, minutes=30):
    labour = Labour(deceleration=kind, deceleration_bpm=depth, variability_bpm=1.0, **STILL)
    rates, tones = traced(labour, minutes)
    waves = [(a / 4, b / 4, (a + int(tones[a:b].argmax())) / 4) for a, b in contractions(tones)]
    return decelerations(rates, band=2.0), waves


def test_that_early_decelerations_mirror_the_contraction_and_are_shallow():
    found, waves = patterned("early", 24.0)
    assert len(found) == pytest.approx(len(waves), abs=1)
    for (onset, nadir, end), (begin, stop, peak) in zip(found, waves, strict=False):
        assert abs(nadir - peak) < 8.0
        assert begin - 2.0 < onset
        assert end < stop + 2.0


def test_that_late_decelerations_begin_after_twenty_seconds_and_sink_slowly():
    found, waves = patterned("late")
    assert len(found) == pytest.approx(len(waves), abs=1)
    for (onset, nadir, end), (begin, stop, peak) in zip(found, waves, strict=False):
        assert onset - begin > 20.0
        assert nadir > peak
        assert nadir - onset > 30.0
        assert end > stop


def test_that_variable_decelerations_fall_fast_and_no_two_are_alike():
    found, waves = patterned("variable", 45.0)
    assert len(found) == pytest.approx(len(waves), abs=1)
    assert all(nadir - onset < 30.0 and end - onset < 60.0 for onset, nadir, end in found)
    lengths = [end - onset for onset, _, end in found]
    lags = [onset - begin for (onset, _, _), (begin, _, _) in zip(found, waves, strict=False)]
    assert np.ptp(lengths) > 4.0
    assert np.ptp(lags) > 6.0


def test_that_a_prolonged_deceleration_lasts_more_than_three_minutes_and_recovers():
    found, _ = patterned("prolonged", 60.0, minutes=12)
    assert len(found) == 1
    onset, _, end = found[0]
    assert 180.0 < end - onset < 600.0


def test_that_the_lines_hold_for_a_quarter_of_a_second_and_a_lost_heart_reads_zero():
    ctg = Ctg(9, 0)
    rates = []
    for now_ms in range(100, 10_001, 100):
        rates += ctg.samples(moment(now_ms, {Vital.FHR: 150.0}))[0]
    changes = [4 * (i + 2) for i in range(len(rates) - 1) if rates[i] != rates[i + 1]]
    assert len(changes) > 15
    assert {0, 252 % 250} >= {at % 250 - at % 250 % 4 for at in changes}
    assert ctg.samples(moment(60_000, {Vital.FHR: 0.0}))[0][-1] == 0.0
