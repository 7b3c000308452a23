"""Variants of a scenario, and what a run's header says about them."""

import pytest
from support.library_packs import check_using, library, using
from support.packs import shipped_catalogue
from support.scenario_files import SMALL, check, small

from simrunner.domain.event import RunStarted
from simrunner.domain.payload import event_from_payload, event_payload
from simrunner.domain.vital import Vital
from simrunner.engine.interpreter import Engine
from simrunner.scenario.composition.library import NO_LIBRARY
from simrunner.scenario.pack import load_stored

VARIANTS = """\
variants:
  old:
    title: {en: Older}
    patient: {age: 80 y, weight: 48 kg}
    params: {wait: {normal: 20 s}}
    vitals: {SBP: 100 mmHg, DBP: 60 mmHg, Lactate: 4 mmol/L}
  fast:
    title: {en: Faster}
    params: {wait: 10 s}
"""


def variant(words: str) -> str:
    return f"{SMALL}variants: {{odd: {{title: Odd, {words}}}}}\n"


def test_that_a_variant_replaces_values_and_leaves_the_rest():
    base = check(SMALL)[0]
    scenario, problems = check_using(SMALL + VARIANTS, NO_LIBRARY, variant="old")
    assert problems == ()
    assert (str(scenario.patient.age), scenario.patient.weight_kg) == ("80 y", 48.0)
    assert scenario.patient.name == base.patient.name
    assert scenario.vitals[Vital.SBP] == 100.0
    assert scenario.vitals[Vital.LACTATE] == 4.0
    assert scenario.vitals[Vital.HR] == base.vitals[Vital.HR]
    assert scenario.states_of("patient")["ill"].rules[1].after_ms == 20_000
    assert scenario.variant == "old"
    assert scenario.expectations == base.expectations


@pytest.mark.parametrize(("difficulty", "after_ms"), [("easy", 90_000), ("hard", 30_000)])
def test_that_a_variant_leaves_the_levels_that_it_does_not_name(difficulty, after_ms):
    scenario, _ = check_using(SMALL + VARIANTS, NO_LIBRARY, variant="old", difficulty=difficulty)
    assert scenario.states_of("patient")["ill"].rules[1].after_ms == after_ms
    scenario, _ = check_using(SMALL + VARIANTS, NO_LIBRARY, variant="fast", difficulty=difficulty)
    assert scenario.states_of("patient")["ill"].rules[1].after_ms == 10_000


def test_that_without_a_choice_the_scenario_is_what_it_is_without_variants():
    assert check(SMALL + VARIANTS)[0].canonical == check(SMALL)[0].canonical
    assert check(SMALL + VARIANTS)[0].variant is None


def test_that_what_a_variant_stores_is_whole_by_itself():
    scenario, _ = check_using(SMALL + VARIANTS, NO_LIBRARY, variant="old", difficulty="hard")
    again = load_stored(scenario.canonical, shipped_catalogue())
    assert again.sha256 == scenario.sha256
    assert again.patient == scenario.patient
    assert again.vitals == scenario.vitals
    assert again.sha256 != check(SMALL)[0].sha256


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("patient: {wieght: 60 kg}", "E910", "'wieght'"),
        ("patient: {imaging: [x]}", "E910", "imaging"),
        ("patient: {labs: {k: high}}", "E910", "'k'"),
        ("patient: {weight: 60 mL}", "E303", "weight"),
        ("patient: {weight: {normal: 60 kg}}", "E204", "one text"),
        ("params: {wiat: 10 s}", "E910", "'wiat'"),
        ("params: {wait: {normel: 10 s}}", "E206", "'normel'"),
        ("params: {wait: 10 mg}", "E305", "easy"),
        ("vitals: {HR: 800 /min}", "E307", "outside"),
        ("vitals: {Hr: 80 /min}", "E910", "'Hr'"),
        ("vitals: {MAP: 80 mmHg}", "E504", "MAP"),
        ("vitals: {SBP: 70 mmHg}", "E311", "too close"),
        ("regions: {}", "E201", "'regions'"),
    ],
)
def test_that_a_variant_that_changes_more_than_values_is_an_error_that_names_it(
    words, code, message
):
    found = [each for each in check(variant(words))[1] if each.code == code]
    assert found, check(variant(words))[1]
    assert message in found[0].message
    assert found[0].message.startswith("in variant 'odd': ")
    assert found[0].severity == "error"


def test_that_a_variant_is_judged_whichever_is_chosen_and_the_base_only_once():
    text = SMALL.replace("title: A small one", "title: {en: A, zh-CN: 甲}") + VARIANTS
    base = [each for each in check(text)[1] if "in variant" not in each.message]
    assert len(base) == len({(each.line, each.column, each.code) for each in base})
    assert not [each for each in check(text)[1] if each.message.startswith("in variant")]
    bad = variant("vitals: {HR: 800 /min}")
    scenario, problems = check(bad)
    assert scenario is None
    assert [each.code for each in problems] == ["E307"]


def test_that_an_unknown_variant_is_told_with_the_nearest_one():
    scenario, problems = check_using(SMALL + VARIANTS, NO_LIBRARY, variant="odl")
    assert scenario is None
    assert (problems[-1].code, problems[0].hint) == ("E911", "did you mean 'old'?")
    _, problems = check_using(SMALL, NO_LIBRARY, variant="old")
    assert "it has none" in problems[0].message


def test_that_a_variant_may_change_an_included_patient(tmp_path):
    text = using() + VARIANTS
    scenario, problems = check_using(text, library(tmp_path), variant="old")
    assert problems == ()
    assert scenario.patient.weight_kg == 48.0


def header(scenario) -> RunStarted:
    fact = Engine(scenario, seed=3).start().events[0]
    assert isinstance(fact, RunStarted)
    return fact


def test_that_the_header_of_a_run_holds_everything_that_decides():
    scenario, _ = check_using(SMALL + VARIANTS, NO_LIBRARY, variant="old", difficulty="easy")
    started = header(scenario)
    assert (started.variant, started.difficulty, started.seed) == ("old", "easy", 3)
    assert started.scenario_sha256 == scenario.sha256
    assert started.parameters == {"wait": "90 s"}
    payload = event_payload(started)
    assert payload["variant"] == "old"
    assert event_from_payload(1, 0, "scenario", payload) == started


def test_that_a_run_without_variant_and_lock_is_stored_as_it_always_was():
    started = header(check(SMALL)[0])
    payload = event_payload(started)
    assert not {"variant", "lock_sha256"} & set(payload)
    assert event_from_payload(1, 0, "scenario", payload) == started


def test_that_a_title_of_a_variant_is_complete_in_every_language():
    text = small(("title: A small one", "title: {en: A, zh-CN: 甲}")) + VARIANTS
    missing = [each for each in check(text)[1] if each.code == "W501"]
    line = text.splitlines().index("    title: {en: Older}") + 1
    assert line in {each.line for each in missing}
