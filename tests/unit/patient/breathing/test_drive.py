"""The drive: carbon dioxide, oxygen, acid, drugs, wakefulness, and what they make of breathing."""

import math

import pytest
from support.breathers import Breather, person_of

from simrunner.domain.body_order import Ventilate
from simrunner.patient.breathing.breathing import advance_breathing, start_breathing
from simrunner.patient.handle import NEUTRAL, combined

VENT_OFF = Ventilate(mode="off")


def held_at(paco2_mmhg, *, pao2_mmhg=300.0, seconds=600, **influence):
    """Return l/min of somebody whose blood gases are held; the bicarbonate stays his own."""
    person = person_of()
    state = start_breathing(person)
    own = {"pao2_mmhg": 98.0, "ph": 7.4, "is_driven": True, "machine": None}
    state = advance_breathing(state, person, NEUTRAL, paco2_mmhg=41.5, **own)
    handles = combined([influence])
    held = {
        "paco2_mmhg": paco2_mmhg, "pao2_mmhg": pao2_mmhg,
        "ph": 7.4 + math.log10(41.5 / paco2_mmhg), "is_driven": True, "machine": VENT_OFF,
    }  # fmt: skip
    for _ in range(seconds * 5):
        state = advance_breathing(state, person, handles, **held)
    return state.rate_per_min * state.tidal_volume_ml / 1000.0


def resting(**influence):
    """Return l/min after twenty minutes with the blood gases that follow."""
    return Breather(**influence).advance(1200.0).ventilation_l_per_min


# Nieuwenhuijs, Anesthesiology 2003;98:312, abstract: propofol 1 mcg/ml, remifentanil 1 ng/ml.
NIEUWENHUIJS = [
    ({"hypnotic_mcg_per_ml": 1.0}, 12.6, 44.3),
    ({"opioid_ng_per_ml": 1.0}, 27.7, 57.7),
]


@pytest.mark.parametrize(("drug", "at_rest", "at_55"), NIEUWENHUIJS)
def test_that_ventilation_falls_by_what_nieuwenhuijs_measured(drug, at_rest, at_55):
    assert abs(100.0 * (1.0 - resting(**drug) / resting()) - at_rest) <= 5.0
    assert abs(100.0 * (1.0 - held_at(55.0, **drug) / held_at(55.0)) - at_55) <= 5.0


def test_that_an_opioid_and_a_hypnotic_are_more_together_than_one_after_the_other():
    left = resting(opioid_ng_per_ml=1.0, hypnotic_mcg_per_ml=1.0) / resting()
    alone = (1.0 - 0.277) * (1.0 - 0.126)
    assert left < alone - 0.05


def test_that_carbon_dioxide_raises_ventilation_by_one_to_three_litres_per_mmhg():
    assert 1.0 <= (held_at(55.0) - held_at(45.0)) / 10.0 <= 3.0
    halved = held_at(55.0, hypercapnic_response=0.5) - held_at(45.0, hypercapnic_response=0.5)
    assert 0.4 <= halved / (held_at(55.0) - held_at(45.0)) <= 0.6


def test_that_oxygen_lack_raises_ventilation_steeply_below_60_mmhg():
    usual = held_at(41.5, pao2_mmhg=98.0)
    at_60, at_40 = held_at(41.5, pao2_mmhg=60.0), held_at(41.5, pao2_mmhg=40.0)
    assert 1.15 <= at_60 / usual <= 1.8
    assert at_40 > 2.0 * usual
    assert held_at(41.5, pao2_mmhg=40.0, hypoxic_response=0.0) < 1.05 * usual
    assert held_at(41.5, pao2_mmhg=12.0) == 0.0


@pytest.mark.parametrize("bicarbonate", [15.0, 10.0, 6.0])
def test_that_metabolic_acidosis_is_breathed_down_as_winters_says(bicarbonate):
    # Winters' formula: PaCO2 = 1.5 HCO3 + 8 +-2; an hour is a little less than full compensation.
    body = Breather()
    body.bicarbonate = bicarbonate
    body.advance(3600.0)
    assert abs(body.gas.paco2_mmhg - (1.5 * bicarbonate + 8.0)) <= 4.0
    assert body.breathing.tidal_volume_ml > 1.15 * Breather().breathing.tidal_volume_ml


