"""What the organs of a whole body do to the shape of its waves."""

from itertools import pairwise

import numpy as np
import pytest
from support.drawn_bodies import Drawn, drawn, said
from support.sick_bodies import ill, pressed, ventilated


@pytest.fixture(scope="module")
def asthma() -> Drawn:
    return drawn([ill("asthma", "severe", at_s=1)], 240, keep_s=25)


@pytest.fixture(scope="module")
def at_rest() -> Drawn:
    return drawn([], 25, keep_s=20)


@pytest.fixture(scope="module")
def machine() -> Drawn:
    """Ventilated from 1 s on, the tube in the gullet from 40 s on."""
    gullet = ill("oesophageal-intubation", "severe", at_s=40)
    return drawn([*ventilated(at_s=1), gullet], 80, keep_s=60)


@pytest.fixture(scope="module")
def tight_machine() -> Drawn:
    return drawn([*ventilated(at_s=1), ill("asthma", "severe", at_s=1)], 185, keep_s=25)


def slope_of_plateau(body: Drawn) -> float:
    """Return the rise in mmHg/s over the last 40 % of expirations, as the median of breaths."""
    co2 = body.wave("CO2")
    begun = [body.sample("CO2", at_ms) for at_ms in body.breaths_ms()]
    rises = []
    for before, after in pairwise(begun[1:]):
        # The first third of a breath is inspired; what comes last before the next is phase III.
        length = after - before
        part = co2[after - int(0.35 * length) : after - 6]
        rises.append((part[-1] - part[0]) / (0.004 * len(part)))
    return float(np.median(rises))


def paradox_mmhg(body: Drawn) -> float:
    """Return how far systolic peaks are apart over the breaths."""
    art = body.wave("ART")
    peaks = []
    for at_ms in body.beats_ms()[1:-2]:
        first = body.sample("ART", at_ms + 120)
        peaks.append(float(art[first : first + 60].max()))
    return float(np.percentile(peaks, 97) - np.percentile(peaks, 3))


def test_that_severe_asthma_turns_the_capnogram_into_a_fin(asthma, at_rest):
    assert slope_of_plateau(asthma) > 4.0 * max(0.5, slope_of_plateau(at_rest))


def test_that_the_pulse_fades_with_each_inspiration_in_severe_asthma_and_in_tamponade(
    asthma, at_rest
):
    assert paradox_mmhg(at_rest) < 8.0
    assert paradox_mmhg(asthma) > 10.0
    tamponade = drawn([ill("tamponade", "severe", at_s=1)], 150, keep_s=20)
    assert paradox_mmhg(tamponade) > 10.0


def test_that_the_airway_wave_peaks_where_the_lungs_say(machine):
    paw = machine.wave("PAW", from_s=28, to_s=39)
    flow = machine.wave("FLOW", from_s=28, to_s=39)
    volume = machine.wave("VOLUME", from_s=28, to_s=39)
    assert paw.max() == pytest.approx(20.0, abs=0.5)
    paused = paw[(np.abs(flow) < 0.01) & (volume > 490.0)]
    assert len(paused) > 50
    assert np.median(paused) == pytest.approx(15.0, abs=0.5)
    assert paw.min() == pytest.approx(5.0, abs=0.3)
    assert volume.max() == pytest.approx(500.0, abs=5.0)


def test_that_a_tight_chest_needs_a_high_peak_and_traps_air(tight_machine):
    breathing = tight_machine.body.model.organs.breathing
    paw, flow = tight_machine.wave("PAW"), tight_machine.wave("FLOW")
    assert breathing.peak_cmh2o > 35.0
    assert paw.max() == pytest.approx(breathing.peak_cmh2o, abs=1.5)
    assert breathing.auto_peep_cmh2o > 1.5
    begun = [tight_machine.sample("FLOW", at) - 3 for at in tight_machine.breaths_ms()[1:]]
    assert max(flow[index] for index in begun) < -3.0, "gas still flows out when the next begins"


