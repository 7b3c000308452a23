"""Beat times: the rate that is asked for, decided ahead, equal on every machine."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import simrunner
from simrunner.patient.rhythm.beats import LOOKAHEAD_MS, BeatClock, breath_sway
from simrunner.patient.rhythm.rhythm import RHYTHMS, drawn_as


def still(_at_ms):
    return 0.0


def beats_of(rhythm, rate_per_min, *, until_ms, seed=7):
    clock = BeatClock(seed, "patient.beats")
    return [
        beat.at_ms
        for now_ms in range(0, until_ms + 1, 100)
        for beat in clock.advance(now_ms, rate_per_min, drawn_as(rhythm), still)
    ]


ORGANISED = [name for name, rhythm in RHYTHMS.items() if rhythm.shape and not rhythm.is_irregular]


@pytest.mark.parametrize("rate", [10, 75, 142, 300])
@pytest.mark.parametrize("rhythm", ORGANISED)
def test_that_a_minute_has_as_many_beats_as_the_rate_says(rhythm, rate):
    beats = beats_of(rhythm, rate, until_ms=135_000)
    assert sum(10_000 < at <= 130_000 for at in beats) == pytest.approx(rate * 2, abs=1)


def test_that_atrial_fibrillation_is_irregular_and_still_keeps_its_mean_rate():
    beats = beats_of("af", 120, until_ms=900_000)
    intervals = [b - a for a, b in pairwise(beats)]
    assert sum(intervals) / len(intervals) == pytest.approx(500, rel=0.02)
    assert max(intervals) > 1.9 * min(intervals)


def test_that_beats_are_decided_early_enough_for_their_p_wave():
    clock = BeatClock(7, "patient.beats")
    leads = []
    for now_ms in range(0, 60_001, 100):
        rate = 40 if now_ms % 7000 < 3500 else 190
        leads += [
            beat.at_ms - now_ms for beat in clock.advance(now_ms, rate, drawn_as("sinus"), still)
        ]
    assert len(leads) > 100
    assert 400 <= min(leads) <= max(leads) <= LOOKAHEAD_MS


def test_that_a_rate_of_zero_stops_the_beats_and_a_rate_starts_them_again():
    clock = BeatClock(7, "patient.beats")
    beats = []
    for now_ms in range(0, 30_001, 100):
        rate = 0 if 10_000 <= now_ms < 20_000 else 60
        beats += [beat.at_ms for beat in clock.advance(now_ms, rate, drawn_as("sinus"), still)]
    assert not [at for at in beats if 10_000 + LOOKAHEAD_MS < at < 20_000]
    assert [at for at in beats if 20_000 < at < 21_500]


def test_that_the_beat_list_is_the_known_one():
    # Decided by integers, + - * / and a counter-based generator alone: a golden list that must
    # hold on every operating system and processor, with or without numpy.
    assert beats_of("sinus", 75, until_ms=8000) == GOLDEN


GOLDEN = [480, 1283, 2080, 2882, 3685, 4476, 5282, 6081, 6877, 7677, 8479]


def test_that_other_seeds_give_other_beats():
    assert beats_of("sinus", 75, until_ms=60_000) != beats_of("sinus", 75, until_ms=60_000, seed=8)


def test_that_beats_breaths_and_compressions_are_decided_without_numpy():
    code = (
        "import sys; sys.modules['numpy'] = None; sys.path.insert(0, sys.argv[1]);"
        "import simrunner.patient.rhythm.beats, simrunner.patient.wave.breath, simrunner.patient.chest"
    )
    root = str(Path(simrunner.__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", code, root], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_that_the_sway_of_a_breath_has_no_mean_and_reaches_both_ends():
    points = [breath_sway(x / 400) for x in range(400)]
    assert (min(points), max(points)) == (-1.0, 1.0)
    assert sum(points) == pytest.approx(0.0, abs=1e-9)


def test_that_breathing_in_quickens_the_heart_and_breathing_out_slows_it():
    clock = BeatClock(7, "patient.beats")
    beats = []
    for now_ms in range(0, 120_001, 100):
        beats += clock.advance(now_ms, 70, drawn_as("sinus-arrhythmia"), lambda at: at / 5000 % 1)
    intervals = [b.at_ms - a.at_ms for a, b in pairwise(beats)]
    assert 0.10 < (max(intervals) - min(intervals)) / (60_000 / 70) < 0.45
