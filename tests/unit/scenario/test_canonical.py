"""The stored text of a scenario."""

import json

import pytest
from support.packs import PACKS
from support.scenario_files import SMALL, check, small


def digest(text, **options):
    return check(text, **options)[0].sha256


def test_that_comments_quotes_and_layout_do_not_change_the_canonical_text():
    same = "# a comment\n" + small(
        ("title: A small one", 'title: "A small one"   # said otherwise'),
        ("setting: ward\nduration: 10 min\n", "duration: 10 min\nsetting: ward\n"),
        ("- {after: $wait, go: worse}", "- go: worse\n            after: $wait"),
    )
    assert check(SMALL)[0].canonical == check(same)[0].canonical


@pytest.mark.parametrize(
    "change",
    [
        ("HR: 140 /min over 60 s", "HR: 141 /min over 60 s"),
        ("go: worse", "go: ill"),
        ("en: Call for help", "en: Call for aid"),
        ("within: 2 min", "within: 3 min"),
    ],
)
def test_that_every_change_of_meaning_changes_the_digest(change):
    assert digest(SMALL) != digest(small(change))


def test_that_the_order_of_rules_and_of_regions_has_a_meaning():
    team = "  team: {start: a, states: {a: {final: true}}}\n"
    after = small(("expect:\n", team + "expect:\n"))
    before = small(("regions:\n", "regions:\n" + team))
    assert digest(after) != digest(before)


def test_that_fixed_keys_are_sorted_and_ids_keep_their_order():
    content = json.loads(check(SMALL)[0].canonical)
    assert list(content) == sorted(content)
    rule = content["regions"]["patient"]["states"]["ill"]["when"][0]
    assert list(rule) == ["go", "if"]
    assert list(content["regions"]["patient"]["states"]) == ["ill", "worse", "well"]


def test_that_only_the_chosen_difficulty_is_kept():
    assert digest(SMALL, difficulty="easy") != digest(SMALL, difficulty="hard")
    assert digest(SMALL) == digest(small(("easy: 90 s", "easy: 80 s")))


@pytest.mark.parametrize("folder", PACKS, ids=lambda path: path.name)
def test_that_the_canonical_text_of_a_pack_loads_to_the_same_scenario(folder):
    scenario = check((folder / "scenario.yaml").read_bytes(), difficulty="hard")[0]
    again = check(scenario.canonical)[0]
    assert scenario.canonical == again.canonical
    assert list(scenario.states_of("patient")) == list(again.states_of("patient"))
    assert [rule.name for rule in scenario.anywhere] == [rule.name for rule in again.anywhere]
    assert scenario.expectations == again.expectations
