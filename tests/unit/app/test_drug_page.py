"""The manual's page on the drugs is the table."""

import pytest

from simrunner.app.assets import read_catalogue, read_formulary
from simrunner.app.drug_page import drug_page, page_file
from simrunner.domain.text import LANGUAGES

CATALOGUE = read_catalogue()
FORMULARY = read_formulary()
BODY = {"en": "## What a modelled body does", "zh-CN": "## 模型患者体内"}


def doses_of(language):
    """The part of the page that tells doses, before what a modelled body does with them."""
    before, heading, _ = drug_page(CATALOGUE, FORMULARY, language).partition(BODY[language])
    assert heading
    return before


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_is_what_the_table_says_now(language):
    written = page_file(language).read_text(encoding="utf-8")

    assert written == drug_page(CATALOGUE, FORMULARY, language), (
        "run python -m simrunner.app.drug_page"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_has_every_drug_once_and_every_range(language):
    page = doses_of(language)

    for row in CATALOGUE.drugs.values():
        assert page.count(f"**{row.name.by_language[language]}** `{row.id}`") == 1
    lines = [line for line in page.splitlines() if line.startswith("| ") and line.count("|") == 8]
    headings = page.count("\n|---|---|---|---|---|---|---|")
    assert len(lines) == headings + sum(len(row.ranges) for row in CATALOGUE.drugs.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_only_what_was_read_has_a_day(language):
    page = doses_of(language)
    read = sum(each.is_verified for row in CATALOGUE.drugs.values() for each in row.ranges)

    assert page.count("| 2026-") == read
    assert not [line for line in page.splitlines() if "From memory" in line and "| 2026-" in line]


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_has_the_kinetics_and_every_effect_with_its_source(language):
    _, _, page = drug_page(CATALOGUE, FORMULARY, language).partition(BODY[language])

    for drug in FORMULARY.drugs.values():
        name = CATALOGUE.drugs[drug.id].name.by_language[language]
        lines = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
        own = sum(each.is_own for each in drug.absorptions)
        assert (
            len(lines) == 1 + len(drug.effects) + len(drug.antagonisms) + len(drug.bindings) + own
        ), drug.id
        assert any(drug.kinetics.evidence.source in line for line in lines)
        for effect in drug.effects:
            assert any(f"`{effect.handle}`" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_only_what_was_read_of_a_modelled_body_has_a_day(language):
    _, _, page = drug_page(CATALOGUE, FORMULARY, language).partition(BODY[language])

    assert page.count("| 2026-") == sum(
        each.evidence.is_verified
        for drug in FORMULARY.drugs.values()
        for each in (
            drug.kinetics, *drug.absorptions, *drug.effects, *drug.antagonisms, *drug.bindings,
        )
    )  # fmt: skip
    assert "| From memory | 2026-" not in page
