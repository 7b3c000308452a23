"""Lines, catheters, the circuit and the shapes of waves: from a case's words to the samples."""

import json
from itertools import pairwise

import numpy as np
import pytest
from support.drawn_bodies import Drawn, drawn, said
from support.patients import scenario_of
from support.sick_bodies import Sick, ill, ventilated

from simrunner.app.assets import read_heart_tables
from simrunner.domain.vital import Vital
from simrunner.patient.body import ScriptedBody
from simrunner.patient.wave.conditions import UNDERDAMPED

LINES = ("as it is", "normal", "underdamped", "overdamped")


@pytest.fixture(scope="module")
def lines() -> dict[str, Drawn]:
    """The same twelve seconds of a heart, seen through each kind of arterial line."""
    orders = {name: [] if name == "as it is" else said(f"line {name}", at_s=2) for name in LINES}
    orders["flushed"] = [*said("line underdamped", at_s=2), *said("line flush", at_s=6)]
    return {name: drawn(each, 13, keep_s=13) for name, each in orders.items()}


@pytest.fixture(scope="module")
def catheter() -> Drawn:
    """In the pulmonary artery; wedged from 12 s, in the ventricle from 24, the atrium from 36 s."""
    return drawn(
        [
            *said("catheter balloon up", at_s=12), *said("catheter balloon down", at_s=24),
            *said("catheter tip rv", at_s=24), *said("catheter tip ra", at_s=36),
        ],
        48, keep_s=46,
    )  # fmt: skip


@pytest.fixture(scope="module")
def at_rest() -> Drawn:
    return drawn([], 25, keep_s=20)


@pytest.fixture(scope="module")
def slow_machine() -> Drawn:
    """Seven large breaths a minute, nobody breathing himself; rebreathing from 25 s on."""
    return drawn(
        [
            *said("vent vc 700 mL 7 /min 0 cmH2O", at_s=1), *said("apnoea", at_s=1),
            *said("circuit rebreathing 8 mmHg", at_s=25),
        ],
        50, keep_s=48,
    )  # fmt: skip


def turns(line: np.ndarray) -> list[tuple[float, float]]:
    """Return (place, height) of every turning point, between the samples by a parabola."""
    found = []
    for i in range(1, len(line) - 1):
        left, middle, right = line[i - 1 : i + 2]
        if (middle - left) * (right - middle) < 0.0:
            shift = 0.5 * (left - right) / (left - 2.0 * middle + right)
            found.append((i + shift, middle - 0.25 * (left - right) * shift))
    return found


def test_that_an_ordered_flush_rings_with_the_lines_own_frequency_and_damping(lines):
    # What the flush adds to the same heart without it: after the valve shut it swings freely.
    added = lines["flushed"].wave("ART") - lines["underdamped"].wave("ART")
    shut = lines["flushed"].sample("ART", 7000)
    assert np.ptp(added[: lines["flushed"].sample("ART", 5996)]) == 0.0
    assert lines["flushed"].wave("ART")[shut - 2] == pytest.approx(300.0, abs=1.0)
    # Single precision leaves a few millionths of 300 mmHg.
    (first, high), (second, low) = turns(added[shut + 1 : shut + 125])[:2]
    ratio = abs(low / high)
    damping = -np.log(ratio) / np.hypot(np.pi, np.log(ratio))
    frequency_hz = 1.0 / (2.0 * (second - first) * 0.004) / np.sqrt(1.0 - damping**2)
    assert damping == pytest.approx(UNDERDAMPED.damping, abs=0.02)
    assert frequency_hz == pytest.approx(UNDERDAMPED.natural_frequency_hz, rel=0.02)


