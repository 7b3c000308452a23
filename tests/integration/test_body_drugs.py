"""Drugs through the whole body, against BioGears' published directions and other rows."""

import pytest
from support.body_cases import case_run

BEFORE_S = 59


def risen(run, column, to_s, from_s=60, before_s=BEFORE_S):
    """Return the greatest rise above the reading before, as a share."""
    rest = run.at(column, before_s)
    return max(run.between(column, from_s, to_s)) / rest - 1.0


def fallen(run, column, to_s, from_s=60, before_s=BEFORE_S):
    """Return the greatest fall below the reading before, as a share."""
    rest = run.at(column, before_s)
    return 1.0 - min(run.between(column, from_s, to_s)) / rest


@pytest.mark.parametrize("column", ["HR", "SBP", "DBP"])
def test_that_ten_micrograms_of_adrenaline_raise_rate_and_pressures_within_a_minute(column):
    assert 0.25 <= risen(case_run("adrenaline-bolus"), column, 120) <= 0.50


def test_that_an_infusion_of_adrenaline_quickens_the_heart_without_a_crisis_of_pressure():
    run = case_run("adrenaline-infusion")
    assert 0.15 <= run.mean("HR", 600, 960) / run.at("HR", BEFORE_S) - 1.0 <= 0.60
    assert 0.05 <= run.mean("SBP", 600, 960) / run.at("SBP", BEFORE_S) - 1.0 <= 0.40
    assert run.mean("CO", 600, 960) > 1.2 * run.at("CO", BEFORE_S)


@pytest.mark.parametrize("column", ["HR", "SBP", "DBP"])
def test_that_ketamine_raises_rate_and_pressures_by_a_fifth(column):
    assert 0.15 <= risen(case_run("ketamine"), column, 300) <= 0.25


def test_that_ketamine_slows_breathing():
    assert 0.25 <= fallen(case_run("ketamine"), "RR", 120, 80) <= 0.50


@pytest.mark.parametrize("column", ["SBP", "DBP"])
def test_that_midazolam_lowers_the_pressure_by_a_fifth(column):
    assert 0.15 <= fallen(case_run("midazolam"), column, 600) <= 0.25


def test_that_propofol_lowers_the_pressure_and_stops_breathing():
    run = case_run("propofol-200")
    assert 0.25 <= fallen(run, "SBP", 480, 300, 299) <= 0.40
    assert min(run.between("RR", 320, 360)) == 0.0


def test_that_an_apnoea_after_propofol_ends_by_itself_as_carbon_dioxide_rises():
    run = case_run("propofol-140")
    silent = [second for second in range(60, 601) if run.at("RR", second) == 0.0]
    assert 60 <= len(silent) <= 180
    assert run.at("PaCO2", silent[-1]) > run.at("PaCO2", BEFORE_S) + 8.0
    assert run.at("RR", 600) > 8.0
    assert run.at("GCS", 160) == pytest.approx(3.0, abs=0.5)


@pytest.mark.parametrize("drug", ["rocuronium", "suxamethonium"])
def test_that_a_relaxant_stops_breathing(drug):
    run = case_run(drug)
    assert run.readings["RR"][-1] == 0.0
    assert run.readings["TOF"][-1] == 0.0


def test_that_eleven_milligrams_of_morphine_slow_breathing_a_little():
    run = case_run("morphine")
    assert 0.25 <= fallen(run, "RR", 1800) <= 0.30
    assert max(run.between("PaCO2", 60, 1800)) - run.at("PaCO2", BEFORE_S) < 4.0


def test_that_two_hundred_milligrams_of_morphine_all_but_stop_breathing():
    run = case_run("morphine-overdose")
    worst = [
        second
        for second in range(1441)
        if run.at("RR", second) <= 6.0
        and run.at("PaCO2", second) > 55.0
        and run.at("SpO2", second) < 85.0
    ]
    assert worst


def test_that_naloxone_brings_breathing_back():
    run = case_run("naloxone")
    assert run.at("RR", 1490) <= 7.0
    assert run.mean("RR", 1700, 1900) > 0.85 * run.at("RR", BEFORE_S)
    assert run.mean("PaCO2", 1800, 1900) < run.at("PaCO2", 1490) - 4.0


@pytest.mark.parametrize("drug", ["phenylephrine", "noradrenaline", "vasopressin"])
def test_that_a_vasoconstrictor_raises_the_pressure_and_slows_the_heart(drug):
    run = case_run(drug)
    assert risen(run, "MAP", 180) > 0.03
    assert run.readings["MAP"][-1] > run.at("MAP", BEFORE_S) + 3.0
    assert run.readings["HR"][-1] < run.at("HR", BEFORE_S) - 2.0


def test_that_esmolol_slows_the_heart_and_lowers_the_pressure():
    run = case_run("esmolol")
    assert fallen(run, "HR", 240) > 0.05
    assert fallen(run, "MAP", 240) > 0.02


def test_that_atropine_quickens_the_heart():
    assert 0.10 <= risen(case_run("atropine"), "HR", 240) <= 0.60


