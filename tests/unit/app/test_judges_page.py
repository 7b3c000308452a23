"""The manual's page on how the patient is judged names tests that exist, in both languages."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
PAGES = TESTS.parent / "resources" / "docs" / "reference"
DEFINED = re.compile(r"^def test_that_(\w+)", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+\.py)::(\w+)`")


def page(ending):
    return (PAGES / f"judges{ending}").read_text(encoding="utf-8")


def rows(ending):
    """Return the cells of every row that names a test."""
    lines = [
        line for line in page(ending).splitlines() if line.startswith("|") and "`test_" in line
    ]
    return [line.strip("| ").split(" | ") for line in lines]


@pytest.mark.parametrize("ending", [".md", ".zh-CN.md"])
def test_that_every_test_of_the_page_exists(ending):
    written = {
        (file.name, name)
        for file in TESTS.rglob("test_*.py")
        for name in DEFINED.findall(file.read_text(encoding="utf-8"))
    }
    named = set(NAMED.findall(page(ending)))
    assert len(named) > 70
    assert named - written == set()


def test_that_both_languages_have_the_same_numbers_and_tests():
    english, chinese = rows(".md"), rows(".zh-CN.md")
    assert [row[1:] for row in english] == [row[1:] for row in chinese]
    assert {len(row) for row in english} == {5}


def test_that_every_row_says_what_is_required_what_was_measured_and_by_whom():
    for row in rows(".md"):
        assert all(cell.strip() for cell in row), row[0]
