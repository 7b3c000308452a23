"""Invasive pressures: the line and its flush, central veins, pulmonary artery, skull."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from support.drawn_waves import draw

from simrunner.domain.vital import Vital
from simrunner.patient.wave.catheter import PressureLine
from simrunner.patient.wave.conditions import (
    NEUTRAL,
    OPTIMAL,
    OVERDAMPED,
    UNDERDAMPED,
    Catheter,
    Ventilator,
    WaveConditions,
)
from simrunner.patient.wave.intracranial import PlateauWaves


def peaks(line):
    """Return (place, height) of every turning point, between the samples by a parabola."""
    found = []
    for i in range(1, len(line) - 1):
        left, middle, right = line[i - 1 : i + 2]
        if (middle - left) * (right - middle) < 0.0:
            bend = left - 2.0 * middle + right
            shift = 0.5 * (left - right) / bend
            found.append((i + shift, middle - 0.25 * (left - right) * shift))
    return found


def ring_of(catheter):
    """Return fn in Hz and damping, read off the ring of a fast flush as at the bedside."""
    still = {Vital.SBP: 0.0, Vital.DBP: 0.0, Vital.RR: 0.0}
    conditions = WaveConditions(catheter=catheter, flush_at_ms=2000)
    drawn = draw(5, still, "asystole", conditions=conditions, sensors=())
    # The release is a ramp of one sample: after it the line swings freely around zero.
    free = drawn.part("ART", 3.004, 4.5)
    (first, high), (second, low) = peaks(free)[:2]
    ratio = abs(low / high)
    damping = -np.log(ratio) / np.hypot(np.pi, np.log(ratio))
    damped_hz = 1.0 / (2.0 * (second - first) * 0.004)
    return damped_hz / np.sqrt(1.0 - damping**2), damping


@pytest.mark.parametrize(
    "catheter",
    [UNDERDAMPED, Catheter(natural_frequency_hz=14.7, damping=0.11),
     Catheter(natural_frequency_hz=12.0, damping=0.25),
     Catheter(natural_frequency_hz=15.0, damping=0.4)],
)  # fmt: skip
def test_that_the_ring_of_a_fast_flush_gives_back_frequency_and_damping(catheter):
    frequency_hz, damping = ring_of(catheter)
    assert frequency_hz == pytest.approx(catheter.natural_frequency_hz, rel=0.02)
    assert damping == pytest.approx(catheter.damping, abs=0.02)


@pytest.mark.parametrize("catheter", [UNDERDAMPED, OPTIMAL, OVERDAMPED])
def test_that_the_line_answers_as_another_solver_says(catheter):
    signal = pytest.importorskip("scipy.signal")
    at_s = np.arange(1000) * 0.004
    artery = 90.0 + 30.0 * np.sin(9.0 * at_s) + 12.0 * at_s
    omega = 2.0 * np.pi * catheter.natural_frequency_hz
    system = ([omega**2], [1.0, 2.0 * catheter.damping * omega, omega**2])
    _, expected, _ = signal.lsim(system, artery - artery[0], at_s)
    seen = PressureLine().samples(range(4, 4004, 4), artery.tolist(), catheter, None)
    assert np.abs(np.array(seen) - artery[0] - expected).max() < 1e-6


def test_that_damping_moves_systolic_and_diastolic_apart_and_leaves_the_mean():
    vitals = {Vital.SBP: 160.0, Vital.DBP: 70.0, Vital.HR: 110.0}
    seen = {}
    for name, catheter in (("as it is", None), ("optimal", OPTIMAL),
                           ("under", UNDERDAMPED), ("over", OVERDAMPED)):  # fmt: skip
        conditions = WaveConditions(catheter=catheter)
        line = draw(30, vitals, conditions=conditions, sensors=()).part("ART", 10)
        seen[name] = (line.max(), line.min(), line.mean())
    means = [mean for _, _, mean in seen.values()]
    assert max(means) - min(means) < 1.0
    assert seen["under"][0] > seen["optimal"][0] + 10.0 > seen["over"][0] + 20.0
    assert seen["over"][1] > seen["optimal"][1] + 2.0
    assert seen["optimal"][:2] == pytest.approx(seen["as it is"][:2], abs=2.0)


def test_that_a_flush_without_a_ringing_line_is_a_square_of_a_second_at_the_bag():
    plain = draw(6, sensors=()).waves["ART"]
    line = draw(6, conditions=WaveConditions(flush_at_ms=3000), sensors=()).waves["ART"]
    assert set(line[749:999]) == {300.0}
    assert np.array_equal(np.delete(line, slice(749, 999)), np.delete(plain, slice(749, 999)))


def test_that_neutral_conditions_and_no_conditions_draw_the_same_bytes():
    vitals = {Vital.HR: 90.0}
    one, other = (
        draw(8, vitals, conditions=each, sensors=("cvp",)) for each in (NEUTRAL, WaveConditions())
    )
    assert [w.tobytes() for w in one.waves.values()] == [w.tobytes() for w in other.waves.values()]


def mean_beat(drawn, wave, from_ms=-300, to_ms=700):
    """Return the mean beat around R, one value per 4 ms."""
    rows = [
        drawn.waves[wave][(r + from_ms) // 4 : (r + from_ms) // 4 + (to_ms - from_ms) // 4]
        for r in drawn.r_ms
        if 8000 < r < len(drawn.waves[wave]) * 4 - to_ms
    ]
    return np.mean(rows, axis=0)


def height_at(beat, at_ms, from_ms=-300):
    return beat[(at_ms - from_ms) // 4]


def test_that_the_venous_pulse_has_a_c_v_on_its_descents_where_textbooks_put_them():
    beat = mean_beat(draw(40, {Vital.RR: 0.0, Vital.CVP: 6.0}), "CVP")
    turns = {round(place) * 4 - 300: height for place, height in peaks(beat)}
    for name, at_ms in (("a", -60), ("c", 90), ("x", 240), ("v", 400), ("y", 500)):
        assert min(abs(at_ms - turn) for turn in turns) <= 40, (name, turns)
    assert height_at(beat, -60) > height_at(beat, 90) > height_at(beat, 240)
    assert height_at(beat, 400) > height_at(beat, 240) + 2.0
    assert beat.mean() == pytest.approx(6.0, abs=0.7)


def test_that_atrial_fibrillation_has_no_a_wave():
    vitals = {Vital.RR: 0.0, Vital.HR: 70.0}
    sinus, fibrillation = (mean_beat(draw(60, vitals, rhythm), "CVP") for rhythm in ("sinus", "af"))

    def a_height(beat):
        return height_at(beat, -60) - height_at(beat, -160)

    assert a_height(sinus) > 2.0
    assert a_height(fibrillation) < 0.5


def test_that_a_p_wave_in_systole_makes_a_cannon_wave_and_other_p_waves_none():
    drawn = draw(60, {Vital.RR: 0.0, Vital.HR: 38.0}, "heart-block-3", sensors=("cvp",))
    line = drawn.part("CVP", 5)
    sinus = draw(60, {Vital.RR: 0.0, Vital.HR: 38.0}, sensors=("cvp",)).part("CVP", 5)
    cannons = [place for place, height in peaks(line) if height > sinus.max() + 4.0]
    assert 3 <= len(cannons) < 55 * 90 / 60
    for place in cannons:
        at_ms = 5000 + place * 4
        assert min(at_ms - r for r in drawn.r_ms if r <= at_ms + 40) < 520


def test_that_a_leaking_valve_makes_a_giant_v_and_tamponade_takes_y_away():
    vitals = {Vital.RR: 0.0, Vital.CVP: 14.0}
    usual, leak, squeezed = (
        mean_beat(draw(30, vitals, conditions=each, sensors=("cvp",)), "CVP")
        for each in (NEUTRAL, WaveConditions(tricuspid_regurgitation=1.0),
                     WaveConditions(tamponade=1.0))
    )  # fmt: skip

    def v_height(beat):
        return beat[-100:].max() - height_at(beat, -160)

    def y_depth(beat):
        return height_at(beat, 400) - height_at(beat, 500)

    assert max(leak) - min(leak) > 10.0
    assert leak[150:200].max() > usual[150:200].max() + 6.0
    assert y_depth(usual) > 2.0
    assert y_depth(squeezed) < 0.5
    assert v_height(leak) > v_height(usual)


@pytest.mark.parametrize(("is_ventilated", "swing"), [(False, -2.0), (True, 2.0)])
def test_that_breathing_swings_central_venous_pressure_by_two(is_ventilated, swing):
    conditions = replace(NEUTRAL, ventilator=Ventilator() if is_ventilated else None)
    drawn = draw(60, {Vital.HR: 0.0, Vital.RR: 10.0}, "asystole", conditions=conditions)
    line = drawn.part("CVP", 10)
    extreme = line.min() if swing < 0 else line.max()
    assert extreme - 5.0 == pytest.approx(swing, abs=0.25)
    assert {5.0} == {round(v, 1) for v in (line.max() if swing < 0 else line.min(),)}


def test_that_the_pulmonary_artery_reads_back_its_pressures_and_a_balloon_shows_the_wedge():
    vitals = {Vital.RR: 0.0, Vital.PAP_SYSTOLIC: 30.0, Vital.PAP_DIASTOLIC: 14.0, Vital.PAWP: 11.0}
    open_line = draw(20, vitals, sensors=("pa",)).part("PA", 8)
    assert (open_line.max(), open_line.min()) == pytest.approx((30.0, 14.0), abs=1.0)
    up = WaveConditions(is_balloon_up=True)
    wedged = draw(40, vitals, conditions=up, sensors=("pa", "cvp"))
    line = wedged.part("PA", 12)
    assert line.mean() == pytest.approx(11.0, abs=0.6)
    assert np.ptp(line) < 0.6 * np.ptp(open_line)
    right, left = (mean_beat(wedged, wave, 300, 650) for wave in ("CVP", "PA"))
    delay_ms = (int(left.argmax()) - int(right.argmax())) * 4
    assert 110 <= delay_ms <= 160  # v of the left atrium comes late


def test_that_a_catheter_on_its_way_shows_atrium_ventricle_and_artery_without_a_tear():
    def scene(now_ms, _vitals):
        tip = "ra" if now_ms < 8000 else "rv" if now_ms < 16_000 else "pa"
        return WaveConditions(catheter_tip=tip, is_balloon_up=now_ms > 24_000)

    drawn = draw(32, conditions=scene, sensors=("pa",))
    assert drawn.part("PA", 4, 8).max() < 12.0
    ventricle = drawn.part("PA", 10, 15.5)
    artery = drawn.part("PA", 18, 23.5)
    assert ventricle.max() == pytest.approx(artery.max(), abs=2.0)
    assert ventricle.min() < 5.0
    assert artery.min() > 7.0
    assert np.abs(np.diff(drawn.part("PA", 1))).max() < 1.6


def test_that_p2_rises_above_p1_as_the_skull_loses_its_compliance():
    def ratio(icp):
        beat = mean_beat(draw(30, {Vital.ICP: icp, Vital.RR: 0.0}, sensors=("icp",)), "ICP", 0, 700)
        foot = beat[:25].min()
        tops = [height - foot for _, height in peaks(beat) if height > foot + 0.5]
        highs = [beat[43] - foot, beat[73] - foot, beat[108] - foot]
        assert len(tops) >= 3
        assert highs[1] > highs[2]
        return highs[1] / highs[0]

    ratios = [ratio(icp) for icp in (10.0, 15.0, 25.0, 35.0)]
    assert ratios[0] < 0.95
    assert ratios[1] < 0.95
    assert ratios[2] > 1.1
    assert ratios[3] > 1.1
    assert 0.9 < ratio(20.0) < 1.1


def test_that_intracranial_pressure_keeps_its_mean():
    line = draw(60, {Vital.ICP: 22.0, Vital.RR: 0.0}, sensors=("icp",)).part("ICP", 20)
    assert line.mean() == pytest.approx(22.0, abs=0.5)


def test_that_a_new_intracranial_pressure_is_glided_to_without_an_edge():
    def scene(now_ms, vitals):
        vitals[Vital.ICP] = 10.0 if now_ms < 8000 else 40.0 if now_ms < 16_000 else 12.0
        return NEUTRAL

    drawn = draw(24, {Vital.RR: 0.0}, conditions=scene, sensors=("icp",))
    steps = np.abs(np.diff(drawn.waves["ICP"]))
    assert steps.max() < 1.0  # of 30 mmHg, the pulse included
    assert drawn.part("ICP", 11, 15.9).mean() == pytest.approx(40.0, abs=2.0)
    assert drawn.part("ICP", 19, 24).mean() == pytest.approx(12.0, abs=2.0)


def test_that_a_plateau_wave_stands_for_five_to_twenty_minutes_and_falls():
    waves = PlateauWaves(first_at_ms=60_000)
    minutes = [waves.added_mmhg(1000 * s) for s in range(1800)]
    high_s = sum(mmhg > 0.9 * waves.height_mmhg for mmhg in minutes)
    assert 300 <= high_s <= 1200
    assert minutes[0] == minutes[60] == minutes[700] == 0.0
    assert max(abs(b - a) for a, b in pairwise(minutes)) < 1.0


def foot_delays(line, r_ms, window_ms):
    """Return R to foot in ms: the lowest sample before the steepest rise."""
    delays = []
    for r in r_ms:
        part = line[(r + window_ms[0]) // 4 : (r + window_ms[1]) // 4]
        if len(part) < 20 or not np.isfinite(part).all():
            continue
        rise = np.diff(part)
        steepest = int(rise.argmax())
        low = part[: steepest + 1]
        foot = len(low) - 1 - int(low[::-1].argmin())
        delays.append((r + window_ms[0]) // 4 * 4 + 4 * (foot + 1) - r)
    return np.array(delays)


@pytest.mark.parametrize("rate", [60.0, 75.0, 104.0])
def test_that_arterial_and_finger_feet_follow_r_on_the_drawn_samples(rate):
    drawn = draw(40, {Vital.HR: rate}, sensors=())
    beats = drawn.r_ms[5:-3]
    art = np.median(foot_delays(drawn.waves["ART"], beats, (60, 300)))
    pleth = np.median(foot_delays(drawn.waves["PLETH"], beats, (240, 520)))
    assert art == pytest.approx(120, abs=20)
    assert pleth == pytest.approx(316, abs=40)


def recordings():
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "data" / "recordings"
        if folder.is_dir():
            return folder
    return None


def test_that_a_real_recording_has_the_same_delays_as_the_drawn_waves():
    folder = recordings()
    if folder is None:
        pytest.skip("the recordings lie beside the repository, not in it")
    wfdb = pytest.importorskip("wfdb")
    from wfdb import processing

    record = wfdb.rdrecord(str(folder / "mixedsignals"), smooth_frames=False)
    signals = dict(zip(record.sig_name, record.e_p_signal, strict=True))
    lead = np.nan_to_num(signals["II"])
    r_ms = [int(at) * 4 for at in processing.xqrs_detect(lead, fs=250, verbose=False)][5:-5]

    def at_250(line):
        return np.interp(np.arange(len(lead)) / 2.0, np.arange(len(line)), line)

    art = np.nanmedian(foot_delays(at_250(signals["ABP"]), r_ms, (60, 300)))
    pleth = np.nanmedian(foot_delays(at_250(signals["Pleth"]), r_ms, (240, 520)))
    drawn = draw(40, {Vital.HR: 104.0}, sensors=())
    beats = drawn.r_ms[5:-3]
    assert np.median(foot_delays(drawn.waves["ART"], beats, (60, 300))) == pytest.approx(
        art, abs=20
    )
    ours = np.median(foot_delays(drawn.waves["PLETH"], beats, (240, 520)))
    assert ours == pytest.approx(pleth, abs=40)
