"""Beat times: the rate that is asked for, decided ahead, equal on every machine."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from support.heart_beats import RHYTHMS, beating, told, wanted_of

import simrunner
from simrunner.patient.rhythm.beats import LOOKAHEAD_MS, breath_sway
from simrunner.patient.rhythm.generator import Conducted, Grouped, Irregular, Runs
from simrunner.patient.rhythm.heart import Heart, Wanted


def beats_of(rhythm, rate_per_min, *, until_ms, seed=7):
    wanted = Wanted(rhythm=RHYTHMS[rhythm], rate_per_min=rate_per_min, phase_at=still)
    beats = told(Heart(seed), lambda _: wanted, until_ms=until_ms).beats
    return [beat.at_ms for beat in beats]


def still(_at_ms):
    return 0.0


BEATING = [name for name, rhythm in RHYTHMS.items() if rhythm.ordinary.complex]
EVEN = [
    name
    for name in BEATING
    if not isinstance(RHYTHMS[name].generator, Grouped | Irregular | Runs | Conducted)
    and name not in ("vt-polymorphic", "pacing-no-sensing")
]


@pytest.mark.parametrize("rate", [10, 75, 142, 300])
@pytest.mark.parametrize("rhythm", EVEN)
def test_that_a_minute_has_as_many_beats_as_the_rate_says(rhythm, rate):
    beats = beats_of(rhythm, rate, until_ms=135_000)
    slack = 3 if rhythm == "torsades" else 1  # a turn is evened as a whole, not each beat
    assert sum(10_000 < at <= 130_000 for at in beats) == pytest.approx(rate * 2, abs=slack)


@pytest.mark.parametrize("rhythm", sorted(set(BEATING) - set(EVEN)))
def test_that_groups_runs_and_chance_keep_the_mean_rate_of_all_complexes(rhythm):
    rate = RHYTHMS[rhythm].rates.usual_per_min
    beats = beats_of(rhythm, rate, until_ms=910_000)
    assert sum(10_000 < at <= 910_000 for at in beats) / 15 == pytest.approx(rate, rel=0.02)


def test_that_atrial_fibrillation_is_irregular_and_still_keeps_its_mean_rate():
    beats = beats_of("af", 120, until_ms=900_000)
    intervals = [b - a for a, b in pairwise(beats)]
    assert sum(intervals) / len(intervals) == pytest.approx(500, rel=0.02)
    assert max(intervals) > 1.9 * min(intervals)


@pytest.mark.parametrize("rhythm", ["sinus", "heart-block-1", "heart-block-2-1"])
def test_that_beats_are_decided_early_enough_for_their_p_wave(rhythm):
    heart, leads = Heart(7), []
    for now_ms in range(0, 60_001, 100):
        decided = heart.decide(now_ms, wanted_of(rhythm, 40 if now_ms % 7000 < 3500 else 190))
        leads += [wave.at_ms - now_ms for wave in decided.waves]
    assert len(leads) > 100
    # Half of the longest P wave lies before its peak.
    assert 50 <= min(leads) <= max(leads) <= LOOKAHEAD_MS


def test_that_a_rate_of_zero_stops_the_beats_and_a_rate_starts_them_again():
    beats = [
        beat.at_ms
        for beat in told(
            Heart(7),
            lambda now_ms: wanted_of("sinus", 0 if 10_000 <= now_ms < 20_000 else 60),
            until_ms=30_000,
        ).beats
    ]
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
        "import simrunner.patient.rhythm.heart, simrunner.patient.rhythm.table;"
        "import simrunner.patient.wave.breath, simrunner.patient.chest"
    )
    root = str(Path(simrunner.__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", code, root], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_that_the_sway_of_a_breath_has_no_mean_and_reaches_both_ends():
    points = [breath_sway(x / 400) for x in range(400)]
    assert (min(points), max(points)) == (-1.0, 1.0)
    assert sum(points) == pytest.approx(0.0, abs=1e-9)


def test_that_breathing_in_quickens_the_heart_and_breathing_out_slows_it():
    intervals = beating("sinus-arrhythmia", 70, until_ms=120_000).intervals_ms()
    assert 0.10 < (max(intervals) - min(intervals)) / (60_000 / 70) < 0.45
