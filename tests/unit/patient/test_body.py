"""The body as a whole: orders in, one truth out, traces that never tear."""

import numpy as np
import pytest
from support.patients import body_of, by_step, compression, record, scenario_of

from simrunner.app.assets import read_heart_tables
from simrunner.domain.action import Source
from simrunner.domain.order import ChangeRhythm, JumpTo, MoveSensor, Origin
from simrunner.domain.patient_state import ECG_LEADS, WAVES
from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.domain.vital import Vital
from simrunner.patient.body import ScriptedBody

ORIGIN = Origin(source=Source.SCENARIO, label="test", at_ms=0)


def jump(vital, number):
    return JumpTo(vital=vital, number=float(number), origin=ORIGIN)


STORY = {
    10_000: [ChangeRhythm(rhythm="sinus-tachycardia"), jump(Vital.HR, 142), jump(Vital.SBP, 66),
             jump(Vital.DBP, 45), jump(Vital.RR, 32), jump(Vital.ETCO2, 3.3)],
    20_030 // 100 * 100: [ChangeRhythm(rhythm="vt"), jump(Vital.HR, 190)],
    26_000: [ChangeRhythm(rhythm="vf"), jump(Vital.SBP, 0), jump(Vital.RR, 0)],
    34_000: [ChangeRhythm(rhythm="asystole")],
    40_000: [ChangeRhythm(rhythm="pea"), jump(Vital.HR, 40)],
    48_000: [ChangeRhythm(rhythm="sinus"), jump(Vital.HR, 110), jump(Vital.SBP, 95),
             jump(Vital.DBP, 50), jump(Vital.RR, 12), jump(Vital.ETCO2, 6.0)],
    56_000: [ChangeRhythm(rhythm="vf-fine")],
    60_000: [ChangeRhythm(rhythm="agonal"), jump(Vital.HR, 20)],
    66_000: [ChangeRhythm(rhythm="af"), jump(Vital.HR, 130), jump(Vital.SBP, 130),
             jump(Vital.DBP, 80)],
}  # fmt: skip
START = {Vital.HR: 75.0, Vital.SBP: 120.0, Vital.DBP: 75.0, Vital.RR: 14.0}


@pytest.mark.parametrize("shift_ms", [0, 100, 200, 400, 600])
def test_that_no_trace_tears_when_rhythm_and_numbers_change(shift_ms):
    # A tear of size s leaves a second difference of s, a steep smooth slope hardly any.
    story = {at + shift_ms: orders for at, orders in STORY.items()}
    recording = record(body_of(START), 75, story)
    times_ms = 4 * np.arange(1, len(recording.waves["II"]) + 1)
    is_quiet = np.ones(len(times_ms), dtype=bool)
    for beat in recording.beats:
        is_quiet &= np.abs(times_ms - beat.at_ms) > 110
    limits = {"ART": 1.6, "PLETH": 0.03, "CO2": 0.5, "RESP": 0.01}
    for wave, samples in recording.waves.items():
        bends = np.abs(np.diff(samples.astype(float), n=2))
        if wave in ECG_LEADS:  # only away from QRS complexes, which bend sharply themselves
            bends = bends[is_quiet[1:-1]]
        assert bends.max() < limits.get(wave, 0.08), wave


@pytest.mark.parametrize("rhythm", ["sinus", "heart-block-1"])
def test_that_a_sudden_faster_rate_cuts_no_p_wave(rhythm):
    orders = {at: [jump(Vital.HR, 190 if at % 6000 else 38)] for at in range(3000, 80_000, 3100)}
    recording = record(body_of({Vital.HR: 38.0}, rhythm), 80, orders)
    wave = recording.waves["II"].astype(float)
    bends = np.abs(np.diff(wave, n=2))
    times_ms = 4 * np.arange(2, len(wave))
    for beat in recording.beats:
        bends[np.abs(times_ms - beat.at_ms) <= 90] = 0.0
    assert bends.max() < 0.05


@pytest.mark.parametrize("rhythm", ["asystole", "vf"])
def test_that_noise_and_fibrillation_depend_on_the_seed(rhythm):
    one, other = (record(body_of({}, rhythm, seed=seed), 3).waves for seed in (3, 4))
    assert not [lead for lead in ECG_LEADS if np.array_equal(one[lead], other[lead])]
    alike = np.corrcoef(one["II"][250:], other["II"][250:])[0, 1]
    assert abs(alike) < 0.9


