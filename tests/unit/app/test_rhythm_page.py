"""The manual's page on rhythms is the table, in both languages."""

import pytest

from simrunner.app.assets import table
from simrunner.app.rhythm_page import page_file, page_of
from simrunner.domain.text import LANGUAGES

ROWS = table("rhythms", "rhythms.toml")["rhythm"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_in_the_manual_is_the_one_that_the_table_gives(language):
    written = page_file(language).read_text(encoding="utf-8")
    assert written == page_of(language), "run python -m simrunner.app.rhythm_page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_every_rhythm_has_one_line_with_its_name_and_rate(language):
    lines = {line.split("`")[1]: line for line in page_of(language).splitlines() if "** `" in line}
    assert list(lines) == list(ROWS)
    for rhythm, line in lines.items():
        assert f"**{ROWS[rhythm][language]}**" in line
        if "rate" in ROWS[rhythm]:
            assert f"| {ROWS[rhythm]['rate']['usual']} (" in line


def test_that_the_page_tells_the_steps_of_a_group():
    line = next(line for line in page_of("en").splitlines() if "`heart-block-2-1`" in line)
    assert "PR 180 ms; beat, PR 260 ms; beat, PR 320 ms; P without a beat" in line
