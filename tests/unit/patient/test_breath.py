"""Breaths, the capnogram and the chest impedance read back the file's numbers."""

from itertools import pairwise

import numpy as np
import pytest
from support.patients import body_of, by_step, compression, record

from simrunner.domain.vital import Vital
from simrunner.patient.wave.breath import MMHG_PER_KPA, BreathClock


def breaths_of(rate_per_min, *, until_ms):
    clock = BreathClock(7)
    return [
        breath.at_ms
        for now_ms in range(0, until_ms + 1, 100)
        for breath in clock.advance(now_ms, rate_per_min)
    ]


@pytest.mark.parametrize("rate", [4, 8, 14, 36, 60, 80])
def test_that_a_minute_has_as_many_breaths_as_the_rate_says(rate):
    breaths = breaths_of(rate, until_ms=190_000)
    assert sum(60_000 < at <= 180_000 for at in breaths) == pytest.approx(rate * 2, abs=1)


def test_that_the_breath_list_is_the_known_one():
    assert breaths_of(15, until_ms=20_000) == GOLDEN


GOLDEN = [1800, 5704, 9809, 13758, 17732]


def test_that_apnoea_has_no_breaths_and_a_flat_line():
    recording = record(body_of({Vital.RR: 0.0}), 10)
    assert recording.breaths_at_ms == []
    assert recording.waves["CO2"].max() == 0.0


def test_that_a_last_breath_is_washed_out_of_the_line():
    body = body_of({Vital.RR: 20.0})
    for now_ms in range(0, 20_000, 100):
        body.advance(now_ms, ())
    from simrunner.domain.action import Source
    from simrunner.domain.order import JumpTo, Origin

    stop = JumpTo(
        vital=Vital.RR,
        number=0.0,
        origin=Origin(source=Source.SCENARIO, label="stop", at_ms=20_000),
    )
    states = [body.advance(20_000, (stop,))]
    states += [body.advance(now_ms, ()) for now_ms in range(20_100, 40_000, 100)]
    assert np.max(np.asarray(states[-1].waves["CO2"])) < 1.0
    assert [at for state in states[10:] for at in state.breaths_at_ms] == []


@pytest.mark.parametrize(("rate", "end_tidal_kpa"), [(6, 7.2), (14, 5.0), (24, 3.3), (36, 2.0)])
def test_that_every_plateau_ends_at_the_end_tidal_value(rate, end_tidal_kpa):
    vitals = {Vital.RR: float(rate), Vital.ETCO2: end_tidal_kpa}
    recording = record(body_of(vitals), 60)
    co2 = recording.waves["CO2"].astype(float)
    ends = [int(co2[a // 4 : b // 4].argmax()) * 4 for a, b in pairwise(recording.breaths_at_ms)]
    tops = [co2[a // 4 : b // 4].max() for a, b in pairwise(recording.breaths_at_ms)]
    lengths = [b - a for a, b in pairwise(recording.breaths_at_ms)]
    assert len(tops) > 4
    assert tops == pytest.approx([end_tidal_kpa * MMHG_PER_KPA] * len(tops), abs=0.3)
    # Within a breath (counted from its inspiration) the highest gas is the last that comes out,
    # apart from the instant at which the next inspiration begins.
    assert all(end > 0.9 * length or end < 8 for end, length in zip(ends, lengths, strict=True))


def test_that_the_capnogram_has_a_baseline_a_steep_rise_and_a_rising_plateau():
    recording = record(body_of({Vital.RR: 12.0, Vital.ETCO2: 5.0}), 30)
    start = recording.breaths_at_ms[3]
    line = recording.after(start, "CO2")[: 5000 // 4]
    top = 5.0 * MMHG_PER_KPA
    assert line[100:400].max() == 0.0  # phases 0 and I: inspired gas and dead space
    low, high = np.flatnonzero(line[400:] > 0.1 * top)[0], np.flatnonzero(line[400:] > 0.8 * top)[0]
    assert (high - low) * 4 < 300  # phase II
    plateau = line[400 + high + 50 : 1100]
    assert 0.0 < plateau[-1] - plateau[0] < 0.12 * top  # phase III: a slight slope
    assert np.diff(plateau).min() >= -1e-4


def test_that_impedance_moves_once_per_breath():
    recording = record(body_of({Vital.RR: 18.0}), 60)
    wave = recording.after(0, "RESP")
    crossings = np.flatnonzero((wave[:-1] < 0.5) & (wave[1:] >= 0.5))
    assert len(crossings) == pytest.approx(18, abs=1)
    assert 0.0 <= wave.min() < wave.max() <= 1.0


def test_that_compressions_in_apnoea_ripple_the_empty_capnogram():
    presses = by_step(compression(at) for at in range(2000, 12_000, 545))
    vitals = {Vital.RR: 0.0, Vital.SBP: 0.0, Vital.ETCO2: 2.0}
    recording = record(body_of(vitals, "asystole"), 12, presses)
    assert recording.waves["CO2"][: 1900 // 4].max() == 0.0
    assert 1.0 < recording.after(4000, "CO2").max() < 4.0
