"""What drugs do to a body: how much, when, and against which antagonist."""

import math

import pytest
from support.drug_runs import ADULT, TABLE, Run, first_time_s

from simrunner.domain.chance import Stream
from simrunner.patient.handle import NEUTRAL, Handles
from simrunner.patient.person import Person


def block_range_min(dose: str) -> float:
    """When the first twitch is back at a quarter, in minutes."""
    run = Run((0, "rocuronium", dose, "IV")).to(180)
    return first_time_s(run, 4 * 3600, "neuromuscular_block", below=0.75) / 60


@pytest.mark.parametrize(
    ("dose", "median", "low", "high"),
    [("0.45 mg/kg", 22, 12, 31), ("0.6 mg/kg", 31, 15, 85), ("0.9 mg/kg", 58, 27, 111),
     ("1.2 mg/kg", 67, 38, 160)],
)  # fmt: skip
def test_that_rocuronium_lasts_as_its_label_says(dose, median, low, high):
    # US label of rocuronium, table 5: median and range of the clinical duration.
    minutes = block_range_min(dose)

    assert low <= minutes <= high
    assert minutes == pytest.approx(median, rel=0.16)


def test_that_0_6_mg_per_kg_of_rocuronium_lasts_the_labels_median():
    assert block_range_min("0.6 mg/kg") == pytest.approx(31, abs=1)


def test_that_rocuronium_blocks_80_percent_within_the_labels_time():
    # Label: median 1.0 (range 0.8 to 6.2) min after 0.6 mg/kg.
    run = Run((0, "rocuronium", "0.6 mg/kg", "IV"))
    at_s = next(m.at_s for m in run.steps(400) if m.handles.neuromuscular_block >= 0.8)

    assert 30 <= at_s <= 120


def test_that_sugammadex_ends_a_deep_block_in_two_minutes():
    # De Boer 2007, Anesthesiology 107:239: 16 mg/kg at 5 min after 1.2 mg/kg, under 2 min.
    # A train-of-four ratio of 0.9 is a first twitch that is whole: block under 5 %.
    run = Run((0, "rocuronium", "1.2 mg/kg", "IV"), (300, "sugammadex", "16 mg/kg", "IV")).to(299)
    assert run.handles.neuromuscular_block > 0.99

    assert first_time_s(run, 700, "neuromuscular_block", below=0.05) - 300 < 120


def test_that_without_sugammadex_it_takes_two_hours():
    # The same study: 122 min of spontaneous recovery.
    run = Run((0, "rocuronium", "1.2 mg/kg", "IV")).to(300)

    at_s = first_time_s(run, 4 * 3600, "neuromuscular_block", below=0.05)
    assert at_s / 60 == pytest.approx(122, rel=0.15)


def test_that_one_molecule_of_sugammadex_binds_one_of_rocuronium():
    run = Run((0, "rocuronium", "70 mg", "IV"), (0.1, "sugammadex", "100 mg", "IV")).to(2)

    bound_mg = 100 / 3.57
    left_mg = run.plasma("rocuronium") * 0.077 * 70
    assert run.plasma("sugammadex") == pytest.approx(0.0, abs=0.05)
    assert left_mg == pytest.approx(70 - bound_mg, rel=0.02)


def test_that_too_little_sugammadex_does_not_end_the_block():
    run = Run((0, "rocuronium", "1.2 mg/kg", "IV"), (300, "sugammadex", "0.5 mg/kg", "IV")).to(900)

    assert run.handles.neuromuscular_block > 0.9


def test_that_neostigmine_lightens_a_shallow_block_but_not_a_deep_one():
    shallow = Run((0, "rocuronium", "0.6 mg/kg", "IV"), (1860, "neostigmine", "3.5 mg", "IV"))
    deep = Run((0, "rocuronium", "1.2 mg/kg", "IV"), (300, "neostigmine", "3.5 mg", "IV"))

    assert shallow.to(1859).handles.neuromuscular_block > 0.7
    assert shallow.to(2460).handles.neuromuscular_block < 0.15
    assert deep.to(900).handles.neuromuscular_block > 0.95


