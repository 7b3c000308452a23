"""The manual's page on the drugs is the table."""

import pytest

from simrunner.app.assets import read_catalogue
from simrunner.app.drug_page import drug_page, page_file
from simrunner.domain.text import LANGUAGES

CATALOGUE = read_catalogue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_is_what_the_table_says_now(language):
    written = page_file(language).read_text(encoding="utf-8")

    assert written == drug_page(CATALOGUE, language), "run python -m simrunner.app.drug_page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_has_every_drug_once_and_every_range(language):
    page = drug_page(CATALOGUE, language)

    for row in CATALOGUE.drugs.values():
        assert page.count(f"**{row.name.by_language[language]}** `{row.id}`") == 1
    lines = [line for line in page.splitlines() if line.startswith("| ") and line.count("|") == 8]
    headings = page.count("\n|---|---|---|---|---|---|---|")
    assert len(lines) == headings + sum(len(row.ranges) for row in CATALOGUE.drugs.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_only_what_was_read_has_a_day(language):
    page = drug_page(CATALOGUE, language)
    read = sum(each.is_verified for row in CATALOGUE.drugs.values() for each in row.ranges)

    assert page.count("| 2026-") == read
    assert not [line for line in page.splitlines() if "From memory" in line and "| 2026-" in line]
