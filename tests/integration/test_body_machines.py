"""Ventilator, rhythms and compressions in the whole body."""

import pytest
from support.body_cases import case_run


def test_that_volume_control_gives_the_textbook_plateau_and_peak_exactly():
    # VT 500 mL, C 50 mL/cmH2O, R 10 cmH2O/L/s, 0.5 L/s, PEEP 5: 15 and 20 cmH2O.
    run = case_run("ventilator")
    assert run.at("Pplat", 300) == pytest.approx(15.0, abs=1e-6)
    assert run.at("Ppeak", 300) == pytest.approx(20.0, abs=1e-6)


def test_that_end_tidal_carbon_dioxide_answers_to_the_rate():
    run = case_run("ventilator")
    assert run.at("EtCO2.mmHg", 1200) < run.at("EtCO2.mmHg", 599) - 8.0


def test_that_a_heart_without_pulse_keeps_its_rate():
    run = case_run("pea")
    assert run.at("HR", 120) > 40.0
    assert run.at("SBP", 70) == 0.0
    assert run.at("CO", 120) < 0.5


def test_that_compressions_give_a_quarter_to_a_third_of_the_output():
    run = case_run("vf-cpr")
    share = run.mean("CO", 120, 360) / run.at("CO", 55)
    assert 0.25 <= share <= 0.30
    assert 10.0 <= run.mean("EtCO2.mmHg", 120, 370) <= 20.0
    assert run.at("EtCO2.mmHg", 410) < run.at("EtCO2.mmHg", 370) - 5.0
