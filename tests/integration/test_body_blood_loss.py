"""Blood lost and given back in the whole body; classes as ATLS has them (Spahn 2019)."""

import pytest
from support.body_cases import case_run

BEFORE_S = 55


def when_lost(run, share):
    """Return when the body first lacks this share of its blood, refilling counted."""
    whole = run.at("BloodVolume", BEFORE_S)
    return run.first_s("BloodVolume", below=whole * (1.0 - share), after_s=BEFORE_S)


# Middles of the classes: share lost, heart rate, systolic pressure, breaths, urine in mL/h.
CLASSES = {
    "I": (0.10, (60, 100), (105, 135), (12, 20), (30, 60)),
    "II": (0.22, (100, 120), (90, 135), (20, 30), (20, 34)),
    "III": (0.35, (120, 140), (70, 100), (30, 40), (5, 15)),
    "IV": (0.43, (140, 180), (40, 90), (35, 60), (0, 3)),
}


@pytest.mark.parametrize("number", CLASSES)
def test_that_a_bleeding_body_goes_through_the_classes_of_haemorrhage(number):
    share, rate, pressure, breaths, urine = CLASSES[number]
    run = case_run("bleed")
    at_s = when_lost(run, share)
    for column, (low, high) in zip(
        ("HR", "SBP", "RR", "UrineOutput"), (rate, pressure, breaths, urine), strict=True
    ):
        assert low <= run.at(column, at_s) <= high, column


# The whole of the table, not its middles: where a class ends, heart rate and breaths.
BANDS = ((0.15, (0, 100), (12, 20)), (0.30, (100, 120), (20, 30)), (0.40, (120, 140), (30, 40)),
         (0.46, (140, 180), (35, 60)))  # fmt: skip


def test_that_every_share_of_the_blood_lies_in_the_bands_of_its_class():
    # 4 beats and 2 breaths of slack: a body knows no edges, the table has nothing else.
    run = case_run("bleed")
    for percent in range(46):
        share = percent / 100.0
        at_s = when_lost(run, share) if percent else BEFORE_S
        rates, breaths = next((hr, rr) for ends, hr, rr in BANDS if share < ends)
        assert rates[0] - 4 <= run.at("HR", at_s) <= rates[1] + 4, percent
        assert breaths[0] - 2 <= run.at("RR", at_s) <= breaths[1] + 2, percent


def test_that_pulse_pressure_narrows_before_the_pressure_falls():
    run = case_run("bleed")
    at_s = when_lost(run, 0.20)
    before = run.at("SBP", BEFORE_S) - run.at("DBP", BEFORE_S)
    assert run.at("SBP", at_s) - run.at("DBP", at_s) < 0.8 * before
    assert run.at("SBP", at_s) > 0.9 * run.at("SBP", BEFORE_S)
    assert run.at("DBP", at_s) > run.at("DBP", BEFORE_S)


def test_that_output_and_stroke_fall_as_blood_is_lost():
    run = case_run("bleed")
    outputs = [run.at("CO", when_lost(run, share)) for share in (0.10, 0.20, 0.30, 0.40)]
    strokes = [run.at("SV", when_lost(run, share)) for share in (0.10, 0.20, 0.30, 0.40)]
    assert outputs == sorted(outputs, reverse=True)
    assert strokes == sorted(strokes, reverse=True)
    assert outputs[-1] < 0.75 * run.at("CO", BEFORE_S)


@pytest.mark.slow
def test_that_base_deficit_and_lactate_grow_with_the_classes():
    # Base deficit 0-2, 2-6, 6-10 for classes I, III early and IV: it takes time to build up.
    run = case_run("bleed-slow")
    deficit = [
        run.at("BE", BEFORE_S) - run.at("BE", when_lost(run, share))
        for share in (0.10, 0.25, 0.33, 0.40)
    ]
    assert deficit[0] < 0.5
    assert deficit[1] < 2.0 < deficit[2] < 6.0 < deficit[3]
    assert run.at("Lactate", when_lost(run, 0.33)) > 3.0


@pytest.mark.slow
def test_that_a_body_that_stops_bleeding_recovers_by_refilling():
    run = case_run("bleed-stop")
    assert run.at("BloodVolume", 2400) > run.at("BloodVolume", 785) + 200.0
    assert run.at("HR", 2400) < run.at("HR", 780) - 5.0
    assert run.at("SBP", 2400) > run.at("SBP", 780)
    assert run.at("Hb", 2400) < run.at("Hb", 780) - 5.0


def test_that_saline_reverses_the_signs_and_thins_the_blood():
    run = case_run("bleed-saline")
    assert run.at("HR", 1020) < run.at("HR", 660) - 5.0
    assert run.at("SBP", 1020) > run.at("SBP", 660)
    assert run.at("CO", 1020) > run.at("CO", 660)
    assert run.at("SV", 1020) > run.at("SV", 660)
    assert run.at("Hb", 1800) < run.at("Hb", 660) - 5.0


def test_that_red_cells_reverse_the_signs_and_raise_haemoglobin():
    cells, saline = case_run("bleed-red-cells"), case_run("bleed-saline")
    assert cells.at("HR", 1020) < cells.at("HR", 660) - 5.0
    assert cells.at("Hb", 1020) > cells.at("Hb", 715)
    assert cells.at("Hb", 1800) > saline.at("Hb", 1800) + 10.0


@pytest.mark.slow
def test_that_a_fifth_to_a_third_of_a_litre_of_saline_stays():
    run = case_run("saline")
    kept = run.at("BloodVolume", 1260 + 1800) - run.at("BloodVolume", 50)
    assert 200.0 <= kept <= 333.0
