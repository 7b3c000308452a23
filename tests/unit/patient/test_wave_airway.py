"""Capnogram, chest impedance and the ventilator's loop under the conditions of the airway."""

from itertools import pairwise

import numpy as np
import pytest
from support.drawn_waves import draw

from simrunner.domain.vital import Vital
from simrunner.patient.wave.conditions import NEUTRAL, Ventilator, WaveConditions

MACHINE = Ventilator()


def expirations(drawn, wave="CO2", after_ms=15_000):
    """Return the part of every breath in which gas comes out."""
    line = drawn.waves[wave]
    return [
        line[(a + (b - a) * 2 // 5) // 4 : b // 4 - 1]
        for a, b in pairwise(drawn.breaths_ms)
        if a > after_ms
    ]


def slope(drawn):
    """Return how much of the EtCO2 the second half of an expiration still adds."""
    return np.mean([1.0 - part[len(part) // 2] / part[-1] for part in expirations(drawn)])


def test_that_a_longer_time_constant_turns_the_plateau_into_a_shark_fin():
    slopes = [
        slope(draw(50, conditions=WaveConditions(expiratory_time_constant_s=tau), sensors=()))
        for tau in (0.3, 0.4, 0.5, 0.7, 1.0)
    ]
    assert slopes == sorted(slopes)
    assert slopes[-1] > 4.0 * slopes[0]


def test_that_a_chest_that_tightens_within_an_expiration_saws_no_teeth_into_it():
    def scene(now_ms, vitals):
        vitals[Vital.ETCO2] = 6.0 - (now_ms // 1000 % 8) / 4
        return WaveConditions(expiratory_time_constant_s=0.35 + 0.1 * (now_ms // 1000 % 8))

    drawn = draw(40, conditions=scene, sensors=())
    for part in expirations(drawn):
        assert np.diff(part).min() > -0.05


@pytest.mark.parametrize("tau_s", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("ventilator", [None, MACHINE])
def test_that_every_shape_ends_at_the_end_tidal_value(tau_s, ventilator):
    conditions = WaveConditions(expiratory_time_constant_s=tau_s, ventilator=ventilator)
    drawn = draw(50, {Vital.ETCO2: 5.0}, conditions=conditions, sensors=())
    tops = [part.max() for part in expirations(drawn)]
    assert tops == pytest.approx([37.5] * len(tops), abs=0.5)


def test_that_rebreathing_lifts_the_base_and_nothing_else_does():
    base = draw(40, conditions=WaveConditions(inspired_co2_mmhg=6.0), sensors=()).part("CO2", 15)
    assert base.min() == pytest.approx(6.0, abs=0.2)
    assert base.max() == pytest.approx(37.5, abs=0.5)
    assert draw(40, sensors=()).part("CO2", 15).min() == 0.0


def test_that_a_curare_cleft_lies_in_the_last_third_of_the_plateau():
    conditions = WaveConditions(curare_cleft=1.0, ventilator=MACHINE)
    for part in expirations(draw(50, conditions=conditions, sensors=())):
        deepest = len(part) // 2 + int(part[len(part) // 2 :].argmin())
        assert 2 / 3 < deepest / len(part) < 0.95
        assert part[deepest] < 0.75 * part.max() < part[-1]


def test_that_cardiogenic_ripple_has_the_rate_of_the_heart():
    conditions = WaveConditions(cardiogenic_ripple_mmhg=4.0)
    drawn = draw(60, {Vital.RR: 6.0, Vital.HR: 75.0}, conditions=conditions, sensors=())
    part = expirations(drawn)[1]
    part = part[len(part) // 3 :]
    dips = [i for i in range(1, len(part) - 1) if part[i - 1] > part[i] <= part[i + 1]]
    assert 4000 * np.median(np.diff(dips)) / 1000 == pytest.approx(800, abs=60)
    assert np.abs(np.diff(drawn.part("CO2", 10))).max() < 2.5


def test_that_a_tube_in_the_gullet_gives_dwindling_bumps_that_are_gone_by_the_sixth_breath():
    def scene(now_ms, _vitals):
        place = "oesophageal" if now_ms > 20_000 else "open"
        return WaveConditions(airway=place, ventilator=MACHINE)

    drawn = draw(70, conditions=scene, sensors=())
    breaths = [at for at in drawn.breaths_ms if at > 20_000]
    tops = [drawn.waves["CO2"][(a + 400) // 4 : b // 4].max() for a, b in pairwise(breaths)]
    assert len(tops) > 7
    assert 20.0 > tops[0] > tops[1] > tops[2] > tops[3] > 1.0
    assert max(tops[5:]) < 0.5


@pytest.mark.parametrize("shut_ms", [20_000, 21_500, 23_000])
def test_that_an_obstructed_chest_goes_on_moving_without_carbon_dioxide(shut_ms):
    def scene(now_ms, _vitals):
        return WaveConditions(airway="obstructed" if now_ms > shut_ms else "open")

    drawn = draw(60, conditions=scene, sensors=("cvp",))
    assert drawn.part("CO2", 25).max() < 0.5
    impedance = drawn.part("RESP", 25)
    assert np.ptp(impedance) > 0.3
    crossings = np.flatnonzero((impedance[:-1] < 0.35) & (impedance[1:] >= 0.35))
    assert len(crossings) == pytest.approx(35 * 14 / 60, abs=1)
    assert np.abs(np.diff(drawn.part("CVP", 15))).max() < 0.5


def test_that_impedance_carries_the_heart_in_apnoea_and_nothing_without_a_pulse():
    beating = draw(20, {Vital.RR: 0.0, Vital.HR: 60.0}, sensors=()).part("RESP", 5)
    pulseless = draw(20, {Vital.RR: 0.0, Vital.HR: 60.0}, "pea", sensors=()).part("RESP", 5)
    tops = np.flatnonzero((beating[1:-1] > beating[:-2]) & (beating[1:-1] >= beating[2:]))
    assert len(tops) == pytest.approx(15, abs=1)
    assert 0.005 < np.ptp(beating) < 0.05
    assert np.ptp(pulseless) == 0.0


def test_that_compressions_pulse_in_pressure_and_gas_at_their_own_rate():
    presses = range(2000, 30_000, 545)  # 110 a minute
    still = {Vital.SBP: 0.0, Vital.RR: 0.0, Vital.ETCO2: 2.0}
    drawn = draw(30, still, "vf", sensors=("cvp",), presses_ms=presses)
    for wave in ("ART", "CO2", "CVP"):
        line = drawn.part(wave, 10, 29)
        spectrum = np.abs(np.fft.rfft(line - line.mean()))
        per_min = 60.0 * np.fft.rfftfreq(len(line), 0.004)[int(spectrum.argmax())]
        assert per_min == pytest.approx(110.0, abs=3.0), wave


def test_that_the_capnogram_jumps_when_the_circulation_returns():
    def scene(now_ms, vitals):
        vitals[Vital.ETCO2] = 2.0 if now_ms < 30_000 else 5.0
        return WaveConditions(ventilator=MACHINE)

    drawn = draw(50, {Vital.RR: 10.0}, conditions=scene, sensors=())
    tops = {a: drawn.waves["CO2"][a // 4 : b // 4].max() for a, b in pairwise(drawn.breaths_ms)}
    before = [top for at, top in tops.items() if 10_000 < at < 23_000]
    after = [top for at, top in tops.items() if 30_000 < at]
    assert min(after) - max(before) >= 10.0


def test_that_volume_control_gives_the_plateau_and_peak_of_the_textbook_exactly():
    drawn = draw(40, {Vital.RR: 12.0}, conditions=WaveConditions(ventilator=MACHINE), sensors=())
    start = next(at for at in drawn.breaths_ms if at > 20_000)
    assert drawn.at("PAW", start + 1000) == pytest.approx(20.0, abs=0.01)
    assert drawn.at("PAW", start + 1200) == pytest.approx(15.0, abs=0.01)
    assert drawn.at("VOLUME", start + 1100) == pytest.approx(500.0, abs=0.5)
    assert drawn.at("FLOW", start + 500) == 30.0
    assert drawn.part("PAW", 20).max() == pytest.approx(20.0, abs=0.01)
    assert drawn.at("PAW", start - 100) == pytest.approx(5.0, abs=0.01)
    periods = {b - a for a, b in pairwise(drawn.breaths_ms) if a > 10_000}
    assert periods == {5000}


def plateau_at(rate, resistance):
    conditions = WaveConditions(ventilator=MACHINE, resistance_cmh2o_s_per_l=resistance)
    drawn = draw(90, {Vital.RR: rate}, conditions=conditions, sensors=())
    return drawn.at("PAW", [at for at in drawn.breaths_ms if at < 88_000][-1] + 1200)


def test_that_an_expiration_shorter_than_three_time_constants_traps_gas():
    # Trapped at the start V0 = VT e / (1 - e), e = exp(-Te / RC): the steady state of the equation.
    for rate, resistance in ((12.0, 10.0), (20.0, 10.0), (20.0, 20.0), (24.0, 30.0)):
        expiration_s, constant_s = 60.0 / rate - 1.3, resistance * 0.05
        e = np.exp(-expiration_s / constant_s)
        auto_peep = 500.0 * e / (1.0 - e) / 50.0
        assert plateau_at(rate, resistance) == pytest.approx(15.0 + auto_peep, abs=0.1)
        assert (auto_peep > 0.5) == (expiration_s < 3.0 * constant_s)


def test_that_a_blocked_airway_shows_pressure_without_flow_and_an_effort_scoops_the_pressure():
    blocked = WaveConditions(ventilator=MACHINE, airway="obstructed")
    drawn = draw(30, conditions=blocked, sensors=())
    assert drawn.part("PAW", 10).max() == pytest.approx(40.0, abs=1.0)
    assert np.ptp(drawn.part("FLOW", 10)) == 0.0
    calm, pulling = (
        draw(30, {Vital.RR: 12.0}, conditions=each, sensors=())
        for each in (WaveConditions(ventilator=MACHINE),
                     WaveConditions(ventilator=MACHINE, effort_cmh2o=6.0))
    )  # fmt: skip
    start = next(at for at in calm.breaths_ms if at > 15_000)
    assert calm.at("PAW", start + 648) - pulling.at("PAW", start + 648) == pytest.approx(
        6.0, abs=0.1
    )


def test_that_the_ventilators_waves_are_drawn_only_while_it_ventilates():
    assert "PAW" not in draw(1, conditions=NEUTRAL).waves
    assert {"PAW", "FLOW", "VOLUME"} <= set(
        draw(1, conditions=WaveConditions(ventilator=MACHINE), sensors=()).waves
    )
