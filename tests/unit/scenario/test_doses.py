"""Dose plausibility: what a file says of drugs against the table (clinscn/1 section 12, rank 8)."""

import shutil

import pytest
from support.packs import PACKS, shipped_catalogue
from support.scenario_files import check, codes_at, only, small

from simrunner.domain.vital import VITALS, Vital
from simrunner.scenario.pack import check_file, load_pack

GUARD = "given adrenaline >= 0.5 mg IM"
CHILD = ("weight: 70 kg}", "weight: 18 kg, template: child}")
DOSE_CODES = {"E320", "W320", "W321", "W322"}


def guarded(condition, *changes):
    """Return what is found of a file whose first guard is ``condition``."""
    text = small((GUARD, condition), *changes)
    return tuple(problem for problem in check(text)[1] if problem.code in DOSE_CODES)


def room(drug):
    """Return the change that lists one more drug of the table."""
    return ("drugs: {adrenaline:", f'drugs: {{{drug}: {{distractor: "true"}}, adrenaline:')


@pytest.mark.parametrize(
    ("condition", "code", "words"),
    [
        ("given adrenaline >= 5 mg IM", "E320", "ten times too much"),
        ("given adrenaline > 500 mg IM", "E320", "a thousand times too much"),
        ("given adrenaline = 0.001 mg IM", "E320", "a thousand times too little"),
        ("given adrenaline >= 3.5 g IM", "W320", "implausibly much"),
        ("given adrenaline >= 0.5 mg SPINAL", "W322", "is not given SPINAL"),
        ("given adrenaline > 0.5 mg/kg IM", "W321", "did you mean 0.5 mg?"),
    ],
)  # fmt: skip
def test_that_an_implausible_guard_is_noted_where_its_drug_stands(condition, code, words):
    problem = only(guarded(condition))

    assert problem.code == code
    assert words in f"{problem.message} {problem.hint}"
    assert "adrenaline" in problem.message
    assert (problem.line, problem.column) == (23, 32)


def test_that_the_range_and_its_source_are_named():
    problem = only(guarded("given adrenaline >= 5 mg IM"))

    assert "0.05 mg to 1 mg" in problem.hint
    assert "MSD Manual" in problem.hint


@pytest.mark.parametrize(
    "condition",
    [
        "given adrenaline >= 1 mg IV",
        "given adrenaline >= 3 mg IV",
        "given adrenaline < 500 mg IM",
        "given adrenaline <= 500 mg",
        "given adrenaline >= 400 doses",
        "given adrenaline",
        "given adrenaline >= 0.01 mg/kg IM",
    ],
)  # fmt: skip
def test_that_plausible_amounts_and_other_comparisons_pass(condition):
    assert not guarded(condition)


def test_that_the_second_of_two_amounts_is_pointed_at():
    problem = only(guarded("given adrenaline >= 0.5 mg IM or (given adrenaline > 50 mg IV)"))

    assert (problem.code, problem.line) == ("E320", 23)
    assert problem.column == 32 + len("given adrenaline >= 0.5 mg IM or (")


def test_that_a_dose_per_kg_is_held_against_the_weight_and_capped():
    assert not guarded("given adrenaline >= 0.18 mg IV", CHILD)
    problem = only(guarded("given adrenaline >= 1.8 mg IV", CHILD))
    assert problem.code == "E320"
    assert "0.005 mg/kg to 0.01 mg/kg, at most 1 mg" in problem.hint


def test_that_an_amount_that_lacks_per_kg_is_said_so():
    problem = only(guarded("given adrenaline >= 0.008 mg IV", CHILD))

    assert problem.code == "W321"
    assert "did you mean 0.008 mg/kg?" in problem.hint


def test_that_an_amount_per_kg_shows_what_it_comes_to():
    problem = only(guarded("given adrenaline >= 0.1 mg/kg IV", CHILD))

    assert problem.code == "E320"
    assert "(1.8 mg at 18 kg)" in problem.message


