"""The manual's page of the case file is what the program's tables say, in both languages."""

import pytest

from simrunner.app.assets import table
from simrunner.app.bodies import body_names
from simrunner.app.case_page import meanings, page_file, page_of, print_columns
from simrunner.app.case_run import columns
from simrunner.domain.text import LANGUAGES
from simrunner.scenario.case.body_command import _Reader, parse_body_command
from simrunner.scenario.case.schema import CasePatientSection, CaseSection

PAGE = table("patient", "case-page.toml")


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_in_the_manual_is_the_one_that_the_program_writes(language):
    written = page_file(language).read_text(encoding="utf-8")

    assert written == page_of(language), "run python -m simrunner.app.case_page"


def test_that_every_order_is_told_once_with_an_example_that_works():
    assert [row["verb"] for row in PAGE["order"]] == sorted(
        {row["verb"] for row in PAGE["order"]}, key=[r["verb"] for r in PAGE["order"]].index
    )
    assert {row["verb"] for row in PAGE["order"]} == set(_Reader(body_names(), 0, "")._verbs)
    for row in PAGE["order"]:
        for words in (row["form"], row["example"]):
            assert words.split()[0].lower() == row["verb"]
        done = parse_body_command(row["example"], body_names())
        assert done.orders or done.compressions


def test_that_every_key_is_told():
    keys = {*CaseSection.key_names(), *(f"patient.{key}" for key in CasePatientSection.key_names())}

    assert {row["key"] for row in PAGE["key"]} == keys - {"patient"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_column_has_a_meaning_and_no_meaning_is_stale(language):
    assert list(meanings(language)) == list(columns())
    assert all(meanings(language).values())


def test_that_the_columns_are_printed_with_their_units(capsys):
    print_columns()

    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:3] == ["PaCO2", "mmHg", "Carbon"] for line in lines)
    assert len(lines) == 1 + len(columns()) + 2
