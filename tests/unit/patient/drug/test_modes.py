"""The exact solution agrees with published rows and with solvers of others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PyTCI.models import propofol as tci_propofol
from PyTCI.models import remifentanil as tci_remifentanil
from scipy.linalg import expm
from support.drug_runs import ADULT, TABLE, Run

from simrunner.patient.drug import propofol, remifentanil
from simrunner.patient.drug.curve import LEFT, curve
from simrunner.patient.drug.disposition import Disposition, resized
from simrunner.patient.drug.modes import after_dose, modes_of, moved, step_of, with_peak
from simrunner.patient.person import Person

FIFTY_MAN = Person(age_years=50, weight_kg=70, height_cm=171)
FIFTY_WOMAN = Person(age_years=50, weight_kg=55, height_cm=160, sex="F")


def volumes_and_clearances(found: Disposition) -> tuple[float, ...]:
    v1 = found.v1_l
    return (
        v1, v1 * found.k12_per_min / found.k21_per_min, v1 * found.k13_per_min / found.k31_per_min,
        v1 * found.k10_per_min, v1 * found.k12_per_min, v1 * found.k13_per_min,
    )  # fmt: skip


def matrix(found: Disposition) -> np.ndarray:
    """The system of amounts in three compartments, and the effect site's concentration."""
    v1, k10, k12, k21, k13, k31, ke0 = found
    return np.array(
        [[-k10 - k12 - k13, k21, k31, 0], [k12, -k21, 0, 0], [k13, 0, -k31, 0],
         [ke0 / v1, 0, 0, -ke0]]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at_s", "in_plasma", "at_site"), [(60, 12.8487, 7.4981), (300, 1.0425, 3.3875)]
)
def test_that_a_schnider_bolus_has_the_published_row(at_s, in_plasma, at_site):
    run = Run((0, "propofol", "140 mg", "IV"), formulary=TABLE.with_model("propofol", "schnider"))

    run.to(at_s)

    assert run.plasma("propofol") == pytest.approx(in_plasma, rel=1e-3)
    assert run.site("propofol") == pytest.approx(at_site, rel=1e-3)


def test_that_a_schnider_bolus_peaks_at_91_s():
    run = Run((0, "propofol", "140 mg", "IV"), formulary=TABLE.with_model("propofol", "schnider"))
    highest, at_s = max((moment.site("propofol"), moment.at_s) for moment in run.steps(150))

    assert highest == pytest.approx(8.060, rel=1e-3)
    assert at_s == pytest.approx(91, abs=1)


def test_that_a_schnider_infusion_has_the_published_rows():
    formulary = TABLE.with_model("propofol", "schnider")
    run = Run((0, "propofol", "420 mg/h", "RATE"), formulary=formulary)
    rows = {5: (1.829, 1.458), 15: (2.180, 2.110), 30: (2.509, 2.469), 60: (2.842, 2.825)}

    for minutes, (in_plasma, at_site) in rows.items():
        run.to(minutes * 60)
        assert run.plasma("propofol") == pytest.approx(in_plasma, rel=1e-3)
        assert run.site("propofol") == pytest.approx(at_site, rel=1e-3)


def test_that_a_minto_bolus_has_the_published_row():
    formulary = TABLE.with_model("remifentanil", "minto")
    run = Run((0, "remifentanil", "70 mcg", "IV"), formulary=formulary)
    highest, at_s = max((m.site("remifentanil"), m.at_s) for m in run.steps(60))
    assert run.plasma("remifentanil") == pytest.approx(5.7198, rel=1e-3)
    assert run.site("remifentanil") == pytest.approx(3.8817, rel=1e-3)
    highest, at_s = max((m.site("remifentanil"), m.at_s) for m in run.steps(300))

    assert run.plasma("remifentanil") == pytest.approx(0.9662, rel=1e-3)
    assert run.site("remifentanil") == pytest.approx(1.7500, rel=1e-3)
    assert highest == pytest.approx(4.094, rel=1e-3)
    assert at_s == pytest.approx(86, abs=1)


def test_that_marsh_agrees_with_its_own_third_volume():
    found = propofol.marsh(ADULT)

    assert found.k13_per_min * found.v1_l / found.k31_per_min == pytest.approx(2.893 * 70, rel=4e-3)