def test_that_the_adult_dose_of_a_child_is_noted():
    assert only(guarded("given adrenaline >= 1 mg IV", CHILD)).code == "E320"
    assert not guarded("given adrenaline >= 1 mg IV")


def test_that_the_files_own_range_wins_for_every_template():
    own = ('{measure: "mass, mass/kg, count"}', "{adult_single: 1 mg to 2 mg}")

    assert not guarded("given adrenaline >= 1 mg IV", CHILD, own)
    problem = only(guarded("given adrenaline >= 20 mg IV", own))
    assert problem.code == "E320"
    assert "'adult_single' of this file" in problem.hint


def test_that_what_exceeds_the_total_is_noted_though_single_doses_would_add_up():
    problem = only(guarded("given ephedrine >= 60 mg IV", room("ephedrine")))

    assert problem.code == "E320"
    assert "50 mg in all" in problem.hint
    assert not guarded("given ephedrine >= 45 mg IV", room("ephedrine"))


def test_that_a_volume_is_held_against_what_it_contains():
    own = ('{measure: "mass, mass/kg, count"}', '{measure: "vol", concentration: 1 mg/mL}')

    assert not guarded("given adrenaline >= 0.5 mL IM", own)
    assert only(guarded("given adrenaline >= 5 mL IM", own)).code == "E320"


def test_that_a_template_that_the_table_does_not_state_is_not_checked():
    neonate = ("weight: 70 kg}", "weight: 3 kg, template: neonate}")

    assert not guarded("given ephedrine >= 500 mg IV", neonate, room("ephedrine"))


def test_that_an_infusion_is_held_against_its_rates():
    assert not guarded("running noradrenaline >= 8 mcg/min", room("noradrenaline"))
    problem = only(guarded("running noradrenaline >= 8 mg/min", room("noradrenaline")))
    assert problem.code == "E320"
    assert "a thousand times too much" in problem.message


def test_that_a_stopped_infusion_is_no_small_one():
    assert not guarded("running noradrenaline = 0 mcg/min", room("noradrenaline"))


def test_that_a_heavy_child_does_not_outgrow_the_cap_of_a_dose_per_kg():
    heavy = ("weight: 70 kg}", "weight: 50 kg, template: child}")

    problem = only(guarded("given atropine >= 2 mg IV", heavy, room("atropine")))

    assert problem.code == "W320"
    assert "at most 0.5 mg" in problem.hint


def test_that_a_parameter_is_judged_at_every_level():
    text = small(
        (GUARD, "given adrenaline >= $first IM"),
        ("params: {wait", "params: {first: {normal: 0.5 mg, hard: 5 mg}, wait"),
    )

    problem = only(tuple(each for each in check(text)[1] if each.code in DOSE_CODES))
    assert (problem.code, problem.line) == ("E320", 23)


def test_that_cues_and_detections_are_checked_too():
    cue, detect = "given adrenaline > 6000 mg IV", "given adrenaline > 5 mg IV or done help"
    text = small(("{detect: done help,", f"{{cue: {cue}, detect: {detect},"))
    found = [each.code for each in check(text)[1] if each.code in DOSE_CODES]
    assert sorted(found) == ["E320", "W320"]


ANAPHYLAXIS = ("anaphylaxis-ed", "scenario.yaml")
ANAPHYLAXIS_TEAMS = ("anaphylaxis-ed", "expected.yaml")
MH = ("mh-crisis-or", "scenario.yaml")
MH_TEAMS = ("mh-crisis-or", "expected.yaml")


