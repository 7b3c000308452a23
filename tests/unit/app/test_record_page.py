"""The manual's page of the record's tables is what the tables say, in both languages."""

import re
import sqlite3
from contextlib import closing

import pytest

from simrunner.app.record_page import page_file
from simrunner.domain.text import LANGUAGES
from simrunner.record.diagram import tables_page
from simrunner.record.library import Library


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_page_in_the_manual_is_the_one_that_the_tables_give(language):
    written = page_file(language).read_text(encoding="utf-8")
    assert written == tables_page(language), "run python -m simrunner.app.record_page"


def test_that_the_diagram_has_every_column_and_reference_of_a_real_file(tmp_path):
    Library.open(tmp_path / "runs.sqlite").shutdown()
    page = tables_page("en")
    drawn = {
        table: set(re.findall(r"^    \w+ (\w+)", body, re.MULTILINE))
        for table, body in re.findall(r"^  (\w+) \{\n(.*?)^  \}", page, re.MULTILINE | re.DOTALL)
    }
    lines = set(re.findall(r"^  (\w+) \S+--o\{ (\w+) : (\w+)", page, re.MULTILINE))
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as connection:
        found = connection.execute("select name from sqlite_master where type = 'table'")
        names = [name for (name,) in found if not name.startswith(("alembic_", "sqlite_"))]
        columns = {
            name: {row[1] for row in connection.execute(f"pragma table_info({name})")}
            for name in names
        }
        references = {
            (row[2], name, row[3])
            for name in names
            for row in connection.execute(f"pragma foreign_key_list({name})")
        }
    assert drawn == columns
    assert lines == references