def test_that_alkalosis_is_breathed_up_less():
    body = Breather()
    body.bicarbonate = 40.0
    body.advance(3600.0)
    assert 46.0 <= body.gas.paco2_mmhg <= 55.0


def test_that_a_little_opioid_slows_breathing_and_deepens_it():
    # BioGears, morphine 11 mg: rate -25 to -30 %, PaCO2 up less than 4 mmHg.
    body = Breather()
    before, paco2 = body.breathing, body.gas.paco2_mmhg
    body.influence(opioid_ng_per_ml=0.4).advance(1200.0)
    assert 0.70 <= body.breathing.rate_per_min / before.rate_per_min <= 0.75
    assert body.breathing.tidal_volume_ml > before.tidal_volume_ml
    assert 1.0 < body.gas.paco2_mmhg - paco2 < 4.0


def test_that_an_overdose_of_opioid_stops_breathing_until_it_is_taken_away():
    body = Breather(opioid_ng_per_ml=6.0).advance(60.0)
    assert body.breathing.rate_per_min == 0.0
    assert body.breathing.drive == 0.0
    assert body.breathing.is_airway_open
    body.advance(60.0).influence()
    body.advance(30.0)
    assert body.breathing.rate_per_min > 14.0


def test_that_induction_stops_breathing_and_carbon_dioxide_brings_it_back():
    body = Breather(hypnotic_mcg_per_ml=3.0)
    body.inspired_oxygen = 1.0
    assert body.advance(30.0).breathing.rate_per_min == 0.0
    returned_s = body.until(lambda body: body.breathing.rate_per_min > 0.0)
    assert 60.0 < returned_s < 900.0
    assert 50.0 < body.gas.paco2_mmhg < 75.0


def test_that_one_who_is_awake_breathes_on_without_carbon_dioxide_and_a_sleeper_does_not():
    def after_hyperventilation(**influence):
        body = Breather().ventilate(700.0, 25.0)
        body.advance(600.0)
        body.machine = None
        return body.influence(**influence).advance(2.0).breathing.rate_per_min

    assert after_hyperventilation() > 5.0
    assert after_hyperventilation(consciousness=0.0) == 0.0


def test_that_an_ordered_apnoea_is_at_once_and_complete():
    body = Breather()
    body.is_driven = False
    body.step()
    assert body.breathing.rate_per_min == 0.0
    assert body.breathing.effort == 0.0
    assert body.breathing.alveolar_ventilation_ml_per_min == 0.0
    body.is_driven = True
    body.step()
    assert body.breathing.rate_per_min > 0.0


@pytest.mark.parametrize(("share", "left"), [(0.3, 0.7), (0.6, 0.3), (1.0, 0.0)])
def test_that_a_graded_loss_of_depth_is_what_the_handle_says(share, left):
    # BioGears, apnoea 0.3, 0.6, 1.0: tidal volume 70, 30 and 0 %; the drive answers only later.
    depth = {0.3: 0.7, 0.6: 0.3, 1.0: 0.0}[share]
    body = Breather()
    before = body.breathing.tidal_volume_ml
    body.influence(tidal_volume=depth)
    body.step()
    assert abs(body.breathing.tidal_volume_ml / before - left) < 0.02


def test_that_drive_and_rate_handles_move_what_they_name():
    usual = Breather().advance(600.0)
    assert Breather(ventilatory_drive=0.5).advance(600.0).gas.paco2_mmhg > 43.5
    assert Breather(ventilatory_drive=0.0).advance(10.0).breathing.rate_per_min == 0.0
    fast = Breather(respiratory_rate=1.8)
    fast.step()
    assert abs(fast.breathing.rate_per_min / usual.breathing.rate_per_min - 1.8) < 0.05


def test_that_work_and_fever_are_breathed_for():
    body = Breather(oxygen_use=2.0, co2_production=2.0).advance(1800.0)
    assert body.ventilation_l_per_min > 1.4 * Breather().ventilation_l_per_min
    assert body.gas.paco2_mmhg < 47.0