@pytest.mark.parametrize(
    ("where", "old", "new", "code"),
    [
        # ten times, in a guard, a detection and a scripted team
        (ANAPHYLAXIS, "if: given adrenaline >= 0.5 mg", "if: given adrenaline >= 5 mg", "E320"),
        (
            ANAPHYLAXIS,
            "adrenaline >= 1 mg IV since cue",
            "adrenaline >= 10 mg IV since cue",
            "E320",
        ),
        (ANAPHYLAXIS_TEAMS, "hydrocortisone 200 mg", "hydrocortisone 2000 mg", "E320"),
        (MH_TEAMS, "dantrolene 200 mg", "dantrolene 2000 mg", "E320"),
        # grams for milligrams, micrograms for milligrams, litres for millilitres turned round
        (ANAPHYLAXIS_TEAMS, "adrenaline 1 mg", "adrenaline 1 g", "E320"),
        (ANAPHYLAXIS_TEAMS, "adrenaline 0.5 mg", "adrenaline 0.5 mcg", "E320"),
        (ANAPHYLAXIS_TEAMS, "crystalloid 250 mL", "crystalloid 0.25 mL", "E320"),
        # a hundredth: implausible, and no single slip of the decimal point
        (MH, "dantrolene >= 2.4 mg/kg", "dantrolene >= 0.024 mg/kg", "W320"),
        # per kg and in all
        (MH_TEAMS, "dantrolene 200 mg", "dantrolene 2.5 mg", "W321"),
        (MH_TEAMS, "dantrolene 200 mg", "dantrolene 200 mg/kg", "W321"),
        # a wrong route
        (MH_TEAMS, "calcium-chloride 10 mL IV", "calcium-chloride 10 mL IM", "W322"),
        (ANAPHYLAXIS_TEAMS, "chlorphenamine 10 mg IV", "chlorphenamine 10 mg EPIDURAL", "W322"),
        # in what must have come of a team
        (ANAPHYLAXIS_TEAMS, "that: MAP < 65 mmHg", "that: given adrenaline > 5 mg IM", "E320"),
        # more than the total
        (MH, "dantrolene >= 3.4 mg/kg", "dantrolene >= 50 mg/kg", "W320"),
    ],
)
def test_that_a_dose_fault_in_a_shipped_pack_is_found_on_its_line(tmp_path, where, old, new, code):
    name, file = where
    source = next(path for path in PACKS if path.name == name)
    folder = shutil.copytree(source, tmp_path / name)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    found = [each for each in check_file(folder, shipped_catalogue()) if each.code in DOSE_CODES]

    line = text[: text.index(old)].count("\n") + 1
    assert [(each.file, each.line, each.code) for each in found] == [(file, line, code)]


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("difficulty", ["easy", "normal", "hard"])
def test_that_no_dose_of_a_shipped_pack_is_implausible(folder, difficulty):
    pack = load_pack(folder, shipped_catalogue(), difficulty=difficulty)

    assert not [each for each in pack.warnings if each.code in DOSE_CODES]


def test_that_a_childs_undeclared_vitals_start_at_the_template():
    scenario, problems = check(small(CHILD))

    template = shipped_catalogue().templates["child"]
    assert not codes_at(problems)
    assert scenario.vitals[Vital.HR] == 80
    assert scenario.vitals[Vital.RR] == template[Vital.RR]
    assert template[Vital.RR] != VITALS[Vital.RR].adult_default


def test_that_an_adults_vitals_and_every_canonical_text_are_the_files_own():
    adult, child = check(small())[0], check(small(CHILD))[0]

    assert set(adult.vitals) == {Vital.HR, Vital.SBP, Vital.DBP}
    assert "RR" not in child.canonical


def test_that_a_fetus_outside_pregnancy_is_noted():
    heart = ("HR: 80 /min, SBP", "FHR: 140 /min, HR: 80 /min, SBP")
    pregnant = ("weight: 70 kg}", "weight: 70 kg, template: obstetric}")

    assert only(check(small(heart))[1]).code == "W323"
    assert not check(small(heart, pregnant))[1]


def test_that_a_childs_room_takes_the_ranges_of_a_child():
    scenario, _ = check(small(CHILD))

    low, high = scenario.drugs["adrenaline"].adult_single
    assert (str(low), str(high)) == ("0.005 mg/kg", "0.01 mg/kg")