def test_that_10_mcg_of_adrenaline_act_within_a_minute_and_are_gone_in_five():
    run = Run((0, "adrenaline", "10 mcg", "IV"))
    highest, at_s = max((m.handles.sinus_rate, m.at_s) for m in run.steps(120))

    assert highest > 1.25
    assert at_s <= 60
    assert run.to(420).handles.sinus_rate < 1.0 + 0.25 * (highest - 1.0)


def test_that_propofol_gives_its_effect_site_as_the_hypnotic():
    run = Run((0, "propofol", "140 mg", "IV")).to(120)

    assert run.handles.hypnotic_mcg_per_ml == run.site("propofol") > 2.0


def test_that_hypnotics_and_opioids_add_up():
    both = Run((0, "propofol", "70 mg", "IV"), (0, "midazolam", "3 mg", "IV"),
               (0, "fentanyl", "50 mcg", "IV"), (0, "morphine", "5 mg", "IV")).to(240)  # fmt: skip
    alone = [
        Run((0, drug, dose, "IV")).to(240)
        for drug, dose in (("midazolam", "3 mg"), ("fentanyl", "50 mcg"), ("morphine", "5 mg"))
    ]

    opioid = alone[1].handles.opioid_ng_per_ml + alone[2].handles.opioid_ng_per_ml
    assert both.handles.opioid_ng_per_ml == pytest.approx(opioid)
    assert both.handles.hypnotic_mcg_per_ml == pytest.approx(
        both.site("propofol") + alone[0].handles.hypnotic_mcg_per_ml
    )


def test_that_naloxone_takes_most_of_an_opioid_away_and_then_wears_off():
    without = Run((0, "morphine", "15 mg", "IV"))
    run = Run((0, "morphine", "15 mg", "IV"), (1800, "naloxone", "0.4 mg", "IV"))

    assert run.to(1890).handles.opioid_ng_per_ml < 0.2 * without.to(1890).handles.opioid_ng_per_ml
    assert run.to(9000).handles.opioid_ng_per_ml > 0.5 * without.to(9000).handles.opioid_ng_per_ml


def test_that_a_great_overdose_overcomes_a_small_antagonist():
    small = Run((0, "fentanyl", "100 mcg", "IV"), (0, "naloxone", "0.1 mg", "IV")).to(200)
    great = Run((0, "fentanyl", "5 mg", "IV"), (0, "naloxone", "0.1 mg", "IV")).to(200)

    assert small.handles.opioid_ng_per_ml < 1.0
    assert great.handles.opioid_ng_per_ml > 5.0


def test_that_flumazenil_lifts_a_benzodiazepine_and_leaves_propofol():
    run = Run((0, "midazolam", "10 mg", "IV"), (300, "flumazenil", "0.5 mg", "IV"))
    before = run.to(299).handles.hypnotic_mcg_per_ml
    assert run.to(420).handles.hypnotic_mcg_per_ml < 0.3 * before

    propofol = Run((0, "propofol", "140 mg", "IV"), (0, "flumazenil", "0.5 mg", "IV")).to(120)
    assert propofol.handles.hypnotic_mcg_per_ml == propofol.site("propofol")


@pytest.mark.parametrize(
    ("blocker", "dose", "agonist", "handle"),
    [
        ("esmolol", "100 mg", "isoprenaline", "sinus_rate"),
        ("labetalol", "80 mg", "phenylephrine", "systemic_resistance"),
        ("atropine", "2 mg", "neostigmine", "sinus_rate"),
    ],
)
def test_that_a_blocked_receptor_keeps_its_agonist_from_acting(blocker, dose, agonist, handle):
    amount = {"isoprenaline": "20 mcg", "phenylephrine": "200 mcg", "neostigmine": "3.5 mg"}[
        agonist
    ]
    free = Run((60, agonist, amount, "IV"))
    blocked = Run((0, blocker, dose, "IV"), (60, agonist, amount, "IV"))
    blocker_alone = Run((0, blocker, dose, "IV"))

    without = getattr(free.to(120).handles, handle) - 1.0
    with_it = (
        getattr(blocked.to(120).handles, handle) / getattr(blocker_alone.to(120).handles, handle)
    ) - 1.0  # fmt: skip
    assert abs(with_it) < 0.75 * abs(without)


