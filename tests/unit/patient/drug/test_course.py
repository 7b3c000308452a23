"""Drugs are given, taken up, infused, saved and gone; what does nothing is said."""

import json

import pytest
from support.drug_runs import ADULT, TABLE, Run

from simrunner.domain.drug_table import quantity_from_text
from simrunner.patient.drug.course import (
    drugs_from_saved,
    effect_site,
    give,
    infuse,
    plasma,
    start_drugs,
)
from simrunner.patient.drug.effects import influences
from simrunner.patient.person import Person


def test_that_a_body_without_drugs_has_no_influence():
    run = Run().to(1)

    assert run.state == start_drugs()
    assert influences(run.state, TABLE, ADULT) == []
    assert run.plasma("propofol") == run.site("propofol") == 0.0


@pytest.mark.parametrize(
    ("drug", "amount", "route", "reason"),
    [
        ("moon-dust", "1 mg", "IV", "unknown drug"),
        ("ceftriaxone", "1 g", "IV", "no kinetics"),
        ("propofol", "5 units", "IV", "no such measure"),
        ("propofol", "1", "IV", "no such measure"),
        ("propofol", "140 mg", "BY POST", "no such route"),
    ],
)
def test_that_what_does_nothing_is_said_once_and_changes_nothing(drug, amount, route, reason):
    quantity = quantity_from_text(amount) if " " in amount else quantity_from_text("1")
    state = start_drugs()

    for _ in range(2):
        state = give(state, TABLE, ADULT, drug=drug, amount=quantity, route=route)

    assert state.present == ()
    assert state.inert == ((drug, reason),)


def test_that_an_infusion_of_an_unknown_drug_is_said_too():
    rate = quantity_from_text("1 mg/h")

    assert infuse(start_drugs(), TABLE, ADULT, drug="moon-dust", rate=rate).inert == (
        ("moon-dust", "unknown drug"),
    )


@pytest.mark.parametrize(
    ("amount", "concentration"),
    [("140 mg", None), ("2 mg/kg", None), ("0.14 g", None), ("14 mL", None), ("7 mL", "20 mg/mL")],
)
def test_that_one_dose_is_the_same_in_every_unit(amount, concentration):
    state = give(
        start_drugs(), TABLE, ADULT, drug="propofol", amount=quantity_from_text(amount), route="IV",
        concentration=quantity_from_text(concentration) if concentration else None,
    )  # fmt: skip

    # V1 of Eleveld 2018 for 70 kg is 6.283 L.
    assert plasma(state, "propofol") == pytest.approx(140.0 / 6.283, rel=1e-4)


@pytest.mark.parametrize("rate", ["7 mg/min", "420 mg/h", "0.1 mg/kg/min", "42 mL/h"])
def test_that_one_rate_is_the_same_in_every_unit(rate):
    run = Run((0, "propofol", rate, "RATE")).to(60)

    expected = Run((0, "propofol", "7 mg/min", "RATE")).to(60)
    assert run.plasma("propofol") == pytest.approx(expected.plasma("propofol"), rel=1e-9)
    assert run.state.present[0].given == pytest.approx(7.0, rel=1e-6)


def test_that_an_infusion_of_nothing_stops_it_and_the_drug_leaves():
    run = Run(
        (0, "remifentanil", "0.2 mcg/kg/min", "RATE"), (600, "remifentanil", "0 mcg/min", "RATE")
    )

    run.to(600)
    running = run.plasma("remifentanil")
    run.to(1200)

    assert 0.0 < run.plasma("remifentanil") < 0.2 * running
    run.to(10 * 3600)
    assert run.state.present == ()


def test_that_a_dose_into_a_muscle_comes_later_and_lower_than_into_a_vein():
    into_vein = Run((0, "adrenaline", "0.5 mg", "IV"))
    into_muscle = Run((0, "adrenaline", "0.5 mg", "IM"))
    vein, vein_s = max((m.site("adrenaline"), m.at_s) for m in into_vein.steps(1200))
    muscle, muscle_s = max((m.site("adrenaline"), m.at_s) for m in into_muscle.steps(1200))

    assert muscle < 0.2 * vein
    assert vein_s < 60
    assert 240 < muscle_s < 900


def test_that_all_of_a_dose_into_a_muscle_arrives_with_its_share():
    # One compartment: the area under plasma is dose / clearance, whatever the absorption.
    area = sum(m.plasma("adrenaline") for m in Run((0, "adrenaline", "1 mg", "IM")).steps(12000))

    assert area / 600 == pytest.approx(0.25 * 1000 / 3.91, rel=3e-3)


def test_that_a_drug_that_is_gone_leaves_the_state():
    run = Run((0, "adenosine", "6 mg", "IV"), (0, "rocuronium", "42 mg", "IV"))

    run.to(600)

    assert [each.drug for each in run.state.present] == ["rocuronium"]


def test_that_a_drug_stays_as_long_as_its_deposit_does():
    run = Run((0, "adrenaline", "0.5 mg", "IM")).to(1800)

    assert run.state.present[0].deposits[0][0] == "IM"


def test_that_an_opioid_makes_propofol_slower_to_leave_and_moves_no_amount():
    together = Run((0, "propofol", "140 mg", "IV"), (60, "fentanyl", "100 mcg", "IV")).to(59.9)
    before = together.plasma("propofol"), together.site("propofol")
    state = give(
        together.state,
        TABLE,
        ADULT,
        drug="fentanyl",
        amount=quantity_from_text("100 mcg"),
        route="IV",
    )
    alone = Run((0, "propofol", "140 mg", "IV")).to(3600)

    assert state.has_opioid
    assert plasma(state, "propofol") == pytest.approx(before[0], rel=1e-9)
    assert effect_site(state, TABLE, ADULT, "propofol") == pytest.approx(before[1], rel=1e-9)
    assert together.to(3600).plasma("propofol") > 1.05 * alone.plasma("propofol")


MANY = (
    (0, "propofol", "140 mg", "IV"), (5, "fentanyl", "100 mcg", "IV"),
    (9, "rocuronium", "50 mg", "IV"), (20, "adrenaline", "0.5 mg", "IM"),
    (30, "bupivacaine", "12 mg", "SPINAL"), (40, "noradrenaline", "7 mcg/min", "RATE"),
    (50, "moon-dust", "1 mg", "IV"), (200, "sugammadex", "200 mg", "IV"),
)  # fmt: skip


def test_that_json_of_the_state_restores_to_the_identical_run():
    run = Run(*MANY).to(100)
    saved = json.loads(json.dumps(run.state._asdict()))
    rest = Run(*[dose for dose in MANY if dose[0] > 100])
    rest.state, rest.at_s, rest._steps = drugs_from_saved(saved), run.at_s, run._steps

    assert rest.state == run.state
    assert rest.to(400).state == run.to(400).state
    assert rest.handles == run.handles


def test_that_the_same_doses_give_the_same_run():
    assert Run(*MANY).to(120).state == Run(*MANY).to(120).state


def test_that_a_dose_per_kg_has_the_same_course_in_a_child_where_it_is_said_so():
    child = Person(template="child", age_years=5, weight_kg=18, height_cm=108)

    adult = Run((0, "ketamine", "1 mg/kg", "IV")).to(120)
    small = Run((0, "ketamine", "1 mg/kg", "IV"), person=child).to(120)

    assert small.site("ketamine") == pytest.approx(adult.site("ketamine"), rel=1e-9)
