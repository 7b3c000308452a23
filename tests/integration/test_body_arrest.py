"""Arrest, compressions, return and what leads to arrest in a modelled body, as published."""

import pytest
from support.heart_beats import RHYTHMS
from support.heart_runs import lived_after

from simrunner.monitor.oximeter import Oximeter
from simrunner.patient.rhythm.rhythm import is_palpable

ONSET_S = 10
MACHINE = (40, "vent vc 500 mL 10 /min 0 cmH2O")
UNTREATED = lambda: lived_after((ONSET_S, "rhythm vf"), until_s=320)  # noqa: E731 - a name


def under_compressions(depth_mm, rate=110):
    """Return a body that fibrillates, and is compressed from second 40 to 200."""
    return lived_after(
        (ONSET_S, "rhythm vf"), MACHINE, (40, f"cpr {rate} {depth_mm} for 160 s"), until_s=220
    )


def test_that_nobody_breathes_on_in_an_arrest_but_gasps_and_falls_silent():
    # 55 % of those who were seen to collapse gasped (Clark 1992); in pigs gasps lasted from the
    # second to the fifth minute, none came after the sixth (Zuercher 2010).
    lived = UNTREATED()
    gasps_per_min = lived.breaths(ONSET_S + 35, ONSET_S + 80) / 0.75
    assert 3 <= gasps_per_min <= 9
    begun = [state.at_ms / 1000 for state in lived.states if state.breaths_at_ms]
    assert 60 <= begun[-1] - ONSET_S <= 180
    assert max(lived.between("RR", 200, 320)) == 0


def test_that_arterial_blood_at_a_standstill_slowly_loses_its_oxygen():
    # Tucker 1994: 81 to 69 mmHg after five minutes of fibrillation without help.
    lived = UNTREATED()
    before, after = lived.blood(ONSET_S), lived.blood(ONSET_S + 300)
    assert 0.75 <= after[0] / before[0] <= 0.95
    assert 0.90 <= after[1] < before[1]


def test_that_an_oximeter_reads_nothing_without_a_pulse():
    oximeter = Oximeter(delay_ms=20_000)
    shown = {}
    for state in UNTREATED().states[:600]:
        oximeter.observe(state.at_ms, state)
        shown[state.at_ms] = oximeter.saturation().number
    assert shown[9000] == pytest.approx(98, abs=1)
    assert {shown[at_ms] for at_ms in range(20_000, 60_000, 1000)} == {None}


def test_that_nothing_is_read_as_pressure_until_somebody_presses():
    assert max(UNTREATED().between("SBP", ONSET_S + 6, 320)) == 0


@pytest.mark.parametrize("depth_mm", [50, 60])
def test_that_good_compressions_make_a_pressure_and_carbon_dioxide(depth_mm):
    lived = under_compressions(depth_mm)
    assert 58 <= lived.mean("SBP", 60, 200) <= 90
    assert 20 <= lived.mean("DBP", 60, 200) <= 40
    assert lived.mean("DBP", 60, 200) < lived.mean("MAP", 60, 200) < lived.mean("SBP", 60, 200)
    assert 10 <= lived.blood(190)[2] <= 20


def test_that_shallow_compressions_make_less_and_the_pressure_ends_with_them():
    shallow, good = under_compressions(30), under_compressions(50)
    assert shallow.mean("SBP", 60, 200) < good.mean("SBP", 60, 200) - 12
    assert shallow.blood(190)[2] < 10
    assert max(good.between("SBP", 204, 220)) == 0


def test_that_compressions_are_no_beats_of_the_heart():
    assert under_compressions(50).beats(60, 200) == (0, 0)


@pytest.mark.parametrize("arrest", ["vf", "pea"])
def test_that_a_heart_that_returns_after_adrenaline_is_fast_and_high_within_bounds(arrest):
    lived = lived_after(
        (ONSET_S, f"rhythm {arrest}"), MACHINE, (40, "cpr 110 55 for 180 s"),
        (70, "give adrenaline 1 mg IV"), (220, "rhythm sinus"), until_s=420,
    )  # fmt: skip
    assert 110 <= lived.mean("HR", 240, 420) <= 150
    assert 120 <= lived.mean("SBP", 240, 420) <= 200
    assert max(lived.between("SBP", 220, 420)) < 240
    assert max(lived.between("HR", 60, 420)) <= 208 - 0.7 * 40