def test_that_glyceryl_trinitrate_lowers_the_pressure_and_quickens_the_heart():
    run = case_run("glyceryl-trinitrate")
    assert run.mean("SBP", 400, 600) < 0.98 * run.at("SBP", BEFORE_S)
    assert run.mean("HR", 400, 600) > 1.05 * run.at("HR", BEFORE_S)


def test_that_dobutamine_raises_the_output_more_than_the_pressure():
    run = case_run("dobutamine")
    output = run.mean("CO", 400, 600) / run.at("CO", BEFORE_S)
    assert output > 1.10
    assert run.mean("MAP", 400, 600) / run.at("MAP", BEFORE_S) < output


def test_that_a_spinal_lowers_the_pressure_and_hardly_quickens_the_heart():
    run = case_run("spinal")
    assert 0.15 <= 1.0 - run.mean("MAP", 900, 1200) / run.at("MAP", BEFORE_S) <= 0.40
    assert run.mean("HR", 900, 1200) <= 1.05 * run.at("HR", BEFORE_S)


@pytest.mark.slow
@pytest.mark.parametrize("case", ["insulin", "insulin-glucose"])
def test_that_ten_units_of_insulin_lower_potassium(case):
    # Insulin 10 U with glucose: 0.6 to 1.0 mmol/L in 30 to 60 min.
    run = case_run(case)
    assert -1.0 <= run.at("K", 60 + 2700) - run.at("K", BEFORE_S) <= -0.6


@pytest.mark.slow
def test_that_insulin_without_glucose_halves_it_and_the_liver_holds_against_it():
    run = case_run("insulin")
    assert 1.6 <= min(run.between("Glucose", 60, 2820)) <= 3.0
    assert run.at("Glucose", 1860) < run.at("Glucose", BEFORE_S) * 0.6


@pytest.mark.slow
def test_that_insulin_brings_a_ketoacidosis_back_in_hours_and_nothing_else_does():
    # 0.1 units/kg/h: targets of the Joint British Diabetes Societies, glucose -3 mmol/L and
    # bicarbonate +3 mmol/L an hour; 2 to 5 of glucose is usual in children (ISPAD).
    run = case_run("dka")
    hour = (2700, 6300)
    glucose, bicarbonate = (
        run.at(name, hour[1]) - run.at(name, hour[0]) for name in ("Glucose", "HCO3")
    )
    assert -5.0 <= glucose <= -2.0
    assert 2.5 <= bicarbonate <= 5.0
    left = case_run("dka-untreated")
    assert left.at("Glucose", 2700) > left.at("Glucose", 960)
    assert left.at("HCO3", 2700) < 15.0


def test_that_bicarbonate_raises_ph_and_blows_up_carbon_dioxide():
    run = case_run("bicarbonate")
    assert run.at("pH", 600) > run.at("pH", BEFORE_S) + 0.02
    assert run.at("PaCO2", 180) > run.at("PaCO2", BEFORE_S) + 0.5
    # 50 mmol in 0.3 L/kg of 70 kg (Mellemgaard and Astrup 1960).
    assert run.at("HCO3", 900) - run.at("HCO3", BEFORE_S) == pytest.approx(50 / 21, abs=0.7)


def test_that_potassium_chloride_raises_potassium_by_what_was_given():
    run = case_run("potassium-chloride")
    # 20 mmol in 14 L outside the cells, less what goes into them.
    assert 0.9 <= max(run.between("K", 60, 600)) - run.at("K", BEFORE_S) <= 1.5


@pytest.mark.parametrize("drug", ["furosemide", "mannitol"])
def test_that_a_diuretic_makes_urine_that_the_blood_lacks(drug):
    run = case_run(drug)
    assert max(run.between("UrineOutput", 60, 1800)) > 2.0 * run.at("UrineOutput", BEFORE_S)
    assert run.readings["BloodVolume"][-1] < run.at("BloodVolume", BEFORE_S) - 10.0


def test_that_mannitol_lowers_the_pressure_in_the_skull():
    run = case_run("mannitol")
    assert run.at("ICP", 1800) < 0.8 * run.at("ICP", BEFORE_S)


@pytest.mark.slow
def test_that_paracetamol_leaves_a_normal_temperature_alone():
    run = case_run("paracetamol")
    assert min(run.between("Temp", 60, 1800)) > run.at("Temp", BEFORE_S) - 0.05


def test_that_salbutamol_lowers_potassium_and_quickens_the_heart():
    run = case_run("salbutamol")
    assert run.readings["K"][-1] < run.at("K", BEFORE_S) - 0.15
    assert run.readings["HR"][-1] > run.at("HR", BEFORE_S) + 3.0


def test_that_tranexamic_acid_lowers_a_bleeding():
    with_it = case_run("bleed-tranexamic").at("BloodLoss", 1260)
    without = case_run("bleed-untreated").at("BloodLoss", 1260)
    assert 0.0 < with_it < 0.95 * without
