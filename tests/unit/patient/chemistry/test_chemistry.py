"""Water, blood, salts, sugar and heat of one body."""

import json

import pytest
from support.chemistry_runs import Broth

from simrunner.app.bodies import read_body_tables
from simrunner.app.case_run import person_of_case
from simrunner.domain.vital import Vital
from simrunner.patient.chemistry.chemistry import ChemistryState
from simrunner.patient.person import Person
from simrunner.scenario.case.case import CasePatient

FLUIDS = read_body_tables().fluids


def volume(broth):
    return broth.state.plasma_ml + broth.state.red_cells_ml


@pytest.mark.parametrize("after_min", [30, 60])
def test_that_a_fifth_to_a_third_of_a_crystalloid_stays_in_the_blood(after_min):
    broth = Broth()
    before = volume(broth)
    broth.run_in(FLUIDS["saline"], 1000.0, minutes=20)
    broth.advance(after_min * 60)
    assert 0.20 <= (volume(broth) - before) / 1000.0 <= 0.34


def test_that_red_cells_stay_and_raise_haemoglobin():
    broth = Broth()
    broth.bleed(1200.0, minutes=20)
    broth.advance(7200)
    anaemic = broth.state.haemoglobin_g_per_l
    broth.run_in(FLUIDS["red-cells"], 280.0, minutes=10)
    broth.advance(3600)
    # One unit raises the haemoglobin of an anaemic adult by about 10 g/L (textbooks).
    assert 6.0 <= broth.state.haemoglobin_g_per_l - anaemic <= 14.0


def test_that_blood_that_was_lost_is_refilled_with_water_and_thinned():
    broth = Broth()
    before = volume(broth)
    broth.bleed(1000.0, minutes=10)
    assert broth.state.haemoglobin_g_per_l > 125.0
    lost = volume(broth)
    broth.advance(3600)
    assert volume(broth) - lost > 150.0
    assert volume(broth) < before - 200.0
    assert broth.state.haemoglobin_g_per_l < 125.0


def test_that_what_the_blood_gives_and_takes_is_what_the_circulation_is_told():
    broth = Broth(furosemide=True)
    before = volume(broth)
    told = broth.run_in(FLUIDS["saline"], 500.0, minutes=5)
    told += broth.advance(600)
    assert volume(broth) - before == pytest.approx(told, abs=1e-6)


def test_that_saline_makes_acid_and_balanced_fluid_does_not():
    saline, balanced = Broth(), Broth()
    saline.run_in(FLUIDS["saline"], 2000.0, minutes=20)
    balanced.run_in(FLUIDS["hartmann"], 2000.0, minutes=20)
    assert saline.state.ph < Broth().state.ph - 0.01
    assert balanced.state.ph > saline.state.ph + 0.02


def test_that_poor_flow_makes_lactate_and_a_base_deficit_that_clear_again():
    broth = Broth()
    broth.output = 2.5
    broth.advance(1800)
    peak = broth.state.lactate_mmol_per_l
    assert peak > 4.0
    assert broth.state.base_excess_mmol_per_l == pytest.approx(
        Broth().state.base_excess_mmol_per_l - (peak - 1.0), abs=0.1
    )
    broth.output = 5.45
    broth.advance(7200)
    assert broth.state.lactate_mmol_per_l < 1.5


def test_that_urine_stops_in_shock_and_is_a_millilitre_per_kilogram_at_rest():
    broth = Broth()
    broth.advance(60)
    assert 0.5 <= broth.state.urine_ml_per_h / 70.0 <= 1.0
    broth.mean = 38.0
    broth.advance(60)
    assert broth.state.urine_ml_per_h == 0.0


# What kidneys of an age let go, mL/kg/h: Family Practice Notebook, Urine Output; newborns 0.9
# to 6.3 mL/kg/h.
@pytest.mark.parametrize(
    ("template", "low", "high"),
    [("adult", 0.5, 1.0), ("elderly", 0.5, 1.0), ("child", 1.0, 2.0), ("infant", 1.0, 2.0),
     ("neonate", 0.9, 6.3)],
)  # fmt: skip
def test_that_the_young_make_more_urine_at_their_own_pressure(template, low, high):
    person = person_of_case(CasePatient(template=template))
    broth = Broth(person=person)
    broth.mean = person.mean_pressure_mmhg
    broth.advance(5)
    assert low <= broth.state.urine_ml_per_h / person.weight_kg <= high
    broth.mean = 0.42 * person.mean_pressure_mmhg
    broth.advance(5)
    assert broth.state.urine_ml_per_h == 0.0


def test_that_a_newborn_rests_with_less_bicarbonate_than_a_grown_up():
    newborn = Broth(person=person_of_case(CasePatient(template="neonate"))).state
    assert 18.0 <= newborn.bicarbonate_mmol_per_l <= 24.0 < Broth().state.bicarbonate_mmol_per_l
    assert 7.35 <= newborn.ph <= 7.45


def test_that_a_fever_rises_and_what_lowers_it_leaves_a_normal_temperature_alone():
    feverish, cooled = Broth(temperature_set_c=2.0), Broth(temperature_set_c=-0.9)
    feverish.advance(7200)
    cooled.advance(7200)
    assert feverish.state.temperature_c == pytest.approx(38.8, abs=0.2)
    assert cooled.state.temperature_c == pytest.approx(36.8, abs=0.02)


def test_that_a_body_without_thermostat_cools_by_the_heat_it_loses():
    # 0.83 kcal/kg/C (Burton 1935): 200 W from 70 kg is 0.05 C a minute.
    broth = Broth(heat_w=-200.0, shivering=0.0)
    broth.advance(600)
    assert 36.8 - broth.state.temperature_c == pytest.approx(10 * 200 * 60 / 3470 / 70, rel=0.08)


def test_that_glucose_and_potassium_fall_under_insulin():
    broth = Broth(insulin_action=5.0)
    broth.advance(1800)
    assert 1.6 <= broth.state.glucose_mmol_per_l <= 3.0
    assert 0.3 <= 4.2 - broth.state.potassium_mmol_per_l <= 1.0


def test_that_acid_drives_potassium_out_of_the_cells():
    broth = Broth()
    broth.paco2 = 80.0
    broth.advance(7200)
    assert broth.state.potassium_mmol_per_l > 4.4


def test_that_a_pregnancy_rests_at_the_ph_its_kidneys_have_made():
    mother = Person(
        template="obstetric", age_years=30, sex="F", weight_kg=75, height_cm=165,
        resting={Vital.ETCO2: 4.2},
    )  # fmt: skip
    state = Broth(person=mother).state
    assert 7.40 <= state.ph <= 7.47
    assert 18.0 <= state.bicarbonate_mmol_per_l <= 22.5


def test_that_a_chemistry_goes_on_from_its_json_as_if_nothing_had_been():
    broth = Broth()
    broth.run_in(FLUIDS["glucose-5"], 300.0, minutes=7)
    again = Broth()
    again.state = ChemistryState._make(json.loads(json.dumps(list(broth.state))))
    broth.advance(300)
    again.advance(300)
    assert again.state == broth.state
