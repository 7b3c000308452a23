"""What the ill come to, and what treatment does for them, on the whole body."""

import itertools

import pytest
from support.sick_bodies import Sick, given, ill, pressed, run_in, shocked, ventilated
from support.sick_stories import degrees


@pytest.mark.slow
def test_that_hyperthermia_under_a_ventilator_meets_its_grading_scale_and_dantrolene_ends_it() -> (
    None
):
    # Larach 1994: EtCO2 above 55 under fixed ventilation, T above 38.8 C, K above 6 mmol/L.
    sick = Sick().will(*ventilated(oxygen_pct=100), ill("malignant-hyperthermia", "severe"))
    early, late = sick.at(660), sick.at(1260)
    assert early["EtCO2.mmHg"] > 55
    assert late["Temp"] > 38.8
    assert late["K"] > 6
    treated = Sick().will(
        *ventilated(oxygen_pct=100),
        ill("malignant-hyperthermia", "severe"),
        given("dantrolene", 2.5, "mg/kg", at_s=660),
    )
    shown = treated.at(1860)
    assert shown["EtCO2.mmHg"] < early["EtCO2.mmHg"] - 10
    assert shown["Temp"] < 38.2
    assert shown["K"] < 5.6


@pytest.mark.slow
def test_that_potassium_reaches_its_grades_and_that_calcium_and_insulin_save_the_heart() -> None:
    reached = [each["K"] for each in degrees("hyperkalaemia", 612, "child")[1:]]
    assert reached == pytest.approx([6.0, 7.2, 8.6], abs=0.25)
    alone = Sick().will(ill("hyperkalaemia", "severe"))
    assert alone.at(1000)["arrest"]
    treated = Sick().will(
        ill("hyperkalaemia", "severe"),
        given("calcium-chloride", 1, "g", at_s=610),
        given("insulin", 10, "units", at_s=620),
        given("glucose", 25, "g", at_s=620),
    )
    before, after = treated.at(612)["K"], treated.at(2420)
    assert not after["arrest"]
    assert before - after["K"] > 0.6
    assert after["SBP"] > 100


def test_that_decompression_gives_the_circulation_back_within_a_minute() -> None:
    sick = Sick().will(ill("tension-pneumothorax", "severe"))
    before = sick.at(240)
    sick.will(ill("tension-pneumothorax", "off", at_s=241))
    after = sick.at(300)
    assert before["CO"] < 3.6
    assert after["CO"] > 4.6
    assert before["CVP"] - after["CVP"] > 4
    assert after["SpO2"] > before["SpO2"] + 8


@pytest.mark.slow
def test_that_adrenaline_and_fluid_help_in_anaphylaxis() -> None:
    alone = Sick().will(ill("anaphylaxis", "severe"))
    treated = Sick().will(
        ill("anaphylaxis", "severe"),
        given("adrenaline", 0.5, "mg", route="IM", at_s=300),
        run_in("crystalloid", 1000, at_s=300, over_s=600),
        given("adrenaline", 0.5, "mg", route="IM", at_s=600),
    )
    without, with_it = alone.at(900), treated.at(900)
    assert with_it["MAP"] > without["MAP"] + 20
    assert with_it["SpO2"] > without["SpO2"] + 3


@pytest.mark.slow
def test_that_naloxone_wakes_the_breath_for_as_long_as_it_lasts() -> None:
    alone = Sick().will(ill("opioid-overdose", "severe"))
    assert alone.at(900)["arrest"]
    treated = Sick().will(
        ill("opioid-overdose", "severe"),
        given("naloxone", 0.4, "mg", at_s=200),
        given("naloxone", 0.4, "mg", at_s=300),
    )
    before, woken, later = treated.at(199), treated.at(320), treated.at(1200)
    assert before["RR"] < 6
    assert woken["RR"] > 10
    assert before["SpO2"] < 88
    assert woken["SpO2"] > 95
    assert later["RR"] < woken["RR"] - 4


@pytest.mark.slow
def test_that_lipid_takes_the_local_anaesthetic_off_the_heart() -> None:
    alone = Sick().will(ill("local-anaesthetic-toxicity", "severe"))
    poisoned = alone.at(50)
    treated = Sick().will(
        ill("local-anaesthetic-toxicity", "severe"),
        given("lipid-emulsion", 1.5, "mL/kg", at_s=60),
        given("lipid-emulsion", 7, "mL/kg", at_s=70),
    )
    assert poisoned["MAP"] < 40
    assert alone.at(180)["arrest"]
    assert treated.at(240)["SBP"] > 80
    assert not treated.at(300)["arrest"]


