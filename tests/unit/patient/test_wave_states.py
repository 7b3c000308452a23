"""Every trace can be saved as plain JSON and go on to the byte; asking changes no sample."""

import json

import numpy as np
import pytest
from support.drawn_waves import SENSORS, draw
from support.patients import body_of, scenario_of

from simrunner.app.assets import read_heart_tables
from simrunner.domain.order import MoveSensor
from simrunner.domain.patient_state import SENSOR_WAVES, WAVES
from simrunner.domain.sim_time import SAMPLES_PER_STEP
from simrunner.domain.vital import VITALS, Vital
from simrunner.patient.body import ScriptedBody
from simrunner.patient.chest import Press
from simrunner.patient.rhythm.beat import ScheduledBeat
from simrunner.patient.wave.added import AddedWaves
from simrunner.patient.wave.breath import BreathClock, ChestVolume
from simrunner.patient.wave.capnogram import Capnogram
from simrunner.patient.wave.catheter import PressureLine
from simrunner.patient.wave.conditions import (
    UNDERDAMPED,
    Labour,
    Ventilator,
    WaveConditions,
)
from simrunner.patient.wave.moment import ChestPressure, Moment, Throb
from simrunner.patient.wave.pressure import Circulation, Pressures
from simrunner.patient.wave.puff import Puffs

BUSY = WaveConditions(
    catheter=UNDERDAMPED, flush_at_ms=4500, expiratory_time_constant_s=0.7, curare_cleft=0.5,
    cardiogenic_ripple_mmhg=2.0, ventilator=Ventilator(), tamponade=0.3,
    labour=Labour(contractions_per_10_min=100.0, deceleration="late"), is_balloon_up=True,
)  # fmt: skip
VALUES = {vital: spec.adult_default for vital, spec in VITALS.items()} | {Vital.BIS: 30.0}