def test_that_eleveld_propofol_beside_an_opioid_has_stanpumps_constants():
    # stanpumpR, tests/testthat/test-drugs-propofol.R: V1, V2, CL1, CL2 (its V3 and CL3 there are
    # those of an error in the fat-free mass that was put right later: CL3 is 0.670).
    v1, v2, _, cl1, cl2, cl3 = volumes_and_clearances(propofol.eleveld(FIFTY_MAN, with_opioid=True))
    assert (v1, v2, cl1, cl2) == pytest.approx((6.283078, 20.17078, 1.551355, 1.516118), rel=1e-4)
    assert cl3 == pytest.approx(0.670, rel=1e-3)

    v1, v2, _, cl1, cl2, _ = volumes_and_clearances(propofol.eleveld(FIFTY_WOMAN, with_opioid=True))
    assert (v1, v2, cl1, cl2) == pytest.approx((5.772932, 15.84847, 1.519402, 1.265265), rel=1e-4)


@pytest.mark.parametrize(
    ("sex", "constants"),
    [
        ("M", (5.371314, 8.442319, 3.148362, 2.462212, 1.52838, 0.08064262)),
        ("F", (4.403734, 8.051189, 2.581221, 2.467679, 1.715685, 0.06948164)),
    ],
)
def test_that_eleveld_remifentanil_has_stanpumps_constants(sex, constants):
    person = Person(age_years=50, weight_kg=70, height_cm=171, sex=sex)

    assert volumes_and_clearances(remifentanil.eleveld(person)) == pytest.approx(
        constants, rel=1e-4
    )


@pytest.mark.parametrize(("age", "weight", "height", "sex"), [
    (40, 70, 170, "M"), (75, 55, 160, "F"), (25, 95, 185, "M"), (4, 16, 102, "F"),
])  # fmt: skip
def test_that_pytci_has_the_same_volumes_and_rates(age, weight, height, sex):
    person = Person(age_years=age, weight_kg=weight, height_cm=height, sex=sex)
    theirs = tci_remifentanil.Eleveld(age, weight, height, sex.lower())
    ours = remifentanil.eleveld(person)
    rates = ("k10", "k12", "k21", "k13", "k31", "keo")
    # PyTCI has the thetas of the paper's table, rounded to three digits.
    assert [ours.v1_l, *ours[1:]] == pytest.approx(
        [theirs.v1, *(getattr(theirs, rate) * 60 for rate in rates)], rel=6e-3
    )
    theirs = tci_remifentanil.Minto(age, weight, height, sex.lower())
    ours = remifentanil.minto(person)
    assert [ours.v1_l, *ours[1:]] == pytest.approx(
        [theirs.v1, *(getattr(theirs, rate) * 60 for rate in rates)], rel=1e-6
    )
    theirs = tci_propofol.Eleveld(age, weight, height, sex.lower())
    ours_propofol = propofol.eleveld(person, with_opioid=False)
    v1, v2, v3, cl1, _, cl3 = volumes_and_clearances(ours_propofol)
    # Not Q2: PyTCI normalises its maturation, against the authors' file.
    assert (v1, v2, v3, cl1, cl3) == pytest.approx(
        (theirs.v1, theirs.v2, theirs.v3, theirs.Q1, theirs.Q3), rel=6e-3
    )


@pytest.mark.parametrize(("age", "weight", "height", "sex"), [
    (40, 70, 170, "M"), (75, 55, 160, "F"), (25, 95, 185, "M"),
])  # fmt: skip
def test_that_pytci_has_schniders_rates_in_adults(age, weight, height, sex):
    theirs = tci_propofol.Schnider(age, weight, height, sex.lower())
    ours = propofol.schnider(Person(age_years=age, weight_kg=weight, height_cm=height, sex=sex))

    # PyTCI has the rates as published, rounded to two or three digits.
    rates = ("k10", "k12", "k21", "k13", "k31", "keo")
    assert list(ours) == pytest.approx(
        [theirs.v1, *(getattr(theirs, rate) * 60 for rate in rates)], rel=1e-2
    )