def test_that_an_ordered_line_moves_systolic_and_diastolic_apart_and_leaves_the_mean(lines):
    begin, *_, end = [at for at in lines["as it is"].beats_ms() if at > 3000]
    seen = {}
    for name in LINES:
        body = lines[name]
        beats = body.wave("ART")[body.sample("ART", begin) : body.sample("ART", end)]
        seen[name] = (beats.max(), beats.min(), beats.mean())
    means = [mean for _, _, mean in seen.values()]
    assert max(means) - min(means) < 1.0
    assert seen["underdamped"][0] > seen["as it is"][0] + 3.0
    assert seen["underdamped"][1] < seen["as it is"][1]
    assert seen["overdamped"][0] < seen["as it is"][0] - 5.0
    assert seen["overdamped"][1] > seen["as it is"][1] + 1.0
    assert seen["normal"][:2] == pytest.approx(seen["as it is"][:2], abs=2.0)


def test_that_a_line_that_nobody_touched_is_the_artery_to_the_byte(lines):
    before = [body.wave("ART", to_s=1.9).tobytes() for body in lines.values()]
    assert len(set(before)) == 1


def at_end_of_expiration(body: Drawn, vital: Vital, from_s: int) -> tuple[float, float]:
    """Return a vital and the catheter's mean over a beat, both just before a breath begins."""
    begins_ms = next(at for at in body.breaths_ms() if at > 1000 * from_s + 1000)
    end = body.sample("PA", begins_ms)
    before = [s.vitals[vital] for s in body.states if begins_ms - 900 < s.at_ms <= begins_ms]
    return float(np.mean(before)), float(body.wave("PA")[end - 225 : end].mean())


def test_that_the_venous_wave_swings_with_the_breath_once(at_rest):
    # A quiet breath moves CVP by 2 to 4 mmHg: the mean over beats, in and out.
    line = at_rest.wave("CVP")
    means = [
        float(line[at_rest.sample("CVP", a) : at_rest.sample("CVP", b)].mean())
        for a, b in pairwise(at_rest.beats_ms()[1:-1])
    ]
    assert 1.0 < np.ptp(means) < 4.5


def test_that_the_balloon_shows_the_wedge_and_the_tip_the_chamber_it_lies_in(catheter):
    low, high = (
        sum(state.vitals[each] for state in catheter.states) / len(catheter.states)
        for each in (Vital.PAP_DIASTOLIC, Vital.PAP_SYSTOLIC)
    )
    artery, wedge, ventricle, atrium = (
        catheter.wave("PA", from_s=from_s, to_s=from_s + 9) for from_s in (3, 14, 26, 38)
    )
    assert artery.max() == pytest.approx(high, abs=4.0)
    assert artery.min() == pytest.approx(low, abs=4.0)
    for vital, from_s in ((Vital.PAWP, 14), (Vital.CVP, 38)):
        expected, seen = at_end_of_expiration(catheter, vital, from_s)
        assert seen == pytest.approx(expected, abs=1.0)
    assert np.ptp(wedge) < 0.7 * np.ptp(artery)
    assert ventricle.max() == pytest.approx(high, abs=4.0)
    assert ventricle.min() < low - 2.0
    assert atrium.max() < ventricle.max() - 5.0
    # Nothing tears where the catheter moves: no step is steeper than a ventricle's own.
    assert np.abs(np.diff(catheter.wave("PA"))).max() < 1.5 * np.abs(np.diff(ventricle)).max()


def test_that_rebreathing_lifts_the_base_of_the_capnogram(slow_machine):
    before = slow_machine.wave("CO2", from_s=5, to_s=24)
    after = slow_machine.wave("CO2", from_s=36, to_s=50)
    assert before.min() == pytest.approx(0.0, abs=0.3)
    assert after.min() == pytest.approx(8.0, abs=0.5)