class Bench:
    """Every trace of the folder, fed by hand: beats of 80/min, breaths, compressions."""

    def __init__(self):
        self.clock = BreathClock(4)
        self.volume = ChestVolume()
        self.capnogram = Capnogram()
        self.puffs = Puffs()
        self.circulation = Circulation(75.0)
        self.chest = ChestPressure()
        self.added = AddedWaves(4)

    def step(self, now_ms):
        """Return the bytes of every line of one step."""
        times_ms = range(now_ms - 96, now_ms + 4, 4)
        breaths = self.clock.advance(now_ms, 14.0)
        self.volume.expect(breaths)
        self.capnogram.expect(breaths)
        r_ms = [at for at in range(750, now_ms + 1, 750) if now_ms - 100 < at]
        for at_ms in r_ms:
            self.circulation.eject(
                ScheduledBeat(
                    at_ms=at_ms, complex="normal", pulse_fraction=1.0, interval_ms=750.0,
                    preceding_ms=750,
                ),
                1.0,
            )  # fmt: skip
            self.capnogram.beat(at_ms, 750.0)
            self.puffs.beat(at_ms, 1.0)
        presses = [Press(at_ms=now_ms - 50, strength=1.0)] if now_ms % 700 == 0 else []
        self.puffs.press(presses)
        self.circulation.press(presses, is_beating=True)
        levels = self.volume.samples(times_ms)
        filling = self.volume.filling(levels)
        next_ms = float((now_ms // 750 + 1) * 750)
        art, pleth = self.circulation.samples(
            times_ms,
            Pressures(systolic_mmhg=120.0, diastolic_mmhg=75.0, next_beat_ms=next_ms),
            sway=0.0, is_compressed=False, conditions=BUSY,
        )  # fmt: skip
        co2 = self.capnogram.samples(times_ms, 38.0, self.clock.expected_ms(), BUSY)
        lines = [art, pleth, *self.puffs.disturb(co2, levels, 38.0)]
        moment = Moment(
            times_ms=times_ms, vitals=VALUES, conditions=BUSY,
            throbs=[Throb(at, 1.0, 750.0) for at in r_ms], atria_at_ms=[at - 40 for at in r_ms],
            next_r_ms=next_ms, next_pulse_ms=next_ms,
            breaths=[each for each in breaths if each.at_ms <= now_ms], presses=presses,
            filling=filling, chest_mmhg=self.chest.samples(filling, BUSY),
        )  # fmt: skip
        lines += self.added.samples(moment, SENSORS).values()
        return [np.asarray(line).tobytes() for line in lines]

    def saved(self):
        return {name: part.saved() for name, part in vars(self).items()}

    def resume(self, saved):
        for name, part in vars(self).items():
            part.resume(saved[name])


@pytest.mark.parametrize("at_ms", [100, 3700, 5600, 11_300])
def test_that_saved_traces_go_on_to_the_byte(at_ms):
    bench = Bench()
    for now_ms in range(100, at_ms + 1, 100):
        bench.step(now_ms)
    other = Bench()
    text = json.dumps(bench.saved(), allow_nan=False)
    other.resume(json.loads(text))
    assert json.dumps(other.saved()) == text
    for now_ms in range(at_ms + 100, at_ms + 9000, 100):
        assert bench.step(now_ms) == other.step(now_ms), now_ms


def pulled(size):
    """Return what the sample-by-sample traces give when ``size`` samples are asked at a time."""
    clock, volume, capnogram, line = BreathClock(4), ChestVolume(), Capnogram(), PressureLine()
    breaths = clock.advance(0, 14.0) + [b for now in range(100, 9000, 100)
                                        for b in clock.advance(now, 14.0)]  # fmt: skip
    volume.expect(breaths)
    capnogram.expect(breaths)
    out = []
    for first in range(0, 2000, size):
        times_ms = range(4 * (first + 1), 4 * (first + size + 1), 4)
        levels = volume.samples(times_ms)
        out += levels + capnogram.samples(times_ms, 38.0, 9500.0, BUSY)
        out += line.samples(times_ms, levels, UNDERDAMPED, 3000)
    return np.sort(np.array(out)).tobytes()


def test_that_ten_or_twenty_five_samples_at_a_time_are_the_same_bytes():
    assert pulled(10) == pulled(25) == pulled(1)


def test_that_whatever_is_drawn_comes_in_blocks_of_one_step():
    # What is drawn in blocks (kernels, EEG) has one size only, so no caller can ask otherwise:
    # the body refuses any other step (test_body) and each state carries exactly one block.
    scenario = scenario_of({}, sensors=dict.fromkeys(SENSORS, True))
    body = ScriptedBody(scenario, heart=read_heart_tables(), seed=1)
    body.advance(0, ())
    for now_ms in range(100, 2000, 100):
        waves = body.advance(now_ms, ()).waves
        assert {len(samples) for samples in waves.values()} == {SAMPLES_PER_STEP}
        assert all(samples.readonly for samples in waves.values())


def test_that_a_wave_is_drawn_only_while_its_sensor_is_on():
    body = body_of({})
    body.advance(0, ())
    assert list(body.advance(100, ()).waves) == list(WAVES)
    now_ms = 200
    for sensor in SENSORS:
        on = body.advance(now_ms, (MoveSensor(sensor=sensor, is_on=True),)).waves
        assert set(on) - set(WAVES) == set(SENSOR_WAVES[sensor])
        off = body.advance(now_ms + 100, (MoveSensor(sensor=sensor, is_on=False),)).waves
        assert list(off) == list(WAVES)
        now_ms += 200


def test_that_sensors_change_no_other_wave():
    bare = draw(10, {Vital.HR: 90.0}, sensors=()).waves
    full = draw(10, {Vital.HR: 90.0}).waves
    assert all(np.array_equal(bare[wave], full[wave]) for wave in WAVES)


def test_that_pulseless_electrical_activity_moves_no_pressure_anywhere():
    drawn = draw(30, {Vital.HR: 70.0, Vital.RR: 0.0}, "pea")
    assert len(drawn.r_ms) == pytest.approx(35, abs=1)
    for wave in ("ART", "PLETH", "CVP", "PA", "ICP"):
        assert np.ptp(drawn.part(wave, 26)) < 0.3, wave


def test_that_weak_perfusion_shrinks_the_finger_pulse():
    usual, weak = (
        np.ptp(draw(20, conditions=WaveConditions(perfusion=share), sensors=()).part("PLETH", 8))
        for share in (1.0, 0.2)
    )
    assert weak == pytest.approx(0.2 * usual, rel=0.15)