@pytest.mark.parametrize("drug", sorted(TABLE.drugs))
def test_that_every_drugs_step_is_the_matrix_exponential(drug):
    found = TABLE.drugs[drug].disposition(ADULT, with_opioid=False)
    has_site = found.ke0_per_min > 0.0
    modes = modes_of(found)
    step = step_of(modes, 2.0)
    mode = [100.0 * dose for dose in modes.per_dose]
    rate = 3.0
    mode = [
        each * kept + rate * rise
        for each, kept, rise in zip(mode, step.decay, step.rise, strict=True)
    ]
    system = np.zeros((5, 5))
    system[:4, :4] = matrix(found)
    system[0, 4] = rate
    exact = expm(system * 2.0) @ np.array([100.0, 0, 0, 0, 1.0])

    assert sum(mode[:3]) == pytest.approx(exact[0] / found.v1_l, rel=1e-8)
    site = sum(each * weight for each, weight in zip(mode[:3], modes.weights, strict=True))
    expected = exact[3] if has_site else exact[0] / found.v1_l
    assert site + mode[3] == pytest.approx(expected, rel=1e-8)


@settings(deadline=None, max_examples=80)
@given(st.tuples(*[st.floats(0.001, 2.0)] * 6))
def test_that_any_rates_give_the_matrix_exponential(rates):
    found = Disposition(5.0, *rates)
    exact = expm(matrix(found) * 4.0) @ np.array([100.0, 0, 0, 0])

    in_plasma, at_site = after_dose(modes_of(found), 4.0)

    assert 100.0 * in_plasma == pytest.approx(exact[0] / 5.0, rel=1e-4, abs=1e-6)
    assert 100.0 * at_site == pytest.approx(exact[3], rel=1e-4, abs=1e-5)


def test_that_a_change_of_kinetics_moves_no_amount():
    beside = propofol.eleveld(ADULT, with_opioid=True)
    alone = propofol.eleveld(ADULT, with_opioid=False)
    old, new = modes_of(beside), modes_of(alone)
    step = step_of(old, 7.0)
    mode = tuple(140.0 * dose * kept for dose, kept in zip(old.per_dose, step.decay, strict=True))
    amounts = expm(matrix(beside) * 7.0) @ np.array([140.0, 0, 0, 0])

    later = step_of(new, 5.0)
    fresh = [each * kept for each, kept in zip(moved(old, new, mode), later.decay, strict=True)]

    expected = expm(matrix(alone) * 5.0) @ amounts
    assert sum(fresh[:3]) == pytest.approx(expected[0] / alone.v1_l, rel=1e-9)
    site = sum(each * weight for each, weight in zip(fresh[:3], new.weights, strict=True))
    assert site + fresh[3] == pytest.approx(expected[3], rel=1e-9)


@pytest.mark.parametrize("peak_min", [0.5, 3.694, 40.0])
def test_that_the_effect_peaks_when_it_is_said_to(peak_min):
    fentanyl = TABLE.drugs["fentanyl"].kinetics.adult
    assert fentanyl is not None

    modes = modes_of(with_peak(fentanyl, peak_min))

    at_peak = after_dose(modes, peak_min)[1]
    assert at_peak > after_dose(modes, peak_min * 0.97)[1]
    assert at_peak > after_dose(modes, peak_min * 1.03)[1]


def test_that_a_curve_is_one_at_its_peak_and_a_quarter_at_its_end():
    modes = modes_of(curve(20.0, peak_min=8.0, duration_min=240.0))

    assert 20.0 * after_dose(modes, 8.0)[1] == pytest.approx(1.0)
    assert 20.0 * after_dose(modes, 240.0)[1] == pytest.approx(LEFT)


def test_that_a_curve_too_short_for_its_peak_is_refused():
    with pytest.raises(ValueError, match="too short for a peak"):
        curve(1.0, peak_min=10.0, duration_min=20.0)


def test_that_a_rate_of_nothing_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        modes_of(Disposition(5.0, 0.0))


def test_that_the_adult_of_70_kg_is_left_as_published():
    found = Disposition(5.0, 0.1, 0.2, 0.05, 0.1, 0.01, 0.5)

    assert resized(found, 70.0) == found
    assert resized(found, 20.0).k10_per_min > found.k10_per_min