@pytest.mark.parametrize("severity", ["", "moderate", "severe"])
def test_that_adrenaline_into_the_muscle_adds_ten_to_thirty_beats(severity):
    ill = [(5, f"illness anaphylaxis {severity}")] if severity else []
    lived = lived_after(*ill, (200, "give adrenaline 0.5 mg IM"), until_s=500)
    assert 8 <= lived.mean("HR", 480, 500) - lived.mean("HR", 190, 200) <= 30


def test_that_nothing_drives_the_sinus_node_beyond_its_age():
    lived = lived_after(
        (5, "bleed 500 mL/min for 4 min"), (60, "give adrenaline 1 mg IV"),
        (60, "give atropine 3 mg IV"), (90, "apnoea"), until_s=200,
        patient="patient: { template: elderly, age: 80 y }\n",
    )  # fmt: skip
    assert max(lived.between("HR", 0, 200)) <= 208 - 0.7 * 80 + 0.01


def test_that_severe_poisoning_with_local_anaesthetic_blocks_and_stops_the_heart():
    lived = lived_after((10, "illness local-anaesthetic-toxicity severe"), until_s=300)
    seen = [state.rhythm for state in lived.states]
    assert seen.index("sinus") < seen.index("heart-block-3-wide") < seen.index("asystole")
    assert lived.rhythm_at(240) == "asystole"
    moderate = lived_after((10, "illness local-anaesthetic-toxicity moderate"), until_s=300)
    assert {state.rhythm for state in moderate.states} == {"sinus"}


def test_that_rising_potassium_widens_to_a_sine_wave_and_stops_the_heart():
    lived = lived_after((10, "illness hyperkalaemia severe"), until_s=900)
    looks = [
        RHYTHMS["hyperkalaemia"].in_degree(state.vitals["K"]).ordinary.complex
        for state in lived.states if state.rhythm == "hyperkalaemia"
    ]  # fmt: skip
    order = ["hyperkalaemia-mild", "hyperkalaemia-moderate", "hyperkalaemia-severe"]
    assert list(dict.fromkeys(looks)) == order
    assert lived.rhythm_at(900) in {"vf", "asystole"}
    assert not any(
        is_palpable(beat.pulse_fraction) for state in lived.states[-100:] for beat in state.beats
    )


PARADOX_MMHG = 10


def test_that_pressure_falls_little_with_a_quiet_breath():
    lived = lived_after((1, "give paracetamol 1 g IV"), until_s=60)
    assert 0 < lived.inspiratory_fall("SBP", 20, 60) < PARADOX_MMHG / 2


@pytest.mark.parametrize(
    ("illness", "severity", "until_s"),
    [("tamponade", "moderate", 300), ("asthma", "severe", 300)],
)
def test_that_pulsus_paradoxus_is_more_than_ten(illness, severity, until_s):
    lived = lived_after((10, f"illness {illness} {severity}"), until_s=until_s)
    found = lived.between("SBP", until_s - 40, until_s)
    assert max(found) - min(found) > PARADOX_MMHG
    assert lived.inspiratory_fall("SBP", until_s - 40, until_s) > PARADOX_MMHG / 2


def test_that_a_milligram_into_a_beating_heart_is_dangerous_but_no_number_is_at_its_limit():
    # Case reports of 0.3 to 1 mg by mistake: systolic pressures of 200 to 270 mmHg, over in some
    # ten minutes (from memory, unverified).
    lived = lived_after((10, "give adrenaline 1 mg IV"), until_s=600)
    assert 200 <= max(lived.between("SBP", 10, 120)) <= 280
    assert lived.mean("SBP", 570, 600) < 150