def test_that_a_tube_in_the_gullet_gives_bumps_that_are_gone_by_the_sixth_breath(machine):
    begun = [at for at in machine.breaths_ms() if at > 42_000]
    co2 = machine.wave("CO2")
    tops = []
    for before, after in pairwise(begun):
        first, last = (machine.sample("CO2", at) for at in (before, after))
        tops.append(float(co2[first + (last - first) // 2 : last].max()))
    assert tops[0] > 5.0
    assert tops[0] < 30.0
    assert all(a >= b - 0.1 for a, b in pairwise(tops))
    assert max(tops[5:]) < 1.0


@pytest.mark.slow
def test_that_carbon_dioxide_jumps_when_the_circulation_returns_and_compressions_show():
    orders = [
        *said("rhythm vf", at_s=5), *ventilated(at_s=10, oxygen_pct=100), *pressed(20, 80),
        *said("rhythm sinus", at_s=80),
    ]  # fmt: skip
    arrest = drawn(orders, 115, keep_s=60)
    before = arrest.wave("CO2", from_s=66, to_s=79).max()
    after = arrest.wave("CO2", from_s=95, to_s=115).max()
    assert after - before >= 10.0
    # The mean over everything that lies like a compression, and over what lies otherwise.
    for wave, least, floor in (("ART", 15.0, -1.0), ("CO2", 0.5, 8.0)):
        line = arrest.wave(wave, from_s=56, to_s=79)
        assert np.ptp(aligned(line, 545, floor)) > least, wave
        assert np.ptp(aligned(line, 545, floor)) > 2.0 * np.ptp(aligned(line, 613, floor)), wave


def aligned(line: np.ndarray, every_ms: int, floor: float) -> np.ndarray:
    """Return the mean of the pieces of ``line`` above ``floor`` that lie whole periods apart."""
    starts = [round(n * every_ms / 4) for n in range(int(len(line) * 4 / every_ms) - 1)]
    pieces = [line[at : at + every_ms // 4] for at in starts]
    return np.mean([piece for piece in pieces if piece.min() > floor], axis=0)


def test_that_an_embolism_strains_the_right_heart_on_the_electrocardiogram():
    body = drawn([ill("pulmonary-embolism", "severe", at_s=1)], 110, keep_s=6)

    def depth(lead: str, sign: int, from_ms: int, to_ms: int) -> float:
        wave, found = body.wave(lead), []
        for at_ms in body.beats_ms()[1:-1]:
            begin = body.sample(lead, at_ms)
            level = float(np.median(wave[begin - 14 : begin - 11]))
            part = wave[begin + from_ms // 4 : begin + to_ms // 4] - level
            found.append(float(sign * (sign * part).max()))
        return float(np.median(found))

    assert depth("I", -1, 8, 80) < -0.15, "S in I"
    assert depth("III", -1, -44, 20) < -0.05, "Q in III"
    assert depth("III", -1, 140, 320) < -0.05, "T inverted in III"


def test_that_blood_loss_makes_the_pulse_swing_under_a_machine(machine):
    still = machine.wave("ART", from_s=22, to_s=39)
    lost = drawn([*ventilated(at_s=1), *said("bleed 1500 mL/min for 60 s", at_s=5)], 75, keep_s=18)
    assert paradox_mmhg(lost) / np.ptp(lost.wave("ART")) > 0.12
    assert np.ptp(lost.wave("PAW")) > 10.0
    assert np.ptp(still) > 20.0


def test_that_foot_of_artery_and_finger_follow_the_beat_as_measured(at_rest):
    for wave, expected, tolerance in (("ART", 120, 20), ("PLETH", 316, 40)):
        line = at_rest.wave(wave)
        feet = []
        for at_ms in at_rest.beats_ms()[2:-2]:
            first = at_rest.sample(wave, at_ms)
            part = line[first : first + 110]
            steep = int(np.diff(part).argmax())
            feet.append(4 * int(part[: steep + 1].argmin()))
        assert np.median(feet) == pytest.approx(expected, abs=tolerance), wave


@pytest.fixture(scope="module")
def chest() -> Drawn:
    """Ventilated with 500, from 30 s with 250 mL; no breath from 60, a shut airway from 90 s."""
    orders = [
        *ventilated(at_s=1),
        *said("vent vc 250 mL 12 /min 5 cmH2O", at_s=30),
        *said("vent off", at_s=60),
        *said("breathe", at_s=90),
        ill("airway-obstruction", "severe", at_s=90),
    ]
    return drawn(orders, 140, keep_s=125)


def moved(body: Drawn, from_s: float, to_s: float) -> float:
    """Return how far the chest's impedance moves with a breath."""
    line = body.wave("RESP", from_s=from_s, to_s=to_s)
    return float(np.ptp(line))


def test_that_the_chest_moves_by_what_goes_into_it(chest, at_rest):
    assert moved(at_rest, 10, 25) == pytest.approx(0.7, abs=0.1)
    assert moved(chest, 42, 58) / moved(chest, 18, 29) == pytest.approx(0.5, abs=0.08)


def test_that_a_chest_without_breath_shows_the_heart_alone(chest):
    line = chest.wave("RESP", from_s=72, to_s=88)
    assert 0.005 < np.ptp(line) < 0.05
    beats = [at_ms for at_ms in chest.beats_ms() if 72_000 < at_ms <= 88_000]
    rises = np.flatnonzero((line[1:-1] > line[:-2]) & (line[1:-1] >= line[2:]))
    assert len(rises) == pytest.approx(len(beats), abs=1)


def test_that_a_chest_goes_on_pulling_at_a_shut_airway_while_no_carbon_dioxide_comes(chest):
    assert moved(chest, 125, 139) > 0.25
    assert chest.wave("CO2", from_s=128, to_s=139).max() < 3.0