@pytest.mark.slow
def test_that_salbutamol_opens_the_airways_of_asthma() -> None:
    sick = Sick().will(ill("asthma", "severe"))
    before = sick.at(420)
    sick.will(given("salbutamol", 5, "mg", route="NEB", at_s=421))
    sick.will(given("salbutamol", 5, "mg", route="NEB", at_s=721))
    after = sick.at(1100)
    assert after["VT"] > before["VT"] + 40
    assert after["SpO2"] > before["SpO2"] + 5
    assert after["PaCO2"] < before["PaCO2"]


@pytest.mark.slow
def test_that_blood_and_saline_fill_the_bled_and_only_blood_carries_oxygen() -> None:
    saline = Sick().will(
        ill("haemorrhage", "severe"), run_in("crystalloid", 500, at_s=640, over_s=300)
    )
    blood = Sick().will(
        ill("haemorrhage", "severe"), run_in("red-cells", 500, at_s=640, over_s=300)
    )
    empty, watered, filled = saline.at(638), saline.at(945), blood.at(945)
    for shown in (watered, filled):
        assert shown["HR"] < empty["HR"] - 10
        assert shown["SBP"] > empty["SBP"] + 8
        assert shown["CO"] > empty["CO"] + 0.4
    haemoglobin = [each.body.model.organs.chemistry.haemoglobin_g_per_l for each in (saline, blood)]
    assert haemoglobin[1] > haemoglobin[0] + 15


@pytest.mark.slow
def test_that_oxytocin_halves_what_a_womb_bleeds() -> None:
    alone = Sick("obstetric").will(ill("postpartum-haemorrhage", "severe"))
    treated = Sick("obstetric").will(
        ill("postpartum-haemorrhage", "severe"),
        given("oxytocin", 5, "units", at_s=120),
        given("oxytocin", 5, "units", at_s=420),
    )
    assert treated.at(900)["BloodLoss"] < 0.65 * alone.at(900)["BloodLoss"]


def test_that_magnesium_keeps_eclampsia_from_seizing() -> None:
    alone = Sick("obstetric").will(ill("eclampsia", "severe", at_s=200))
    treated = Sick("obstetric").will(
        given("magnesium-sulfate", 4, "g", at_s=5), ill("eclampsia", "severe", at_s=200)
    )
    without, with_it = alone.at(260), treated.at(260)
    assert alone.body.model.organs.nerve.is_seizing
    assert not treated.body.model.organs.nerve.is_seizing
    assert without["GCS"] < 6 < with_it["GCS"]
    assert with_it["SBP"] > 140


@pytest.mark.slow
def test_that_a_warmed_body_beats_faster_again() -> None:
    sick = Sick().will(ill("hypothermia", "moderate"))
    cold = sick.at(620)
    sick.will(ill("hypothermia", "off", at_s=621))
    warmer = sick.at(5400)
    assert cold["Temp"] < 30.5
    assert warmer["Temp"] > 33
    assert warmer["HR"] > cold["HR"] + 8


def test_that_a_tube_in_the_oesophagus_shows_no_carbon_dioxide() -> None:
    sick = Sick().will(*ventilated(), ill("oesophageal-intubation", "severe", at_s=60))
    assert sick.at(59)["EtCO2.mmHg"] > 30
    assert sick.at(90)["EtCO2.mmHg"] < 3
    assert sick.at(150)["SpO2"] < 90


@pytest.mark.slow
def test_that_a_suffocated_heart_stops_and_comes_back_by_air_compressions_and_adrenaline() -> None:
    sick = Sick().will(ill("airway-obstruction", "severe"))
    assert not sick.at(240)["arrest"]
    assert sick.at(500)["arrest"]
    sick.will(ill("airway-obstruction", "off", at_s=501), *ventilated(at_s=501, oxygen_pct=100))
    sick.will(given("adrenaline", 1, "mg", at_s=540), *pressed(501, 800))
    assert not sick.at(800)["arrest"]
    later = sick.at(1000)
    assert later["SBP"] > 80
    assert later["SpO2"] > 90


@pytest.mark.slow
def test_that_a_suffocated_heart_without_help_stays_still_and_does_not_flicker() -> None:
    sick = Sick().will(ill("airway-obstruction", "severe"))
    rhythms = []
    for second in range(300, 1200, 5):
        sick.at(second)
        rhythms.append(sick.rhythm)
    changes = [b for a, b in itertools.pairwise(rhythms) if a != b]
    assert changes == ["pea", "asystole"]


@pytest.mark.slow
def test_that_a_cold_heart_that_fibrillates_can_be_shocked_and_the_same_seed_tells_the_same() -> (
    None
):
    def story() -> list[str]:
        sick = Sick(seed=3).will(ill("hypothermia", "severe"), *shocked([1200, 1320, 1440]))
        found = []
        for second in range(600, 1500, 20):
            sick.at(second)
            found.append(sick.rhythm)
        return found

    assert story() == story()
