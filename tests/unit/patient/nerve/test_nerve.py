"""Consciousness, its processed electroencephalogram, the skull and the muscles' nerves."""

import json

import pytest

from simrunner.domain.vital import Vital
from simrunner.patient.handle import NEUTRAL
from simrunner.patient.lungs import lungs_at_rest
from simrunner.patient.nerve.nerve import (
    BrainSupply,
    NerveState,
    advance_nerve,
    nerve_influence,
    start_nerve,
)
from simrunner.patient.person import Person

REST = BrainSupply(
    mean_mmhg=90.0, central_venous_mmhg=5.0, pao2_mmhg=95.0, sao2=0.975, paco2_mmhg=40.0,
    glucose_mmol_per_l=5.2, temperature_c=36.8, sympathetic=0.0,
)  # fmt: skip


def after(seconds, *, supply=REST, state=None, **handles):
    state = start_nerve(Person()) if state is None else state
    acting = NEUTRAL._replace(**handles)
    for _ in range(round(seconds * 10)):
        state = advance_nerve(state, Person(), acting, supply)
    return state


# Bouillon, Anesthesiology 2004;100:1353: 97.4 (1 - U^1.43/(1 + U^1.43)), U = Cp/4.47 + Cr/19.3.
@pytest.mark.parametrize(
    ("propofol", "remifentanil"), [(0.0, 0.0), (2.0, 0.0), (4.47, 0.0), (3.0, 5.0), (8.0, 10.0)]
)
def test_that_bis_is_bouillons(propofol, remifentanil):
    u = propofol / 4.47 + remifentanil / 19.3
    published = 97.4 * (1.0 - u**1.43 / (1.0 + u**1.43))
    state = after(60, hypnotic_mcg_per_ml=propofol, opioid_ng_per_ml=remifentanil)
    assert state.bis == pytest.approx(published, abs=0.5)


def test_that_half_the_awake_value_is_at_published_half_effect():
    assert after(60, hypnotic_mcg_per_ml=4.47).bis == pytest.approx(48.7, abs=0.5)


# Twitches by receptors taken (Lee 1975, as taught): 4, 3, 2, 1, 0.
@pytest.mark.parametrize(
    ("block", "count"), [(0.0, 4), (0.70, 4), (0.77, 3), (0.85, 2), (0.95, 1), (0.99, 0)]
)
def test_that_twitches_are_lost_at_the_published_blocks(block, count):
    assert after(1, neuromuscular_block=block).tof == count


def test_that_the_ratio_fades_before_the_fourth_twitch_is_lost():
    ratios = [after(1, neuromuscular_block=block).tof_ratio for block in (0.0, 0.25, 0.5, 0.7, 0.8)]
    assert ratios[0] == ratios[1] == 1.0
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] == 0.0


def test_that_pressure_in_the_skull_rises_tenfold_with_the_pressure_volume_index():
    # Marmarou 1978: PVI, 25 mL, is the volume that raises the pressure tenfold.
    rest = after(1).icp_mmhg
    assert after(1, intracranial_volume_ml=12.5).icp_mmhg == pytest.approx(rest * 10**0.5, rel=1e-6)
    assert after(1, intracranial_volume_ml=25.0).icp_mmhg == pytest.approx(rest * 10, rel=1e-6)


def test_that_carbon_dioxide_moves_the_pressure_in_the_skull():
    low = after(1, supply=REST._replace(paco2_mmhg=25.0)).icp_mmhg
    high = after(1, supply=REST._replace(paco2_mmhg=60.0)).icp_mmhg
    assert low < 0.8 * after(1).icp_mmhg < after(1).icp_mmhg < high


def test_that_the_skull_rests_at_its_own_pressure_at_its_own_carbon_dioxide():
    own = lungs_at_rest(Person()).paco2_mmhg
    rest = after(1, supply=REST._replace(paco2_mmhg=own)).icp_mmhg
    assert rest == pytest.approx(Person().at_rest(Vital.ICP), abs=1e-6)


def test_that_perfusion_pressure_is_mean_less_what_stands_behind():
    state = after(1, intracranial_volume_ml=10.0)
    assert state.cpp_mmhg == pytest.approx(90.0 - state.icp_mmhg)
    congested = after(1, supply=REST._replace(central_venous_mmhg=40.0))
    assert congested.cpp_mmhg <= 50.0


def test_that_a_standstill_takes_consciousness_in_seconds_and_breathing_in_a_minute():
    stopped = REST._replace(mean_mmhg=10.0)
    assert after(15, supply=stopped).gcs < 5.0
    assert "ventilatory_drive" not in nerve_influence(after(5, supply=stopped))
    assert nerve_influence(after(120, supply=stopped))["ventilatory_drive"] == 0.0


@pytest.mark.parametrize(
    "lack", [{"sao2": 0.30}, {"glucose_mmol_per_l": 1.0}, {"paco2_mmhg": 120.0},
             {"temperature_c": 26.0}]
)  # fmt: skip
def test_that_a_brain_that_lacks_anything_goes_unconscious(lack):
    assert after(60, supply=REST._replace(**lack)).gcs < 4.0


def test_that_the_airway_of_the_unconscious_falls_shut_and_a_squeezed_brain_answers():
    asleep = nerve_influence(after(60, hypnotic_mcg_per_ml=6.0))
    assert 0.2 < asleep["upper_airway_obstruction"] < 0.5
    squeezed = nerve_influence(after(60, intracranial_volume_ml=22.0))
    assert squeezed["systemic_resistance"] > 1.2
    assert squeezed["sinus_rate"] < 0.9


def test_that_missed_blood_quickens_breathing_and_standing_up_does_not():
    assert "respiratory_rate" not in nerve_influence(after(5))
    assert "respiratory_rate" not in nerve_influence(
        after(5, supply=REST._replace(sympathetic=0.15))
    )
    bled = nerve_influence(after(5, supply=REST._replace(sympathetic=0.5)))
    assert bled["respiratory_rate"] > 1.5


def test_that_a_relaxant_hides_a_seizure_that_goes_on():
    assert after(1, seizure=1.0).is_seizing
    assert not after(1, seizure=1.0, neuromuscular_block=0.99).is_seizing


def test_that_pupils_are_pin_points_under_opioids_and_wide_without_supply():
    assert after(60, opioid_ng_per_ml=8.0).pupil_mm < 2.5
    assert after(180, supply=REST._replace(mean_mmhg=5.0)).pupil_mm > 6.0


def test_that_a_nervous_system_goes_on_from_its_json_as_if_nothing_had_been():
    state = after(13.3, hypnotic_mcg_per_ml=3.0)
    restored = NerveState._make(json.loads(json.dumps(list(state))))
    assert after(20, state=restored) == after(20, state=state)
