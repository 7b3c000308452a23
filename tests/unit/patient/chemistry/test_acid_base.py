"""Acid and base against the published formulas."""

import math

import pytest

from simrunner.patient.chemistry.acid_base import (
    base_excess_mmol_per_l,
    bicarbonate_mmol_per_l,
    ph_of,
)


@pytest.mark.parametrize(
    ("bicarbonate", "paco2"), [(24.0, 40.0), (12.0, 25.0), (30.0, 60.0), (18.0, 70.0)]
)
def test_that_bicarbonate_is_that_of_henderson_and_hasselbalch(bicarbonate, paco2):
    ph = 6.1 + math.log10(bicarbonate / (0.0307 * paco2))
    assert bicarbonate_mmol_per_l(ph, paco2) == pytest.approx(bicarbonate, rel=1e-9)


def test_that_the_worked_value_of_the_textbooks_comes_out():
    # 24 mmol/L at 40 mmHg is pH 7.39.
    ph = ph_of(base_excess_mmol_per_l(7.39, 40.0, 150.0), 40.0, 150.0, 7.2)
    assert bicarbonate_mmol_per_l(ph, 40.0) == pytest.approx(24.0, abs=0.1)


# Standard base excess by CLSI C46-A2: 0.9287 (HCO3 - 24.4 + 14.83 (pH - 7.4)).
@pytest.mark.parametrize(
    ("ph", "paco2"), [(7.10, 20.0), (7.20, 60.0), (7.30, 40.0), (7.40, 40.0), (7.55, 30.0)]
)
def test_that_the_base_excess_agrees_with_the_formula_of_the_analysers(ph, paco2):
    analyser = 0.9287 * (bicarbonate_mmol_per_l(ph, paco2) - 24.4 + 14.83 * (ph - 7.4))
    assert base_excess_mmol_per_l(ph, paco2, 150.0) == pytest.approx(analyser, abs=0.4)


@pytest.mark.parametrize("base_excess", [-20.0, -8.0, 0.0, 9.0])
@pytest.mark.parametrize("paco2", [20.0, 40.0, 90.0])
@pytest.mark.parametrize("haemoglobin", [60.0, 150.0])
def test_that_ph_and_base_excess_undo_each_other(base_excess, paco2, haemoglobin):
    ph = 7.4
    for _ in range(3):  # a second of the body apart
        ph = ph_of(base_excess, paco2, haemoglobin, ph)
    assert base_excess_mmol_per_l(ph, paco2, haemoglobin) == pytest.approx(base_excess, abs=1e-6)


def test_that_acute_carbon_dioxide_lowers_ph_by_the_rule_of_thumb():
    # 0.08 per 10 mmHg, acute (textbooks: 0.07 to 0.08).
    assert ph_of(0.0, 40.0, 150.0, 7.4) - ph_of(0.0, 50.0, 150.0, 7.4) == pytest.approx(
        0.07, abs=0.015
    )
