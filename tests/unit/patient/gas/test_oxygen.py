"""Oxygen in blood: the curve against the published table, its shifts, and what an oximeter sees."""

import math

import pytest

from simrunner.patient.gas.oxygen import (
    content,
    curve_shift,
    oximeter_saturation,
    saturation,
    settled_tension,
    tension,
    tension_of_saturation,
)

# Severinghaus, J Appl Physiol 1979;46:599, table of the standard curve at pH 7.40 and 37 degrees.
PUBLISHED = {
    26.8: 50.0, 40.0: 75.0, 50.0: 85.08, 60.0: 90.85, 70.0: 94.06, 80.0: 95.84, 90.0: 96.88,
    100.0: 97.49,
}  # fmt: skip


@pytest.mark.parametrize(("po2_mmhg", "percent"), PUBLISHED.items())
def test_that_saturation_is_that_of_the_published_table(po2_mmhg, percent):
    assert abs(100.0 * saturation(po2_mmhg) - percent) <= 0.55


@pytest.mark.parametrize(("po2_mmhg", "percent"), PUBLISHED.items())
def test_that_the_inverse_finds_the_tension_of_the_published_table(po2_mmhg, percent):
    found = tension_of_saturation(percent / 100.0)
    assert abs(100.0 * saturation(found) - percent) <= 0.55


def test_that_acid_and_warm_blood_let_go_of_oxygen_by_the_published_amounts():
    # Severinghaus 1979, at 40 mmHg.
    bohr = (40.0 / 26.6) ** 0.184 - 2.2
    assert abs(math.log(curve_shift(7.3, 37.0)) - 0.1 * bohr) < 1e-3
    warm = 0.058 / ((0.243 * 40.0 / 100.0) ** 3.88 + 1.0) + 0.013
    assert abs(math.log(curve_shift(7.4, 38.0)) + warm) < 1e-4
    assert saturation(40.0, curve_shift(7.2, 39.0)) < 0.66 < saturation(40.0)


def test_that_tension_and_content_are_each_others_inverse_over_the_whole_range():
    for capacity in (0.05, 0.195, 0.3):
        for shift in (0.6, 1.0, 1.5):
            for po2_mmhg in (2.0, 15.0, 27.0, 60.0, 100.0, 250.0, 650.0):
                held = content(po2_mmhg, capacity, shift)
                assert math.isclose(settled_tension(held, capacity, shift), po2_mmhg, rel_tol=1e-6)
                guess = 0.9 * po2_mmhg
                for _ in range(60):
                    guess = tension(held, capacity, shift, guess)
                assert math.isclose(guess, po2_mmhg, rel_tol=1e-6)


def test_that_the_tension_is_found_from_any_guess():
    held = content(80.0, 0.195, 1.0)
    for first_mmhg in (0.01, 5.0, 600.0, 3000.0):
        guess = first_mmhg
        for _ in range(40):
            guess = tension(held, 0.195, 1.0, guess)
        assert abs(guess - 80.0) < 1e-6


def test_that_an_oximeter_takes_carbon_monoxide_for_oxygen_and_methaemoglobin_for_85_percent():
    assert oximeter_saturation(0.97, 0.0, 0.0) == 0.97
    true = 0.98 * 0.7
    assert oximeter_saturation(0.98, 0.3, 0.0) > 0.95 > true
    assert abs(oximeter_saturation(0.98, 0.0, 0.35) - 0.85) < 1e-9
    assert abs(oximeter_saturation(0.60, 0.0, 0.35) - 0.85) < 1e-9
    assert 0.85 < oximeter_saturation(0.98, 0.0, 0.1) < 0.97