def test_that_the_story_shows_each_rhythm_on_the_state():
    states = record(body_of(START), 75, STORY).states
    assert [states[at].rhythm for at in (0, 300, 390, 740)] == ["sinus", "vf", "asystole", "af"]


def test_that_numbers_follow_the_file_and_the_first_state_has_no_samples():
    body = body_of({Vital.HR: 61.0, Vital.SPO2: 93.0})
    first = body.advance(0, (jump(Vital.TEMP, 39.5),))
    assert dict(first.waves) == {}
    assert tuple(
        first.vitals[vital] for vital in (Vital.HR, Vital.SPO2, Vital.TEMP, Vital.MAP)
    ) == (61.0, 93.0, 39.5, 90.0)


def test_that_heart_rate_reads_zero_in_fibrillation_whatever_the_file_sets():
    state = body_of({Vital.HR: 80.0}, "vf").advance(0, ())
    assert state.vitals[Vital.HR] == 0.0


def test_that_each_step_gives_one_hundred_milliseconds_of_read_only_float32():
    body = body_of(START)
    body.advance(0, ())
    waves = body.advance(100, ()).waves
    assert list(WAVES) == list(waves)
    for buffer in waves.values():
        assert (
            buffer.format, buffer.readonly, buffer.c_contiguous, len(buffer),
        ) == ("f", True, True, SAMPLES_PER_STEP)  # fmt: skip


def test_that_beats_breaths_and_compressions_lie_in_their_step():
    story = dict(STORY)
    for at, orders in by_step(compression(at) for at in range(27_000, 47_000, 545)).items():
        story[at] = [*story.get(at, []), *orders]
    recording = record(body_of(START), 75, story)
    for state in recording.states[1:]:
        inside = [*(beat.at_ms for beat in state.beats), *state.breaths_at_ms,
                  *state.compressions_at_ms]  # fmt: skip
        assert all(state.at_ms - 100 < at <= state.at_ms for at in inside)
    assert len(recording.beats) > 80
    assert len(recording.compressions_at_ms) == 37


def test_that_one_seed_gives_the_same_bytes_and_another_seed_gives_others():
    def waves(seed):
        recording = record(body_of(START, seed=seed), 75, STORY)
        return {wave: samples.tobytes() for wave, samples in recording.waves.items()}

    first = waves(3)
    assert first == waves(3)
    other = waves(4)
    assert not [wave for wave in WAVES if first[wave] == other[wave]]


def test_that_what_is_drawn_does_not_change_when_beats_happen():
    quiet = record(body_of(START), 40)
    presses = by_step(compression(at) for at in range(2000, 40_000, 545))
    assert quiet.beats == record(body_of(START), 40, presses).beats


def test_that_a_skipped_or_repeated_step_is_refused():
    body = body_of(START)
    body.advance(0, ())
    with pytest.raises(ValueError, match="due at 100 ms, not at 200 ms"):
        body.advance(200, ())
    body.advance(100, ())
    with pytest.raises(ValueError, match="due at 200 ms"):
        body.advance(100, ())


def test_that_sensors_start_as_the_file_says_and_move_by_order():
    body = ScriptedBody(
        scenario_of(START, sensors={"spo2": False, "co2": True, "ecg": True}),
        heart=read_heart_tables(),
        seed=1,
    )
    assert {"ecg", "co2"} == body.advance(0, ()).attached
    on = MoveSensor(sensor="spo2", is_on=True)
    off = MoveSensor(sensor="ecg", is_on=False)
    assert {"spo2", "co2"} == body.advance(100, (on, off)).attached


def test_that_a_rhythm_changes_within_a_beat_or_a_second_of_the_order():
    recording = record(body_of({Vital.HR: 75.0}), 20, {10_000: [ChangeRhythm(rhythm="asystole")]})
    assert 9800 < recording.beats[-1].at_ms <= 10_500
    assert np.ptp(recording.after(11_500, "V5")) < 0.08


def test_that_a_faster_rate_is_beaten_within_two_seconds():
    recording = record(body_of({Vital.HR: 40.0}), 40, {10_000: [jump(Vital.HR, 120)]})
    late = [beat.at_ms for beat in recording.beats if 12_000 < beat.at_ms <= 32_000]
    assert len(late) == pytest.approx(40, abs=1)
