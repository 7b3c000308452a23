"""A modelled body that nobody touches."""

import pytest
from support.body_cases import case_run
from support.heart_runs import lived_after

# BioGears, tables of the resting adult (Cardiovascular, Respiratory, Blood chemistry), and
# textbook ranges for what it does not state.
ADULT = {
    "HR": (60, 100), "SBP": (100, 140), "DBP": (60, 90), "CO": (5.0, 5.6), "CVP": (2, 6),
    "PAPs": (15, 30), "PAPd": (8, 15), "PAWP": (4, 12), "PaO2": (80, 105), "PaCO2": (35, 45),
    "pH": (7.35, 7.45), "K": (3.5, 5.0), "Na": (135, 145), "Glucose": (3.9, 6.1),
    "Lactate": (0.5, 1.6), "Hb": (130, 170), "Temp": (36.1, 37.5), "UrineOutput": (35, 105),
    "BIS": (90, 100), "GCS": (15, 15), "ICP": (7, 15), "CPP": (60, 98), "RR": (12, 20),
    "SpO2": (95, 100),
}  # fmt: skip
DRIFT = {
    "HR": 1.5, "MAP": 1.5, "CO": 0.1, "CVP": 0.4, "PaO2": 2.0, "PaCO2": 0.7, "pH": 0.015,
    "K": 0.08, "Na": 0.2, "Glucose": 0.1, "Lactate": 0.1, "Hb": 0.5, "Temp": 0.05, "RR": 0.6,
    "BE": 0.3,
}  # fmt: skip
OTHERS = ("elderly", "obstetric", "child", "infant", "neonate", "obese")
LASTS_S = {"adult": 3600, **dict.fromkeys(OTHERS, 1200)}


@pytest.mark.slow
@pytest.mark.parametrize("reading", ADULT)
def test_that_an_adult_at_rest_stays_within_the_published_range_for_an_hour(reading):
    run = case_run("rest-adult")
    low, high = ADULT[reading]
    settled = run.between(reading, 60, 3600)
    assert low <= sum(settled) / len(settled) <= high
    assert low - 0.05 * abs(low) <= min(settled) <= max(settled) <= high + 0.05 * abs(high)


@pytest.mark.parametrize("template", ["adult", *OTHERS])
@pytest.mark.parametrize("reading", DRIFT)
def test_that_a_body_at_rest_does_not_drift(template, reading):
    run = case_run(f"rest-{template}")
    end_s = LASTS_S[template]
    early, late = run.mean(reading, 300, 600), run.mean(reading, end_s - 300, end_s)
    assert abs(late - early) <= DRIFT[reading]


@pytest.mark.parametrize("template", ["adult", *OTHERS])
def test_that_the_blood_of_heart_and_chemistry_stays_one(template):
    run = case_run(f"rest-{template}")
    chemistry = run.body.model.organs.chemistry
    end_s = LASTS_S[template]
    assert abs(run.at("BloodVolume", end_s) - run.at("BloodVolume", 0)) < 1e-6
    assert abs(run.at("BloodVolume", end_s) - chemistry.plasma_ml - chemistry.red_cells_ml) < 1e-6


def test_that_a_pregnancy_at_term_has_answered_its_low_carbon_dioxide():
    # Pregnancy at term: PaCO2 28-34, bicarbonate 18-22, pH 7.40-7.47 (textbooks).
    run = case_run("rest-obstetric")
    assert 28.0 <= run.mean("PaCO2", 60, 1200) <= 34.0
    assert 7.40 <= run.mean("pH", 60, 1200) <= 7.47


@pytest.mark.parametrize("template", ["adult", *OTHERS[:-1]])
def test_that_a_body_begins_as_it_goes_on(template):
    lived = lived_after(
        (20, "breathe"), until_s=20, patient=f"patient: {{ template: {template} }}\n"
    )
    for reading in ("SBP", "DBP", "HR"):
        usual = lived.mean(reading, 5, 20)
        worst = max(abs(number - usual) for number in lived.between(reading, 0, 5))
        assert worst <= 0.13 * usual