def test_that_all_of_the_glucose_reaches_the_blood():
    run = Run((0, "glucose", "25 g", "IV"))

    mmol = sum(m.handles.glucose_mmol_per_min for m in run.steps(1800)) / 600

    assert mmol == pytest.approx(25_000 / 180.16, rel=2e-3)


def test_that_all_of_the_bicarbonate_reaches_the_blood_of_a_child_too():
    child = Person(template="child", age_years=5, weight_kg=18, height_cm=108)
    run = Run((0, "sodium-bicarbonate", "20 mL", "IV"), person=child)

    mmol = sum(m.handles.bicarbonate_mmol_per_min for m in run.steps(1800)) / 600

    assert mmol == pytest.approx(20.0, rel=2e-3)


def test_that_a_spinal_acts_where_it_lies_and_not_by_way_of_the_blood():
    spinal = Run((0, "bupivacaine", "12.5 mg", "SPINAL")).to(1200)
    into_vein = Run((0, "bupivacaine", "12.5 mg", "IV")).to(1200)

    assert spinal.handles.systemic_resistance < 0.8
    assert into_vein.handles.systemic_resistance == pytest.approx(1.0, abs=0.01)


def test_that_a_local_anaesthetic_in_a_vein_is_a_poison_and_lipid_takes_it_up():
    poisoned = Run((0, "bupivacaine", "300 mg", "IV"))
    saved = Run((0, "bupivacaine", "300 mg", "IV"), (180, "lipid-emulsion", "105 mL", "IV"))

    assert poisoned.to(170).handles.contractility < 0.5
    assert saved.to(600).handles.contractility > 0.1 + poisoned.to(600).handles.contractility


def test_that_an_oxytocic_stops_bleeding_only_after_birth():
    mother = Person(template="obstetric", age_years=30, sex="F", weight_kg=78, height_cm=165)

    birth = Run((0, "oxytocin", "5 units", "IV"), person=mother).to(90)
    other = Run((0, "oxytocin", "5 units", "IV")).to(90)

    assert birth.handles.bleeding < 0.6
    assert other.handles.bleeding == 1.0
    assert other.handles.systemic_resistance < 0.9


PERSONS = (
    ADULT,
    Person(template="neonate", age_years=0.0, sex="F", weight_kg=3.4, height_cm=50),
    Person(template="infant", age_years=0.5, weight_kg=7, height_cm=66),
    Person(template="elderly", age_years=90, sex="F", weight_kg=48, height_cm=152),
    Person(template="adult", age_years=50, sex="F", weight_kg=150, height_cm=160),
)


def pick(chance: Stream, things):
    return things[int(chance.unit() * len(things))]


def test_that_nothing_that_anyone_gives_makes_a_number_that_is_none():
    chance, drugs = Stream(seed=7, name="test.drugs"), sorted(TABLE.drugs)
    routes = ("IV", "IM", "PO", "NEB", "SPINAL", "IO")
    amounts = ("0.001", "1", "250", "1000000000000")
    for trial in range(150):
        person = PERSONS[trial % len(PERSONS)]
        doses = []
        for _ in range(6):
            drug = pick(chance, drugs)
            unit = TABLE.drugs[drug].kinetics.unit
            amount = f"{pick(chance, amounts)} {unit}"
            doses.append((10.0 * chance.unit(), drug, amount, pick(chance, routes)))
        run = Run(*doses, person=person).to(20)

        for name, number in zip(Handles._fields, run.handles, strict=True):
            assert math.isfinite(number), (name, doses)
            if getattr(NEUTRAL, name) == 1.0:
                assert number >= 0.0, (name, doses)