def test_that_a_ventilated_body_retains_what_it_rebreathes_and_fresh_soda_lime_clears_it():
    body = Sick().will(
        *ventilated(at_s=1), *said("circuit soda-lime exhausted", at_s=60),
        *said("circuit soda-lime fresh", at_s=960),
    )  # fmt: skip
    well, exhausted, cleared = body.at(59), body.at(959), body.at(1200)
    # At one ventilation the arterial tension nears what is inspired above where it was: by 8 mmHg
    # when the slow store of 20 min has filled.
    assert 3.5 < exhausted["PaCO2"] - well["PaCO2"] < 8.5
    assert exhausted["EtCO2.mmHg"] > well["EtCO2.mmHg"] + 3.0
    assert exhausted["pH"] < well["pH"] - 0.02
    assert cleared["PaCO2"] < exhausted["PaCO2"] - 2.0


def test_that_a_breathing_body_answers_rebreathing_with_more_breath():
    body = Sick().will(*said("circuit rebreathing 15 mmHg", at_s=60))
    before, after = body.at(59), body.at(600)
    assert after["RR"] * after["VT"] > 1.15 * before["RR"] * before["VT"]
    assert 0.0 < after["PaCO2"] - before["PaCO2"] < 8.0


def expiration(body: Drawn, number: int = 1) -> np.ndarray:
    """Return the second two thirds of a breath's capnogram."""
    begin, end = (body.sample("CO2", at) for at in body.breaths_ms()[number : number + 2])
    return body.wave("CO2")[begin + (end - begin) // 3 : end]


def test_that_the_heart_ripples_on_the_end_of_a_long_expiration_at_its_own_rate(slow_machine):
    part = expiration(slow_machine)
    part = part[len(part) // 2 :]
    dips = [i for i in range(1, len(part) - 1) if part[i - 1] > part[i] <= part[i + 1]]
    beats = np.median(np.diff(slow_machine.beats_ms()))
    assert len(dips) >= 3
    assert 4.0 * np.median(np.diff(dips)) == pytest.approx(beats, rel=0.08)


def test_that_a_muscle_that_returns_cuts_a_cleft_into_the_ventilated_plateau():
    body = drawn(
        [
            *said("vent vc 350 mL 8 /min 5 cmH2O", at_s=1),
            *said("give rocuronium 30 mg IV", at_s=1),
        ],
        130, keep_s=25,
    )  # fmt: skip
    assert 1.0 <= body.body.model.organs.nerve.tof < 4.0
    part = expiration(body)
    deepest = len(part) // 2 + int(part[len(part) // 2 :].argmin())
    assert part[deepest] < 0.75 * part.max()
    assert part[deepest + 25] > part[deepest] + 2.0, "the plateau comes back after the cleft"


def mean_beat(body: Drawn, wave: str, until_ms: int) -> np.ndarray:
    """Return the mean of a wave from R on."""
    line = body.wave(wave)
    begun = [body.sample(wave, at_ms) for at_ms in body.beats_ms()[1:-2]]
    return np.mean([line[at : at + until_ms // 4] for at in begun], axis=0)


def peaks_of_icp(body: Drawn) -> tuple[float, float]:
    """Return P1 and P2 above the foot of the mean beat."""
    beat = mean_beat(body, "ICP", 600)
    pace = min(1.15, max(0.6, np.sqrt(np.median(np.diff(body.beats_ms())) / 800.0)))
    foot = beat.min()

    def near(at_ms: float) -> float:
        middle = round(at_ms * pace / 4)
        return float(beat[middle - 6 : middle + 7].max() - foot)

    return near(170.0), near(295.0)


def test_that_the_second_peak_of_the_icp_outgrows_the_first_as_compliance_falls(at_rest):
    stiff = drawn([ill("raised-intracranial-pressure", "severe", at_s=1)], 110, keep_s=12)
    first, second = peaks_of_icp(at_rest)
    assert first > 1.1 * second
    assert stiff.states[-1].vitals[Vital.ICP] > 25.0
    first, second = peaks_of_icp(stiff)
    assert second > 1.1 * first


def test_that_the_icp_of_a_living_body_has_no_edge(at_rest):
    line = at_rest.wave("ICP")
    assert np.ptp(line) > 2.0
    assert np.abs(np.diff(line)).max() < 0.2  # mmHg in 4 ms


def test_that_the_beat_after_an_ectopic_one_is_strong_in_every_vessel():
    body = drawn(said("rhythm sinus-pvc", at_s=1), 45, keep_s=38)
    beats_ms = body.beats_ms()
    gaps = np.diff(beats_ms)
    paused = [at for at, gap in zip(beats_ms[1:-2], gaps, strict=False) if gap > 1.2 * 800]
    assert len(paused) >= 3
    for wave, delay_ms, least in (("ART", 120, 35.0), ("PA", 90, 5.0)):
        line = body.wave(wave)
        for at_ms in paused:
            foot = body.sample(wave, at_ms + delay_ms)
            assert np.ptp(line[foot - 5 : foot + 75]) > least, (wave, at_ms)
            # And the next diastole does not plunge to where the pause had let it run.
            assert line[foot + 75 : foot + 200].min() > line[foot - 5 : foot + 5].min() - 3.0


def notch(body: Drawn) -> float:
    """Return how high the dicrotic notch lies, as a share of the pulse.

    The first place after the peak where the line no longer falls, or falls the least.
    """
    beat = mean_beat(body, "ART", 700)
    peak = int(beat[:120].argmax())
    fall = np.diff(beat[peak:])
    steepest = int(fall[:40].argmin())
    end = next(i for i in range(steepest, len(fall)) if fall[i] > 0.3 * fall[steepest])
    return float((beat[peak + end] - beat.min()) / (beat[peak] - beat.min()))


def test_that_wide_vessels_lower_the_notch_and_enlarge_the_pulse_in_the_finger(at_rest):
    wide = drawn([ill("anaphylaxis", "moderate", at_s=1)], 110, keep_s=12)
    assert notch(wide) < notch(at_rest) - 0.08
    vitals, art = wide.states[-1].vitals, wide.wave("ART")
    assert art.mean() == pytest.approx(vitals[Vital.MAP], abs=3.0)
    finger, artery = (
        [float(np.ptp(mean_beat(body, wave, 700))) for body in (wide, at_rest)]
        for wave in ("PLETH", "ART")
    )
    assert finger[0] / artery[0] > 1.3 * finger[1] / artery[1]


def test_that_a_heart_that_pauses_lets_the_artery_run_off_and_the_next_beat_stands_on_it():
    body = drawn(said("rhythm asystole", at_s=8), 22, keep_s=16)
    last_ms = max(body.beats_ms())
    diastolic = body.wave("ART", from_s=6, to_s=8).min()
    line = body.wave("ART")[body.sample("ART", last_ms + 900) :]
    assert np.diff(line).max() <= 1e-4, "it only falls"
    after_3_s, after_6_s = line[750], line[1500]
    assert after_3_s < diastolic - 20.0
    assert 5.0 < after_6_s < after_3_s
    # It runs out, faster at first: the second half of the fall is the smaller one.
    assert line[0] - after_3_s > after_3_s - after_6_s


def test_that_a_starved_child_answers_a_contraction_with_a_late_deceleration():
    body = drawn(
        [ill("eclampsia", "severe", at_s=1), *said("give oxytocin 5 units IV", at_s=2)],
        225, keep_s=160, template="obstetric",
    )  # fmt: skip
    rate, tone = body.wave("FHR")[::25], body.wave("TOCO")[::25]
    smooth = np.convolve(rate, np.ones(50) / 50.0, mode="same")
    high = np.flatnonzero(tone > tone.min() + 15.0)
    begin, end = int(high[0]), int(high[-1])
    assert 250 < end - begin < 900, "one contraction of about a minute"
    top = begin + int(tone[begin:end].argmax())
    nadir = begin + int(smooth[begin:-60].argmin())
    assert smooth[nadir] < smooth[begin] - 15.0
    assert nadir > top + 100, "late: the lowest comes more than 10 s after the top"
    assert smooth[-100] > smooth[nadir] + 15.0, "and it recovers"


def scripted(vitals: dict[Vital, float]) -> ScriptedBody:
    """Return a scripted patient with a pulmonary artery catheter."""
    scenario = scenario_of(vitals, sensors={"pa": True})
    return ScriptedBody(scenario, heart=read_heart_tables(), seed=1)


def test_that_a_scripted_patient_has_lines_and_a_circuit_too():
    asked = ("line flush", "catheter balloon up", "circuit rebreathing 8 mmHg")
    words = [order for each in asked for _, order in said(each)]
    bodies = [scripted({Vital.ETCO2: 5.0}) for _ in range(2)]
    waves = []
    for body, orders in zip(bodies, ([], words), strict=True):
        states = [body.advance(at, orders if at == 1000 else ()) for at in range(0, 9100, 100)]
        waves.append([each.waves for each in states[1:]])
        last = states[-1]
    plain, ordered = (
        {wave: np.concatenate([step[wave] for step in each]) for wave in ("ART", "PA", "CO2")}
        for each in waves
    )
    assert np.array_equal(plain["ART"][:225], ordered["ART"][:225])
    assert ordered["ART"].max() > 299.0
    assert plain["ART"].max() < 200.0
    assert np.ptp(ordered["PA"][1000:]) < np.ptp(plain["PA"][1000:])
    assert ordered["CO2"][1250:].min() == pytest.approx(8.0, abs=0.5)
    assert plain["CO2"][1250:].min() == pytest.approx(0.0, abs=0.1)
    assert (last.line, last.catheter) == ("normal", "wedge")


@pytest.mark.parametrize("at_ms", [1500, 2300, 4100])
def test_that_a_body_with_ordered_lines_goes_on_from_its_snapshot_to_the_byte(at_ms):
    orders = {
        1000: [*said("line underdamped"), *said("circuit rebreathing 8 mmHg over 5 s")],
        2000: [*said("line flush"), *said("catheter balloon up")],
    }  # fmt: skip

    def step(body, at):
        return body.advance(at, [order for _, order in orders.get(at, [])])

    body, again = (scripted({}) for _ in range(2))
    for at in range(0, at_ms + 1, 100):
        step(body, at)
    again.resume(json.loads(json.dumps(body.saved())))
    for at in range(at_ms + 100, at_ms + 3000, 100):
        one, other = step(body, at), step(again, at)
        assert {name: bytes(wave) for name, wave in one.waves.items()} == {
            name: bytes(wave) for name, wave in other.waves.items()
        }


@pytest.mark.parametrize(
    ("ordered", "shallowest", "deepest"),
    [
        (("labour severe",), 15.0, 30.0),
        (("labour moderate", "cord-compression severe"), 35.0, 80.0),
    ],
)
def test_that_a_pressed_head_and_a_pressed_cord_dip_as_figo_says(ordered, shallowest, deepest):
    # FIGO 2015: early is shallow and goes with the contraction, its lowest near the top of it;
    # variable falls to its lowest within 30 s of its onset.
    orders = [each for words in ordered for each in said(f"illness {words}", at_s=1)]
    body = drawn(orders, 330, keep_s=320, template="obstetric")
    rate, tone = body.wave("FHR")[::25], body.wave("TOCO")[::25]
    high = tone > tone.min() + 12.0
    edges = np.flatnonzero(np.diff(high.astype(int)))
    begun = [int(at) for at in edges if high[at + 1] and at < len(rate) - 900]
    assert begun
    for at in begun:
        part, baseline = rate[at - 50 : at + 850], float(np.median(rate))
        fallen = np.flatnonzero(part < baseline - 10.0)
        assert shallowest <= baseline - part.min() <= deepest
        lowest = int(part.argmin())
        if len(ordered) == 1:
            assert abs(lowest - 50 - int(tone[at : at + 700].argmax())) < 100, "10 s from the top"
        else:
            assert lowest - fallen[0] < 300, "within 30 s"
        assert part[-100:].mean() > baseline - 8.0, "and it recovers"
