"""The lists in `resources` against the words that the code knows."""

import tomllib

import pytest
from support.packs import ROOT

from simrunner.scenario.grammar.command import SENSORS
from simrunner.scenario.section.header import SETTINGS, SKILL_LEVELS

with (ROOT / "resources/lists/lists.toml").open("rb") as _file:
    LISTS = tomllib.load(_file)


@pytest.mark.parametrize(
    ("name", "known"), [("sensors", SENSORS), ("settings", SETTINGS), ("levels", SKILL_LEVELS)]
)
def test_that_the_code_and_the_data_know_the_same_words(name, known):
    assert set(known) == set(LISTS[name])


@pytest.mark.parametrize("name", sorted(LISTS))
def test_that_every_entry_is_named_in_both_languages(name):
    for entry in LISTS[name].values():
        assert set(entry) == {"en", "zh-CN"}
        assert all(entry.values())
