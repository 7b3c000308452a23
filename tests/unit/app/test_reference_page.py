"""The reference page of the language is what the models and tables say, in both languages."""

import re

import pytest
from support.scenario_files import check, small

from simrunner.app.assets import table
from simrunner.app.reference_page import own_keys, page, page_path, sections
from simrunner.domain.condition_text import condition_text
from simrunner.domain.quantity import UNITS
from simrunner.domain.text import LANGUAGES
from simrunner.domain.vital import VITALS
from simrunner.scenario.composition.item import ItemSection
from simrunner.scenario.schema import Section

MEANINGS = table("authoring", "key-meanings.toml")
PAGE = table("authoring", "reference-page.toml")

ROOM = small(
    ("      worse:\n", "      shock:\n"),
    ("go: worse}", "go: shock}"),
    ("  help: {en: Call for help}", "  call-help: {en: Call for help}\n  cpr: {en: Compressions}"),
    ("if: done help and", "if: done call-help and"),
    ("  helped: {detect: done help, within", "  helped: {detect: done call-help, within"),
    ('"mass, mass/kg, count"', '"mass, mass/kg, count, mass/time"'),
    (
        "      well: {final: true}",
        (
            "      well: {final: true}\n  team:\n    start: alone\n    states:\n"
            "      alone: {when: [{if: done call-help, go: arrived, flag: trigger-removed}]}\n"
            "      arrived: {}"
        ),
    ),
)


def _concrete():
    found, waiting = [], [Section]
    while waiting:
        inner = waiting.pop().__subclasses__()
        waiting += inner
        found += [
            each for each in inner if each.__module__ == Section.__module__ or each is ItemSection
        ]
    return [section for section in found if own_keys(section)]


def test_that_every_key_has_a_meaning_in_both_languages_and_no_meaning_is_stale():
    keys = {(section.__name__, key) for section in _concrete() for key in own_keys(section)}

    told = {(section, key) for section, rows in MEANINGS.items() for key in rows}
    assert told - keys == set()
    assert keys - told == set()
    for rows in MEANINGS.values():
        for row in rows.values():
            assert all(row[language].strip() for language in LANGUAGES)
            assert not re.search(r"[\u4e00-\u9fff]", row["en"])


def test_that_every_model_stands_on_the_page_once():
    assert sorted(each.__name__ for each in sections()) == sorted(
        each.__name__ for each in _concrete()
    )
    assert len(set(sections())) == len(sections())
    assert {each.__name__ for each in sections()} == set(PAGE["section"])


def test_that_every_kind_that_a_meaning_names_is_explained_and_used():
    named = {row[mark] for rows in MEANINGS.values() for row in rows.values()
             for mark in ("kind", "key") if mark in row}  # fmt: skip

    assert named - set(PAGE["kind"]) == set()
    assert set(PAGE["kind"]) - named == {"text"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_in_the_manual_is_the_one_that_the_program_writes(language):
    written = page_path(language).read_text(encoding="utf-8")

    assert written == page(language), "python -m simrunner.app.reference_page writes it anew"


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_vital_unit_and_key_is_on_the_page(language):
    text = page(language)

    assert [vital for vital in VITALS if f"| `{vital}` | " not in text] == []
    assert [unit for unit in UNITS if unit and f"`{unit}`" not in text] == []
    for section in _concrete():
        for key in own_keys(section):
            assert f"| `{key}` | " in text


@pytest.mark.parametrize("row", PAGE["condition"], ids=lambda row: row["example"])
def test_that_every_example_of_a_condition_can_be_written(row):
    text = ROOM.replace("given adrenaline since entry", row["example"])
    assert text != ROOM
    scenario, problems = check(text)

    assert scenario is not None, [str(problem) for problem in problems]
    (rule,) = scenario.states_of("patient")["shock"].rules
    assert condition_text(rule.condition) == row["example"].replace("in shock", "in patient.shock")


def test_that_required_keys_are_the_ones_with_a_tick():
    text = page("en")
    whole = text[text.index("### The whole file\n") : text.index("### Audience\n")]

    assert re.findall(r"^\| `([a-z]+)` \| ✓", whole, re.MULTILINE) == [
        "format", "scenario", "version", "title", "audience", "setting", "duration", "objectives",
        "patient", "vitals", "rhythm", "regions",
    ]  # fmt: skip
